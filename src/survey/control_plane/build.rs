//! Collects what a layout finds: connections, parties, uses of files.

mod clients;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::authority::authority;
use super::fleet;
use super::host::Host;
use super::link::Link;
use super::material;
use super::model::{ApiServer, ControlPlane, Reach};
use super::process::Processes;
use super::program::Program;
use super::server::ServerSource;
use super::startup::{Called, Configurations, Start, called, calls, missing, named};
use super::{etcd, etcd_demands};
use crate::assemble::{ComponentFlags, NamedFile, unreadable};
use crate::connection::{Bundle, Client, Server, Source, Trust};
use crate::finding::{Finding, Problem, Step};
use crate::fix::{AccountKeys, Authority, ClusterFacts, Layout, Node};
use crate::ground::location::Location;
use crate::programs::{self, Release};
use crate::source::{ErrorKind, Limit};
use crate::survey::Rules;
use crate::survey::party::{Parties, Party};

pub(super) struct Build<'a> {
    rules: &'a Rules<'a>,
    links: Vec<Link>,
    parties: Parties,
    used: BTreeSet<PathBuf>,
    pub(super) findings: Vec<Finding>,
    authorities: Vec<Authority>,
    settings: Vec<NamedFile>,
    signers: Vec<NamedFile>,
    accounts: AccountKeys,
    servers: Vec<(String, Arc<Server>)>,
    pub(super) reach: Reach,
    pub(super) preferred: Vec<String>,
    processes: Processes,
    claimed: BTreeSet<PathBuf>,
    kubeconfigs: Vec<(PathBuf, &'static str)>,
    releases: BTreeMap<String, Release>,
    /// What the flags of the API server say of the cluster.
    pub(super) facts: ClusterFacts,
    without_kubeconfig: Vec<Client>,
    without_proxy_pair: bool,
    credentials_for_webhooks: bool,
}

impl<'a> Build<'a> {
    pub(super) fn new(rules: &'a Rules<'a>) -> Self {
        Self {
            rules,
            links: Vec::new(),
            parties: Parties::default(),
            used: BTreeSet::new(),
            findings: Vec::new(),
            authorities: Vec::new(),
            settings: Vec::new(),
            signers: Vec::new(),
            accounts: AccountKeys::default(),
            servers: Vec::new(),
            reach: Reach::default(),
            preferred: Vec::new(),
            processes: Processes::default(),
            claimed: BTreeSet::new(),
            kubeconfigs: Vec::new(),
            releases: BTreeMap::new(),
            facts: ClusterFacts::default(),
            without_kubeconfig: Vec::new(),
            without_proxy_pair: false,
            credentials_for_webhooks: false,
        }
    }

    /// All that it finds runs in one process.
    pub(super) fn in_one_process(mut self) -> Self {
        self.processes = Processes::together();
        self
    }

    /// The CAs of the layout in a folder. `with_keys`: private keys were given at all.
    pub(super) fn authorities(&mut self, folder: &Path, names: &[&'static str], with_keys: bool) {
        let found = names
            .iter()
            .filter_map(|name| authority(folder, name, with_keys, self.rules));
        self.authorities.extend(found);
    }

    /// A program whose manifest cannot be read is not started by the kubelet (kubelet `config/file.go`). Of such a file
    /// only its name tells the program.
    pub(super) fn unreadable_manifest(&mut self, program: &str) {
        let of_program = |finding: &&Finding| {
            let place = finding.locations.first();
            let stem = place.and_then(|place| Path::new(&*place.file).file_stem());
            stem.is_some_and(|stem| stem == program)
        };
        let refused = self.findings.iter().filter(of_program).cloned();
        let refused = refused.collect();
        self.processes.stopped(program, refused);
    }

    /// A program opens these files as it starts, and ends where one is not there.
    pub(super) fn opened<'f>(
        &mut self,
        program: &str,
        files: impl IntoIterator<Item = &'f NamedFile>,
    ) {
        for file in files {
            let Some(path) = &file.path else { continue };
            if let Err(error) = self.rules.files.open(path, Limit::BUNDLE)
                && error.kind == ErrorKind::NotFound
            {
                let finding = unreadable(file, &error, Step::ServerPresents);
                self.processes.stopped(program, vec![finding]);
            }
        }
    }

