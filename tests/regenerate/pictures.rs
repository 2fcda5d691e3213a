//! What graphs are shown with.

use crate::folder::Folder;
use crate::kubeconfig::Kubeconfig;
use crate::pki::{Key, Pair, Template, Usage};
use crate::scene::{self, bundle};

pub(crate) fn write() {
    Folder::make("pictures/kubeadm", kubeadm);
    Folder::make("pictures/rotated", rotated);
    Folder::make("pictures/fleet", fleet);
}

/// A leaf that ends on a day; all are looked at on 2026-06-01.
fn until(template: Template, end: &str) -> Template {
    template.valid("2025-06-01 00:00:00", &format!("{end} 12:00:00"))
}

fn both(name: &str) -> Template {
    Template::server(name).usages(&[Usage::Server, Usage::Client])
}

fn kubeconfig(ca: &Pair, client: &Pair, user: &str) -> String {
    Kubeconfig::named("prod", user, &format!("{user}@prod"))
        .server(scene::URL)
        .authority(&[ca])
        .client(client, &[])
        .to_yaml()
}

/// A control-plane node with one certificate that ended and one that ends soon.
fn kubeadm(folder: &Folder) {
    let [ca, etcd, front_proxy] = ["kubernetes", "etcd-ca", "front-proxy-ca"]
        .map(|name| Template::ca(name).self_signed(&Key::p256()));
    folder.write("pki/ca.crt", ca.pem());
    folder.write("pki/etcd/ca.crt", etcd.pem());
    folder.write("pki/front-proxy-ca.crt", front_proxy.pem());
    let write = |path: &str, issuer: &Pair, template: Template| {
        folder.write(path, issuer.issue(&template, &Key::p256()).pem());
    };
    write("pki/apiserver.crt", &ca, scene::apiserver());
    write(
        "pki/apiserver-kubelet-client.crt",
        &ca,
        Template::client("kube-apiserver-kubelet-client"),
    );
    write(
        "pki/apiserver-etcd-client.crt",
        &etcd,
        until(Template::client("apiserver-etcd-client"), "2026-05-29"),
    );
    write("pki/etcd/server.crt", &etcd, both("etcd server cp-1"));
    write("pki/etcd/peer.crt", &etcd, both("etcd peer cp-1"));
    write(
        "pki/etcd/healthcheck-client.crt",
        &etcd,
        Template::client("kube-etcd-healthcheck-client"),
    );
    write(
        "pki/front-proxy-client.crt",
        &front_proxy,
        Template::client("front-proxy-client"),
    );
    for (file, user, end) in [
        ("admin.conf", "kubernetes-admin", "2027-01-01"),
        (
            "controller-manager.conf",
            "system:kube-controller-manager",
            "2027-01-01",
        ),
        ("scheduler.conf", "system:kube-scheduler", "2026-06-10"),
        ("kubelet.conf", "system:node:cp-1", "2027-03-28"),
    ] {
        let client = ca.issue(&until(Template::client(user), end), &Key::p256());
        folder.write(file, kubeconfig(&ca, &client, user));
    }
}

/// The CA was made anew under its old name; a certificate of the new one by the old one is sent along, one user still
/// has the old CA, and one server's CA is nowhere.
fn rotated(folder: &Folder) {
    let old = Template::ca("kubernetes")
        .valid("2020-01-01 00:00:00", "2030-01-01 00:00:00")
        .self_signed(&Key::p256());
    let key = Key::p256();
    let new = Template::ca("kubernetes").self_signed(&key);
    let cross = old.issue(&Template::ca("kubernetes"), &key);
    let lost = Template::ca("kubernetes").self_signed(&Key::p256());
    folder.write("ca-new.crt", new.pem());
    folder.write("ca-cross.crt", cross.pem());
    folder.write(
        "apiserver.crt",
        new.issue(&scene::apiserver(), &Key::p256()).pem(),
    );
    folder.write(
        "webhook.crt",
        lost.issue(&Template::server("webhook"), &Key::p256()).pem(),
    );
    let late = old.issue(&Template::client("ci-deploy"), &Key::p256());
    folder.write("ci.conf", kubeconfig(&old, &late, "ci-deploy"));
    let admin = new.issue(&scene::admin(), &Key::p256());
    folder.write("admin.conf", kubeconfig(&new, &admin, "kubernetes-admin"));
}

