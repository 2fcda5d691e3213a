//! What the kubeconfig says of the cluster.

use super::{Cluster, Fault};
use crate::kubeconfig::{Kubeconfig, base64};
use crate::scene::{self, Scene, Verdict};

pub(super) const FAULTS: &[Fault] = &[
    ("insecure-skip-tls-verify", insecure_skip_tls_verify),
    ("ca-with-insecure", ca_with_insecure),
    ("plain-http", plain_http),
    ("bad-base64", bad_base64),
    ("both-file-and-data", both_file_and_data),
    ("system-roots", system_roots),
    ("unreadable-ca-file", unreadable_ca_file),
    ("unknown-context", unknown_context),
];

/// A cluster entry of these fields, in YAML, beside a healthy user.
fn cluster(fields: impl FnOnce(&Cluster, Kubeconfig) -> Kubeconfig, scene: Scene) -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = fields(&cluster, Kubeconfig::new()).client(&cluster.client, &[]);
    cluster.show(scene).kubeconfig(&kubeconfig)
}

fn insecure_skip_tls_verify() -> Scene {
    cluster(
        |_, kubeconfig| {
            kubeconfig
                .server(scene::URL)
                .cluster("insecure-skip-tls-verify", "true")
        },
        Scene::new(
            "kubectl checks nothing: whoever answers is the server",
            Verdict::Accept,
            &["insecure-skip-tls-verify"],
        ),
    )
}

fn ca_with_insecure() -> Scene {
    cluster(
        |cluster, kubeconfig| {
            kubeconfig
                .server(scene::URL)
                .authority(&[&cluster.ca])
                .cluster("insecure-skip-tls-verify", "true")
        },
        Scene::reject(
            &["ca-with-insecure"],
            "a CA and insecure-skip-tls-verify: kubectl refuses both together",
        ),
    )
}

fn plain_http() -> Scene {
    cluster(
        |cluster, kubeconfig| {
            kubeconfig
                .server("10.0.0.10:6443")
                .authority(&[&cluster.ca])
        },
        Scene::reject(
            &["plain-http"],
            "no scheme in the server's address: plain HTTP, without any credentials",
        ),
    )
}

fn bad_base64() -> Scene {
    cluster(
        |cluster, kubeconfig| {
            let data = base64(cluster.ca.pem());
            let wrapped = data[..64].to_owned() + " " + &data[64..];
            kubeconfig
                .server(scene::URL)
                .cluster("certificate-authority-data", &wrapped)
        },
        Scene::reject(
            &["bad-base64"],
            "a space in certificate-authority-data, left by a wrapped line",
        ),
    )
}

fn both_file_and_data() -> Scene {
    cluster(
        |cluster, kubeconfig| {
            kubeconfig
                .server(scene::URL)
                .cluster("certificate-authority", "server/client-ca.crt")
                .authority(&[&cluster.ca])
        },
        Scene::reject(
            &["both-file-and-data"],
            "certificate-authority and certificate-authority-data: kubectl refuses both together",
        ),
    )
}

fn system_roots() -> Scene {
    cluster(
        |_, kubeconfig| kubeconfig.server(scene::URL),
        Scene::new(
            "no CA: the system's roots decide, and they are in no file here",
            Verdict::Undetermined,
            &["system-roots"],
        ),
    )
}

fn unreadable_ca_file() -> Scene {
    cluster(
        |_, kubeconfig| {
            kubeconfig
                .server(scene::URL)
                .cluster("certificate-authority", "ca.crt")
        },
        Scene::reject(
            &["unreadable-file"],
            "certificate-authority names a file that is not there",
        ),
    )
}

fn unknown_context() -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = scene::kubeconfig(&cluster.ca, &cluster.client).current_context("production");
    cluster
        .show(Scene::reject(
            &["unknown-context"],
            "current-context names a context that was renamed",
        ))
        .kubeconfig(&kubeconfig)
}
