//! `/etc/kubernetes` as kubeadm lays it out (kubeadm `phases/certs/certlist.go`, `phases/controlplane/manifests.go`).
//!
//! Flags come from the static-pod manifests. Without them, in a copy of the certificates alone, kubeadm's own are taken.

use std::path::Path;

use super::build::Build;
use super::host::Host;
use super::program::{Program, programs};
use super::server::ServerSource;
use super::{ControlPlane, etcd, kubelet, server, url};
use crate::handshake::{ComponentFlags, ComponentTrust, FlagNames, NamedFile, Role, Server};
use crate::location::Location;
use crate::source::Limit;
use crate::survey::Rules;

const STANDARD: &str = "/etc/kubernetes";

/// What every control-plane node of kubeadm has in `pki`; of an external etcd only the API server's client pair.
const CERTIFICATES: [&str; 5] = [
    "ca.crt",
    "apiserver.crt",
    "apiserver-kubelet-client.crt",
    "front-proxy-ca.crt",
    "front-proxy-client.crt",
];
const ETCD_CERTIFICATES: [&str; 5] = [
    "etcd/ca.crt",
    "etcd/server.crt",
    "etcd/peer.crt",
    "etcd/healthcheck-client.crt",
    "apiserver-etcd-client.crt",
];
const KUBECONFIGS: [&str; 4] = [
    "admin.conf",
    "kubelet.conf",
    "controller-manager.conf",
    "scheduler.conf",
];

/// The control plane in `folder`; none where it holds neither kube-apiserver's manifest nor its certificate in
/// kubeadm's place.
pub(super) fn read(folder: &Path, rules: &Rules<'_>) -> Option<ControlPlane> {
    let mut host = Host::of_folder(folder, Path::new(STANDARD));
    if let Some(root) = rules.root {
        host = host.with("/", root);
    }
    let mut build = Build::new(rules);
    let programs = programs(&folder.join("manifests"), &host, &mut build.findings, rules);
    let layout = Layout {
        folder,
        host,
        programs,
        rules,
    };
    let known = layout.program("kube-apiserver").is_some() || layout.holds("pki/apiserver.crt");
    if !known {
        return None;
    }
    let api_server = layout.connect(&mut build);
    layout.missing(&mut build);
    Some(build.finish(folder, layout.host, api_server, None))
}

struct Layout<'a> {
    folder: &'a Path,
    host: Host,
    programs: Vec<Program>,
    rules: &'a Rules<'a>,
}

