//! No secret in any output: a marker in every field that may hold one is looked for in every form.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use crate::support::{Output, certgraph, fixture};

pub(crate) const MARKER: &str = "S3cretMarkerXq7";

/// Every form in which the marker could leak.
fn forms() -> Vec<String> {
    let mut forms = vec![
        MARKER.to_owned(),
        MARKER.to_lowercase(),
        MARKER.to_uppercase(),
    ];
    for lead in ["", "a", "ab"] {
        // Whole groups only: their neighbours change the characters at the ends.
        let encoded = STANDARD.encode(format!("{lead}{MARKER}"));
        let inner = &encoded[if lead.is_empty() { 0 } else { 4 }..encoded.len() - 4];
        forms.push(inner.to_owned());
        forms.push(
            URL_SAFE
                .encode(format!("{lead}{MARKER}"))
                .trim_end_matches('=')
                .to_owned(),
        );
    }
    let hex: String = MARKER.bytes().map(|byte| format!("{byte:02x}")).collect();
    forms.extend([hex.clone(), hex.to_uppercase()]);
    forms.push(MARKER.bytes().map(|byte| format!("%{byte:02X}")).collect());
    forms.push(MARKER.bytes().map(|byte| format!("%{byte:02x}")).collect());
    forms
}

pub(crate) fn kubeconfig() -> String {
    let ca = STANDARD.encode(fs::read(fixture("kubeadm/healthy/pki/ca.crt")).unwrap());
    let key = STANDARD.encode(format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(MARKER)
    ));
    format!(
        "apiVersion: v1
kind: Config
current-context: one
{MARKER}-unknown: {MARKER}
clusters:
- name: k
  cluster:
    server: https://{MARKER}:{MARKER}@10.0.0.10:6443
    proxy-url: http://{MARKER}:{MARKER}@proxy:3128
    certificate-authority-data: {ca}
    unknown: {MARKER}
    extensions:
    - name: e
      extension: {{secret: {MARKER}}}
contexts:
- name: one
  context: {{cluster: k, user: inline}}
- name: two
  context: {{cluster: k, user: token}}
- name: three
  context: {{cluster: k, user: exec}}
- name: four
  context: {{cluster: k, user: provider}}
- name: five
  context: {{cluster: k, user: files}}
- name: six
  context: {{cluster: k, user: basic}}
users:
- name: inline
  user:
    client-certificate-data: {ca}
    client-key-data: {key}
- name: token
  user:
    token: {MARKER}
- name: exec
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: helper
      interactiveMode: Never
      args: [--password, {MARKER}]
      env: [{{name: TOKEN, value: {MARKER}}}]
- name: provider
  user:
    auth-provider:
      name: oidc
      config: {{client-secret: {MARKER}, id-token: {MARKER}}}
- name: files
  user:
    client-certificate: ca.crt
    client-key: secret.key
    tokenFile: secret.token
- name: basic
  user:
    username: u
    password: {MARKER}
"
    )
}

/// The file, and the ways in which it can be broken beside, before and in the marker.
fn variants() -> Vec<(&'static str, String)> {
    let good = kubeconfig();
    let json: serde_json::Value = serde_yaml::from_str(&good).unwrap();
    vec![
        ("good", good.clone()),
        ("as JSON", json.to_string()),
        (
            "as broken JSON",
            json.to_string().replace("\"users\":", "\"users\" "),
        ),
        ("bad YAML behind", format!("{good}  : [broken\n")),
        ("tab", good.replace("    token:", "\ttoken:")),
        (
            "unclosed quote",
            good.replace(&format!("token: {MARKER}"), &format!("token: \"{MARKER}")),
        ),
        (
            "token of wrong type",
            good.replace(
                &format!("token: {MARKER}"),
                &format!("token: {{{MARKER}: {MARKER}}}"),
            ),
        ),
        (
            "token as list",
            good.replace(&format!("token: {MARKER}"), &format!("token: [{MARKER}]")),
        ),
        (
            "key data not base64",
            good.replace("client-key-data: ", &format!("client-key-data: {MARKER}!")),
        ),
        (
            "CA data not base64",
            good.replace(
                "certificate-authority-data: ",
                &format!("certificate-authority-data: {MARKER}!"),
            ),
        ),
        (
            "args of wrong type",
            good.replace(
                "args: [--password",
                &format!("args: {{{MARKER}: [--password"),
            )
            .replace("]\n      env", "]}\n      env"),
        ),
        (
            "duplicate user",
            format!("{good}- name: token\n  user: {{token: {MARKER}}}\n"),
        ),
        (
            "insecure of wrong type",
            good.replace("    unknown:", "    insecure-skip-tls-verify:"),
        ),
        ("server of wrong scheme", good.replace("https://", "ftp://")),
        (
            "server with bad host",
            good.replace("@10.0.0.10", "@10.0.0.10:x:y"),
        ),
        (
            "server with bad escape",
            good.replace("@10.0.0.10", "%zz@10.0.0.10"),
        ),
        ("proxy of wrong scheme", good.replace("http://", "ftp://")),
        ("proxy with bad escape", good.replace("@proxy", "%zz@proxy")),
        ("truncated", good.get(..good.len() / 2).unwrap().to_owned()),
        (
            "wrong version",
            good.replace(
                "apiVersion: v1\n",
                &format!("apiVersion: {{x: {MARKER}}}\n"),
            ),
        ),
        ("root is text", format!("{MARKER}\n")),
        ("root is list", format!("- {MARKER}\n- token: {MARKER}\n")),
    ]
}

