//! Control-plane nodes: their `/etc/kubernetes` and kubelet files, healthy and with one realistic fault each, and what
//! `explain` of the folder has to find.

use serde_json::{Map, Value, json};

use crate::folder::Folder;
use crate::k3s;
use crate::kubeconfig::Kubeconfig;
use crate::manifests;
use crate::pki::{Key, Pair, Template, Usage, name, pem};
use crate::scene::{self, bundle};

const URL: &str = "https://cp.example:6443";
const OVER: (&str, &str) = ("2025-01-01 00:00:00", "2026-01-01 00:00:00");

/// Everything on a node that a variant may change before it is written.
struct Node {
    ca: Pair,
    etcd_ca: Pair,
    front_proxy_ca: Pair,
    apiserver: Template,
    etcd_client: Template,
    kubelet: Template,
    to_kubelet: Template,
    etcd_server: Template,
    admin: Kubeconfig,
    /// `pki/ca.crt`.
    client_ca: String,
    /// What kubeconfigs other than `admin.conf` trust.
    trusted: Vec<Pair>,
    /// The CA of the API server's own certificate.
    issuer: Pair,
    /// The CA of the kubeconfigs' client certificates.
    client_issuer: Pair,
    external_etcd: bool,
    /// Without them, kubeadm has no signer named to kube-controller-manager.
    ca_keys: bool,
    scheduler: Template,
    front_proxy: Template,
    /// Lines of manifests and of the kubelet's configuration that are other than kubeadm's.
    edits: Vec<(&'static str, &'static str)>,
    /// Files beside kubeadm's, and files of kubeadm's that are not there.
    further: Vec<(&'static str, String)>,
    absent: &'static [&'static str],
    /// A copy of kube-apiserver's manifest beside it, with something else in it.
    copied: Option<(&'static str, (&'static str, &'static str))>,
    /// What kube-apiserver checks tokens with, if it is not the key that they are signed with.
    tokens: Option<Key>,
}

impl Node {
    fn new(key: fn() -> Key) -> Self {
        let ca = scene::kubernetes_ca().self_signed(&key());
        let admin = ca.issue(&scene::admin(), &key());
        Self {
            apiserver: scene::apiserver().dns("cp.example").dns("localhost"),
            etcd_client: Template::client("kube-apiserver-etcd-client"),
            kubelet: Template::client(name(&[("O", "system:nodes"), ("CN", "system:node:cp-1")])),
            to_kubelet: Template::client(name(&[
                ("O", "kubeadm:cluster-admins"),
                ("CN", "kube-apiserver-kubelet-client"),
            ])),
            etcd_server: member().ip("127.0.0.1").ip("::1"),
            admin: kubeconfig("kubernetes-admin", &ca, &admin),
            client_ca: ca.pem(),
            trusted: vec![ca.clone()],
            issuer: ca.clone(),
            client_issuer: ca.clone(),
            etcd_ca: Template::ca("etcd-ca").dns("etcd-ca").self_signed(&key()),
            front_proxy_ca: Template::ca("front-proxy-ca")
                .dns("front-proxy-ca")
                .self_signed(&key()),
            external_etcd: false,
            ca_keys: true,
            scheduler: Template::client("system:kube-scheduler"),
            front_proxy: Template::client("front-proxy-client"),
            edits: Vec::new(),
            further: Vec::new(),
            absent: &[],
            copied: None,
            tokens: None,
            ca,
        }
    }

