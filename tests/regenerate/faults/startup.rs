//! The API server's flags and files, and what it makes of a client certificate's subject.

use super::{Cluster, Fault};
use crate::pki::{Key, Template, name};
use crate::scene::{self, Scene};

pub(super) const FAULTS: &[Fault] = &[
    ("server-cannot-start", server_cannot_start),
    (
        "client-certificate-not-requested",
        client_certificate_not_requested,
    ),
    ("invalid-uid", invalid_uid),
];

fn server_cannot_start() -> Scene {
    let cluster = Cluster::new();
    cluster
        .show(Scene::reject(
            &["server-cannot-start"],
            "one CA for users and for the front proxy, and no --requestheader-allowed-names",
        ))
        .flag("--requestheader-client-ca-file=server/client-ca.crt")
}

fn client_certificate_not_requested() -> Scene {
    let cluster = Cluster::new();
    Scene::reject(
        &["client-certificate-not-requested"],
        "an API server without --client-ca-file",
    )
    .kubeconfig(&scene::kubeconfig(&cluster.ca, &cluster.client))
    .serves(&[&cluster.serving])
}

fn invalid_uid() -> Scene {
    let mut cluster = Cluster::new();
    let subject = name(&[
        ("O", "developers"),
        ("CN", "alice"),
        ("UID", "1001"),
        ("UID", "1002"),
    ]);
    cluster.client = cluster.ca.issue(&Template::client(subject), &Key::p256());
    cluster.show(Scene::reject(
        &["invalid-uid"],
        "two UID attributes in the client certificate",
    ))
}