#[test]
fn nothing_secret_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    fs::copy(
        fixture("kubeadm/healthy/pki/ca.crt"),
        folder.path().join("ca.crt"),
    )
    .unwrap();
    let key =
        |body: &str| format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
    write("secret.token", MARKER);
    write(
        "tokens.csv",
        &format!("{MARKER},user,uid,\"a,b\"\nbroken \"{MARKER}\n\"{MARKER}"),
    );
    write("server.key", &key(&STANDARD.encode(MARKER.repeat(3))));
    let keys = [
        key(&STANDARD.encode(MARKER.repeat(3))),
        key(MARKER),
        MARKER.to_owned(),
        format!("-----BEGIN {MARKER} PRIVATE KEY-----\n{MARKER}"),
    ];
    for (name, text) in variants() {
        write("config", &text);
        write("secret.key", &keys[name.len() % keys.len()]);
        for context in ["one", "two", "three", "four", "five", "six"] {
            run(
                folder.path(),
                name,
                &["explain", "config", "--context", context],
            );
            run(
                folder.path(),
                name,
                &[
                    "explain",
                    "config",
                    "--context",
                    context,
                    "-v",
                    "--format",
                    "json",
                    "--tls-cert-file",
                    "ca.crt",
                    "--tls-private-key-file",
                    "server.key",
                    "--client-ca-file",
                    "ca.crt",
                    "--token-auth-file",
                    "tokens.csv",
                ],
            );
        }
        run(
            folder.path(),
            name,
            &["explain", "config", "--all-contexts", "-v"],
        );
        for more in [
            &["-v"][..],
            &["--full"],
            &["--format", "json"],
            &["--format", "pem"],
        ] {
            let arguments: Vec<_> = ["inspect", "config", "secret.key", "tokens.csv"]
                .iter()
                .chain(more)
                .copied()
                .collect();
            run(folder.path(), name, &arguments);
        }
        run(
            folder.path(),
            name,
            &[
                "verify",
                "--anchors",
                "secret.key",
                "--purpose",
                "client",
                "config",
            ],
        );
        run(
            folder.path(),
            name,
            &[
                "verify",
                "--anchors",
                "ca.crt",
                "--purpose",
                "client",
                "secret.key",
            ],
        );
        run(folder.path(), name, &["verify", "--batch", "config"]);
    }
}

