//! `/etc/kubernetes` as kubeadm lays it out (kubeadm `phases/certs/certlist.go`, `phases/controlplane/manifests.go`): of
//! a control-plane node, of a member of an etcd cluster beside it, and of a worker, which has the kubelet's part alone.
//!
//! Flags come from the static-pod manifests. Without them, in a copy of the certificates alone, kubeadm's own are taken.

mod absent;
mod calls;
mod facts;
mod layout;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::build::Build;
use super::etcd_servers::Caller;
use super::host::Host;
use super::kubelet::Kubelet;
use super::program::Program;
use super::programs::programs;
use super::server::ServerSource;
use super::started::{Started, units};
use super::startup::Start;
use super::{
    ControlPlane, accounts, etcd, etcd_demands, etcd_manager, etcd_servers, notes, server, signer,
    url,
};
use layout::{KUBELET, Layout};

use crate::assemble::{ComponentFlags, ComponentTrust, FlagNames, NamedFile};
use crate::connection::{Role, Server};
use crate::programs;
use crate::survey::Rules;

const STANDARD: &str = "/etc/kubernetes";

/// The CAs, by their files in `pki`.
const AUTHORITIES: [&str; 3] = ["ca", "front-proxy-ca", "etcd/ca"];

/// Under which of its addresses a kubelet is dialled (kubeadm `phases/controlplane/manifests.go`).
const PREFERRED: [&str; 3] = ["InternalIP", "ExternalIP", "Hostname"];

/// What kubeadm left in `folder`: an `/etc/kubernetes`, or a `pki` alone. None where there is no trace of an API server,
/// of etcd or of a kubelet.
pub(super) fn read(folder: &Path, rules: &Rules<'_>) -> Option<ControlPlane> {
    let host = Host::of_folder(folder, Path::new(STANDARD)).below(rules.root);
    let mut build = Build::new(rules);
    let programs = programs(&folder.join("manifests"), &host, &mut build.findings, rules);
    let mut layout = Layout {
        folder,
        pki: folder.join("pki"),
        host,
        programs,
        others: false,
        rules,
    };
    if layout.program("etcd").is_none() && layout.program("kube-apiserver").is_some() {
        let beside = units::etcd(&layout.host, rules);
        layout.programs.extend(beside);
    }
    layout.others = layout.is_foreign();
    if !layout.is_known() {
        layout.pki = folder.to_owned();
        layout.host = Host::of_folder(folder, &Path::new(STANDARD).join("pki")).below(rules.root);
        // Without the folder's name, one file is no layout.
        if !absent::is_whole(&layout) {
            return None;
        }
    }
    for name in ["kube-apiserver", "etcd"] {
        if layout.program(name).is_none() {
            build.unreadable_manifest(name);
        }
    }
    let api_server = layout.connect(&mut build);
    layout.reach(&mut build);
    if layout.others {
        let made_by = (crate::fix::Layout::ByHand, Path::new(STANDARD));
        return Some(build.finish(folder, layout.host, api_server, None, made_by));
    }
    absent::report(&layout, &mut build);
    build.authorities(&folder.join("pki"), &AUTHORITIES, layout.holds_keys());
    let made_by = (crate::fix::Layout::Kubeadm, Path::new(STANDARD));
    let mut plane = build.finish(folder, layout.host, api_server, None, made_by);
    plane.node.facts.endpoint = facts::endpoint(&plane, rules);
    Some(plane)
}

/// The control plane of programs that something else than static pods starts: what their flags say counts, and nothing of
/// kubeadm's own names.
pub(super) fn started(node: Started, rules: &Rules<'_>) -> Option<ControlPlane> {
    let Started {
        folder,
        host,
        programs,
    } = node;
    let layout = Layout {
        folder: &folder,
        // No file of it is looked for.
        pki: PathBuf::new(),
        host,
        programs,
        others: true,
        rules,
    };
    if !layout.runs_api_server() && !layout.runs_etcd() {
        return None;
    }
    let mut build = Build::new(rules);
    let api_server = layout.connect(&mut build);
    layout.reach(&mut build);
    let made_by = (crate::fix::Layout::ByHand, Path::new("/"));
    Some(build.finish(&folder, layout.host, api_server, None, made_by))
}

