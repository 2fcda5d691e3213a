//! The folders of k3s and RKE2 (k3s `pkg/daemons/control/deps/deps.go`, `pkg/daemons/control/server.go`).
//!
//! There are no manifests that could differ: k3s starts the components in its own process, with these files.

use std::path::{Path, PathBuf};

use super::build::Build;
use super::host::Host;
use super::server::ServerSource;
use super::{ControlPlane, etcd};
use crate::decode::certificates::find as certificates;
use crate::handshake::{
    Chain, ChainMember, ComponentFlags, ComponentTrust, Evidence, FlagNames, NamedFile, Server,
    ServingPair,
};
use crate::location::Location;
use crate::source::Limit;
use crate::survey::Rules;

/// The data folders, on the node.
const DATA: [&str; 2] = ["var/lib/rancher/k3s", "var/lib/rancher/rke2"];

/// The port of kube-apiserver itself; before it, on 6443, stands a listener with a certificate of its own.
const INNER_PORT: u16 = 6444;

/// Server folders in `folder`: itself, a data folder, or what stands below a node's root.
pub(super) fn find(folder: &Path, rules: &Rules<'_>) -> Vec<ControlPlane> {
    let mut candidates = vec![folder.to_owned(), folder.join("server")];
    candidates.extend(DATA.iter().map(|data| folder.join(data).join("server")));
    candidates
        .iter()
        .filter_map(|server| read(server, rules))
        .collect()
}

/// The control plane in a server folder, which holds `tls` with a CA for servers and one for clients.
fn read(folder: &Path, rules: &Rules<'_>) -> Option<ControlPlane> {
    let layout = Layout {
        tls: folder.join("tls"),
        rules,
    };
    if !(layout.holds("client-ca.crt") && layout.holds("server-ca.crt")) {
        return None;
    }
    let product = if folder.components().any(|part| part.as_os_str() == "rke2") {
        DATA[1]
    } else {
        DATA[0]
    };
    let mut host = Host::of_folder(folder, &Path::new("/").join(product).join("server"));
    if let Some(root) = rules.root {
        host = host.with("/", root);
    }
    let mut build = Build::new(rules);
    let inner = layout.connect(&mut build);
    let outer = layout.listener(&inner);
    Some(build.finish(folder, host, outer, Some((INNER_PORT, inner))))
}

struct Layout<'a> {
    tls: PathBuf,
    rules: &'a Rules<'a>,
}