    fn write(&self, folder: &Folder, key: fn() -> Key) {
        let pki = |name: &str, content: String| {
            if !self.absent.contains(&name) {
                folder.write(&format!("etc/kubernetes/pki/{name}"), content);
            }
        };
        let pair = |name: &str, pair: &Pair| {
            pki(&format!("{name}.crt"), pair.pem());
            pki(&format!("{name}.key"), pair.key.file());
        };
        pki("ca.crt", self.client_ca.clone());
        pki("front-proxy-ca.crt", self.front_proxy_ca.pem());
        if self.ca_keys {
            pki("ca.key", self.ca.key.file());
            pki("front-proxy-ca.key", self.front_proxy_ca.key.file());
        }
        pair("apiserver", &self.issuer.issue(&self.apiserver, &key()));
        pair(
            "apiserver-kubelet-client",
            &self.client_issuer.issue(&self.to_kubelet, &key()),
        );
        pair(
            "front-proxy-client",
            &self.front_proxy_ca.issue(&self.front_proxy, &key()),
        );
        pair(
            "apiserver-etcd-client",
            &self.etcd_ca.issue(&self.etcd_client, &key()),
        );
        pki("etcd/ca.crt", self.etcd_ca.pem());
        if !self.external_etcd {
            pki("etcd/ca.key", self.etcd_ca.key.file());
            let peer = member().ip("127.0.0.1").ip("::1");
            pair(
                "etcd/server",
                &self.etcd_ca.issue(&self.etcd_server, &key()),
            );
            pair("etcd/peer", &self.etcd_ca.issue(&peer, &key()));
            let probe = Template::client("kube-etcd-healthcheck-client");
            pair(
                "etcd/healthcheck-client",
                &self.etcd_ca.issue(&probe, &key()),
            );
        }
        let tokens = key();
        pki("sa.key", tokens.file());
        let known = self.tokens.as_ref().unwrap_or(&tokens);
        pki("sa.pub", pem("PUBLIC KEY", &known.public()));
        for (name, content) in &self.further {
            pki(name, content.clone());
        }
        self.write_components(folder, key);
    }

    fn write_components(&self, folder: &Folder, key: fn() -> Key) {
        let write = |name: &str, content: String| {
            folder.write(&format!("etc/kubernetes/{name}"), content);
        };
        write("admin.conf", self.admin.to_yaml());
        let trusted: Vec<_> = self.trusted.iter().collect();
        let own = |user: &str, template: &Template| {
            let client = self.client_issuer.issue(template, &key());
            named(user)
                .server(URL)
                .authority(&trusted)
                .client(&client, &[])
                .to_yaml()
        };
        write(
            "super-admin.conf",
            own(
                "kubernetes-super-admin",
                &Template::client(name(&[
                    ("O", "system:masters"),
                    ("CN", "kubernetes-super-admin"),
                ])),
            ),
        );
        let manager = Template::client("system:kube-controller-manager");
        write(
            "controller-manager.conf",
            own("system:kube-controller-manager", &manager),
        );
        write(
            "scheduler.conf",
            own("system:kube-scheduler", &self.scheduler),
        );
        const CURRENT: &str = "/var/lib/kubelet/pki/kubelet-client-current.pem";
        let kubelet = named("system:node:cp-1")
            .server(URL)
            .authority(&trusted)
            .user("client-certificate", CURRENT)
            .user("client-key", CURRENT);
        write("kubelet.conf", kubelet.to_yaml());
        let client = self.client_issuer.issue(&self.kubelet, &key());
        let current = format!("{}{}", client.pem(), client.key.file());
        folder.write(CURRENT.trim_start_matches('/'), current);
        let edited = |text: String| {
            let signer: &[_] = if self.ca_keys { &[] } else { &NO_SIGNER };
            let edits = self.edits.iter().chain(signer);
            edits.fold(text, |text, (from, to)| text.replace(from, to))
        };
        folder.write(
            "var/lib/kubelet/config.yaml",
            edited(manifests::KUBELET.to_owned()),
        );
        let own_ca = Template::ca("cp-1-ca@1767225600").self_signed(&key());
        let serving = Template::server("cp-1@1767225600").dns("cp-1");
        let serving = own_ca.issue(&serving, &key());
        folder.write(
            "var/lib/kubelet/pki/kubelet.crt",
            bundle(&[&serving, &own_ca]),
        );
        folder.write("var/lib/kubelet/pki/kubelet.key", serving.key.file());
        for (name, content) in manifests::all(self.external_etcd) {
            let manifest = edited(content);
            if let Some((copy, (from, to))) = self.copied
                && copy.starts_with(name)
            {
                write(&format!("manifests/{copy}"), manifest.replace(from, to));
            }
            write(&format!("manifests/{name}.yaml"), manifest);
        }
    }
}

/// What kubeadm leaves out where it has not the key of the cluster's CA.
const NO_SIGNER: [(&str, &str); 2] = [
    (
        "    - --cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt\n",
        "",
    ),
    (
        "    - --cluster-signing-key-file=/etc/kubernetes/pki/ca.key\n",
        "",
    ),
];

/// etcd's certificate, without the names of the loopback.
fn member() -> Template {
    Template::server("cp-1")
        .usages(&[Usage::Server, Usage::Client])
        .dns("cp-1")
        .dns("localhost")
        .ip("10.0.0.10")
}

fn named(user: &str) -> Kubeconfig {
    Kubeconfig::named("kubernetes", user, &format!("{user}@kubernetes"))
}

fn kubeconfig(user: &str, ca: &Pair, client: &Pair) -> Kubeconfig {
    named(user).server(URL).authority(&[ca]).client(client, &[])
}

/// A variant: what is changed, which connections fail with which first code, and which findings files have.
struct Variant {
    folder: &'static str,
    says: &'static str,
    change: fn(&mut Node),
    key: fn() -> Key,
    fails: &'static [(&'static str, &'static str)],
    open: &'static [&'static str],
}

