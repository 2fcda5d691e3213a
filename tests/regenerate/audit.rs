//! One folder for each thing that an audit finds though nothing is broken by it.

use serde_json::json;

use crate::folder::Folder;
use crate::kubeconfig::base64;
use crate::pki::{Key, Pair, Template, name};
use crate::scene::{self, bundle};

/// What a folder holds besides its `audit.json`.
type Files = Vec<(&'static str, String)>;

/// Folder, how it came about, and its files.
type Stock = (&'static str, &'static str, fn() -> Files);

pub(crate) fn write() {
    let stocks: [Stock; 13] = [
        (
            "copied-node",
            "the folder of a worker was copied before a change that was never made",
            copied_node,
        ),
        (
            "expires-soon",
            "the certificate of a web server ends in three weeks",
            expires_soon,
        ),
        (
            "expired-bundle-entry",
            "the CA of an earlier rotation was never taken out of the bundle",
            expired_bundle_entry,
        ),
        (
            "outlives-issuer",
            "issued for a year in the last month of its CA",
            outlives_issuer,
        ),
        (
            "same-name-cas",
            "the CA was made anew under its old name",
            same_name_cas,
        ),
        (
            "untrusted-ca",
            "the CA of a cluster that is gone lies beside a kubeconfig",
            untrusted_ca,
        ),
        ("short-key", "an RSA key of 1536 bits", short_key),
        (
            "shared-key",
            "one key file was copied to two servers of different names",
            shared_key,
        ),
        (
            "long-lifetime",
            "made by hand for ten years, so that nobody has to think of it",
            long_lifetime,
        ),
        (
            "issued-by-former-ca",
            "the Secret of the issuer's CA was replaced, and cert-manager issued nothing again",
            issued_by_former_ca,
        ),
        (
            "renewal-overdue",
            "cert-manager does not run any more",
            renewal_overdue,
        ),
        (
            "request-pending",
            "a kubelet waits for its serving certificate",
            request_pending,
        ),
        (
            "host-not-covered",
            "a host was added to the Ingress, and not to the certificate",
            host_not_covered,
        ),
    ];
    for (name, description, files) in stocks {
        Folder::make(&format!("audit/{name}"), |folder| {
            let stock = json!({
                "description": description,
                "at": scene::AT,
                "codes": [name],
            });
            folder.write(
                "audit.json",
                serde_json::to_string_pretty(&stock).unwrap() + "\n",
            );
            for (path, content) in files() {
                folder.write(path, content);
            }
        });
    }
}

fn ca() -> Pair {
    scene::kubernetes_ca().self_signed(&Key::p256())
}

fn web() -> Template {
    Template::server("web").dns("web.example.com")
}

fn expires_soon() -> Files {
    let ca = ca();
    let web = ca.issue(
        &web().valid("2025-06-22 09:30:00", "2026-06-22 09:30:00"),
        &Key::p256(),
    );
    vec![("ca.crt", ca.pem()), ("web.crt", web.pem())]
}

fn expired_bundle_entry() -> Files {
    let old = Template::ca("web-ca-2016")
        .valid("2016-05-20 09:30:00", "2026-05-20 09:30:00")
        .self_signed(&Key::p256());
    let new = Template::ca("web-ca-2026").self_signed(&Key::p256());
    vec![("ca-bundle.crt", bundle(&[&old, &new]))]
}

fn outlives_issuer() -> Files {
    let ca = scene::kubernetes_ca()
        .valid("2016-08-01 00:00:00", "2026-08-01 00:00:00")
        .self_signed(&Key::p256());
    let web = ca.issue(&web(), &Key::p256());
    vec![("ca.crt", ca.pem()), ("web.crt", web.pem())]
}

fn same_name_cas() -> Files {
    vec![("ca.crt", ca().pem()), ("ca-old.crt", ca().pem())]
}

fn untrusted_ca() -> Files {
    let ca = ca();
    let admin = ca.issue(&scene::admin(), &Key::p256());
    let gone = Template::ca("minikubeCA").self_signed(&Key::p256());
    let kubeconfig = scene::kubeconfig(&ca, &admin).to_yaml();
    vec![("admin.conf", kubeconfig), ("old-ca.crt", gone.pem())]
}

fn copied_node() -> Files {
    let ca = ca();
    let kubelet = Template::client(name(&[("O", "system:nodes"), ("CN", "system:node:w-1")]));
    let kubelet = ca.issue(&kubelet, &Key::p256());
    let kubeconfig = scene::kubeconfig(&ca, &kubelet).to_yaml();
    vec![
        ("w-1/etc/kubernetes/kubelet.conf", kubeconfig.clone()),
        ("w-1/etc/kubernetes/pki/ca.crt", ca.pem()),
        ("w-1-before/etc/kubernetes/kubelet.conf", kubeconfig),
        ("w-1-before/etc/kubernetes/pki/ca.crt", ca.pem()),
    ]
}

fn short_key() -> Files {
    let ca = ca();
    let web = ca.issue(&web(), &Key::rsa_of_bits(1536));
    vec![("ca.crt", ca.pem()), ("web.crt", web.pem())]
}

fn shared_key() -> Files {
    let ca = ca();
    let key = Key::p256();
    let other = Template::server("mail").dns("mail.example.com");
    vec![
        ("ca.crt", ca.pem()),
        ("mail.crt", ca.issue(&other, &key).pem()),
        ("web.crt", ca.issue(&web(), &key).pem()),
    ]
}

fn long_lifetime() -> Files {
    let ca = ca();
    let web = web().valid("2026-01-01 00:00:00", "2035-12-30 00:00:00");
    vec![
        ("ca.crt", ca.pem()),
        ("web.crt", ca.issue(&web, &Key::p256()).pem()),
    ]
}

/// A Secret of type kubernetes.io/tls.
fn secret(name: &str, pair: &Pair) -> String {
    format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: web}}\ntype: kubernetes.io/tls\ndata:\n  \
         tls.crt: {}\n  tls.key: {}\n",
        base64(pair.pem()),
        base64(pair.key.pem())
    )
}

