//! A List as `kubectl get … -A -o yaml` prints it: servers that kube-apiserver calls, healthy and with one fault each, and the
//! other objects that hold certificates.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::folder::Folder;
use crate::pki::{Key, Pair, Template, pem};
use crate::scene;

const OVER: (&str, &str) = ("2025-01-01 00:00:00", "2026-01-01 00:00:00");

pub(crate) fn write() {
    Folder::make("objects", |folder| {
        let mut list = List::default();
        list.webhooks();
        list.api_services();
        list.others();
        let items = list.items.concat();
        let text = format!(
            "apiVersion: v1\nitems:\n{items}kind: List\nmetadata:\n  resourceVersion: \"\"\n"
        );
        folder.write("list.yaml", text);
        let expected = json!({
            "says": "webhooks and extension API servers, healthy and with one fault each",
            "at": scene::AT,
            "connections": list.expected,
        });
        let text = serde_json::to_string_pretty(&expected).unwrap() + "\n";
        folder.write("expected.json", text);
    });
}

#[derive(Default)]
struct List {
    items: Vec<String>,
    expected: Map<String, Value>,
}

/// A webhook's service, and what is wrong with it.
struct Webhook<'a> {
    /// The namespace and the service.
    name: &'a str,
    ca_bundle: Option<String>,
    /// cert-manager's cainjector keeps the `caBundle`.
    injected: bool,
}

impl List {
    fn webhooks(&mut self) {
        let ca = webhook_ca();
        let good = |name: &str| ca.issue(&serving(name), &Key::p256());

        self.secret("policy", &good("policy"), &ca);
        self.validating("policy", ca.pem());
        self.expect("policy", "accept", None);

        let new = webhook_ca();
        self.secret(
            "rotated",
            &new.issue(&serving("rotated"), &Key::p256()),
            &new,
        );
        self.validating("rotated", ca.pem());
        self.expect("rotated", "reject", Some("issuer-key-mismatch"));

        let unnamed = Template::server("unnamed").dns("unnamed.unnamed");
        self.secret("unnamed", &ca.issue(&unnamed, &Key::p256()), &ca);
        self.webhook(&Webhook {
            name: "unnamed",
            ca_bundle: Some(ca.pem()),
            injected: true,
        });
        self.expect("unnamed", "reject", Some("name-mismatch"));

        let over = serving("over").valid(OVER.0, OVER.1);
        self.secret("over", &ca.issue(&over, &Key::p256()), &ca);
        self.validating("over", ca.pem());
        self.expect("over", "reject", Some("expired"));

        self.secret("garbage", &good("garbage"), &ca);
        self.validating("garbage", "no certificate at all\n".to_owned());
        self.expect("garbage", "reject", Some("no-usable-ca"));

        self.secret("garbage-first", &good("garbage-first"), &ca);
        let damaged = pem("CERTIFICATE", b"damaged");
        self.validating("garbage-first", damaged + &ca.pem());
        self.expect("garbage-first", "accept", None);

        let stolen = good("other-key").with_key(&Key::p256());
        self.secret("other-key", &stolen, &ca);
        self.validating("other-key", ca.pem());
        self.expect("other-key", "reject", Some("key-pair-mismatch"));

        self.validating("absent", ca.pem());
        self.expect("absent", "undetermined", None);

        // A Secret of before stands beside the new one: which of them the server mounts is in neither.
        self.secret("twice", &good("twice"), &ca);
        let left = new.issue(&serving("twice"), &Key::p256());
        self.pair("twice", "left-over", &left, &new);
        self.validating("twice", ca.pem());
        self.expect("twice", "undetermined", None);

        self.secret("public", &good("public"), &ca);
        self.webhook(&Webhook {
            name: "public",
            ca_bundle: None,
            injected: false,
        });
        self.expect("public", "undetermined", None);

        self.secret("convert", &good("convert"), &ca);
        self.items.push(format!(
            "- apiVersion: apiextensions.k8s.io/v1
  kind: CustomResourceDefinition
  metadata:
    name: tabs.example.com
  spec:
    conversion:
      strategy: Webhook
      webhook:
        clientConfig:
          caBundle: {}
          service:
            name: convert
            namespace: convert
            path: /convert
            port: 443
        conversionReviewVersions:
        - v1
    group: example.com
    names:
      kind: Tab
      plural: tabs
    scope: Namespaced
    versions:
    - name: v1
      served: true
      storage: true
",
            STANDARD.encode(ca.pem())
        ));
        self.expect("convert", "accept", None);
    }