const ALL: &[&str] = &[
    "kubectl → kube-apiserver (admin.conf)",
    "kubectl → kube-apiserver (super-admin.conf)",
    "kube-controller-manager → kube-apiserver",
    "kube-scheduler → kube-apiserver",
    "kubelet → kube-apiserver",
    "front-proxy → kube-apiserver",
    "kube-apiserver → etcd",
    "kube-apiserver → kubelet",
    "etcd → etcd",
    "etcd-probe → etcd",
];

/// Those that a kubeconfig configures.
const ADMIN: &str = ALL[0];
const SUPER: &str = ALL[1];
const MANAGER: &str = ALL[2];
const SCHEDULER: &str = ALL[3];
const KUBELET: &str = ALL[4];
const PROXY: &str = ALL[5];
/// Only where it fails.
const POD: &str = "pod → kube-apiserver";

const VARIANTS: &[Variant] = &[
    Variant {
        folder: "healthy",
        says: "a control-plane node of kubeadm; every connection works",
        change: |_| {},
        key: Key::p256,
        fails: &[],
        open: &[],
    },
    Variant {
        folder: "ed25519-without-key-ids",
        says: "the same with Ed25519 keys, all CAs of one name, and no key ids on them",
        change: |node| {
            let ca = || {
                Template::ca("kubernetes")
                    .subject_key_id(crate::pki::KeyId::Absent)
                    .authority_key_id(crate::pki::KeyId::Absent)
                    .self_signed(&Key::ed25519())
            };
            let admin = |ca: &Pair| ca.issue(&scene::admin(), &Key::ed25519());
            node.ca = ca();
            node.etcd_ca = ca();
            node.front_proxy_ca = ca();
            node.client_ca = node.ca.pem();
            node.trusted = vec![node.ca.clone()];
            node.issuer = node.ca.clone();
            node.client_issuer = node.ca.clone();
            node.admin = kubeconfig("kubernetes-admin", &node.ca, &admin(&node.ca));
        },
        key: Key::ed25519,
        fails: &[],
        open: &[],
    },
    Variant {
        folder: "ca-regenerated",
        says: "the CA and what it issues on this node were made anew, and the kubeconfigs kept",
        change: |node| {
            let old = node.ca.clone();
            node.ca = scene::kubernetes_ca().self_signed(&Key::p256());
            node.client_ca = node.ca.pem();
            node.issuer = node.ca.clone();
            node.trusted = vec![old];
        },
        key: Key::p256,
        fails: &[
            (ADMIN, "issuer-key-mismatch"),
            (SUPER, "issuer-key-mismatch"),
            (MANAGER, "issuer-key-mismatch"),
            (SCHEDULER, "issuer-key-mismatch"),
            (KUBELET, "issuer-key-mismatch"),
            ("kube-apiserver → kubelet", "issuer-key-mismatch"),
        ],
        open: &[],
    },
    Variant {
        folder: "no-load-balancer-name",
        says: "apiserver.crt does not name the load balancer that kubeconfigs go through",
        change: |node| node.apiserver = scene::apiserver(),
        key: Key::p256,
        fails: &[
            (ADMIN, "name-mismatch"),
            (SUPER, "name-mismatch"),
            (MANAGER, "name-mismatch"),
            (SCHEDULER, "name-mismatch"),
            (KUBELET, "name-mismatch"),
            ("kube-apiserver → kubelet", "kubelet-unavailable"),
        ],
        open: &[],
    },
    Variant {
        folder: "user-from-etcd-ca",
        says: "the certificate in admin.conf was issued by etcd's CA",
        change: |node| {
            let admin = node.etcd_ca.issue(&scene::admin(), &Key::p256());
            node.admin = kubeconfig("kubernetes-admin", &node.ca, &admin);
        },
        key: Key::p256,
        fails: &[(ADMIN, "unknown-client-ca")],
        open: &[],
    },
    Variant {
        folder: "front-proxy-ca-as-client-ca",
        says: "pki/ca.crt holds the front proxy's CA in place of the cluster's",
        change: |node| node.client_ca = node.front_proxy_ca.pem(),
        key: Key::p256,
        fails: &[
            (ADMIN, "unknown-client-ca"),
            (SUPER, "unknown-client-ca"),
            (MANAGER, "server-cannot-start"),
            (SCHEDULER, "unknown-client-ca"),
            (KUBELET, "unknown-client-ca"),
            (POD, "unknown-issuer"),
            (PROXY, "unknown-issuer"),
            ("kube-apiserver → kubelet", "unknown-client-ca"),
        ],
        open: &[],
    },
    Variant {
        folder: "etcd-client-expired",
        says: "the API server's client certificate for etcd has expired",
        change: |node| node.etcd_client = node.etcd_client.clone().valid(OVER.0, OVER.1),
        key: Key::p256,
        fails: &[
            (ADMIN, "etcd-unavailable"),
            (SUPER, "etcd-unavailable"),
            (MANAGER, "etcd-unavailable"),
            (SCHEDULER, "etcd-unavailable"),
            (KUBELET, "etcd-unavailable"),
            (PROXY, "etcd-unavailable"),
            ("kube-apiserver → kubelet", "etcd-unavailable"),
            ("kube-apiserver → etcd", "expired"),
        ],
        open: &[],
    },
    Variant {
        folder: "kubelet-client-expired",
        says: "the kubelet's client certificate expired while the node was off",
        change: |node| node.kubelet = node.kubelet.clone().valid(OVER.0, OVER.1),
        key: Key::p256,
        fails: &[
            (KUBELET, "expired"),
            ("kube-apiserver → kubelet", "kubelet-unavailable"),
        ],
        open: &[],
    },
    Variant {
        folder: "two-cas",
        says: "in the middle of a rotation: ca.crt and kubeconfigs hold the old and the new CA, and kube-controller-manager ends, since the signer's file holds two",
        change: |node| {
            let old = node.ca.clone();
            node.ca = scene::kubernetes_ca().self_signed(&Key::p256());
            node.client_ca = bundle(&[&old, &node.ca]);
            node.trusted = vec![old.clone(), node.ca.clone()];
            node.issuer = node.ca.clone();
            let admin = old.issue(&scene::admin(), &Key::p256());
            node.admin = named("kubernetes-admin")
                .server(URL)
                .authority(&[&old, &node.ca])
                .client(&admin, &[]);
        },
        key: Key::p256,
        fails: &[(MANAGER, "server-cannot-start")],
        open: &[],
    },
    Variant {
        folder: "stale-admin-conf",
        says: "admin.conf is of before the CA was replaced",
        change: |node| {
            let old = scene::kubernetes_ca().self_signed(&Key::p256());
            let admin = old.issue(&scene::admin(), &Key::p256());
            node.admin = kubeconfig("kubernetes-admin", &old, &admin);
        },
        key: Key::p256,
        fails: &[(ADMIN, "issuer-key-mismatch")],
        open: &[],
    },
    Variant {
        folder: "external-etcd",
        says: "etcd runs elsewhere, and the CAs' keys are not on the node",
        change: |node| {
            node.external_etcd = true;
            node.ca_keys = false;
        },
        key: Key::p256,
        fails: &[],
        open: &["kube-apiserver → etcd"],
    },
    Variant {
        folder: "front-proxy-name",
        says: "the front proxy's certificate has a name that --requestheader-allowed-names does not list",
        change: |node| node.front_proxy = Template::client("aggregator"),
        key: Key::p256,
        fails: &[(PROXY, "front-proxy-name-not-allowed")],
        open: &[],
    },
    Variant {
        folder: "no-etcd-client",
        says: "kube-apiserver is started without --etcd-certfile and --etcd-keyfile",
        change: |node| {
            node.edits = vec![
                (
                    "    - --etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt\n",
                    "",
                ),
                (
                    "    - --etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key\n",
                    "",
                ),
            ];
        },
        key: Key::p256,
        fails: &[
            (ADMIN, "etcd-unavailable"),
            (SUPER, "etcd-unavailable"),
            (MANAGER, "etcd-unavailable"),
            (SCHEDULER, "etcd-unavailable"),
            (KUBELET, "etcd-unavailable"),
            (PROXY, "etcd-unavailable"),
            ("kube-apiserver → kubelet", "etcd-unavailable"),
            ("kube-apiserver → etcd", "no-client-certificate"),
        ],
        open: &[],
    },
    Variant {
        folder: "kubelet-client-ca",
        says: "the kubelet's clientCAFile is etcd's CA",
        change: |node| {
            node.edits = vec![(
                "clientCAFile: /etc/kubernetes/pki/ca.crt",
                "clientCAFile: /etc/kubernetes/pki/etcd/ca.crt",
            )];
        },
        key: Key::p256,
        fails: &[("kube-apiserver → kubelet", "unknown-client-ca")],
        open: &[],
    },
    Variant {
        folder: "etcd-server-name",
        says: "etcd's certificate does not name 127.0.0.1, which clients on the node dial",
        change: |node| node.etcd_server = member(),
        key: Key::p256,
        fails: &[
            (ADMIN, "etcd-unavailable"),
            (SUPER, "etcd-unavailable"),
            (MANAGER, "etcd-unavailable"),
            (SCHEDULER, "etcd-unavailable"),
            (KUBELET, "etcd-unavailable"),
            (PROXY, "etcd-unavailable"),
            ("kube-apiserver → kubelet", "etcd-unavailable"),
            ("kube-apiserver → etcd", "name-mismatch"),
            ("etcd-probe → etcd", "name-mismatch"),
        ],
        open: &[],
    },
    Variant {
        folder: "external-ca",
        says: "the cluster CA's key is kept elsewhere, and the API server's client certificate for kubelets has expired",
        change: |node| {
            node.ca_keys = false;
            node.to_kubelet = node.to_kubelet.clone().valid(OVER.0, OVER.1);
        },
        key: Key::p256,
        fails: &[("kube-apiserver → kubelet", "expired")],
        open: &[],
    },
    Variant {
        folder: "leftovers",
        says: "an old CA is left in pki, and the health check's certificate is not there",
        change: |node| {
            let old = scene::kubernetes_ca().self_signed(&Key::p256());
            node.further = vec![("old/ca.crt", old.pem()), ("old/ca.key", old.key.file())];
            node.absent = &["etcd/healthcheck-client.crt", "etcd/healthcheck-client.key"];
        },
        key: Key::p256,
        fails: &[],
        open: &[],
    },
    Variant {
        folder: "two-manifests",
        says: "before an edit, kube-apiserver's manifest was copied, and the copy lies beside it",
        change: |node| {
            let port = ("--secure-port=6443", "--secure-port=443");
            node.copied = Some(("kube-apiserver.yaml.bak", port));
        },
        key: Key::p256,
        fails: &[],
        open: &[],
    },
    Variant {
        folder: "service-account-key",
        says: "sa.pub is not the public half of sa.key",
        change: |node| node.tokens = Some(Key::p256()),
        key: Key::p256,
        fails: &[],
        open: &[],
    },
    Variant {
        folder: "garbage-first",
        says: "pki/ca.crt starts with a certificate that does not parse, and the API server refuses the file",
        change: |node| {
            node.client_ca = format!(
                "{}{}",
                pem("CERTIFICATE", b"\x30\x03\x02\x01\x01"),
                node.ca.pem()
            );
        },
        key: Key::p256,
        fails: &[
            (ADMIN, "malformed-certificate"),
            (SUPER, "malformed-certificate"),
            (MANAGER, "server-cannot-start"),
            (SCHEDULER, "malformed-certificate"),
            (KUBELET, "malformed-certificate"),
            (PROXY, "malformed-certificate"),
            ("kube-apiserver → etcd", "malformed-certificate"),
            ("kube-apiserver → kubelet", "malformed-certificate"),
        ],
        open: &[],
    },
    Variant {
        folder: "etcd-client-key",
        says: "the key beside the API server's client certificate for etcd is another one's, so that it does not start",
        change: |node| {
            let key = Key::p256().file();
            node.further = vec![("apiserver-etcd-client.key", key)];
        },
        key: Key::p256,
        fails: &[
            (ADMIN, "key-pair-mismatch"),
            (SUPER, "key-pair-mismatch"),
            (MANAGER, "key-pair-mismatch"),
            (SCHEDULER, "key-pair-mismatch"),
            (KUBELET, "key-pair-mismatch"),
            (PROXY, "key-pair-mismatch"),
            ("kube-apiserver → etcd", "key-pair-mismatch"),
            ("kube-apiserver → kubelet", "key-pair-mismatch"),
        ],
        open: &[],
    },
    Variant {
        folder: "etcd-allowed-hostname",
        says: "etcd takes clients of one name alone, and kubeadm's certificates have none",
        change: |node| {
            node.edits = vec![(
                "    - --client-cert-auth=true\n",
                "    - --client-cert-auth=true\n    - --client-cert-allowed-hostname=apiserver.example\n",
            )];
        },
        key: Key::p256,
        fails: &[
            (ADMIN, "etcd-unavailable"),
            (SUPER, "etcd-unavailable"),
            (MANAGER, "etcd-unavailable"),
            (SCHEDULER, "etcd-unavailable"),
            (KUBELET, "etcd-unavailable"),
            (PROXY, "etcd-unavailable"),
            ("kube-apiserver → kubelet", "etcd-unavailable"),
            ("kube-apiserver → etcd", "peer-not-allowed"),
            ("etcd-probe → etcd", "peer-not-allowed"),
        ],
        open: &[],
    },
    Variant {
        folder: "etcd-crl-missing",
        says: "etcd's list of revoked certificates is not there",
        change: |node| {
            node.edits = vec![(
                "    - --client-cert-auth=true\n",
                "    - --client-cert-auth=true\n    - --client-crl-file=/etc/kubernetes/pki/etcd/clients.crl\n",
            )];
        },
        key: Key::p256,
        fails: &[
            (ADMIN, "etcd-unavailable"),
            (SUPER, "etcd-unavailable"),
            (MANAGER, "etcd-unavailable"),
            (SCHEDULER, "etcd-unavailable"),
            (KUBELET, "etcd-unavailable"),
            (PROXY, "etcd-unavailable"),
            ("kube-apiserver → kubelet", "etcd-unavailable"),
            ("kube-apiserver → etcd", "revoked"),
            ("etcd-probe → etcd", "revoked"),
        ],
        open: &[],
    },
    Variant {
        folder: "etcd-open",
        says: "etcd asks no client for a certificate",
        change: |node| {
            node.edits = vec![
                ("    - --client-cert-auth=true\n", ""),
                (
                    "    - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt\n",
                    "",
                ),
            ];
        },
        key: Key::p256,
        fails: &[],
        open: &[],
    },
    Variant {
        folder: "signer-other-ca",
        says: "kube-controller-manager signs with etcd's CA, which kube-apiserver does not accept",
        change: |node| {
            node.edits = vec![
                (
                    "--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt",
                    "--cluster-signing-cert-file=/etc/kubernetes/pki/etcd/ca.crt",
                ),
                (
                    "--cluster-signing-key-file=/etc/kubernetes/pki/ca.key",
                    "--cluster-signing-key-file=/etc/kubernetes/pki/etcd/ca.key",
                ),
            ];
        },
        key: Key::p256,
        fails: &[],
        open: &[],
    },
    Variant {
        folder: "root-ca-with-key",
        says: "the CA's private key stands in the file that kube-controller-manager publishes to every pod",
        change: |node| {
            let both = format!("{}{}", node.ca.pem(), node.ca.key.file());
            node.further = vec![("root.crt", both)];
            node.edits = vec![(
                "--root-ca-file=/etc/kubernetes/pki/ca.crt",
                "--root-ca-file=/etc/kubernetes/pki/root.crt",
            )];
        },
        key: Key::p256,
        fails: &[],
        open: &[],
    },
    Variant {
        folder: "kubelet-without-certificate",
        says: "the kubelet waits for its serving certificate and is in no group, and one curve alone is allowed",
        change: |node| {
            node.kubelet = Template::client("system:node:cp-1");
            node.edits = vec![
                (
                    "rotateCertificates: true\n",
                    "rotateCertificates: true\nserverTLSBootstrap: true\n",
                ),
                (
                    "    - --secure-port=6443\n",
                    "    - --secure-port=6443\n    - --tls-curve-preferences=4588\n",
                ),
            ];
        },
        key: Key::p256,
        fails: &[("kube-apiserver → kubelet", "kubelet-unavailable")],
        open: &[],
    },
    Variant {
        folder: "anonymous-auth-off",
        says: "kube-apiserver lets nobody in without credentials, its kubelet's probes neither",
        change: |node| {
            node.edits = vec![
                (
                    "    - --advertise-address=10.0.0.10\n",
                    "    - --advertise-address=10.0.0.10\n    - --anonymous-auth=false\n",
                ),
                (
                    "    name: kube-apiserver\n    volumeMounts:\n",
                    "    livenessProbe:\n      httpGet:\n        path: /livez\n        port: 6443\n        scheme: HTTPS\n    name: kube-apiserver\n    volumeMounts:\n",
                ),
            ];
        },
        key: Key::p256,
        fails: &[],
        open: &[],
    },
    Variant {
        folder: "foreign-token",
        says: "a kubeconfig has the service account token of another cluster",
        change: |node| {
            // {"alg":"RS256","kid":"a"} {"iss":"https://kubernetes.default.svc","aud":["https://kubernetes.default.svc"],"sub":"system:serviceaccount:default:robot"}
            const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJodHRwczovL2t1YmVybmV0ZXMuZGVmYXVsdC5zdmMiLCJhdWQiOlsiaHR0cHM6Ly9rdWJlcm5ldGVzLmRlZmF1bHQuc3ZjIl0sInN1YiI6InN5c3RlbTpzZXJ2aWNlYWNjb3VudDpkZWZhdWx0OnJvYm90In0.AAAA";
            let robot = named("robot")
                .server(URL)
                .authority(&[&node.ca])
                .user("token", TOKEN);
            node.further = vec![("../robot.conf", robot.to_yaml())];
            node.edits = vec![(
                "    - --service-account-key-file=/etc/kubernetes/pki/sa.pub\n",
                "    - --service-account-issuer=https://kubernetes.default.svc\n    - --service-account-key-file=/etc/kubernetes/pki/sa.pub\n",
            )];
        },
        key: Key::p256,
        fails: &[],
        open: &[],
    },
];