/// A cert-manager Certificate.
fn certificate(renewal: &str) -> String {
    format!(
        "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {{name: shop, namespace: web}}\nspec:\n  \
         secretName: shop-tls\n  dnsNames: [web.example.com]\n  issuerRef: {{name: ca, kind: Issuer}}\nstatus:\n  \
         renewalTime: {renewal}\n"
    )
}

fn objects(parts: &[String]) -> Files {
    vec![("objects.yaml", parts.join("---\n"))]
}

fn issued_by_former_ca() -> Files {
    let old = Template::ca("web-ca").self_signed(&Key::p256());
    let new = Template::ca("web-ca").self_signed(&Key::p256());
    let issuer = "apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: ca, namespace: web}\nspec:\n  \
                  ca: {secretName: web-ca}\n";
    objects(&[
        issuer.to_owned(),
        secret("web-ca", &new),
        certificate("2026-10-01T00:00:00Z"),
        secret("shop-tls", &old.issue(&web(), &Key::p256())),
    ])
}

fn renewal_overdue() -> Files {
    objects(&[
        certificate("2026-05-20T09:30:00Z"),
        secret("shop-tls", &ca().issue(&web(), &Key::p256())),
    ])
}

fn request_pending() -> Files {
    let request = "apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata:\n  name: csr-8kq2x\n  \
                   creationTimestamp: \"2026-05-31T08:00:00Z\"\nspec:\n  signerName: kubernetes.io/kubelet-serving\n  \
                   username: system:node:worker-1\n  usages: [digital signature, server auth]\nstatus: {}\n";
    objects(&[request.to_owned()])
}

fn host_not_covered() -> Files {
    let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop, namespace: web}\nspec:\n  \
                   tls:\n  - hosts: [web.example.com, shop.example.com]\n    secretName: shop-tls\n";
    objects(&[
        ingress.to_owned(),
        secret("shop-tls", &ca().issue(&web(), &Key::p256())),
    ])
}