    /// Looks at the start of a program: its flags, its files, its configurations, and the servers that these have it call.
    pub(super) fn start(&mut self, start: &Start<'_>, host: &Host) {
        let name = start.component.as_str();
        for stop in start.stops() {
            self.processes.ends(name, stop);
        }
        if start.component == programs::Program::Etcd {
            if let Some(stop) = etcd_demands::without_pair(start.own) {
                self.processes.ends(name, stop);
            }
            self.note(etcd_demands::open(start.own));
        }
        let mut configurations = Configurations::default();
        if start.component == programs::Program::KubeApiserver {
            configurations = Configurations::read(start);
            let pair = ["--proxy-client-cert-file", "--proxy-client-key-file"];
            self.without_proxy_pair = pair.iter().any(|flag| start.own.value(flag).is_none());
        }
        for stop in configurations.stops.drain(..) {
            self.processes.ends(name, stop);
        }
        let kubeconfigs = configurations.take_kubeconfigs();
        for called in called(start, host, kubeconfigs) {
            self.call(name, called);
        }
        self.own_kubeconfigs(start);
        for issuer in &configurations.issuers {
            let client = calls::to_issuer(start, issuer);
            self.push(name, client, programs::Program::OidcIssuer);
        }
        for proxy in configurations.proxies {
            let flags = calls::to_proxy(start, proxy);
            let client = self.client(name, &flags);
            self.push(name, client, programs::Program::EgressProxy);
        }
        if let Some(file) = configurations.credentials_for_webhooks {
            self.credentials_for_webhooks = true;
            self.claimed.extend(file.path);
        }
    }

    /// The kubeconfigs with which a program calls the API server: each is a connection of the folder, and one that is not there
    /// is a connection that does not come about.
    fn own_kubeconfigs(&mut self, start: &Start<'_>) {
        let name = start.component.as_str();
        for named in named(start) {
            if named.leads_to != programs::Program::KubeApiserver {
                continue;
            }
            if let Some(stop) = missing(start, &named) {
                self.processes.ends(name, stop);
                self.without_kubeconfig.push(calls::nowhere(start, &named));
            }
            let path = named.file.path;
            self.kubeconfigs.extend(path.map(|path| (path, name)));
        }
    }

    /// A server that the program calls by a kubeconfig of its own.
    fn call(&mut self, program: &str, called: Called) {
        self.claimed.insert(called.path);
        for stop in called.stops {
            self.processes.ends(program, stop);
        }
        let Some(client) = called.client else { return };
        self.push(program, client, called.leads_to);
    }

    /// A connection of a program to a server of which no file here says more.
    fn push(&mut self, program: &str, client: Client, server: programs::Program) {
        self.links.push(Link {
            client,
            server: Arc::new(calls::unknown(server)),
            from: program.to_owned(),
            to: None,
            node: None,
            dormant: false,
        });
    }

    /// Reads a server; it is a party under its name.
    pub(super) fn server(&mut self, name: &str, source: &ServerSource) -> Arc<Server> {
        self.used.extend(source.paths());
        let cas = [&source.client_ca, &source.request_header_ca];
        self.settings.extend(cas.into_iter().flatten().cloned());
        let server = Arc::new(source.load(self.rules));
        self.processes.stopped(name, server.causes_of_failure());
        self.parties.add(Party::of_server(name, &server));
        self.servers.push((name.to_owned(), Arc::clone(&server)));
        server
    }

    /// Connects a component to a server; `party` is who it is part of.
    /// `to` is the server's program, where that runs on this node.
    pub(super) fn link(
        &mut self,
        party: &str,
        flags: Option<ComponentFlags>,
        (to, server): (Option<&str>, &Arc<Server>),
    ) {
        let Some(flags) = flags else { return };
        let client = self.client(party, &flags);
        self.links.push(Link {
            client,
            server: Arc::clone(server),
            from: party.to_owned(),
            to: to.map(str::to_owned),
            node: None,
            dormant: false,
        });
    }

