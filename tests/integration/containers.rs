//! Key stores and Kubernetes objects, as files and through a pipe.

use std::fs;

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::{Output, certgraph, fixture};

const MARKER: &str = "S3cretMarkerXq7";

fn inspect(arguments: &[&str]) -> Output {
    let folder = fixture("keystores");
    let all = [&["inspect", "--at", "2026-12-01"], arguments].concat();
    let output = certgraph(&folder, &all).output();
    output.is_orderly(&format!("{arguments:?}"));
    assert!(!output.all().contains("geheim"), "{}", output.all());
    output
}

#[test]
fn a_pkcs12_store_opens_with_a_password_from_a_file() {
    for store in ["web.p12", "legacy.p12", "nomac.p12"] {
        let output = inspect(&[store, "--password-file", "passwords"]);
        assert_eq!(output.code, Some(0), "{store}: {}", output.all());
        assert!(output.stdout.contains("1 certificate"), "{store}");
        assert!(output.stdout.contains("DNS names"), "{store}");
    }
    let output = inspect(&["nopass.p12"]);
    assert!(output.stdout.contains("1 certificate"), "{}", output.all());
}

#[test]
fn a_store_that_does_not_open_says_why() {
    for (arguments, wanted) in [
        (&["web.p12"][..], "needs a password"),
        (
            &["web.p12", "--password-file", "README.md"],
            "wrong password",
        ),
        (
            &["iterations.p12", "--password-file", "passwords"],
            "too many iterations",
        ),
    ] {
        let output = inspect(arguments);
        // Text may be broken at any blank.
        let text = output
            .all()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(text.contains(wanted), "{arguments:?}: {text}");
        assert_eq!(output.code, Some(3), "{arguments:?}");
    }
}

#[test]
fn a_damaged_store_is_no_panic() {
    let whole = fs::read(fixture("keystores/web.p12")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("p"), "geheim").unwrap();
    for cut in [5, 30, 700, whole.len() - 1] {
        fs::write(dir.path().join("cut.p12"), &whole[..cut]).unwrap();
        let run = ["inspect", "cut.p12", "--password-file", "p"];
        let output = certgraph(dir.path(), &run).output();
        output.is_orderly("cut");
    }
}

/// A store with one trusted certificate, as keytool writes it.
fn java(der: &[u8], password: &str) -> Vec<u8> {
    let text = |text: &str| {
        let length = u16::try_from(text.len()).unwrap().to_be_bytes();
        [&length, text.as_bytes()].concat()
    };
    let number = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
    let body = [
        &number(0xfeed_feed)[..],
        &number(2),
        &number(1),
        &number(2),
        &text("root"),
        &[0; 8],
        &text("X.509"),
        &number(der.len()),
        der,
    ]
    .concat();
    let mut digest = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    let units = password.encode_utf16().flat_map(u16::to_be_bytes);
    digest.update(&units.collect::<Vec<_>>());
    digest.update(b"Mighty Aphrodite");
    digest.update(&body);
    [&body, digest.finish().as_ref()].concat()
}

#[test]
fn a_java_key_store_shows_its_certificates_without_a_password() {
    let pem = fs::read(fixture("keystores/web.crt")).unwrap();
    let block = certgraph::decode::pem::blocks(&pem, Default::default()).next();
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("s.jks"),
        java(&block.unwrap().bytes, "geheim"),
    )
    .unwrap();
    fs::write(dir.path().join("right"), "geheim\r\n").unwrap();
    fs::write(dir.path().join("wrong"), "changeit\n").unwrap();
    for (arguments, altered) in [
        (&["inspect", "s.jks"][..], false),
        (&["inspect", "s.jks", "--password-file", "right"], false),
        (&["inspect", "s.jks", "--password-file", "wrong"], true),
    ] {
        let output = certgraph(dir.path(), arguments).output();
        output.is_orderly("jks");
        assert!(output.stdout.contains("1 certificate"), "{}", output.all());
        assert!(output.stdout.contains("entry root"), "{}", output.all());
        let text = output
            .all()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(text.contains("may have been altered"), altered, "{text}");
    }
}

