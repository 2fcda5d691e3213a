//! The folders of k3s and RKE2 (k3s `pkg/daemons/control/deps/deps.go`, `pkg/daemons/control/server.go`).
//!
//! k3s starts the components in its own process, with these files. RKE2 writes static-pod manifests, whose flags count.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::address::Address;
use super::build::Build;
use super::host::Host;
use super::k3s_node::K3sNode;
use super::k3s_product::Product;
use super::program::Program;
use super::programs::programs;
use super::server::{ServerSource, api_server};
use super::{ControlPlane, address, etcd, etcd_servers, k3s_node, url};
use crate::assemble::{ComponentFlags, ComponentTrust, FlagNames, NamedFile};
use crate::connection::{Chain, ChainMember, Evidence, Role, Server, ServingPair};
use crate::decode::certificates::find as certificates;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::programs;
use crate::source::Limit;
use crate::survey::Rules;

/// The port of k3s's kube-apiserver itself.
const INNER_PORT: u16 = 6444;

/// etcd's port for clients.
const ETCD_PORT: u16 = 2379;

/// The CAs, by their files in `tls`.
const AUTHORITIES: [&str; 5] = [
    "server-ca",
    "client-ca",
    "request-header-ca",
    "etcd/server-ca",
    "etcd/peer-ca",
];

const SERVER_CA: &str = "server-ca.crt";
const CLIENT_CA: &str = "client-ca.crt";

/// Servers in `folder`, or agents where there is no server: it is their folder, the data folder, or what such a folder
/// stands below.
pub(super) fn find(folder: &Path, rules: &Rules<'_>) -> Vec<ControlPlane> {
    let mut data = vec![folder.to_owned()];
    data.extend([Product::K3s, Product::Rke2].map(|product| folder.join(product.data())));
    let mut found: Vec<_> = [folder.to_owned()]
        .into_iter()
        .chain(data.iter().map(|data| data.join("server")))
        .filter_map(|folder| server(&folder, rules))
        .collect();
    if found.is_empty() {
        let agents = [folder.to_owned()]
            .into_iter()
            .chain(data.iter().map(|data| data.join("agent")));
        found.extend(agents.filter_map(|folder| agent(&folder, rules)));
    }
    found
}

/// The host whose folder `name` below the data folder is given as `folder`.
fn host(folder: &Path, name: &str, product: Product, rules: &Rules<'_>) -> Host {
    let data = Path::new("/").join(product.data());
    let host = match folder.parent() {
        Some(parent) if folder.ends_with(name) => Host::of_folder(parent, &data),
        Some(_) | None => Host::of_folder(folder, &data.join(name)),
    };
    host.below(rules.root)
}

/// The control plane in a server folder, which holds `tls` with a CA for servers and one for clients.
fn server(folder: &Path, rules: &Rules<'_>) -> Option<ControlPlane> {
    let tls = folder.join("tls");
    let there = |name: &str| rules.files.open(&tls.join(name), Limit::BUNDLE).is_ok();
    if !(there(CLIENT_CA) && there(SERVER_CA)) {
        return None;
    }
    let product = Product::of(folder, &tls.join(SERVER_CA), rules);
    let host = host(folder, "server", product, rules);
    let mut build = product.build(rules);
    let data = Path::new("/").join(product.data());
    let manifests = host.here(&data.join("agent/pod-manifests"));
    let programs = manifests
        .map(|manifests| programs(&manifests, &host, &mut build.findings, rules))
        .unwrap_or_default();
    let own = programs
        .into_iter()
        .find(|program| program.is("kube-apiserver"));
    let layout = Layout {
        tls,
        own,
        product,
        host: &host,
        rules,
    };
    let api_server = layout.connect(&mut build);
    build.authorities(&folder.join("tls"), &AUTHORITIES, false);
    let standard = data.join("server");
    let made_by = (crate::fix::Layout::K3s, standard.as_path());
    let listener = Arc::new(layout.listener(&api_server));
    Some(match product {
        Product::Rke2 => build.finish(folder, host, api_server, None, made_by),
        Product::K3s => {
            let inner = Some((INNER_PORT, api_server));
            build.finish(folder, host, listener, inner, made_by)
        }
    })
}