impl Layout<'_> {
    fn program(&self, name: &str) -> Option<&Program> {
        self.programs.iter().find(|program| program.is(name))
    }

    fn holds(&self, path: &str) -> bool {
        let path = self.folder.join(path);
        self.rules.files.open(&path, Limit::BUNDLE).is_ok()
    }

    /// Whether private keys were copied at all: of a copy of the certificates alone, that a key is absent says
    /// nothing.
    fn holds_keys(&self) -> bool {
        const KEYS: [&str; 4] = [
            "pki/apiserver.key",
            "pki/sa.key",
            "pki/front-proxy-client.key",
            "pki/etcd/server.key",
        ];
        KEYS.iter().any(|path| self.holds(path))
    }

    /// The file of a flag: as the program has it, or where kubeadm puts it if there is no manifest.
    fn file(
        &self,
        program: Option<&Program>,
        flag: &'static str,
        standard: &str,
    ) -> Option<NamedFile> {
        match program {
            Some(program) => program.file(flag),
            None => {
                let path = self.folder.join("pki").join(standard);
                self.holds(&format!("pki/{standard}")).then(|| NamedFile {
                    flag,
                    location: Location::file(path.display().to_string()),
                    path: Some(path),
                })
            }
        }
    }

    /// The same for a private key.
    fn key(
        &self,
        program: Option<&Program>,
        flag: &'static str,
        standard: &str,
    ) -> Option<NamedFile> {
        self.file(program, flag, standard)
            .filter(|_| self.holds_keys())
    }

    /// All connections between components; gives the API server.
    fn connect(&self, build: &mut Build<'_>) -> Server {
        let own = self.program("kube-apiserver");
        let source = self.api_server(own);
        let api_server = build.server("kube-apiserver", &source);
        build.link(
            "kube-apiserver",
            self.front_proxy(own, &source),
            &api_server,
        );
        self.to_etcd(own, build);
        self.to_kubelet(own, &source, build);
        if let Some(etcd) = self.program("etcd") {
            let peers = build.server("etcd", &etcd::peer_side(etcd, self.holds_keys()));
            build.link("etcd", etcd::peer(etcd, self.holds_keys()), &peers);
        } else if self.holds("pki/etcd/peer.crt") {
            let source = self.standard_etcd(FlagNames::ETCD_PEER, "peer");
            let peers = build.server("etcd", &source);
            build.link("etcd", etcd::standard_peer(&source), &peers);
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
            let mut source = server::api_server(own);
            source.key = source.key.filter(|_| self.holds_keys());
            return source;
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

    /// The aggregation layer speaks to extension API servers with this certificate; kube-apiserver is one of them.
    fn front_proxy(&self, own: Option<&Program>, source: &ServerSource) -> Option<ComponentFlags> {
        let certificate = self.file(own, "--proxy-client-cert-file", "front-proxy-client.crt")?;
        Some(ComponentFlags {
            component: "front-proxy",
            file: self.configured_by(own, &certificate),
            url: "https://kubernetes.default.svc:443".to_owned(),
            server_name: "kubernetes.default.svc".to_owned(),
            location: certificate.location.clone(),
            trust: ComponentTrust::Lenient(source.client_ca.clone()?),
            certificate: Some(certificate),
            key: self.key(own, "--proxy-client-key-file", "front-proxy-client.key"),
            front_proxy: true,
        })
    }

    fn configured_by(&self, program: Option<&Program>, file: &NamedFile) -> String {
        match program {
            Some(program) => program.manifest.clone(),
            None => file.location.file.to_string(),
        }
    }

    /// From the API server to every etcd that it names, and from the health check to the one of this node.
    fn to_etcd(&self, own: Option<&Program>, build: &mut Build<'_>) {
        let etcd = self.program("etcd");
        let local = match etcd {
            Some(etcd) => Some(etcd::client_side(etcd, self.holds_keys())),
            None if self.holds("pki/etcd/server.crt") => {
                Some(self.standard_etcd(FlagNames::ETCD, "server"))
            }
            None => None,
        };
        let local = local.map(|source| (build.server("etcd", &source), source));
        const LOCAL_URL: &str = "https://127.0.0.1:2379";
        let mut urls = own
            .map(|own| own.list("--etcd-servers"))
            .unwrap_or_default();
        if own.is_none() && local.is_some() {
            urls.push(LOCAL_URL.to_owned());
        }
        let ca = self.file(own, "--etcd-cafile", "etcd/ca.crt");
        for url in urls {
            let here = etcd.is_none_or(|etcd| etcd::listens_on(etcd, &url));
            let server = match &local {
                Some((server, _)) if here => server.clone(),
                Some(_) | None => Server::unknown_as(Role::ETCD),
            };
            let certificate = self.file(own, "--etcd-certfile", "apiserver-etcd-client.crt");
            let place = own.map(|own| own.place("--etcd-servers"));
            let place = place.or_else(|| ca.as_ref().map(|ca| ca.location.clone()));
            let Some((server_name, place)) = url::host(&url).zip(place) else {
                continue;
            };
            let flags = ComponentFlags {
                component: "kube-apiserver",
                file: own
                    .map(|own| own.manifest.clone())
                    .unwrap_or_else(|| place.file.to_string()),
                url,
                server_name,
                location: place,
                trust: ca
                    .clone()
                    .map_or(ComponentTrust::SystemRoots, ComponentTrust::Strict),
                certificate,
                key: self.key(own, "--etcd-keyfile", "apiserver-etcd-client.key"),
                front_proxy: false,
            };
            build.link("kube-apiserver", Some(flags), &server);
        }
        if let Some((server, source)) = local {
            let url = etcd.and_then(etcd::local_url).unwrap_or(LOCAL_URL);
            build.link("etcd-probe", self.probe(url, &source), &server);
        }
    }

    /// kubeadm's health check, which `etcdctl` on the node uses too.
    fn probe(&self, url: &str, etcd: &ServerSource) -> Option<ComponentFlags> {
        let file = |name: &str, flag| self.file(None, flag, &format!("etcd/{name}"));
        let certificate = file("healthcheck-client.crt", "healthcheck-client.crt")?;
        Some(ComponentFlags {
            component: "etcd-probe",
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
        })
    }

    fn to_kubelet(&self, own: Option<&Program>, api: &ServerSource, build: &mut Build<'_>) {
        const CERTIFICATE: &str = "--kubelet-client-certificate";
        let certificate = self.file(own, CERTIFICATE, "apiserver-kubelet-client.crt");
        let Some(certificate) = certificate else {
            return;
        };
        let source = kubelet::source(&self.host, api.client_ca.as_ref(), self.rules);
        let kubelet = build.server("kubelet", &source);
        let address = own.and_then(|own| own.value("--advertise-address"));
        let address = address.unwrap_or("NODE").to_owned();
        let ca = own.and_then(|own| own.file("--kubelet-certificate-authority"));
        let flags = ComponentFlags {
            component: "kube-apiserver",
            file: self.configured_by(own, &certificate),
            url: format!("https://{address}:10250"),
            server_name: address,
            location: certificate.location.clone(),
            trust: ca.map_or(
                ComponentTrust::Unchecked("--kubelet-certificate-authority"),
                ComponentTrust::Lenient,
            ),
            certificate: Some(certificate),
            key: self.key(own, "--kubelet-client-key", "apiserver-kubelet-client.key"),
            front_proxy: false,
        };
        build.link("kube-apiserver", Some(flags), &kubelet);
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

    /// What belongs on a control-plane node and is not there. A file that a flag names and that is not there is a
    /// fault of that program, and said there.
    fn missing(&self, build: &mut Build<'_>) {
        let external_etcd = self.program("kube-apiserver").is_some_and(|own| {
            self.program("etcd").is_none() && !own.list("--etcd-servers").is_empty()
        });
        let etcd = ETCD_CERTIFICATES.iter().filter(|_| !external_etcd);
        let certificates = CERTIFICATES.iter().chain(etcd);
        let certificates = certificates.map(|name| (format!("pki/{name}"), "the control plane"));
        // A copy of `pki` alone has no kubeconfigs.
        let any = KUBECONFIGS.iter().any(|name| self.holds(name));
        let kubeconfigs = KUBECONFIGS.iter().filter(|_| any);
        let kubeconfigs = kubeconfigs.map(|name| ((*name).to_owned(), "its components"));
        for (path, needed_by) in certificates.chain(kubeconfigs) {
            if !self.holds(&path) {
                build.missing(&self.folder.join(path), needed_by);
            }
        }
    }
}
