//! A server of k3s with its embedded etcd: CAs for servers and for clients, a listener with a certificate of its own.

use serde_json::json;

use crate::folder::Folder;
use crate::kubeconfig::{Kubeconfig, base64};
use crate::pki::{Key, Pair, Template, Usage, name};
use crate::scene::{self, bundle};

const DATA: &str = "var/lib/rancher/k3s";

pub(crate) fn write(folder: &Folder) {
    let ca = |name: &str| {
        Template::ca(format!("k3s-{name}@1767225600").as_str()).self_signed(&Key::p256())
    };
    let [server_ca, client_ca, proxy_ca, etcd_ca, peer_ca] = [
        "server-ca",
        "client-ca",
        "request-header-ca",
        "etcd-server-ca",
        "etcd-peer-ca",
    ]
    .map(ca);
    let tls = |name: &str, content: String| {
        folder.write(&format!("{DATA}/server/tls/{name}"), content);
    };
    for (name, ca) in [
        ("server-ca", &server_ca),
        ("client-ca", &client_ca),
        ("request-header-ca", &proxy_ca),
        ("etcd/server-ca", &etcd_ca),
        ("etcd/peer-ca", &peer_ca),
    ] {
        tls(&format!("{name}.crt"), ca.pem());
        tls(&format!("{name}.key"), ca.key.file());
    }
    // k3s writes the issuer behind every leaf.
    let pair = |path: &str, template: &Template, ca: &Pair| {
        let pair = ca.issue(template, &Key::p256());
        tls(&format!("{path}.crt"), bundle(&[&pair, ca]));
        tls(&format!("{path}.key"), pair.key.file());
        pair
    };
    pair(
        "serving-kube-apiserver",
        &scene::apiserver().dns("localhost").ip("127.0.0.1"),
        &server_ca,
    );
    pair(
        "client-kube-apiserver",
        &client("system:apiserver", "system:masters"),
        &client_ca,
    );
    pair(
        "client-auth-proxy",
        &Template::client("system:auth-proxy"),
        &proxy_ca,
    );
    let member = Template::server("etcd-server")
        .usages(&[Usage::Server, Usage::Client])
        .dns("localhost")
        .ip("127.0.0.1")
        .ip("10.0.0.10");
    pair("etcd/server-client", &member, &etcd_ca);
    pair("etcd/client", &Template::client("etcd-client"), &etcd_ca);
    pair("etcd/peer-server-client", &member, &peer_ca);
    let admin = pair(
        "client-admin",
        &client("system:admin", "system:masters"),
        &client_ca,
    );
    let scheduler = pair(
        "client-scheduler",
        &Template::client("system:kube-scheduler"),
        &client_ca,
    );
    let manager = pair(
        "client-controller",
        &Template::client("system:kube-controller-manager"),
        &client_ca,
    );

    let listener = Template::server(name(&[("O", "k3s"), ("CN", "k3s")]))
        .dns("localhost")
        .ip("127.0.0.1")
        .ip("10.0.0.10");
    let listener = server_ca.issue(&listener, &Key::p256());
    let secret = json!({
        "kind": "Secret",
        "apiVersion": "v1",
        "metadata": {
            "name": "k3s-serving",
            "namespace": "kube-system",
        },
        "data": {
            "tls.crt": base64(bundle(&[&listener, &server_ca])),
            "tls.key": base64(listener.key.file()),
        },
        "type": "kubernetes.io/tls",
    });
    tls("dynamic-cert.json", secret.to_string());

    let agent =
        |name: &str, content: String| folder.write(&format!("{DATA}/agent/{name}"), content);
    let serving = Template::server("cp-1")
        .dns("cp-1")
        .dns("localhost")
        .ip("127.0.0.1")
        .ip("10.0.0.10");
    let serving = server_ca.issue(&serving, &Key::p256());
    agent("serving-kubelet.crt", bundle(&[&serving, &server_ca]));
    agent("serving-kubelet.key", serving.key.file());
    let kubelet = client_ca.issue(&client("system:node:cp-1", "system:nodes"), &Key::p256());
    agent("client-kubelet.crt", bundle(&[&kubelet, &client_ca]));
    agent("client-kubelet.key", kubelet.key.file());
    agent("server-ca.crt", server_ca.pem());
    agent("client-ca.crt", client_ca.pem());

    let named = |user: &str, url: &str| Kubeconfig::named("default", user, "default").server(url);
    folder.write(
        "etc/rancher/k3s/k3s.yaml",
        named("default", "https://127.0.0.1:6443")
            .authority(&[&server_ca])
            .client(&admin, &[&client_ca])
            .to_yaml(),
    );
    let inner = |name: &str, client: &Pair| {
        folder.write(
            &format!("{DATA}/server/cred/{name}.kubeconfig"),
            named("user", "https://127.0.0.1:6444")
                .authority(&[&server_ca])
                .client(client, &[])
                .to_yaml(),
        );
    };
    inner("scheduler", &scheduler);
    inner("controller", &manager);
    let path = |name: &str| format!("/{DATA}/agent/{name}");
    folder.write(
        &format!("{DATA}/agent/kubelet.kubeconfig"),
        named("user", "https://127.0.0.1:6444")
            .cluster("certificate-authority", &path("server-ca.crt"))
            .user("client-certificate", &path("client-kubelet.crt"))
            .user("client-key", &path("client-kubelet.key"))
            .to_yaml(),
    );
    let connections: serde_json::Map<_, _> = [
        "kubectl → kube-apiserver",
        "kube-controller-manager → kube-apiserver",
        "kube-scheduler → kube-apiserver",
        "kubelet → kube-apiserver",
        "front-proxy → kube-apiserver",
        "kube-apiserver → etcd",
        "kube-apiserver → kubelet",
        "etcd → etcd",
    ]
    .map(|name| (name.to_owned(), json!({ "verdict": "accept" })))
    .into_iter()
    .collect();
    let expected = json!({
        "says": "a server of k3s with embedded etcd; every connection works",
        "at": scene::AT,
        "connections": connections,
    });
    folder.write("expected.json", format!("{expected:#}\n"));
}

fn client(user: &str, group: &str) -> Template {
    Template::client(name(&[("O", group), ("CN", user)]))
}