/// The list of all kinds of objects with a marker in every field that may hold a secret: keys that parse and keys that do
/// not, tokens and passwords in `data`, `stringData`, `binaryData`, in a kubeconfig within a Secret, and in damaged items.
pub(crate) fn objects() -> String {
    let list = fs::read_to_string(fixture("objects/list.yaml")).unwrap();
    let body = STANDARD.encode(MARKER.repeat(2));
    let key = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
    let pem = STANDARD.encode(&key);
    let inner = STANDARD.encode(kubeconfig());
    let bare = STANDARD.encode(MARKER);
    let certificate =
        STANDARD.encode(fs::read(fixture("kubeadm/healthy/pki/apiserver.crt")).unwrap());
    let url = format!("https://{MARKER}:{MARKER}@hook.example.com/x?token={MARKER}");
    let items = format!(
        "- kind: Secret
  apiVersion: v1
  type: kubernetes.io/tls
  metadata: {{name: marked, namespace: m, annotations: {{note: {MARKER}}}}}
  data: {{tls.crt: {certificate}, tls.key: {pem}, password: {bare}, token: {bare}}}
- kind: Secret
  apiVersion: v1
  metadata: {{name: raw, namespace: m}}
  data: {{tls.crt: {pem}, tls.key: {bare}, kubeconfig: {inner}, bad: '{MARKER}!', ca.crt: {bare}}}
  stringData: {{token: {MARKER}, tls.key: '{MARKER}'}}
- kind: ConfigMap
  apiVersion: v1
  metadata: {{name: c, namespace: m}}
  data: {{text: '{MARKER}', script: 'export TOKEN={MARKER}'}}
  binaryData: {{store: {bare}, bad: '{MARKER}!'}}
- kind: ValidatingWebhookConfiguration
  apiVersion: admissionregistration.k8s.io/v1
  metadata: {{name: w}}
  webhooks:
  - {{name: w.example.com, clientConfig: {{url: '{url}', caBundle: '{MARKER}!'}}}}
  - {{name: v.example.com, clientConfig: {{service: {{name: m, namespace: m}}, caBundle: {bare}}}}}
- kind: CertificateSigningRequest
  apiVersion: certificates.k8s.io/v1
  metadata: {{name: r}}
  spec: {{request: {pem}}}
  status: {{certificate: {pem}}}
- kind: Secret
  metadata: {{name: broken
  data: {{password: {bare}, token: {MARKER}}}
"
    );
    list.replace("kind: List\n", &format!("{items}kind: List\n"))
}

pub(crate) const SHOWN: &[(&str, &[&str])] = &[
    ("inspect", &["text", "json", "pem"]),
    ("explain", &["text", "json", "dot"]),
    (
        "audit",
        &[
            "text",
            "json",
            "jsonl",
            "csv",
            "prometheus",
            "sarif",
            "junit",
            "github",
            "ical",
        ],
    ),
    ("tree", &[]),
    ("graph", &["dot", "svg", "mermaid", "html", "json"]),
];

#[test]
fn nothing_secret_of_objects_and_containers_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let list = objects();
    let json: Option<serde_json::Value> = serde_yaml::from_str(
        &list.replace("metadata: {name: broken\n", "metadata: {name: whole}\n"),
    )
    .ok();
    fs::write(folder.path().join("list.yaml"), &list).unwrap();
    fs::write(folder.path().join("list.json"), json.unwrap().to_string()).unwrap();
    let half = list.get(..list.len() - 900).unwrap();
    fs::write(folder.path().join("cut.yaml"), half).unwrap();
    for store in ["web.p12", "legacy.p12", "iterations.p12"] {
        let from = fixture("keystores").join(store);
        fs::copy(from, folder.path().join(store)).unwrap();
    }
    fs::write(folder.path().join("wrong"), format!("{MARKER}\n")).unwrap();
    for (command, formats) in SHOWN {
        for format in *formats {
            for input in ["list.yaml", "list.json", "cut.yaml"] {
                let run_of = [command, input, "--format", format, "--at", "2026-06-01"];
                run(folder.path(), input, &run_of);
            }
        }
        for input in ["list.yaml", "list.json", "cut.yaml"] {
            run(
                folder.path(),
                input,
                &[command, input, "--at", "2026-06-01"],
            );
        }
        let stores = ["web.p12", "legacy.p12", "iterations.p12"];
        let passwords = [
            &[*command][..],
            &stores,
            &["-v", "--password-file", "wrong"],
        ]
        .concat();
        run(folder.path(), "a wrong password", &passwords);
        let output = certgraph(folder.path(), &[command, "web.p12"])
            .env("CERTGRAPH_PASSWORD", MARKER)
            .output();
        assert!(!output.all().contains(MARKER), "{}", output.all());
    }
}

#[track_caller]
pub(crate) fn run(folder: &Path, variant: &str, arguments: &[&str]) -> Option<i32> {
    let output = certgraph(folder, arguments).output();
    let what = format!("{variant}: {arguments:?}");
    output.is_orderly(&what);
    assert_no_secret(&output, &what);
    output.code
}

#[track_caller]
pub(crate) fn assert_no_secret(output: &Output, what: &str) {
    let text = output.all();
    for form in forms() {
        assert!(!text.contains(&form), "{what} shows {form}:\n{text}");
    }
}
