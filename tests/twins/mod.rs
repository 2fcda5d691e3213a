//! Folders that differ in names alone: whatever a name holds, a picture of it has the parts of its benign twin's.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its files has to stop"
)]

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::pki::{Key, Pair, Template};

/// What a name may end with to be read as something else: a string's end, an escape, a tag, a comment, a new statement,
/// a directive of Mermaid's, a character that is not seen.
pub(crate) const FRAGMENTS: [&str; 16] = [
    "\"]; evil [label=\"x\", URL=\"javascript:1\"]; evil -> v0; {",
    "\\N \\G \\L \\\" \\",
    "<script>alert(1)</script>",
    "</title></text></g></svg><script>alert(1)</script><img src=x onerror=alert(1)>",
    ">] ]]> --> <!-- <![CDATA[ <?xml version=\"1.0\"?>",
    "\n  evil --> a0\n  evil[\"x\"]\n",
    "\r\n---\ntitle: evil\n---\n",
    "\u{202e}txet\u{2066}\u{200b}\u{feff}",
    "\u{1}\u{7}\u{1b}[2J\u{7f}\u{85}",
    "%%{init: {\"securityLevel\": \"loose\"}}%% `end` click a0 href \"javascript:1\"",
    "\"]:::evil; subgraph evil; end; #quot; #35; -->|x| a0",
    "&amp;&lt;&#34;&quot;&#x202e;",
    "' onmouseover='alert(1)' style=\"x\" data-c=\"9\"",
    "-- <!-- -- > */ // {{ }} ${x}",
    "日本 bücher 𝕏 👩‍👧",
    "LONG",
];

/// A folder for a fragment, and one for a word that means nothing anywhere.
pub(crate) fn twins(fragment: &str) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let [benign, hostile] = ["benign", "hostile"].map(|name| folder.path().join(name));
    write(&benign, "plain");
    match fragment {
        "LONG" => write(&hostile, &"long".repeat(5_000)),
        fragment => write(&hostile, fragment),
    }
    (folder, benign, hostile)
}

/// A root, a CA below it, a CA that is nowhere, and what they issued; a kubeconfig with odd names in an odd folder.
fn write(folder: &Path, fragment: &str) {
    let name = |role: &str| format!("{role} {fragment}");
    let issue = |issuer: &Pair, template: &Template| issuer.issue(template, &Key::p256());
    let root = Template::ca(&*name("root")).self_signed(&Key::p256());
    let below = issue(&root, &Template::ca(&*name("below")));
    let nowhere = Template::ca(&*name("nowhere")).self_signed(&Key::p256());
    let ended =
        Template::server(&*name("ended")).valid("2025-06-01 00:00:00", "2026-05-01 00:00:00");
    let server = Template::server(&*name("server")).ip("10.0.0.10");
    // Go refuses what is no ASCII there.
    let dns: String = name("dns").chars().filter(char::is_ascii).collect();
    let server = server.dns(dns);
    let client = issue(&root, &Template::client(&*name("client")));
    let server = issue(&root, &server);
    let leaves = [
        issue(&below, &ended),
        issue(&nowhere, &Template::client(&*name("stray"))),
    ];
    let part: String = fragment
        .chars()
        .filter(|c| !"/\0".contains(*c))
        .take(20)
        .collect();
    let inner = folder.join(format!("in {part}"));
    fs::create_dir_all(&inner).unwrap();
    let pem = |pairs: &[Pair]| -> String { pairs.iter().map(Pair::pem).collect() };
    fs::write(
        inner.join(format!("cas {part}.crt")),
        pem(&[root.clone(), below]),
    )
    .unwrap();
    fs::write(inner.join(format!("leaves {part}.crt")), pem(&leaves)).unwrap();
    fs::write(folder.join("server.crt"), server.pem()).unwrap();
    let text = |content: String| STANDARD.encode(content);
    // JSON is YAML, and can say every character.
    let kubeconfig = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name("context"),
        "clusters": [{ "name": name("cluster"), "cluster": {
            "server": "https://10.0.0.10:6443", "certificate-authority-data": text(root.pem())
        } }],
        "users": [{ "name": name("user"), "user": {
            "client-certificate-data": text(client.pem()), "client-key-data": text(client.key.file())
        } }],
        "contexts": [{ "name": name("context"), "context": {
            "cluster": name("cluster"), "user": name("user")
        } }],
    });
    let mut kubeconfig = kubeconfig.to_string();
    // YAML wants what JSON does not escape.
    for c in '\u{7f}'..='\u{9f}' {
        kubeconfig = kubeconfig.replace(c, &format!("\\u{:04x}", u32::from(c)));
    }
    fs::write(folder.join("admin.conf"), kubeconfig).unwrap();
}