/// 300 certificates of nine CAs; some need attention, most do not.
fn fleet(folder: &Folder) {
    let root = |name: &str| Template::ca(name).self_signed(&Key::p256());
    let ca = root("kubernetes");
    let [etcd, front_proxy, internal, vault] =
        ["etcd-ca", "front-proxy-ca", "internal-issuer", "vault-pki"].map(root);
    let issuing = vault.issue(&Template::ca("vault-issuing"), &Key::p256());
    let ended = Template::ca("webhook-selfsigned")
        .valid("2016-05-20 00:00:00", "2026-05-20 00:00:00")
        .self_signed(&Key::p256());
    let linkerd = Template::ca("linkerd-trust-anchor")
        .valid("2016-06-25 00:00:00", "2026-06-25 00:00:00")
        .self_signed(&Key::p256());
    let old = Template::ca("kubernetes")
        .valid("2020-01-01 00:00:00", "2030-01-01 00:00:00")
        .self_signed(&Key::p256());
    let all = [
        &ca,
        &etcd,
        &front_proxy,
        &internal,
        &vault,
        &issuing,
        &ended,
        &linkerd,
    ];
    folder.write("cas.crt", bundle(&all));

    let key = Key::p256();
    let text = |issuer: &Pair, templates: Vec<Template>| -> String {
        templates
            .iter()
            .map(|template| issuer.issue(template, &key).pem())
            .collect()
    };
    let node = |number: usize| {
        let end = match number {
            44 => "2026-05-31".to_owned(),
            17 => "2026-06-04".to_owned(),
            number => format!("2026-08-{:02}", 1 + number % 28),
        };
        until(
            Template::client(format!("system:node:worker-{number:03}").as_str()),
            &end,
        )
    };
    folder.write("nodes.crt", text(&ca, (0..92).map(node).collect()));
    let named = |prefix: &str,
                 suffix: &str,
                 count: usize,
                 template: fn(&str) -> Template|
     -> Vec<Template> {
        (1..=count)
            .map(|number| template(&format!("{prefix}{number}{suffix}")))
            .collect()
    };
    folder.write(
        "control-plane.crt",
        text(
            &ca,
            named("kube-apiserver cp-", "", 3, |name| Template::server(name)),
        ) + &text(&etcd, named("etcd server cp-", "", 3, both))
            + &text(&etcd, named("etcd peer cp-", "", 3, both))
            + &text(
                &front_proxy,
                named("front-proxy-client cp-", "", 3, |name| {
                    Template::client(name)
                }),
            ),
    );
    let soon = |name: &str, end: &str| vec![until(Template::server(name), end)];
    folder.write(
        "services.crt",
        text(
            &internal,
            named("svc-", ".prod.svc", 62, |name| {
                until(Template::server(name), "2026-07-07")
            }),
        ) + &text(&internal, soon("payments.prod.svc", "2026-06-07"))
            + &text(
                &issuing,
                named("app-", ".apps.corp", 110, |name| {
                    until(Template::server(name), "2026-07-03")
                }),
            )
            + &text(&ended, soon("policy-webhook.kyverno.svc", "2026-05-20"))
            + &text(&linkerd, soon("identity.linkerd", "2026-06-25")),
    );
    for number in 1..=4 {
        let user = format!("ci-deploy-{number}");
        let client = ca.issue(&Template::client(user.as_str()), &Key::p256());
        folder.write(
            &format!("ci-{number}.conf"),
            kubeconfig(&ca, &client, &user),
        );
    }
    let admin = ca.issue(&until(scene::admin(), "2026-06-20"), &Key::p256());
    folder.write("admin.conf", kubeconfig(&ca, &admin, "kubernetes-admin"));
    let late = old.issue(&Template::client("ci-legacy"), &Key::p256());
    folder.write("legacy.conf", kubeconfig(&old, &late, "ci-legacy"));
}
