//! Between the serving certificate and the CA that the kubeconfig trusts.

use super::{Cluster, Fault};
use crate::pki::{CRL_SIGN, DIGITAL_SIGNATURE, Key, Pair, Template, name};
use crate::scene::{self, Scene, Verdict};

pub(super) const FAULTS: &[Fault] = &[
    ("issuer-key-mismatch", issuer_key_mismatch),
    ("unknown-issuer", unknown_issuer),
    ("missing-intermediate", missing_intermediate),
    ("path-too-long", path_too_long),
    ("not-a-ca", not_a_ca),
    ("missing-key-cert-sign", missing_key_cert_sign),
    ("name-constraint-violated", name_constraint_violated),
    ("invalid-policies", invalid_policies),
    ("weak-key", weak_key),
    ("refused-outside-go", refused_outside_go),
];

/// The cluster's own CA checks clients; the server's certificate comes from elsewhere.
fn serving(trusted: &Pair, chain: &[&Pair], scene: Scene) -> Scene {
    let cluster = Cluster::new();
    scene
        .kubeconfig(&scene::kubeconfig(trusted, &cluster.client))
        .serves(chain)
        .client_cas(&[&cluster.ca])
}

fn corporate_root() -> Template {
    Template::ca(name(&[
        ("O", "Example Corp"),
        ("CN", "Example Corp Root CA"),
    ]))
}

fn corporate_issuing_ca() -> Template {
    Template::ca(name(&[
        ("O", "Example Corp"),
        ("CN", "Example Corp Issuing CA"),
    ]))
}

/// As `openssl req -x509` makes a CA: without key usage.
fn refused_outside_go() -> Scene {
    let root = scene::kubernetes_ca()
        .key_usage(&[])
        .self_signed(&Key::p256());
    let server = root.issue(&scene::apiserver(), &Key::p256());
    let client = root.issue(&scene::admin(), &Key::p256());
    Scene::new(
        "the CA has no key usage: kubectl does not mind, Python from 3.13 does",
        Verdict::Accept,
        &["refused-outside-go"],
    )
    .kubeconfig(&scene::kubeconfig(&root, &client))
    .serves(&[&server])
    .client_cas(&[&root])
}

fn issuer_key_mismatch() -> Scene {
    let old = scene::kubernetes_ca()
        .valid("2020-01-01 00:00:00", "2030-01-01 00:00:00")
        .self_signed(&Key::p256());
    let new = Cluster::new();
    let client = old.issue(&scene::admin(), &Key::p256());
    Scene::reject(
        &["issuer-key-mismatch"],
        "the CA was replaced by one of the same name; the kubeconfig still trusts the old one",
    )
    .kubeconfig(&scene::kubeconfig(&old, &client))
    .serves(&[&new.serving])
    .client_cas(&[&new.ca, &old])
}

fn unknown_issuer() -> Scene {
    let other = corporate_root().self_signed(&Key::p256());
    let cluster = Cluster::new();
    serving(
        &other,
        &[&cluster.serving],
        Scene::reject(
            &["unknown-issuer"],
            "the kubeconfig trusts a corporate root, the server's certificate is from the cluster CA",
        ),
    )
}

fn missing_intermediate() -> Scene {
    let root = corporate_root().self_signed(&Key::p256());
    let issuing = root.issue(&corporate_issuing_ca(), &Key::p256());
    let server = issuing.issue(&scene::apiserver(), &Key::p256());
    let client = issuing.issue(&scene::admin(), &Key::p256());
    // The intermediate is at hand on the server's other side, so a report can name it.
    Scene::reject(
        &["missing-intermediate"],
        "the server does not send the CA between its certificate and the corporate root",
    )
    .kubeconfig(&scene::kubeconfig(&root, &client))
    .serves(&[&server])
    .client_cas(&[&issuing, &root])
}

fn path_too_long() -> Scene {
    let root = corporate_root().path_length(0).self_signed(&Key::p256());
    let issuing = root.issue(&corporate_issuing_ca(), &Key::p256());
    let server = issuing.issue(&scene::apiserver(), &Key::p256());
    serving(
        &root,
        &[&server, &issuing],
        Scene::reject(
            &["path-too-long"],
            "the root allows no CA below it, and there is one",
        ),
    )
}

fn not_a_ca() -> Scene {
    let root = corporate_root().self_signed(&Key::p256());
    let gateway = root.issue(&Template::server("gateway.example.com"), &Key::p256());
    let server = gateway.issue(&scene::apiserver(), &Key::p256());
    serving(
        &root,
        &[&server, &gateway],
        Scene::reject(
            &["not-a-ca"],
            "signed with the key of a gateway's serving certificate",
        ),
    )
}

fn missing_key_cert_sign() -> Scene {
    let root = corporate_root()
        .key_usage(&[DIGITAL_SIGNATURE, CRL_SIGN])
        .self_signed(&Key::p256());
    let server = root.issue(&scene::apiserver(), &Key::p256());
    serving(
        &root,
        &[&server],
        Scene::reject(
            &["missing-key-cert-sign"],
            "a CA made by hand: its key usage lists CRL signing and no certificate signing",
        ),
    )
}

fn name_constraint_violated() -> Scene {
    let root = corporate_root()
        .permit_dns("example.com")
        .self_signed(&Key::p256());
    let server = root.issue(&scene::apiserver(), &Key::p256());
    serving(
        &root,
        &[&server],
        Scene::reject(
            &["name-constraint-violated"],
            "the corporate root may vouch for example.com only, the certificate also names kubernetes",
        ),
    )
}

fn invalid_policies() -> Scene {
    let root = corporate_root().self_signed(&Key::p256());
    // Policy constraints: requireExplicitPolicy 0.
    let template =
        corporate_issuing_ca().extension(&[2, 5, 29, 36], true, &[0x30, 0x03, 0x80, 0x01, 0x00]);
    let issuing = root.issue(&template, &Key::p256());
    let server = issuing.issue(&scene::apiserver(), &Key::p256());
    serving(
        &root,
        &[&server, &issuing],
        Scene::reject(
            &["invalid-policies"],
            "the issuing CA requires a certificate policy, and the server's certificate has none",
        ),
    )
}

fn weak_key() -> Scene {
    let root = corporate_root().self_signed(&Key::rsa_of_bits(768));
    let server = root.issue(&scene::apiserver(), &Key::p256());
    serving(
        &root,
        &[&server],
        Scene::reject(
            &["weak-key"],
            "an appliance made its CA with a 768-bit RSA key",
        ),
    )
}