/// Writes the folders that are not there.
pub(crate) fn write() {
    Folder::make("control-plane/k3s", k3s::write_k3s);
    Folder::make("control-plane/k3s-expired", k3s::write_expired);
    Folder::make("control-plane/rke2", k3s::write_rke2);
    Folder::make("control-plane/k3s-agent", k3s::write_agent);
    Folder::make("control-plane/worker", write_worker);
    Folder::make("control-plane/etcd-member", write_etcd_member);
    for variant in VARIANTS {
        Folder::make(&format!("control-plane/{}", variant.folder), |folder| {
            let mut node = Node::new(variant.key);
            (variant.change)(&mut node);
            node.write(folder, variant.key);
            folder.write("expected.json", expected(variant));
        });
    }
}

fn write_worker(folder: &Folder) {
    let mut node = Node::new(Key::p256);
    node.kubelet = node.kubelet.clone().valid(OVER.0, OVER.1);
    node.write(folder, Key::p256);
    folder.keep_only(|path| {
        path.starts_with("var/") || path.ends_with("/kubelet.conf") || path.ends_with("/pki/ca.crt")
    });
    let connections = json!({ (KUBELET): { "verdict": "reject", "code": "expired" } });
    let expected = json!({
        "says": "a worker of kubeadm that was off while its kubelet's client certificate expired",
        "at": scene::AT,
        "connections": connections,
    });
    folder.write("expected.json", format!("{expected:#}\n"));
}