    /// A member of etcd as the client of members like itself.
    pub(super) fn peers(
        &mut self,
        etcd: &Program,
        flags: Option<ComponentFlags>,
        peers: &Arc<Server>,
    ) {
        self.link("etcd", flags, (Some("etcd"), peers));
        let address = etcd::peer_address(etcd);
        let Some(link) = self.links.last_mut() else {
            return;
        };
        if link.client.participant.component != programs::Program::Etcd {
            return;
        }
        link.dormant = etcd::is_alone(etcd);
        link.client.lists = etcd_demands::peer_lists(etcd);
        link.client.source = address.map(|address| Source {
            address,
            name: etcd.value("--name").map(str::to_owned),
            others: Arc::default(),
        });
        if matches!(link.client.trust, Trust::SystemRoots) {
            // Its image has none of a cluster's own CAs.
            link.client.trust = Trust::Bundle(Bundle {
                label: "the system's root CAs".to_owned(),
                location: etcd.place("--peer-trusted-ca-file"),
                anchors: Vec::new(),
            });
        }
    }

    /// Something worth saying of a program, apart from any connection.
    pub(super) fn note(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// A file that kube-controller-manager signs with.
    pub(super) fn signer(&mut self, file: NamedFile) {
        self.signers.push(file);
    }

    /// Where the files are read from, and when.
    pub(super) const fn rules(&self) -> &'a Rules<'a> {
        self.rules
    }

    /// Tells a server what its program does not start for.
    pub(super) fn stop(&self, program: &str, server: &mut Arc<Server>) {
        self.processes.stop_server(program, server);
    }

    pub(super) fn uses<'f>(&mut self, files: impl IntoIterator<Item = &'f NamedFile>) {
        let paths = files.into_iter().filter_map(|file| file.path.clone());
        self.used.extend(paths);
    }

    /// Every file that a flag of the program names has a use.
    pub(super) fn uses_all(&mut self, program: &Program) {
        self.used.extend(program.all_paths());
    }

    /// Says that a file is not where it belongs.
    pub(super) fn missing(&mut self, path: &Path, needed_by: &str) {
        let problem = Problem::MissingFile {
            needed_by: needed_by.to_owned(),
        };
        let place = Location::of_path(path);
        self.findings.push(Finding::new(problem, None, vec![place]));
    }

    /// Holds the keys that tokens are signed with against those that they are checked with.
    pub(super) fn service_account_keys(
        &mut self,
        signing: &[Option<NamedFile>],
        verifying: &[NamedFile],
    ) {
        self.uses(signing.iter().flatten().chain(verifying));
        let signing = material::key_files(signing.iter().flatten(), self.rules);
        let verifying = material::key_files(verifying, self.rules);
        let findings = material::service_account(&signing, &verifying);
        self.findings.extend(findings);
        self.accounts = AccountKeys {
            accepted: material::read_keys(verifying),
            signing: material::read_keys(signing),
        };
    }

    pub(super) fn finish(
        mut self,
        folder: &Path,
        host: Host,
        server: Arc<Server>,
        inner: Option<(u16, Arc<Server>)>,
        (layout, standard): (Layout, &Path),
    ) -> ControlPlane {
        for client in std::mem::take(&mut self.without_kubeconfig) {
            self.links.push(Link {
                from: client.participant.component.to_string(),
                client,
                server: Arc::clone(&server),
                to: Some("kube-apiserver".to_owned()),
                node: None,
                dormant: false,
            });
        }
        let mut plane = ControlPlane {
            node: Node {
                layout,
                here: folder.to_owned(),
                host: standard.to_owned(),
                authorities: self.authorities,
                settings: self.settings,
                signers: self.signers,
                accounts: self.accounts,
                facts: self.facts,
                name: String::new(),
                rank: fleet::rank(&self.servers),
            },
            folder: folder.to_owned(),
            api_server: ApiServer { server, inner },
            links: self.links,
            parties: self.parties.into_vec(),
            findings: self.findings,
            used: self.used,
            processes: self.processes,
            claimed: self.claimed,
            kubeconfigs: self.kubeconfigs,
            without_proxy_pair: self.without_proxy_pair,
            credentials_for_webhooks: self.credentials_for_webhooks,
            host,
            servers: self.servers,
            reach: self.reach,
            preferred: self.preferred,
        };
        plane.read_own_kubeconfigs(self.rules);
        plane.draw_consequences(self.rules);
        plane.stop();
        plane
    }
}
