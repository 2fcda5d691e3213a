//! The serving certificate: names, purpose, extensions, key.

use super::{Cluster, Fault};
use crate::pki::{Digest, Key, Template, Usage};
use crate::scene::{self, Scene};

pub(super) const FAULTS: &[Fault] = &[
    ("name-mismatch-ip", name_mismatch_ip),
    ("name-mismatch-dns", name_mismatch_dns),
    (
        "name-mismatch-tls-server-name",
        name_mismatch_tls_server_name,
    ),
    ("common-name-only", common_name_only),
    ("wrong-purpose-server", wrong_purpose_server),
    ("unhandled-critical-extension", unhandled_critical_extension),
    ("insecure-signature", insecure_signature),
    ("unsupported-signature", unsupported_signature),
    ("bad-signature", bad_signature),
    ("unsupported-key", unsupported_key),
    ("rsa-key-too-large", rsa_key_too_large),
    ("malformed-certificate", malformed_certificate),
    ("server-key-pair-mismatch", server_key_pair_mismatch),
];

/// A scene whose serving certificate comes from this template.
fn serving(template: &Template, scene: Scene) -> Scene {
    let mut cluster = Cluster::new();
    cluster.serving = cluster.ca.issue(template, &Key::p256());
    cluster.show(scene)
}

/// The serving certificate under other addresses: the kubeconfig asks for this server.
fn asking_for(server: &str, scene: Scene) -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = crate::kubeconfig::Kubeconfig::new()
        .server(server)
        .authority(&[&cluster.ca])
        .client(&cluster.client, &[]);
    cluster.show(scene).kubeconfig(&kubeconfig)
}

fn name_mismatch_ip() -> Scene {
    asking_for(
        "https://203.0.113.7:6443",
        Scene::reject(
            &["name-mismatch"],
            "reached through a public address that certSANs does not name",
        ),
    )
}

fn name_mismatch_dns() -> Scene {
    asking_for(
        "https://api.example.com:6443",
        Scene::reject(
            &["name-mismatch"],
            "reached through a load balancer that certSANs does not name",
        ),
    )
}

fn name_mismatch_tls_server_name() -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = scene::kubeconfig(&cluster.ca, &cluster.client)
        .cluster("tls-server-name", "api.example.com:6443");
    cluster
        .show(Scene::reject(
            &["name-mismatch"],
            "tls-server-name with a port, which is taken literally",
        ))
        .kubeconfig(&kubeconfig)
}

fn common_name_only() -> Scene {
    let mut cluster = Cluster::new();
    cluster.serving = cluster
        .ca
        .issue(&Template::server("api.example.com"), &Key::p256());
    let kubeconfig = crate::kubeconfig::Kubeconfig::new()
        .server("https://api.example.com:6443")
        .authority(&[&cluster.ca])
        .client(&cluster.client, &[]);
    cluster
        .show(Scene::reject(
            &["common-name-only"],
            "made by hand with a common name and no subject alternative name",
        ))
        .kubeconfig(&kubeconfig)
}

fn wrong_purpose_server() -> Scene {
    serving(
        &scene::apiserver().usages(&[Usage::Client]),
        Scene::reject(
            &["wrong-purpose"],
            "the serving certificate is for client authentication only",
        ),
    )
}

fn unhandled_critical_extension() -> Scene {
    // An arc that is set apart for examples.
    let template = scene::apiserver().extension(&[2, 999, 1], true, b"\x0c\x0btest policy");
    serving(
        &template,
        Scene::reject(
            &["unhandled-critical-extension"],
            "a corporate CA added a critical extension of its own",
        ),
    )
}

fn insecure_signature() -> Scene {
    signed_with(
        Digest::Sha1,
        Scene::reject(
            &["insecure-signature"],
            "an old corporate CA signed the serving certificate with SHA-1",
        ),
    )
}

fn unsupported_signature() -> Scene {
    signed_with(
        Digest::Sha224,
        Scene::reject(
            &["unsupported-signature"],
            "a corporate CA signed the serving certificate with SHA-224, which Go does not know",
        ),
    )
}

/// The serving certificate comes from a CA that signs with this digest.
fn signed_with(digest: Digest, scene: Scene) -> Scene {
    let ca = Template::ca("corp-issuing-ca").self_signed(&Key::rsa());
    let mut cluster = Cluster::new();
    cluster.serving = ca.issue(&scene::apiserver().digest(digest), &Key::p256());
    let kubeconfig = scene::kubeconfig(&ca, &cluster.client);
    cluster.show(scene).kubeconfig(&kubeconfig)
}

fn unsupported_key() -> Scene {
    let mut cluster = Cluster::new();
    cluster.serving = cluster.ca.issue(&scene::apiserver(), &Key::p224());
    cluster.show(Scene::reject(
        &["unsupported-key"],
        "the server's key is on the curve P-224, which Go's TLS does not use",
    ))
}

fn rsa_key_too_large() -> Scene {
    let mut cluster = Cluster::new();
    cluster.serving = cluster
        .ca
        .issue(&scene::apiserver(), &Key::rsa_of_bits(8200));
    cluster.show(Scene::reject(
        &["rsa-key-too-large"],
        "the server's RSA key is longer than Go's TLS takes",
    ))
}

fn bad_signature() -> Scene {
    let mut cluster = Cluster::new();
    let forger = cluster.ca.with_key(&Key::p256());
    cluster.serving = forger.issue(&scene::apiserver(), &Key::p256());
    cluster.show(Scene::reject(
        &["bad-signature"],
        "names and key identifiers are those of the CA, the signature is not",
    ))
}

fn malformed_certificate() -> Scene {
    serving(
        &scene::apiserver().serial_bytes(&[0xfb]),
        Scene::reject(
            &["malformed-certificate"],
            "the serving certificate has serial number -5, which Go does not parse since 1.23",
        ),
    )
}

fn server_key_pair_mismatch() -> Scene {
    let cluster = Cluster::new();
    Scene::reject(
        &["key-pair-mismatch"],
        "apiserver.crt was restored from a backup, apiserver.key was not",
    )
    .kubeconfig(&scene::kubeconfig(&cluster.ca, &cluster.client))
    .serves_with_key(&[&cluster.serving], &Key::p256())
    .client_cas(&[&cluster.ca])
}