/// The kubelet of an agent; what it connects to is on another machine.
fn agent(folder: &Path, rules: &Rules<'_>) -> Option<ControlPlane> {
    let there = |name: &str| rules.files.open(&folder.join(name), Limit::BUNDLE).is_ok();
    if !(there(CLIENT_CA) && there(SERVER_CA) && there("kubelet.kubeconfig")) {
        return None;
    }
    let product = Product::of(folder, &folder.join(SERVER_CA), rules);
    let mut build = product.build(rules);
    build.server("kubelet", &kubelet(folder, rules));
    build.authorities(folder, &AUTHORITIES, false);
    let host = host(folder, "agent", product, rules);
    let serving = folder.join("serving-kubelet.crt");
    build.reach.kubelet = k3s_node::node(&host, product.name(), &serving, rules).addresses;
    let standard = Path::new("/").join(product.data()).join("agent");
    let made_by = (crate::fix::Layout::K3s, standard.as_path());
    Some(build.finish(folder, host, Arc::new(Server::unknown()), None, made_by))
}

/// The kubelet's side, from the agent's folder.
fn kubelet(folder: &Path, rules: &Rules<'_>) -> ServerSource {
    let names = FlagNames::KUBELET;
    let file = |flag, name: &str| {
        let file = NamedFile::of_layout(flag, folder.join(name));
        let there = |path: &PathBuf| rules.files.open(path, Limit::BUNDLE).is_ok();
        Some(NamedFile {
            path: file.path.filter(there),
            ..file
        })
    };
    ServerSource {
        names,
        client_ca: file(names.client_ca, CLIENT_CA),
        certificate: file(names.certificate, "serving-kubelet.crt"),
        key: file(names.key, "serving-kubelet.key").filter(|key| key.path.is_some()),
        anonymous: Some(false),
        ..ServerSource::default()
    }
}

struct Layout<'a> {
    tls: PathBuf,
    /// kube-apiserver, where a manifest starts it.
    own: Option<Program>,
    product: Product,
    host: &'a Host,
    rules: &'a Rules<'a>,
}

