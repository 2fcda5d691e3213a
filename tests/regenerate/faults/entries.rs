//! The kubeconfig as YAML: its names, types and fields.

use super::{Cluster, Fault};
use crate::kubeconfig::Kubeconfig;
use crate::scene::{self, Scene, Verdict};

pub(super) const FAULTS: &[Fault] = &[
    ("malformed-kubeconfig", malformed_kubeconfig),
    ("wrong-field-type", wrong_field_type),
    ("duplicate-name", duplicate_name),
    ("unknown-cluster", unknown_cluster),
    ("unknown-user", unknown_user),
    ("no-server", no_server),
    ("ignored-field", ignored_field),
    ("invalid-server-url", invalid_server_url),
    ("invalid-proxy-url", invalid_proxy_url),
    ("proxied", proxied),
];

/// A healthy kubeconfig with a change in its text.
fn text(change: impl FnOnce(&str) -> String, scene: Scene) -> Scene {
    let cluster = Cluster::new();
    let healthy = scene::kubeconfig(&cluster.ca, &cluster.client).to_yaml();
    let changed = change(&healthy);
    assert_ne!(changed, healthy, "the change finds its place");
    cluster.show(scene).kubeconfig_text(changed)
}

/// A healthy kubeconfig with one field more in its cluster.
fn with_field(field: &str, value: &str, scene: Scene) -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = scene::kubeconfig(&cluster.ca, &cluster.client).cluster(field, value);
    cluster.show(scene).kubeconfig(&kubeconfig)
}

fn malformed_kubeconfig() -> Scene {
    text(
        |yaml| yaml.replace("    server:", "\tserver:"),
        Scene::reject(
            &["malformed-kubeconfig"],
            "an editor put a tab where YAML wants spaces",
        ),
    )
}

fn wrong_field_type() -> Scene {
    with_field(
        "insecure-skip-tls-verify",
        "\"false\"",
        Scene::reject(
            &["wrong-field-type"],
            "insecure-skip-tls-verify is text in quotes and not true or false",
        ),
    )
}

fn duplicate_name() -> Scene {
    text(
        |yaml| {
            let (head, users) = yaml.split_once("users:\n").unwrap();
            format!("{head}users:\n{users}{users}")
        },
        Scene::reject(
            &["duplicate-name"],
            "two kubeconfigs were put together by hand, and both name their user kubernetes-admin",
        ),
    )
}

fn unknown_cluster() -> Scene {
    text(
        |yaml| yaml.replace("    cluster: kubernetes\n", "    cluster: production\n"),
        Scene::reject(
            &["unknown-cluster"],
            "the context names a cluster that was renamed",
        ),
    )
}

fn unknown_user() -> Scene {
    text(
        |yaml| yaml.replace("    user: kubernetes-admin\n", "    user: admin\n"),
        Scene::reject(
            &["unknown-user"],
            "the context names a user that was renamed",
        ),
    )
}

fn no_server() -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = Kubeconfig::new()
        .authority(&[&cluster.ca])
        .client(&cluster.client, &[]);
    cluster
        .show(Scene::reject(
            &["no-server"],
            "the cluster entry has a CA and no server",
        ))
        .kubeconfig(&kubeconfig)
}

fn ignored_field() -> Scene {
    with_field(
        "proxyUrl",
        "http://proxy.example.com:3128",
        Scene::new(
            "proxyUrl for proxy-url: kubectl takes no notice and connects directly",
            Verdict::Accept,
            &["ignored-field"],
        ),
    )
}

fn invalid_server_url() -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = Kubeconfig::new()
        .server("unix:///run/kubernetes/apiserver.sock")
        .authority(&[&cluster.ca])
        .client(&cluster.client, &[]);
    cluster
        .show(Scene::reject(
            &["invalid-server-url"],
            "a Unix socket where a URL with a host belongs",
        ))
        .kubeconfig(&kubeconfig)
}

fn invalid_proxy_url() -> Scene {
    with_field(
        "proxy-url",
        "ftp://proxy.example.com:3128",
        Scene::reject(
            &["invalid-proxy-url"],
            "a proxy of a kind that kubectl does not speak to",
        ),
    )
}

fn proxied() -> Scene {
    with_field(
        "proxy-url",
        "http://proxy.example.com:3128",
        Scene::new(
            "a proxy between kubectl and the API server: TLS passes through it",
            Verdict::Accept,
            &["proxied"],
        ),
    )
}
