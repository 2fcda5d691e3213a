//! Out of date, or ahead of it.

use super::{Cluster, Fault};
use crate::pki::Key;
use crate::scene::{self, Scene};

pub(super) const FAULTS: &[Fault] = &[
    ("expired-server", expired_server),
    ("expired-client", expired_client),
    ("expired-ca", expired_ca),
    ("not-yet-valid-client", not_yet_valid_client),
    ("not-yet-valid-server", not_yet_valid_server),
];

fn expired_server() -> Scene {
    let mut cluster = Cluster::new();
    let template = scene::apiserver().valid("2025-05-20 09:30:00", "2026-05-20 09:30:00");
    cluster.serving = cluster.ca.issue(&template, &Key::p256());
    cluster.show(Scene::reject(
        &["expired"],
        "the serving certificate was not renewed",
    ))
}

fn expired_client() -> Scene {
    let mut cluster = Cluster::new();
    let template = scene::admin().valid("2025-05-20 09:30:00", "2026-05-20 09:30:00");
    cluster.client = cluster.ca.issue(&template, &Key::p256());
    cluster.show(Scene::reject(
        &["expired"],
        "an old copy of admin.conf: its client certificate has expired",
    ))
}

fn expired_ca() -> Scene {
    let template = scene::kubernetes_ca().valid("2016-05-20 09:30:00", "2026-05-20 09:30:00");
    let ca = template.self_signed(&Key::p256());
    let cluster = Cluster {
        serving: ca.issue(&scene::apiserver(), &Key::p256()),
        client: ca.issue(&scene::admin(), &Key::p256()),
        ca,
    };
    cluster.show(Scene::reject(
        &["expired"],
        "ten years after the cluster was made: the CA has expired, its leaves have not",
    ))
}

fn not_yet_valid_client() -> Scene {
    let mut cluster = Cluster::new();
    let template = scene::admin().valid("2026-06-01 00:05:00", "2027-06-01 00:05:00");
    cluster.client = cluster.ca.issue(&template, &Key::p256());
    cluster.show(Scene::reject(
        &["not-yet-valid"],
        "issued on a machine whose clock is five minutes ahead",
    ))
}

fn not_yet_valid_server() -> Scene {
    let mut cluster = Cluster::new();
    let template = scene::apiserver().valid("2026-06-01 00:05:00", "2027-06-01 00:05:00");
    cluster.serving = cluster.ca.issue(&template, &Key::p256());
    cluster.show(Scene::reject(
        &["not-yet-valid"],
        "renewed on a machine whose clock is five minutes ahead",
    ))
}