impl Layout<'_> {
    fn holds(&self, name: &str) -> bool {
        let path = self.tls.join(name);
        self.rules.files.open(&path, Limit::BUNDLE).is_ok()
    }

    /// A file of the layout, if it is there.
    fn file(&self, flag: &'static str, name: &str) -> Option<NamedFile> {
        let path = self.tls.join(name);
        self.holds(name).then(|| NamedFile {
            flag,
            location: Location::file(path.display().to_string()),
            path: Some(path),
        })
    }

    fn connect(&self, build: &mut Build<'_>) -> Server {
        let names = FlagNames::API_SERVER;
        let source = ServerSource {
            names,
            client_ca: self.file(names.client_ca, "client-ca.crt"),
            certificate: self.file(names.certificate, "serving-kube-apiserver.crt"),
            key: self.file(names.key, "serving-kube-apiserver.key"),
            request_header_ca: self.file("--requestheader-client-ca-file", "request-header-ca.crt"),
            allowed_names: vec!["system:auth-proxy".to_owned()],
            anonymous: Some(false),
            ..ServerSource::default()
        };
        let api_server = build.server("kube-apiserver", &source);
        let server_ca = self.file("--kubelet-certificate-authority", "server-ca.crt");
        let proxy = self.client(
            "front-proxy",
            "--proxy-client-cert-file",
            "client-auth-proxy",
            (
                "https://kubernetes.default.svc:443",
                "kubernetes.default.svc",
            ),
            server_ca.clone().map(ComponentTrust::Lenient),
        );
        let proxy = proxy.map(|flags| ComponentFlags {
            front_proxy: true,
            ..flags
        });
        build.link("kube-apiserver", proxy, &api_server);
        self.to_etcd(build);

        let names = FlagNames::KUBELET;
        let kubelet = ServerSource {
            names,
            client_ca: self.file(names.client_ca, "client-ca.crt"),
            certificate: self.agent_file(names.certificate, "serving-kubelet.crt"),
            anonymous: Some(false),
            ..ServerSource::default()
        };
        let kubelet = build.server("kubelet", &kubelet);
        // Which of its names the API server dials is in no file here; every kubelet certificate has this one.
        let to_kubelet = self.client(
            "kube-apiserver",
            "--kubelet-client-certificate",
            "client-kube-apiserver",
            ("https://127.0.0.1:10250", "127.0.0.1"),
            server_ca.map(ComponentTrust::Lenient),
        );
        build.link("kube-apiserver", to_kubelet, &kubelet);
        for name in [
            "client-ca.key",
            "server-ca.key",
            "request-header-ca.key",
            "service.key",
            "service.current.key",
            "etcd/server-ca.key",
            "etcd/peer-ca.key",
        ] {
            build.uses(self.file("k3s", name).as_ref());
        }
        api_server
    }

    fn to_etcd(&self, build: &mut Build<'_>) {
        let names = FlagNames::ETCD;
        let etcd = ServerSource {
            names,
            client_ca: self.file(names.client_ca, "etcd/server-ca.crt"),
            certificate: self.file(names.certificate, "etcd/server-client.crt"),
            key: self.file(names.key, "etcd/server-client.key"),
            ..ServerSource::default()
        };
        // With SQLite or an external database there is none.
        if etcd.certificate.is_none() {
            return;
        }
        let server = build.server("etcd", &etcd);
        let client = self.client(
            "kube-apiserver",
            "--etcd-certfile",
            "etcd/client",
            ("https://127.0.0.1:2379", "127.0.0.1"),
            self.file("--etcd-cafile", "etcd/server-ca.crt")
                .map(ComponentTrust::Strict),
        );
        build.link("kube-apiserver", client, &server);
        let names = FlagNames::ETCD_PEER;
        let peers = ServerSource {
            names,
            client_ca: self.file(names.client_ca, "etcd/peer-ca.crt"),
            certificate: self.file(names.certificate, "etcd/peer-server-client.crt"),
            key: self.file(names.key, "etcd/peer-server-client.key"),
            ..ServerSource::default()
        };
        let server = build.server("etcd", &peers);
        build.link("etcd", etcd::standard_peer(&peers), &server);
    }

    /// A component's client pair, `NAME.crt` and `NAME.key`.
    fn client(
        &self,
        component: &'static str,
        flag: &'static str,
        name: &str,
        (url, server_name): (&str, &str),
        trust: Option<ComponentTrust>,
    ) -> Option<ComponentFlags> {
        let certificate = self.file(flag, &format!("{name}.crt"))?;
        Some(ComponentFlags {
            component,
            file: certificate.location.file.to_string(),
            url: url.to_owned(),
            server_name: server_name.to_owned(),
            location: certificate.location.clone(),
            trust: trust?,
            key: self.file("its key", &format!("{name}.key")),
            certificate: Some(certificate),
            front_proxy: false,
        })
    }

    /// A file of the agent beside the server.
    fn agent_file(&self, flag: &'static str, name: &str) -> Option<NamedFile> {
        let path = self.tls.parent()?.parent()?.join("agent").join(name);
        let there = self.rules.files.open(&path, Limit::BUNDLE).is_ok();
        Some(NamedFile {
            flag,
            location: Location::file(path.display().to_string()),
            path: Some(path).filter(|_| there),
        })
    }

    /// The listener before the API server: its certificate is kept as a Secret in JSON, and is issued on demand
    /// (rancher/dynamiclistener `storage/file`). It takes clients by the API server's own rules.
    fn listener(&self, inner: &Server) -> Server {
        let mut listener = inner.clone();
        listener.serving = Evidence::Missing;
        let path = self.tls.join("dynamic-cert.json");
        let Ok(bytes) = self.rules.files.read(&path, Limit::BUNDLE) else {
            return listener;
        };
        let location = Location::file(path.display().to_string());
        let found = certificates(&bytes, &location, self.rules.release);
        if found.certificates.is_empty() {
            return listener;
        }
        let members = found.certificates.into_iter().map(ChainMember::Parsed);
        listener.serving = Evidence::Given(ServingPair {
            label: path.display().to_string(),
            chain: Chain {
                certificates: members.collect(),
                key_matches: None,
            },
            names: Vec::new(),
        });
        listener
    }
}