/// A List with a Secret whose key does not fit, a key that is a marker, a broken item, and a webhook.
fn objects() -> String {
    let data = |path: &str| STANDARD.encode(fs::read(fixture(path)).unwrap());
    let certificate = data("kubeadm/healthy/pki/apiserver.crt");
    let other = data("keystores/web.crt");
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(MARKER)
    );
    let key = STANDARD.encode(&pem);
    let tail = STANDARD.encode(MARKER);
    format!(
        "apiVersion: v1
items:
- kind: Secret
  type: kubernetes.io/tls
  metadata: {{name: marked, namespace: web}}
  data:
    ca.crt: {other}
    tls.crt: {certificate}
    tls.key: {key}
    password: {tail}
- kind: Secret
  metadata: {{name: broken
  data: {{password: {tail}}}
- kind: Secret
  metadata: {{name: bad, namespace: web}}
  data: {{tls.crt: '{MARKER}!'}}
  stringData: {{token: {MARKER}}}
- kind: ConfigMap
  metadata: {{name: kube-root-ca.crt, namespace: web}}
  binaryData: {{ca.crt: {other}}}
kind: List
"
    )
}

#[test]
fn objects_are_inspected_item_by_item_and_no_key_is_shown() {
    let text = objects();
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("list.yaml"), &text).unwrap();
    for format in ["text", "json", "pem"] {
        for input in ["list.yaml", "-"] {
            let run = ["inspect", "--full", "--format", format, input];
            let run = certgraph(dir.path(), &run);
            let output = if input == "-" {
                run.stdin(text.as_bytes()).output()
            } else {
                run.output()
            };
            output.is_orderly(format);
            let all = output.all();
            for form in [MARKER.to_owned(), STANDARD.encode(MARKER)] {
                assert!(!all.contains(&form), "{format}: {all}");
            }
            if format == "pem" {
                continue;
            }
            let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
            for wanted in [
                "Secret web/marked",
                "kube-root-ca.crt",
                "the private key cannot be read",
                "not YAML that can be read",
                "not base64",
            ] {
                assert!(all.contains(wanted), "{format}, {wanted}: {all}");
            }
        }
    }
}

/// A store of key bags, each of which would take a second to decrypt, and of parts that would.
#[test]
fn what_a_store_costs_is_bounded() {
    let element = |tag: u8, parts: &[&[u8]]| {
        let content = parts.concat();
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        // The shortest form, as DER has it.
        let digits = length.iter().skip_while(|digit| **digit == 0);
        let digits: Vec<u8> = digits.copied().collect();
        match digits.as_slice() {
            [] => vec![tag, 0],
            [short] if *short < 0x80 => [&[tag, *short], content.as_slice()].concat(),
            long => [
                &[tag, 0x80 | u8::try_from(long.len()).unwrap()],
                long,
                &content,
            ]
            .concat(),
        }
    };
    let data = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
    let older = b"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03";
    let count = b"\x04\x01s\x02\x03\x0d\xbb\xa0";
    let algorithm = element(0x30, &[older, &element(0x30, &[count])]);
    let shrouded = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02";
    let key = element(0x30, &[&algorithm, &element(0x04, &[&[7; 16]])]);
    let bag = element(0x30, &[shrouded, &element(0xa0, &[&key])]);
    let bags = element(0x30, &[&bag.repeat(10_000)]);
    let plain = element(0x30, &[data, &element(0xa0, &[&element(0x04, &[&bags])])]);
    let info = element(0x30, &[data, &algorithm, &element(0x80, &[&[7; 16]])]);
    let hidden = element(0x30, &[b"\x02\x01\x00", &info]);
    let kind = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
    let hidden = element(0x30, &[kind, &element(0xa0, &[&hidden])]);
    let store = |parts: &[&[u8]]| {
        let content = element(0xa0, &[&element(0x04, &[&element(0x30, parts)])]);
        element(0x30, &[b"\x02\x01\x03", &element(0x30, &[data, &content])])
    };
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("keys.p12"), store(&[&plain])).unwrap();
    fs::write(dir.path().join("parts.p12"), store(&[&hidden])).unwrap();
    fs::write(dir.path().join("p"), "falsch\n".repeat(2)).unwrap();
    for (file, wanted) in [
        ("keys.p12", "no certificates"),
        ("parts.p12", "wrong password"),
    ] {
        let run = ["inspect", file, "--password-file", "p"];
        let output = certgraph(dir.path(), &run).output();
        output.is_orderly(file);
        let text = output.all();
        let words: Vec<_> = text.split_whitespace().collect();
        assert!(words.join(" ").contains(wanted), "{}", output.all());
        assert!(output.elapsed.as_secs() < 60, "{:?}", output.elapsed);
    }
}