impl Layout<'_> {
    /// What ends a program as it starts, and whom it calls besides the programs of the node.
    fn start(&self, component: programs::Program, build: &mut Build<'_>) {
        // What was not copied of another layout keeps nothing from starting.
        let own = self.program(component.as_str()).filter(|_| !self.others);
        let Some(own) = own else { return };
        let start = Start {
            component,
            own,
            keys: self.holds_keys(),
            rules: self.rules,
        };
        build.start(&start, &self.host);
    }

    /// All connections between components; gives the API server.
    fn connect(&self, build: &mut Build<'_>) -> Arc<Server> {
        build.take_releases(&self.programs);
        let own = self.program("kube-apiserver");
        let mut api_server = Arc::new(Server::unknown());
        if self.runs_api_server() {
            let source = self.api_server(own);
            api_server = build.server("kube-apiserver", &source);
            self.start(programs::Program::KubeApiserver, build);
            build.facts = own.map(facts::of).unwrap_or_default();
            build.note(
                own.map(|own| notes::api_server(own, &api_server))
                    .into_iter()
                    .flatten(),
            );
            let proxy = self.front_proxy(own, (&source, &api_server));
            build.link(
                "kube-apiserver",
                proxy,
                (Some("kube-apiserver"), &api_server),
            );
            self.to_kubelet(own, &source, build);
        } else if self.is_there(&self.folder.join(KUBELET)) {
            // Who calls a worker, and by which of its names, is in the files of another machine.
            let ca = self.file(None, FlagNames::KUBELET.client_ca, "ca.crt");
            let kubelet = Kubelet::read(&self.host, self.rules);
            build.server("kubelet", &kubelet.source(ca.as_ref()));
            build.reach.kubelet = kubelet.addresses(&self.folder.join(KUBELET));
        }
        for component in [
            programs::Program::KubeControllerManager,
            programs::Program::KubeScheduler,
            programs::Program::Etcd,
        ] {
            self.start(component, build);
        }
        if let Some(manager) = self.program("kube-controller-manager") {
            signer::judge(manager, &api_server, self.holds_keys(), build);
        }
        self.to_etcd(own, build);
        if let Some(etcd) = self.program("etcd") {
            let peers = build.server(
                "etcd",
                &etcd::peer_side(etcd, self.holds_keys(), self.rules),
            );
            build.peers(etcd, etcd::peer(etcd, self.holds_keys()), &peers);
        } else if self.holds("etcd/peer.crt") {
            let source = self.standard_etcd(FlagNames::ETCD_PEER, "peer");
            let peers = build.server("etcd", &source);
            build.link("etcd", etcd::standard_peer(&source), (Some("etcd"), &peers));
        }
        build.service_account_keys(
            &[
                self.key(own, "--service-account-signing-key-file", "sa.key"),
                self.key(
                    self.program("kube-controller-manager"),
                    "--service-account-private-key-file",
                    "sa.key",
                ),
            ],
            &self.service_account_public(own),
        );
        for program in &self.programs {
            build.uses_all(program);
        }
        api_server
    }

    fn api_server(&self, own: Option<&Program>) -> ServerSource {
        if let Some(own) = own {
            return ServerSource {
                accounts: accounts::of(own, self.rules),
                ..server::api_server(own).with_keys(self.holds_keys())
            };
        }
        let names = FlagNames::API_SERVER;
        ServerSource {
            names,
            client_ca: self.file(own, names.client_ca, "ca.crt"),
            certificate: self.file(own, names.certificate, "apiserver.crt"),
            key: self.key(own, names.key, "apiserver.key"),
            request_header_ca: self.file(
                own,
                "--requestheader-client-ca-file",
                "front-proxy-ca.crt",
            ),
            allowed_names: vec!["front-proxy-client".to_owned()],
            ..ServerSource::default()
        }
    }

    pub(super) fn configured_by(&self, program: Option<&Program>, file: &NamedFile) -> String {
        match program {
            Some(program) => program.manifest.clone(),
            None => file.location.file.to_string(),
        }
    }

    /// From the API server to every etcd that it names, and from the health check to the one of this node.
    fn to_etcd(&self, own: Option<&Program>, build: &mut Build<'_>) {
        let etcd = self.program("etcd");
        let local = match etcd {
            Some(etcd) => Some(etcd::client_side(etcd, self.holds_keys(), self.rules)),
            None if self.holds("etcd/server.crt") => {
                Some(self.standard_etcd(FlagNames::ETCD, "server"))
            }
            None => None,
        };
        let local = local.map(|source| (build.server("etcd", &source), source));
        const LOCAL_URL: &str = "https://127.0.0.1:2379";
        let ca = self.file(own, "--etcd-cafile", "etcd/ca.crt");
        let standard = || {
            // A member beside the control plane has nobody to call it here.
            let calls = self.runs_api_server() || self.holds("apiserver-etcd-client.crt");
            if !calls {
                return None;
            }
            let ca = ca.as_ref().filter(|_| local.is_some())?;
            Some((LOCAL_URL.to_owned(), ca.location.clone()))
        };
        let servers = own.map_or_else(|| standard().into_iter().collect(), etcd_servers::named);
        let caller = Caller {
            file: match (own, &ca) {
                (Some(own), _) => own.manifest.clone(),
                (None, ca) => ca
                    .as_ref()
                    .map(|ca| ca.location.file.to_string())
                    .unwrap_or_default(),
            },
            certificate: self.file(own, "--etcd-certfile", "apiserver-etcd-client.crt"),
            key: self.key(own, "--etcd-keyfile", "apiserver-etcd-client.key"),
            ca,
        };
        for (url, place) in servers {
            let here = etcd.is_none_or(|etcd| etcd::listens_on(etcd, &url));
            let (to, server) = match &local {
                Some((server, _)) if here => (Some("etcd"), Arc::clone(server)),
                Some(_) | None => match etcd_manager::at(&self.programs, &url, build) {
                    Some(server) => (Some("etcd"), server),
                    None => (None, Arc::new(Server::unknown_as(Role::ETCD))),
                },
            };
            let mut server = server;
            if server.unavailable.is_none()
                && let Some(plain) = etcd.and_then(|etcd| etcd_demands::plain(etcd, &url))
            {
                Arc::make_mut(&mut server).unavailable = Some(plain);
            }
            let flags = caller.at(url, place);
            build.link("kube-apiserver", Some(flags), (to, &server));
        }
        if let Some((server, source)) = local {
            build.note(notes::gateway(&server));
            let url = etcd.and_then(etcd::local_url).unwrap_or(LOCAL_URL);
            build.link(
                "etcd-probe",
                self.probe(url, &source),
                (Some("etcd"), &server),
            );
        }
    }

    /// kubeadm's health check, which `etcdctl` on the node uses too.
    fn probe(&self, url: &str, etcd: &ServerSource) -> Option<ComponentFlags> {
        let file = |name: &str, flag| self.file(None, flag, &format!("etcd/{name}"));
        let certificate = file("healthcheck-client.crt", "healthcheck-client.crt")?;
        Some(ComponentFlags {
            component: programs::Program::EtcdProbe,
            file: certificate.location.file.to_string(),
            url: url.to_owned(),
            server_name: url::host(url)?,
            location: certificate.location.clone(),
            trust: ComponentTrust::Strict(
                file("ca.crt", "etcd/ca.crt").or_else(|| etcd.client_ca.clone())?,
            ),
            certificate: Some(certificate),
            key: self.key(
                None,
                "healthcheck-client.key",
                "etcd/healthcheck-client.key",
            ),
            front_proxy: false,
            dialled: None,
        })
    }

    /// etcd's side as kubeadm's manifest has it.
    fn standard_etcd(&self, names: FlagNames, pair: &str) -> ServerSource {
        ServerSource {
            names,
            client_ca: self.file(None, names.client_ca, "etcd/ca.crt"),
            certificate: self.file(None, names.certificate, &format!("etcd/{pair}.crt")),
            key: self.key(None, names.key, &format!("etcd/{pair}.key")),
            ..ServerSource::default()
        }
    }

    fn service_account_public(&self, own: Option<&Program>) -> Vec<NamedFile> {
        const FLAG: &str = "--service-account-key-file";
        match own {
            Some(own) => own.files(FLAG),
            None => self.file(None, FLAG, "sa.pub").into_iter().collect(),
        }
    }

    fn reach(&self, build: &mut Build<'_>) {
        let own = self.program("kube-apiserver");
        let address = own.and_then(|own| own.value("--advertise-address"));
        build.reach.address = address.map(str::to_owned);
        let urls = self.program("etcd").map(etcd::client_urls);
        build.reach.etcd = urls.unwrap_or_default();
    }
}
