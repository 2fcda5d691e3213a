//! What the user of the kubeconfig authenticates with.

use super::{Cluster, Fault, user};
use crate::kubeconfig::{Kubeconfig, base64};
use crate::pki::Key;
use crate::scene::{self, Scene, Verdict};

pub(super) const FAULTS: &[Fault] = &[
    ("key-pair-mismatch", key_pair_mismatch),
    ("missing-client-key", missing_client_key),
    ("token-decides", token_decides),
    ("token-with-line-end", token_with_line_end),
    ("plugin-credentials", plugin_credentials),
    ("no-credentials", no_credentials),
    ("token-and-basic", token_and_basic),
];

fn key_pair_mismatch() -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = Kubeconfig::new()
        .server(scene::URL)
        .authority(&[&cluster.ca])
        .user("client-certificate-data", &base64(cluster.client.pem()))
        .key(&Key::p256());
    cluster
        .show(Scene::reject(
            &["key-pair-mismatch"],
            "the client certificate was renewed, the key beside it is the old one",
        ))
        .kubeconfig(&kubeconfig)
}

fn missing_client_key() -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = Kubeconfig::new()
        .server(scene::URL)
        .authority(&[&cluster.ca])
        .user("client-certificate-data", &base64(cluster.client.pem()));
    cluster
        .show(Scene::reject(
            &["missing-client-key"],
            "a client certificate without its key",
        ))
        .kubeconfig(&kubeconfig)
}

fn token_decides() -> Scene {
    user(
        &[("token", "test-token-that-protects-nothing")],
        Scene::new(
            "a bearer token and no client certificate: the token is judged elsewhere",
            Verdict::Undetermined,
            &["token-decides"],
        ),
    )
}

fn token_with_line_end() -> Scene {
    user(
        &[("token", "|\n      test-token-that-protects-nothing")],
        Scene::reject(
            &["token-with-line-end"],
            "a block scalar keeps the line end of the token, and no header can hold it",
        ),
    )
}

fn plugin_credentials() -> Scene {
    let plugin = "
      apiVersion: client.authentication.k8s.io/v1beta1
      command: example-credential-plugin
      args: [get-token, --cluster-name, test]
      env:
      - name: EXAMPLE_PROFILE
        value: test
      interactiveMode: Never";
    user(
        &[("exec", plugin)],
        Scene::new(
            "a credential plugin, which is described and never run",
            Verdict::Undetermined,
            &["plugin-credentials"],
        ),
    )
}

fn no_credentials() -> Scene {
    user(
        &[],
        Scene::reject(&["no-credentials"], "a user entry with nothing in it"),
    )
}

fn token_and_basic() -> Scene {
    user(
        &[
            ("token", "test-token-that-protects-nothing"),
            ("username", "admin"),
            ("password", "test-password-that-protects-nothing"),
        ],
        Scene::reject(
            &["several-auth-methods"],
            "a token and a password: kubectl wants one of them",
        ),
    )
}