impl Layout<'_> {
    /// A file of the layout, if it is there.
    fn file(&self, flag: &'static str, name: &str) -> Option<NamedFile> {
        let path = self.tls.join(name);
        let there = self.rules.files.open(&path, Limit::BUNDLE).is_ok();
        there.then(|| NamedFile::of_layout(flag, path))
    }

    /// The file of kube-apiserver's flag: as its manifest has it, or where the layout puts it if there is none.
    fn own_file(&self, flag: &'static str, name: &str) -> Option<NamedFile> {
        match &self.own {
            Some(own) => own.file(flag),
            None => self.file(flag, name),
        }
    }

    fn connect(&self, build: &mut Build<'_>) -> Arc<Server> {
        let names = FlagNames::API_SERVER;
        let standard = || ServerSource {
            names,
            client_ca: self.file(names.client_ca, CLIENT_CA),
            certificate: self.file(names.certificate, "serving-kube-apiserver.crt"),
            key: self.file(names.key, "serving-kube-apiserver.key"),
            request_header_ca: self.file("--requestheader-client-ca-file", "request-header-ca.crt"),
            allowed_names: vec!["system:auth-proxy".to_owned()],
            anonymous: Some(false),
            ..ServerSource::default()
        };
        let source = self.own.as_ref().map_or_else(standard, api_server);
        let server = build.server("kube-apiserver", &source);
        let proxy = self.client(
            programs::Program::FrontProxy,
            ("--proxy-client-cert-file", "--proxy-client-key-file"),
            "client-auth-proxy",
            (
                "https://kubernetes.default.svc:443",
                "kubernetes.default.svc",
            ),
            self.file("its own", SERVER_CA).map(ComponentTrust::Lenient),
        );
        let proxy = proxy.map(|flags| ComponentFlags {
            front_proxy: true,
            ..flags
        });
        build.link("kube-apiserver", proxy, (Some("kube-apiserver"), &server));
        let agent = self.tls.parent().and_then(Path::parent);
        let agent = agent.map(|data| data.join("agent")).unwrap_or_default();
        let kubelet = build.server("kubelet", &kubelet(&agent, self.rules));
        const KUBELET_CA: &str = "--kubelet-certificate-authority";
        let serving = agent.join("serving-kubelet.crt");
        let mut node = k3s_node::node(self.host, self.product.name(), &serving, self.rules);
        if let Some(own) = &self.own {
            node.preferred = own.list(address::PREFERRED);
        }
        self.to_etcd(&node, build);
        let address = node.addresses.dialled(&node.preferred);
        build.reach.kubelet = node.addresses;
        build.preferred = node.preferred;
        let url = address.url();
        let Address { host, dialled, .. } = address;
        let to_kubelet = self.client(
            programs::Program::KubeApiserver,
            ("--kubelet-client-certificate", "--kubelet-client-key"),
            "client-kube-apiserver",
            (&url, host.as_deref().unwrap_or_default()),
            Some(self.own_file(KUBELET_CA, SERVER_CA).map_or(
                ComponentTrust::Unchecked(KUBELET_CA),
                ComponentTrust::Lenient,
            )),
        );
        let to_kubelet = to_kubelet.map(|flags| ComponentFlags {
            dialled: Some(dialled),
            ..flags
        });
        build.link("kube-apiserver", to_kubelet, (Some("kubelet"), &kubelet));
        for name in [
            "client-ca.key",
            "server-ca.key",
            "request-header-ca.key",
            "service.key",
            "service.current.key",
            "etcd/server-ca.key",
            "etcd/peer-ca.key",
        ] {
            build.uses(self.file("its own", name).as_ref());
        }
        if let Some(own) = &self.own {
            build.uses_all(own);
        }
        server
    }

    fn to_etcd(&self, node: &K3sNode, build: &mut Build<'_>) {
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
        for (url, place) in self.etcd_servers(node) {
            let host = url::host(&url).unwrap_or_default();
            let client = self.client(
                programs::Program::KubeApiserver,
                ("--etcd-certfile", "--etcd-keyfile"),
                "etcd/client",
                (&url, &host),
                self.own_file("--etcd-cafile", "etcd/server-ca.crt")
                    .map(ComponentTrust::Strict),
            );
            let client = client.map(|flags| ComponentFlags {
                location: place.unwrap_or(flags.location),
                ..flags
            });
            let unknown = Arc::new(Server::unknown_as(Role::ETCD));
            let answers = if url::is_loopback(&host) && url::port(&url) == Some(ETCD_PORT) {
                (Some("etcd"), &server)
            } else {
                (None, &unknown)
            };
            build.link("kube-apiserver", client, answers);
        }
        let names = FlagNames::ETCD_PEER;
        let peers = ServerSource {
            names,
            client_ca: self.file(names.client_ca, "etcd/peer-ca.crt"),
            certificate: self.file(names.certificate, "etcd/peer-server-client.crt"),
            key: self.file(names.key, "etcd/peer-server-client.key"),
            ..ServerSource::default()
        };
        let server = build.server("etcd", &peers);
        build.link("etcd", etcd::standard_peer(&peers), (Some("etcd"), &server));
    }

    /// Where kube-apiserver finds etcd, and the flag that says so.
    fn etcd_servers(&self, node: &K3sNode) -> Vec<(String, Option<Location>)> {
        let named = match &self.own {
            Some(own) => etcd_servers::named(own),
            None => Vec::new(),
        };
        let standard = (format!("https://127.0.0.1:{ETCD_PORT}"), None);
        let mut servers = Vec::from_iter(named.is_empty().then_some(standard));
        let configured = self.own.is_none().then(|| node.etcd.clone());
        let further = named.into_iter().chain(configured.into_iter().flatten());
        servers.extend(further.map(|(url, place)| (url, Some(place))));
        servers
    }

    /// A component's client pair, `NAME.crt` and `NAME.key`.
    fn client(
        &self,
        component: programs::Program,
        (flag, key): (&'static str, &'static str),
        name: &str,
        (url, server_name): (&str, &str),
        trust: Option<ComponentTrust>,
    ) -> Option<ComponentFlags> {
        let certificate = self.own_file(flag, &format!("{name}.crt"))?;
        Some(ComponentFlags {
            component,
            file: certificate.location.file.to_string(),
            url: url.to_owned(),
            server_name: server_name.to_owned(),
            location: certificate.location.clone(),
            trust: trust?,
            key: self.own_file(key, &format!("{name}.key")),
            certificate: Some(certificate),
            front_proxy: false,
            dialled: None,
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
        let location = Location::of_path(&path);
        let found = certificates(&bytes, &location, self.rules.release);
        if found.certificates.is_empty() {
            return listener;
        }
        let members = found.certificates.into_iter().map(ChainMember::Parsed);
        listener.serving = Evidence::Given(ServingPair {
            label: path.shown().to_string(),
            key: None,
            chain: Chain {
                certificates: members.collect(),
                key_matches: None,
            },
            names: Vec::new(),
        });
        listener
    }
}
