//! The kubeconfig's user: plugins, tokens, passwords, and key pairs that are none.

use super::{Cluster, Fault, user};
use crate::kubeconfig::{Kubeconfig, base64};
use crate::pki::{encrypted, pem};
use crate::scene::{self, Scene, Verdict};

pub(super) const FAULTS: &[Fault] = &[
    ("certificate-and-key-swapped", certificate_and_key_swapped),
    ("no-certificate-in-pair", no_certificate_in_pair),
    ("unusable-private-key", unusable_private_key),
    ("encrypted-private-key", encrypted_private_key),
    ("invalid-exec", invalid_exec),
    ("unavailable-auth-provider", unavailable_auth_provider),
    ("impersonation-without-user", impersonation_without_user),
    ("missing-token-file", missing_token_file),
    ("basic-auth-ignored", basic_auth_ignored),
    ("unknown-token", unknown_token),
    ("accepted-token", accepted_token),
];

const TOKEN: &str = "test-token-that-protects-nothing";

/// A user with these texts as certificate and key.
fn pair(texts: impl FnOnce(&Cluster) -> [String; 2], scene: Scene) -> Scene {
    let cluster = Cluster::new();
    let [certificate, key] = texts(&cluster);
    let kubeconfig = Kubeconfig::new()
        .server(scene::URL)
        .authority(&[&cluster.ca])
        .user("client-certificate-data", &base64(certificate))
        .user("client-key-data", &base64(key));
    cluster.show(scene).kubeconfig(&kubeconfig)
}

fn certificate_and_key_swapped() -> Scene {
    pair(
        |cluster| [cluster.client.key.pem(), cluster.client.pem()],
        Scene::reject(
            &["certificate-and-key-swapped"],
            "client-certificate-data holds the key, client-key-data the certificate",
        ),
    )
}

fn no_certificate_in_pair() -> Scene {
    pair(
        |cluster| {
            let request = pem("CERTIFICATE REQUEST", b"a signing request would stand here");
            [request, cluster.client.key.pem()]
        },
        Scene::reject(
            &["no-certificate-in-pair"],
            "the signing request instead of the certificate that came of it",
        ),
    )
}

fn unusable_private_key() -> Scene {
    pair(
        |cluster| {
            let key = pem("PRIVATE KEY", &[0x30, 0x03, 0x02, 0x01, 0x00]);
            [cluster.client.pem(), key]
        },
        Scene::reject(
            &["unusable-private-key"],
            "a key that was cut short: the block is whole, what it holds is not",
        ),
    )
}

fn encrypted_private_key() -> Scene {
    pair(
        |cluster| [cluster.client.pem(), encrypted(&cluster.client.key)],
        Scene::reject(
            &["encrypted-private-key"],
            "the key has a passphrase, and kubectl asks for none",
        ),
    )
}

fn invalid_exec() -> Scene {
    let plugin = "
      apiVersion: client.authentication.k8s.io/v1
      command: example-credential-plugin";
    user(
        &[("exec", plugin)],
        Scene::reject(
            &["invalid-exec"],
            "an exec plugin of version v1 without interactiveMode",
        ),
    )
}

fn unavailable_auth_provider() -> Scene {
    user(
        &[("auth-provider", "\n      name: gcp")],
        Scene::reject(
            &["unavailable-auth-provider"],
            "an auth provider that kubectl has no more since 1.26",
        ),
    )
}

fn impersonation_without_user() -> Scene {
    let cluster = Cluster::new();
    let kubeconfig =
        scene::kubeconfig(&cluster.ca, &cluster.client).user("as-groups", "[system:masters]");
    cluster
        .show(Scene::reject(
            &["impersonation-without-user"],
            "as-groups without as",
        ))
        .kubeconfig(&kubeconfig)
}

fn missing_token_file() -> Scene {
    user(
        &[("tokenFile", "/var/run/secrets/example.com/token")],
        Scene::reject(
            &["unreadable-file"],
            "a kubeconfig that was made for a pod, used outside of it",
        ),
    )
}

fn basic_auth_ignored() -> Scene {
    user(
        &[
            ("username", "admin"),
            ("password", "test-password-that-protects-nothing"),
        ],
        Scene::reject(
            &["basic-auth-ignored"],
            "user name and password, which kube-apiserver has not read since 1.19",
        ),
    )
}

fn with_token_file(line: &str, scene: Scene) -> Scene {
    user(&[("token", TOKEN)], scene)
        .file("server/tokens.csv", line)
        .flag("--token-auth-file=server/tokens.csv")
}

fn unknown_token() -> Scene {
    with_token_file(
        "another-test-token,alice,1001,\"developers\"\n",
        Scene::reject(
            &["unknown-token"],
            "the token was taken out of the server's token file",
        ),
    )
}

fn accepted_token() -> Scene {
    with_token_file(
        &format!("{TOKEN},alice,1001,\"developers,testers\"\n"),
        Scene::new(
            "the token stands in the server's token file",
            Verdict::Accept,
            &["token-decides"],
        ),
    )
}