    fn api_services(&mut self) {
        let ca = Template::ca("metrics-ca").self_signed(&Key::p256());
        let served = ca.issue(&serving("metrics"), &Key::p256());
        self.secret("metrics", &served, &ca);
        self.api_service(
            "metrics",
            &format!("caBundle: {}", STANDARD.encode(ca.pem())),
        );
        self.secret("unverified", &served, &ca);
        self.api_service("unverified", "insecureSkipTLSVerify: true");
        let stale = Template::ca("metrics-ca").self_signed(&Key::p256());
        let named = ca.issue(&serving("stale"), &Key::p256());
        self.secret("stale", &named, &ca);
        self.api_service(
            "stale",
            &format!("caBundle: {}", STANDARD.encode(stale.pem())),
        );
        for (name, verdict, code) in [
            ("metrics", "undetermined", None),
            ("unverified", "undetermined", None),
            ("stale", "reject", Some("issuer-key-mismatch")),
        ] {
            self.expect_of("extension-apiserver", name, verdict, code);
        }
    }

    fn others(&mut self) {
        let ca = scene::kubernetes_ca().self_signed(&Key::p256());
        let proxy = Template::ca("front-proxy-ca").self_signed(&Key::p256());
        let client = ca.issue(&scene::admin(), &Key::p256());
        let kubeconfig = scene::kubeconfig(&ca, &client).to_yaml();
        self.items.push(format!(
            "- apiVersion: v1
  data:
    value: {}
  kind: Secret
  metadata:
    name: edge-kubeconfig
    namespace: clusters
  type: cluster.x-k8s.io/secret
",
            STANDARD.encode(&kubeconfig)
        ));
        self.expected.insert(
            "kubectl → kube-apiserver".to_owned(),
            json!({ "verdict": "undetermined" }),
        );
        let info = format!(
            "apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: {}\n    server: {}\n  name: \"\"\n\
             contexts: null\ncurrent-context: \"\"\nkind: Config\nusers: null\n",
            STANDARD.encode(ca.pem()),
            scene::URL
        );
        self.config_map("kube-public", "cluster-info", &[("kubeconfig", &info)]);
        self.config_map("web", "kube-root-ca.crt", &[("ca.crt", &ca.pem())]);
        self.config_map(
            "kube-system",
            "extension-apiserver-authentication",
            &[
                ("client-ca-file", &ca.pem()),
                ("requestheader-allowed-names", "[\"front-proxy-client\"]\n"),
                ("requestheader-client-ca-file", &proxy.pem()),
            ],
        );
        let text = request();
        self.items.push(format!(
            "- apiVersion: certificates.k8s.io/v1
  kind: CertificateSigningRequest
  metadata:
    name: csr-7xk2p
  spec:
    request: {}
    signerName: kubernetes.io/kube-apiserver-client
    usages:
    - client auth
  status:
    certificate: {}
",
            STANDARD.encode(text),
            STANDARD.encode(client.pem())
        ));
    }

    /// A cert-manager Secret of a service of the same name.
    fn secret(&mut self, name: &str, pair: &Pair, ca: &Pair) {
        self.pair(name, "serving", pair, ca);
    }

