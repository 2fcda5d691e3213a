//! The inputs: what was once slow, at any size.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair,
};
use serde_json::{Value, json};

use crate::cost::Made;

/// An input of any size, and the command that reads it.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// The first of three sizes.
    pub(crate) smallest: usize,
    /// Writes it into a folder.
    pub(crate) make: fn(&Path, usize) -> Made,
}

pub(crate) const SHAPES: &[Shape] = &[
    shape("users of one name, explain", 1000, |folder, size| {
        let user = "- name: a\n  user: {token: x}\n".repeat(size);
        fs::write(folder.join("k.yaml"), kubeconfig(&user, CONTEXT)).unwrap();
        command(&["explain", "k.yaml"])
    }),
    shape("contexts, diff with itself", 1250, |folder, size| {
        let contexts: String = (0..size)
            .map(|number| format!("- name: c{number}\n  context: {{cluster: a, user: a}}\n"))
            .collect();
        let user = "- name: a\n  user: {token: x}\n";
        fs::write(folder.join("k.yaml"), kubeconfig(user, &contexts)).unwrap();
        command(&["diff", "k.yaml", "k.yaml"])
    }),
    shape(
        "webhooks with a Secret each, explain",
        500,
        |folder, size| {
            own_secrets(folder, size);
            command(&["explain", "list.json"])
        },
    ),
    shape("webhooks with a Secret each, audit", 500, |folder, size| {
        own_secrets(folder, size);
        command(&["audit", "list.json"])
    }),
    shape("webhooks with a Secret each, graph", 500, |folder, size| {
        own_secrets(folder, size);
        command(&["graph", "list.json", "--format", "dot"])
    }),
    shape(
        "webhooks and Secrets of one certificate, explain",
        500,
        |folder, size| {
            one_certificate(folder, size);
            command(&["explain", "list.json"])
        },
    ),
    shape(
        "webhooks and Secrets of one certificate, audit",
        500,
        |folder, size| {
            one_certificate(folder, size);
            command(&["audit", "list.json"])
        },
    ),
    shape(
        "webhooks on a certificate of as many names, audit",
        1000,
        |folder, size| {
            one_name_each(folder, size);
            command(&["audit", "list.json"])
        },
    ),
    shape("CAs that sign each other, tree", 625, |folder, size| {
        cross_signed(folder, size);
        command(&["tree", "cas.pem"])
    }),
    shape("CAs that sign each other, graph", 625, |folder, size| {
        cross_signed(folder, size);
        command(&["graph", "cas.pem", "--format", "dot"])
    }),
    shape(
        "names of a server certificate, explain",
        5000,
        |folder, size| {
            let authority = Authority::new("kubernetes");
            let names = (0..size).map(|number| format!("host-{number}.example.test"));
            let server = authority.server(names.collect());
            fs::write(folder.join("server.crt"), server.pem()).unwrap();
            fs::write(folder.join("ca.crt"), authority.certificate.pem()).unwrap();
            let user = "- name: a\n  user: {token: x}\n";
            fs::write(folder.join("k.yaml"), kubeconfig(user, CONTEXT)).unwrap();
            command(&[
                "explain",
                "k.yaml",
                "--client-ca-file",
                "ca.crt",
                "--tls-cert-file",
                "server.crt",
            ])
        },
    ),
    shape("short lines, message", 50_000, |folder, size| {
        fs::write(folder.join("log"), "x509: a\n".repeat(size)).unwrap();
        reading(&["message", "-"])
    }),
    shape(
        "messages against as many certificates, message",
        250,
        |folder, size| {
            let authority = Authority::new("kubernetes");
            let leaves = folder.join("leaves");
            fs::create_dir(&leaves).unwrap();
            let mut log = String::new();
            for number in 0..size {
                let leaf = authority.server(vec![format!("n{number}")]);
                fs::write(leaves.join(format!("{number}.crt")), leaf.pem()).unwrap();
                writeln!(
                    log,
                    "x509: certificate is valid for n{number}, not b{number}"
                )
                .unwrap();
            }
            fs::write(folder.join("log"), log).unwrap();
            reading(&["message", "-", "leaves"])
        },
    ),
    shape(
        "folders that link to each other, audit",
        8,
        |folder, size| {
            for one in 0..size {
                fs::create_dir(folder.join(format!("d{one}"))).unwrap();
                for other in 0..size {
                    let link = folder.join(format!("d{one}/l{other}"));
                    std::os::unix::fs::symlink(format!("../d{other}"), link).unwrap();
                }
            }
            command(&["audit", "."])
        },
    ),
    shape("blocks without an end, inspect", 50_000, |folder, size| {
        let begin = "-----BEGIN CERTIFICATE-----\n".repeat(size);
        fs::write(folder.join("a.pem"), begin).unwrap();
        command(&["inspect", "a.pem"])
    }),
];

