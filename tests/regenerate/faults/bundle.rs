//! The CA bundle as a file: what stands in it beside a CA, or in its place.

use std::iter;

use super::{Cluster, Fault};
use crate::kubeconfig::{Kubeconfig, base64};
use crate::pki::{Key, Template, pem};
use crate::scene::{self, Scene, Verdict};

pub(super) const FAULTS: &[Fault] = &[
    ("empty-ca-file", empty_ca_file),
    ("no-usable-ca", no_usable_ca),
    ("not-pem", not_pem),
    ("skipped-pem-block", skipped_pem_block),
    ("not-a-certificate", not_a_certificate),
    ("duplicate-certificate", duplicate_certificate),
    ("signature-budget-exhausted", signature_budget_exhausted),
];

/// A healthy cluster whose kubeconfig has this text as its CA bundle, inline.
fn inline(text: impl FnOnce(&Cluster) -> Vec<u8>, scene: Scene) -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = Kubeconfig::new()
        .server(scene::URL)
        .cluster("certificate-authority-data", &base64(text(&cluster)))
        .client(&cluster.client, &[]);
    cluster.show(scene).kubeconfig(&kubeconfig)
}

/// The same with the bundle in a file of its own.
fn in_file(text: impl FnOnce(&Cluster) -> Vec<u8>, scene: Scene) -> Scene {
    let cluster = Cluster::new();
    let text = text(&cluster);
    let kubeconfig = Kubeconfig::new()
        .server(scene::URL)
        .cluster("certificate-authority", "ca.crt")
        .client(&cluster.client, &[]);
    cluster
        .show(scene)
        .kubeconfig(&kubeconfig)
        .file("ca.crt", text)
}

fn empty_ca_file() -> Scene {
    in_file(
        |_| Vec::new(),
        Scene::reject(
            &["empty-ca-file"],
            "the disk was full when ca.crt was written",
        ),
    )
}

fn no_usable_ca() -> Scene {
    inline(
        |cluster| pem("TRUSTED CERTIFICATE", &cluster.ca.der).into_bytes(),
        Scene::new(
            "the CA in the form that `openssl x509 -trustout` writes, which Go does not take",
            Verdict::Reject,
            &["no-usable-ca", "not-a-certificate"],
        ),
    )
}

fn not_pem() -> Scene {
    in_file(
        |cluster| cluster.ca.der.clone(),
        Scene::reject(&["not-pem"], "ca.crt is DER, and kubectl reads PEM"),
    )
}

fn skipped_pem_block() -> Scene {
    let next = Template::ca("kubernetes").self_signed(&Key::p256());
    inline(
        |cluster| {
            let next = next.pem();
            (cluster.ca.pem()
                + next
                    .trim_end()
                    .trim_end_matches("-----END CERTIFICATE-----"))
            .into_bytes()
        },
        Scene::new(
            "a second CA was added to the bundle, and its last line was lost",
            Verdict::Accept,
            &["skipped-pem-block"],
        ),
    )
}

fn not_a_certificate() -> Scene {
    inline(
        |cluster| {
            let list = b"a revocation list would stand here";
            (cluster.ca.pem() + &pem("X509 CRL", list)).into_bytes()
        },
        Scene::new(
            "a revocation list beside the CA: kubectl passes over it",
            Verdict::Accept,
            &["not-a-certificate"],
        ),
    )
}

fn duplicate_certificate() -> Scene {
    inline(
        |cluster| (cluster.ca.pem() + &cluster.ca.pem()).into_bytes(),
        Scene::new(
            "the CA was appended to a bundle that held it already",
            Verdict::Accept,
            &["duplicate-certificate"],
        ),
    )
}

fn signature_budget_exhausted() -> Scene {
    let others: String = iter::repeat_with(|| scene::kubernetes_ca().self_signed(&Key::p256()))
        .take(101)
        .map(|ca| ca.pem())
        .collect();
    in_file(
        |_| others.into_bytes(),
        Scene::reject(
            &["signature-budget-exhausted"],
            "one bundle for a fleet of kubeadm clusters: 101 CAs of one name, and not the one that signed",
        ),
    )
}