    fn pair(&mut self, namespace: &str, name: &str, pair: &Pair, ca: &Pair) {
        self.items.push(format!(
            "- apiVersion: v1
  data:
    ca.crt: {}
    tls.crt: {}
    tls.key: {}
  kind: Secret
  metadata:
    annotations:
      cert-manager.io/certificate-name: {name}
    name: {name}
    namespace: {namespace}
  type: kubernetes.io/tls
",
            STANDARD.encode(ca.pem()),
            STANDARD.encode(pair.pem()),
            STANDARD.encode(pair.key.file()),
        ));
    }

    fn validating(&mut self, name: &str, ca_bundle: String) {
        self.webhook(&Webhook {
            name,
            ca_bundle: Some(ca_bundle),
            injected: false,
        });
    }

    fn webhook(&mut self, webhook: &Webhook<'_>) {
        let name = webhook.name;
        let bundle = webhook.ca_bundle.as_ref().map(|bundle| {
            let bundle = STANDARD.encode(bundle);
            format!("      caBundle: {bundle}\n")
        });
        let injected = if webhook.injected {
            format!("    annotations:\n      cert-manager.io/inject-ca-from: {name}/serving\n")
        } else {
            String::new()
        };
        self.items.push(format!(
            "- apiVersion: admissionregistration.k8s.io/v1
  kind: ValidatingWebhookConfiguration
  metadata:
{injected}    name: {name}
  webhooks:
  - admissionReviewVersions:
    - v1
    clientConfig:
{}      service:
        name: {name}
        namespace: {name}
        path: /validate
        port: 443
    failurePolicy: Fail
    name: {name}.example.com
    sideEffects: None
    timeoutSeconds: 5
",
            bundle.unwrap_or_default()
        ));
    }

    fn api_service(&mut self, name: &str, trust: &str) {
        self.items.push(format!(
            "- apiVersion: apiregistration.k8s.io/v1
  kind: APIService
  metadata:
    name: v1.{name}.example.com
  spec:
    {trust}
    group: {name}.example.com
    groupPriorityMinimum: 100
    service:
      name: {name}
      namespace: {name}
      port: 443
    version: v1
    versionPriority: 100
"
        ));
    }

    fn config_map(&mut self, namespace: &str, name: &str, texts: &[(&str, &str)]) {
        let data = texts.iter().map(|(key, text)| {
            let lines: Vec<_> = text.lines().map(|line| format!("      {line}\n")).collect();
            format!("    {key}: |\n{}", lines.concat())
        });
        let data: Vec<_> = data.collect();
        self.items.push(format!(
            "- apiVersion: v1\n  data:\n{}  kind: ConfigMap\n  metadata:\n    name: {name}\n    namespace: {namespace}\n",
            data.concat()
        ));
    }

    fn expect(&mut self, name: &str, verdict: &str, code: Option<&str>) {
        self.expect_of("webhook", name, verdict, code);
    }

    fn expect_of(&mut self, server: &str, name: &str, verdict: &str, code: Option<&str>) {
        let name = format!("kube-apiserver → {server} (https://{name}.{name}.svc:443)");
        let outcome = match code {
            Some(code) => json!({ "verdict": verdict, "code": code }),
            None => json!({ "verdict": verdict }),
        };
        self.expected.insert(name, outcome);
    }
}

/// A request as a user makes one.
fn request() -> String {
    let mut request = rcgen::CertificateParams::new(Vec::new()).unwrap();
    request.distinguished_name = rcgen::DistinguishedName::new();
    request
        .distinguished_name
        .push(rcgen::DnType::CommonName, "jane");
    let key = rcgen::KeyPair::generate().unwrap();
    request.serialize_request(&key).unwrap().pem().unwrap()
}

fn webhook_ca() -> Pair {
    Template::ca("webhook-ca").self_signed(&Key::p256())
}

/// A certificate for the service of that name in the namespace of that name.
fn serving(name: &str) -> Template {
    Template::server(name).dns(format!("{name}.{name}.svc"))
}