const fn shape(name: &'static str, smallest: usize, make: fn(&Path, usize) -> Made) -> Shape {
    Shape {
        name,
        smallest,
        make,
    }
}

fn command(arguments: &[&str]) -> Made {
    let arguments = arguments.iter().map(|word| (*word).to_owned()).collect();
    Made {
        arguments,
        input: None,
    }
}

/// The same, with the file `log` as standard input.
fn reading(arguments: &[&str]) -> Made {
    Made {
        input: Some("log"),
        ..command(arguments)
    }
}

const CONTEXT: &str = "- name: a\n  context: {cluster: a, user: a}\n";

fn kubeconfig(users: &str, contexts: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters:\n- name: a\n  cluster: {{server: \"https://x:1\"}}\nusers:\n{users}contexts:\n{contexts}"
    )
}

/// A CA and the one key of all that it issues, since making keys takes longer than all else.
struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
    key: KeyPair,
}

impl Authority {
    fn new(name: &str) -> Self {
        let (parameters, key) = (authority(name), KeyPair::generate().unwrap());
        let certificate = parameters.clone().self_signed(&key).unwrap();
        Self {
            certificate,
            issuer: Issuer::new(parameters, key),
            key: KeyPair::generate().unwrap(),
        }
    }

    fn server(&self, names: Vec<String>) -> Certificate {
        let mut leaf = CertificateParams::new(names).unwrap();
        leaf.distinguished_name.push(DnType::CommonName, "server");
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        leaf.use_authority_key_identifier_extension = true;
        leaf.signed_by(&self.key, &self.issuer).unwrap()
    }
}

fn authority(name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters
}

/// Webhooks whose `caBundle` is of another CA than what their services present.
fn own_secrets(folder: &Path, size: usize) {
    let (authority, other) = (Authority::new("kubernetes"), Authority::new("other"));
    let hooks =
        (0..size).map(|number| webhook(number, &format!("svc{number}"), &other.certificate));
    let secrets = (0..size).map(|number| {
        let leaf = authority.server(vec![format!("svc{number}.ns.svc")]);
        secret(number, &leaf, &authority.key)
    });
    list(folder, hooks.chain(secrets).collect());
}

fn one_certificate(folder: &Path, size: usize) {
    let authority = Authority::new("kubernetes");
    let leaf = authority.server(vec!["svc.ns.svc".to_owned()]);
    let secrets = (0..size).map(|number| secret(number, &leaf, &authority.key));
    let hooks = (0..size).map(|number| webhook(number, "svc", &authority.certificate));
    list(folder, secrets.chain(hooks).collect());
}

fn one_name_each(folder: &Path, size: usize) {
    let (authority, other) = (Authority::new("kubernetes"), Authority::new("other"));
    let names = (0..size).map(|number| format!("svc{number}.ns.svc"));
    let leaf = authority.server(names.collect());
    let hooks =
        (0..size).map(|number| webhook(number, &format!("svc{number}"), &other.certificate));
    list(
        folder,
        hooks.chain([secret(0, &leaf, &authority.key)]).collect(),
    );
}

fn webhook(number: usize, service: &str, bundle: &Certificate) -> Value {
    json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": { "name": format!("w{number}") },
        "webhooks": [{
            "name": "h.example.test",
            "clientConfig": {
                "caBundle": base64(&bundle.pem()),
                "service": { "name": service, "namespace": "ns" },
            },
        }],
    })
}

fn secret(number: usize, leaf: &Certificate, key: &KeyPair) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/tls",
        "metadata": { "name": format!("t{number}"), "namespace": "ns" },
        "data": { "tls.crt": base64(&leaf.pem()), "tls.key": base64(&key.serialize_pem()) },
    })
}

fn list(folder: &Path, items: Vec<Value>) {
    let list = json!({ "apiVersion": "v1", "kind": "List", "items": items });
    fs::write(folder.join("list.json"), list.to_string()).unwrap();
}

/// About `size` certificates of CAs that all sign each other, the square of how many there are.
fn cross_signed(folder: &Path, size: usize) {
    let count = size.isqrt();
    let keys: Vec<_> = std::iter::repeat_with(|| KeyPair::generate().unwrap())
        .take(count)
        .collect();
    let mut text = String::new();
    for (issuing, key) in keys.iter().enumerate() {
        let parameters = authority(&format!("x{issuing}"));
        let issuer = Issuer::from_params(&parameters, key);
        for (signed, key) in keys.iter().enumerate() {
            let certificate = authority(&format!("x{signed}"))
                .signed_by(key, &issuer)
                .unwrap();
            text.push_str(&certificate.pem());
        }
    }
    fs::write(folder.join("cas.pem"), text).unwrap();
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}
