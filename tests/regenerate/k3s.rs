//! Servers of k3s and RKE2 with their embedded etcd: CAs for servers and for clients; in k3s a listener with a
//! certificate of its own, in RKE2 a static-pod manifest. And an agent.

use serde_json::json;

use crate::folder::Folder;
use crate::kubeconfig::{Kubeconfig, base64};
use crate::manifests;
use crate::pki::{Key, Pair, Template, Usage, name};
use crate::scene::{self, bundle};

/// Which of the two, and where kube-apiserver itself answers.
struct Product {
    name: &'static str,
    api_server: &'static str,
}

const K3S: Product = Product {
    name: "k3s",
    api_server: "https://127.0.0.1:6444",
};
const RKE2: Product = Product {
    name: "rke2",
    api_server: "https://127.0.0.1:6443",
};

pub(crate) fn write_k3s(folder: &Folder) {
    server(folder, &K3S, false);
}

/// What the API server presents to etcd and to kubelets has expired, and the scheduler's certificate.
pub(crate) fn write_expired(folder: &Folder) {
    server(folder, &K3S, true);
}

pub(crate) fn write_rke2(folder: &Folder) {
    server(folder, &RKE2, false);
    // The listener on 6443 is kube-apiserver itself, with one flag that is not the layout's own.
    let tls = "/var/lib/rancher/rke2/server/tls";
    let manifest = manifests::rke2_apiserver(tls);
    folder.write(
        "var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml",
        manifest,
    );
}

