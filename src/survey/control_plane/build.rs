//! Collects what a layout finds: connections, parties, uses of files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::authority::authority;
use super::fleet;
use super::host::Host;
use super::link::Link;
use super::material;
use super::model::{ApiServer, ControlPlane, Reach};
use super::process::{Processes, stops};
use super::program::Program;
use super::server::ServerSource;
use crate::assemble::{ComponentFlags, ComponentTrust, NamedFile, component};
use crate::connection::{Client, Server};
use crate::finding::{Code, Finding, Problem, Step};
use crate::fix::{Authority, Layout, Node};
use crate::ground::location::Location;
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
    servers: Vec<(String, Server)>,
    pub(super) reach: Reach,
    pub(super) preferred: Vec<String>,
    processes: Processes,
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
            servers: Vec::new(),
            reach: Reach::default(),
            preferred: Vec::new(),
            processes: Processes::default(),
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
                let problem = Problem::Input {
                    code: Code::UnreadableFile,
                    message: format!("{}: {error}", file.flag),
                    brief: "a file cannot be read".to_owned(),
                };
                let place = vec![file.location.clone()];
                let finding = Finding::new(problem, Step::ServerPresents, place);
                self.processes.stopped(program, vec![finding]);
            }
        }
    }

    /// Reads a server; it is a party under its name.
    pub(super) fn server(&mut self, name: &str, source: &ServerSource) -> Server {
        self.used.extend(source.paths());
        let cas = [&source.client_ca, &source.request_header_ca];
        self.settings.extend(cas.into_iter().flatten().cloned());
        let server = source.load(self.rules);
        self.processes.stopped(name, server.causes_of_failure());
        self.parties.add(Party::of_server(name, &server));
        self.servers.push((name.to_owned(), server.clone()));
        server
    }

    /// Connects a component to a server; `party` is who it is part of.
    /// `to` is the server's program, where that runs on this node.
    pub(super) fn link(
        &mut self,
        party: &str,
        flags: Option<ComponentFlags>,
        (to, server): (Option<&str>, &Server),
    ) {
        let Some(flags) = flags else { return };
        let client = self.client(party, &flags);
        self.links.push(Link {
            client,
            server: server.clone(),
            from: party.to_owned(),
            to: to.map(str::to_owned),
            node: None,
        });
    }

    /// Reads what a component has to connect with; `party` is who it is part of.
    pub(super) fn client(&mut self, party: &str, flags: &ComponentFlags) -> Client {
        let ca = match &flags.trust {
            ComponentTrust::Lenient(file) | ComponentTrust::Strict(file) => Some(file),
            ComponentTrust::Unchecked(_) | ComponentTrust::SystemRoots => None,
        };
        let files = [ca, flags.certificate.as_ref(), flags.key.as_ref()];
        self.uses(files.into_iter().flatten());
        self.settings.extend(ca.cloned());
        let client = component(flags, self.rules.files, self.rules.release);
        self.parties.add(Party::of_component(party, flags, &client));
        self.processes.stopped(party, stops(flags, &client));
        client
    }

    /// Tells a server what its program does not start for.
    pub(super) fn stop(&self, program: &str, server: &mut Server) {
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
        let place = Location::file(path.display().to_string());
        self.findings.push(Finding::new(problem, None, vec![place]));
    }

    /// Holds the keys that tokens are signed with against those that they are checked with.
    pub(super) fn service_account_keys(
        &mut self,
        signing: &[Option<NamedFile>],
        verifying: &[NamedFile],
    ) {
        self.uses(signing.iter().flatten().chain(verifying));
        let findings = material::service_account(signing, verifying, self.rules);
        self.findings.extend(findings);
    }

    pub(super) fn finish(
        self,
        folder: &Path,
        host: Host,
        server: Server,
        inner: Option<(u16, Server)>,
        (layout, standard): (Layout, &Path),
    ) -> ControlPlane {
        let mut plane = ControlPlane {
            node: Node {
                layout,
                here: folder.to_owned(),
                host: standard.to_owned(),
                authorities: self.authorities,
                settings: self.settings,
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
            host,
            servers: self.servers,
            reach: self.reach,
            preferred: self.preferred,
        };
        plane.read_own_kubeconfigs(self.rules);
        plane.stop();
        plane
    }
}
