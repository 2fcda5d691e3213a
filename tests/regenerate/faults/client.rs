//! The client certificate, as the API server sees it.

use super::{Cluster, Fault};
use crate::pki::{Key, Name, Pair, Template, Usage, name};
use crate::scene::{self, Scene, Verdict};

pub(super) const FAULTS: &[Fault] = &[
    ("wrong-purpose-client", wrong_purpose_client),
    ("unknown-client-ca", unknown_client_ca),
    (
        "client-ca-same-name-other-key",
        client_ca_same_name_other_key,
    ),
    ("empty-common-name", empty_common_name),
    ("client-certificate-is-ca", client_certificate_is_ca),
    ("front-proxy-certificate", front_proxy_certificate),
    ("malformed-client-ca", malformed_client_ca),
];

fn presenting(client: Pair, mut cluster: Cluster, scene: Scene) -> Scene {
    cluster.client = client;
    cluster.show(scene)
}

fn wrong_purpose_client() -> Scene {
    let cluster = Cluster::new();
    let template = Template::server(name(&[
        ("O", "system:nodes"),
        ("CN", "system:node:worker-1"),
    ]))
    .usages(&[Usage::Server])
    .dns("worker-1");
    presenting(
        cluster.ca.issue(&template, &Key::p256()),
        cluster,
        Scene::reject(
            &["wrong-purpose"],
            "a kubelet's serving certificate is presented as client certificate",
        ),
    )
}

fn unknown_client_ca() -> Scene {
    let other = Template::ca("minikubeCA").self_signed(&Key::p256());
    let client = other.issue(
        &Template::client(name(&[("O", "system:masters"), ("CN", "minikube-user")])),
        &Key::p256(),
    );
    presenting(
        client,
        Cluster::new(),
        Scene::reject(
            &["unknown-client-ca"],
            "the context combines this cluster with the user of another one",
        ),
    )
}

fn client_ca_same_name_other_key() -> Scene {
    let other = Cluster::new();
    presenting(
        other.client,
        Cluster::new(),
        Scene::reject(
            &["issuer-key-mismatch"],
            "the user of another kubeadm cluster, whose CA has the same name",
        ),
    )
}

fn front_proxy_ca() -> Pair {
    Template::ca("front-proxy-ca")
        .dns("front-proxy-ca")
        .self_signed(&Key::p256())
}

fn empty_common_name() -> Scene {
    let cluster = Cluster::new();
    let subject: Name = name(&[("O", "kubeadm:cluster-admins")]);
    presenting(
        cluster.ca.issue(&Template::client(subject), &Key::p256()),
        cluster,
        Scene::reject(
            &["empty-common-name"],
            "the client certificate names a group and no user",
        ),
    )
    .front_proxy_ca(&front_proxy_ca())
}

fn client_certificate_is_ca() -> Scene {
    let cluster = Cluster::new();
    presenting(
        cluster.ca.clone(),
        cluster,
        Scene::new(
            "the kubeconfig presents ca.crt and holds ca.key",
            Verdict::Accept,
            &["client-certificate-is-ca"],
        ),
    )
}

fn front_proxy_certificate() -> Scene {
    let front_proxy_ca = front_proxy_ca();
    let client = front_proxy_ca.issue(&Template::client("front-proxy-client"), &Key::p256());
    presenting(
        client,
        Cluster::new(),
        Scene::reject(
            &["front-proxy-certificate"],
            "the kubeconfig presents the front proxy's certificate, which needs request headers",
        ),
    )
    .front_proxy_ca(&front_proxy_ca)
}

fn malformed_client_ca() -> Scene {
    let cluster = Cluster::new();
    let truncated = crate::pki::pem("CERTIFICATE", &cluster.serving.der[..100]);
    Scene::reject(
        &["malformed-certificate"],
        "a broken block in --client-ca-file: the API server does not start",
    )
    .kubeconfig(&scene::kubeconfig(&cluster.ca, &cluster.client))
    .serves(&[&cluster.serving])
    .file("server/client-ca.crt", cluster.ca.pem() + &truncated)
    .flag("--client-ca-file=server/client-ca.crt")
}