fn server(folder: &Folder, product: &Product, expired: bool) {
    let data = format!("var/lib/rancher/{}", product.name);
    let dated = |template: Template| {
        if expired {
            template.valid("2025-01-01 00:00:00", "2026-01-01 00:00:00")
        } else {
            template
        }
    };
    let ca = |name: &str| {
        let name = format!("{}-{name}@1767225600", product.name);
        Template::ca(name.as_str()).self_signed(&Key::p256())
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
        folder.write(&format!("{data}/server/tls/{name}"), content);
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
        &dated(client("system:apiserver", "system:masters")),
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
    pair(
        "etcd/client",
        &dated(Template::client("etcd-client")),
        &etcd_ca,
    );
    pair("etcd/peer-server-client", &member, &peer_ca);
    let admin = pair(
        "client-admin",
        &client("system:admin", "system:masters"),
        &client_ca,
    );
    let scheduler = pair(
        "client-scheduler",
        &dated(Template::client("system:kube-scheduler")),
        &client_ca,
    );
    let manager = pair(
        "client-controller",
        &Template::client("system:kube-controller-manager"),
        &client_ca,
    );

    let listener = Template::server(name(&[("O", product.name), ("CN", product.name)]))
        .dns("localhost")
        .ip("127.0.0.1")
        .ip("10.0.0.10");
    let listener = server_ca.issue(&listener, &Key::p256());
    let secret = json!({
        "kind": "Secret",
        "apiVersion": "v1",
        "metadata": {
            "name": format!("{}-serving", product.name),
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
        |name: &str, content: String| folder.write(&format!("{data}/agent/{name}"), content);
    let serving = Template::server("cp-1")
        .dns("cp-1")
        .dns("localhost")
        .ip("127.0.0.1")
        .ip("10.0.0.10");
    let serving = server_ca.issue(&serving, &Key::p256());
    agent("serving-kubelet.crt", bundle(&[&serving, &server_ca]));
    agent("serving-kubelet.key", serving.key.file());
    let kubelet = client_ca.issue(&node("cp-1"), &Key::p256());
    agent("client-kubelet.crt", bundle(&[&kubelet, &client_ca]));
    agent("client-kubelet.key", kubelet.key.file());
    agent("server-ca.crt", server_ca.pem());
    agent("client-ca.crt", client_ca.pem());

    folder.write(
        &format!("etc/rancher/{0}/{0}.yaml", product.name),
        named("default", "https://127.0.0.1:6443")
            .authority(&[&server_ca])
            .client(&admin, &[&client_ca])
            .to_yaml(),
    );
    let inner = |name: &str, client: &Pair| {
        folder.write(
            &format!("{data}/server/cred/{name}.kubeconfig"),
            named("user", product.api_server)
                .authority(&[&server_ca])
                .client(client, &[])
                .to_yaml(),
        );
    };
    inner("scheduler", &scheduler);
    inner("controller", &manager);
    let path = |name: &str| format!("/{data}/agent/{name}");
    folder.write(
        &format!("{data}/agent/kubelet.kubeconfig"),
        named("user", product.api_server)
            .cluster("certificate-authority", &path("server-ca.crt"))
            .user("client-certificate", &path("client-kubelet.crt"))
            .user("client-key", &path("client-kubelet.key"))
            .to_yaml(),
    );
    let names = [
        "kubectl → kube-apiserver",
        "kube-controller-manager → kube-apiserver",
        "kube-scheduler → kube-apiserver",
        "kubelet → kube-apiserver",
        "front-proxy → kube-apiserver",
        "kube-apiserver → etcd",
        "kube-apiserver → kubelet",
        "etcd → etcd",
    ];
    let outcomes = names.map(|name| {
        let fails = [
            "kube-scheduler → kube-apiserver",
            "kube-apiserver → etcd",
            "kube-apiserver → kubelet",
        ]
        .contains(&name);
        let outcome = if expired && fails {
            json!({ "verdict": "reject", "code": "expired" })
        } else {
            json!({ "verdict": "accept" })
        };
        (name, outcome)
    });
    let what = if expired {
        "whose scheduler and API server present expired certificates"
    } else {
        "with embedded etcd; every connection works"
    };
    expect(
        folder,
        &format!("a server of {} {what}", product.name),
        &outcomes,
    );
}

/// An agent of k3s that was off while its client certificate expired. The server is on another machine.
pub(crate) fn write_agent(folder: &Folder) {
    let data = "var/lib/rancher/k3s/agent";
    let ca = |name: &str| {
        Template::ca(format!("k3s-{name}@1767225600").as_str()).self_signed(&Key::p256())
    };
    let (server_ca, client_ca) = (ca("server-ca"), ca("client-ca"));
    let agent = |name: &str, content: String| folder.write(&format!("{data}/{name}"), content);
    let serving = Template::server("worker-1").dns("worker-1").ip("127.0.0.1");
    let serving = server_ca.issue(&serving, &Key::p256());
    agent("serving-kubelet.crt", bundle(&[&serving, &server_ca]));
    agent("serving-kubelet.key", serving.key.file());
    let expired = node("worker-1").valid("2025-01-01 00:00:00", "2026-01-01 00:00:00");
    let kubelet = client_ca.issue(&expired, &Key::p256());
    agent("client-kubelet.crt", bundle(&[&kubelet, &client_ca]));
    agent("client-kubelet.key", kubelet.key.file());
    agent("server-ca.crt", server_ca.pem());
    agent("client-ca.crt", client_ca.pem());
    let path = |name: &str| format!("/{data}/{name}");
    agent(
        "kubelet.kubeconfig",
        named("user", K3S.api_server)
            .cluster("certificate-authority", &path("server-ca.crt"))
            .user("client-certificate", &path("client-kubelet.crt"))
            .user("client-key", &path("client-kubelet.key"))
            .to_yaml(),
    );
    let outcome = json!({ "verdict": "reject", "code": "expired" });
    expect(
        folder,
        "an agent of k3s whose kubelet was off while its client certificate expired",
        &[("kubelet → kube-apiserver", outcome)],
    );
}

fn expect(folder: &Folder, says: &str, connections: &[(&str, serde_json::Value)]) {
    let connections = connections.iter().cloned();
    let connections: serde_json::Map<_, _> = connections
        .map(|(name, outcome)| (name.to_owned(), outcome))
        .collect();
    let expected = json!({ "says": says, "at": scene::AT, "connections": connections });
    folder.write("expected.json", format!("{expected:#}\n"));
}

fn named(user: &str, url: &str) -> Kubeconfig {
    Kubeconfig::named("default", user, "default").server(url)
}

fn node(name: &str) -> Template {
    client(&format!("system:node:{name}"), "system:nodes")
}

fn client(user: &str, group: &str) -> Template {
    Template::client(name(&[("O", group), ("CN", user)]))
}
