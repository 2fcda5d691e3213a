//! Files that mean harm, and files in forms that one meets.

use std::iter;

use crate::folder::Folder;
use crate::kubeconfig::Kubeconfig;
use crate::pki::{Key, Name, Pair, StringType, TEST_KEY, Template, der, name, pem};
use crate::scene;

pub(crate) fn write(folder: &Folder) {
    names(folder);
    encodings(folder);
    bundles(folder);
    yaml(folder);
}

/// Text that would speak for itself if it were printed as it is.
fn hostile_name() -> Name {
    Name::default()
        .with("C", "CN")
        // The escape sequences of a terminal: colour, title, clear screen, link.
        .with(
            "O",
            "\u{1b}[32m✓ trusted\u{1b}[0m\u{1b}]0;owned\u{7}\u{1b}[2J",
        )
        .with(
            "O",
            "\u{1b}]8;;https://example.com\u{1b}\\link\u{1b}]8;;\u{1b}\\",
        )
        // A line of its own.
        .with("OU", "default\nSubject: CN=kube-apiserver\r\n  ✓ accepted")
        // Right-to-left override and isolates, zero-width characters, a tag, private use.
        .with(
            "OU",
            "\u{202e}nimda\u{202c} \u{2066}a\u{2069}\u{200b}\u{feff}\u{e0041}\u{e000}",
        )
        .with(
            "L",
            "quote \" apostrophe ' backslash \\ back`tick $(id) ; | &",
        )
        .with("ST", "<script>alert(1)</script>&amp;%0A::add-mask::x")
        .with(
            "DC",
            "C1 \u{9b}31m NUL \0 DEL \u{7f} LS \u{2028} PS \u{2029}",
        )
        // Latin-1, and in UTF-8 none.
        .with_string("SERIALNUMBER", StringType::Teletex, b"caf\xe9")
        .with(
            "CN",
            "=cmd|' /C calc'!A0, CN=kubernetes-admin+O=system:masters",
        )
}

fn hostile_leaf(template: Template) -> Template {
    template
        .dns("\u{1b}[31mred.example.com")
        .dns("a.example.com, IP Address:10.0.0.10")
        .dns("line\nDNS:kubernetes")
        .dns("<script>alert(1)</script>.example.com")
        .dns("quote\"back\\slash")
        .email("\"<img src=x onerror=alert(1)>\"@example.com")
        .uri("javascript:alert(1)//%0A%1b[31m")
        .ip("10.0.0.10")
}

fn names(folder: &Folder) {
    let ca = Template::ca(hostile_name()).self_signed(&Key::p256());
    let serving = ca.issue(
        &hostile_leaf(Template::server(hostile_name())),
        &Key::p256(),
    );
    let client = ca.issue(&Template::client(hostile_name()), &Key::p256());
    folder.write("names.crt", serving.pem());
    folder.write("names-ca.crt", ca.pem());

    let kubeconfig = Kubeconfig::named(
        r#""cluster\e[31m\u202e\nsubject: fake""#,
        r#""user<script>alert(1)</script>\"'\\""#,
        r#""context\e]0;owned\a\r\n✓ accepted""#,
    )
    .server(scene::URL)
    .authority(&[&ca])
    .client(&client, &[]);
    folder.write("names.yaml", kubeconfig.to_yaml());

    let long = Template::server(name(&[
        ("O", &"long ".repeat(400)),
        ("CN", &"x".repeat(3000)),
    ]));
    folder.write("long-names.crt", ca.issue(&long, &Key::p256()).pem());

    let many = (0..300).fold(Template::server("many-names"), |template, number| {
        template.dns(format!("name-{number:03}.example.com"))
    });
    folder.write("many-names.crt", ca.issue(&many, &Key::p256()).pem());
}

fn encodings(folder: &Folder) {
    let [ca, leaf] = healthy();
    folder.write("key-as-certificate.crt", leaf.key.file());
    folder.write("certificate.der", &ca.der);
    folder.write("bundle.p7b", pem("PKCS7", &pkcs7(&[&ca, &leaf])));
    folder.write("bundle.p7c", pkcs7(&[&ca, &leaf]));

    let utf16: Vec<u8> = iter::once(0xfeff)
        .chain(ca.pem().encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    folder.write("utf16.crt", utf16);
    folder.write("utf8-bom.crt", format!("\u{feff}{}", ca.pem()));
    folder.write("crlf.crt", ca.pem().replace('\n', "\r\n"));
    folder.write("indented.crt", ca.pem().replace("\nM", "\n    M"));
    folder.write("wrong-label.crt", pem("TRUSTED CERTIFICATE", &ca.der));
    let headers = "-----BEGIN CERTIFICATE-----\nComment: a header\n\n";
    folder.write(
        "pem-headers.crt",
        ca.pem().replace("-----BEGIN CERTIFICATE-----\n", headers),
    );
    let half = ca.pem().len() / 2;
    folder.write("truncated.crt", &ca.pem()[..half]);
}

fn bundles(folder: &Folder) {
    let [ca, leaf] = healthy();
    let other = Template::ca("other-ca").self_signed(&Key::p256());
    let bad = pem("CERTIFICATE", &ca.der[..ca.der.len() - 40]);
    folder.write("one-bad-among-good.crt", ca.pem() + &bad + &other.pem());

    // Text that looks nearly like PEM, above, between and below.
    let decoy = "\
Certificate:
    Data:
        Version: 3 (0x2)
        Subject: O = \"-----BEGIN CERTIFICATE-----\", CN = kubernetes
----BEGIN CERTIFICATE----
 -----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----with text behind it
";
    let remark =
        "# kept for the old nodes, ask before you remove it; valid until 2036\n".repeat(30);
    let without_end = leaf.pem().trim_end().to_owned();
    let text = [
        remark.as_str(),
        &ca.pem(),
        decoy,
        &remark,
        &other.pem().replace('\n', "\r\n"),
        TEST_KEY,
        &leaf.key.pem(),
        &remark,
        &without_end,
    ];
    folder.write("text-heavy.crt", text.concat());
}

fn yaml(folder: &Folder) {
    let mut bomb = "# Nine to the power of nine names, if the aliases were followed.\n".to_owned();
    bomb += "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    bomb += "apiVersion: v1\nkind: Config\nclusters: *a8\n";
    folder.write("bomb.yaml", bomb);

    let nested = "[".repeat(1000) + &"]".repeat(1000);
    folder.write(
        "nesting.yaml",
        format!("apiVersion: v1\nkind: Config\nclusters: {nested}\n"),
    );
}

/// A CA and a serving certificate that it issued.
fn healthy() -> [Pair; 2] {
    let ca = scene::kubernetes_ca().self_signed(&Key::p256());
    let serving = ca.issue(&scene::apiserver(), &Key::p256());
    [ca, serving]
}

/// A PKCS#7 file with certificates and nothing else, as `openssl crl2pkcs7 -nocrl` writes it.
fn pkcs7(pairs: &[&Pair]) -> Vec<u8> {
    let certificates: Vec<u8> = pairs.iter().flat_map(|pair| pair.der.clone()).collect();
    let data = der::sequence(&[der::oid(&[1, 2, 840, 113549, 1, 7, 1])]);
    let signed = der::sequence(&[
        der::unsigned(&[1]),
        der::set(&[]),
        data,
        der::context(0, &certificates),
        der::set(&[]),
    ]);
    der::sequence(&[
        der::oid(&[1, 2, 840, 113549, 1, 7, 2]),
        der::context(0, &signed),
    ])
}