fn write_etcd_member(folder: &Folder) {
    let node = Node::new(Key::p256);
    node.write(folder, Key::p256);
    folder.keep_only(|path| {
        path.contains("/pki/etcd/") || path.contains("etcd-client") || path.ends_with("/etcd.yaml")
    });
    let accept = json!({ "verdict": "accept" });
    let connections = json!({
        "kube-apiserver → etcd": accept,
        "etcd → etcd": accept,
        "etcd-probe → etcd": accept,
    });
    let expected = json!({
        "says": "a member of an etcd cluster beside the control plane, set up with kubeadm",
        "at": scene::AT,
        "connections": connections,
    });
    folder.write("expected.json", format!("{expected:#}\n"));
}

/// What is said of a connection that works.
fn remarked(folder: &str, connection: &str) -> Option<&'static str> {
    match folder {
        "etcd-open" if connection.ends_with("→ etcd") && !connection.starts_with("etcd →") => {
            Some("client-certificate-not-requested")
        }
        _ => None,
    }
}

fn expected(variant: &Variant) -> String {
    let mut connections = Map::new();
    if let Some((_, code)) = variant.fails.iter().find(|(name, _)| *name == POD) {
        let refused = json!({ "verdict": "reject", "code": code });
        connections.insert(POD.to_owned(), refused);
    }
    if variant.folder == "foreign-token" {
        let refused = json!({ "verdict": "reject", "code": "token-refused" });
        connections.insert("kubectl → kube-apiserver (robot.conf)".to_owned(), refused);
    }
    for name in ALL {
        if variant.folder == "leftovers" && *name == "etcd-probe → etcd" {
            continue;
        }
        let external = variant.folder == "external-etcd" && name.ends_with("→ etcd");
        if external && !variant.open.contains(name) {
            continue;
        }
        let fails = variant.fails.iter().find(|(failing, _)| failing == name);
        let outcome = match fails {
            Some((_, code)) => json!({ "verdict": "reject", "code": code }),
            None if variant.open.contains(name) => json!({ "verdict": "undetermined" }),
            None => match remarked(variant.folder, name) {
                Some(code) => json!({ "verdict": "accept", "code": code }),
                None => json!({ "verdict": "accept" }),
            },
        };
        connections.insert((*name).to_owned(), outcome);
    }
    let expected: Value = json!({
        "says": variant.says,
        "at": scene::AT,
        "connections": connections,
    });
    format!("{expected:#}\n")
}
