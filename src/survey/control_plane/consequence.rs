//! What one broken connection takes with it: a kube-apiserver without etcd ends, and a kubelet that the API server refuses lets
//! nobody in.

use std::sync::Arc;

use super::ControlPlane;
use super::kubelet::Kubelet;
use super::startup::Stop;
use crate::connection::{Connection, Role};
use crate::finding::{Code, Finding, Problem, ProgramFault, Step};
use crate::ground::location::Location;
use crate::handshake::connect;
use crate::programs::Program;
use crate::survey::Rules;
use crate::verify::Verdict;

/// How long kube-apiserver waits for etcd as it starts (apiserver `storage/storagebackend/factory/etcd3.go` `dialTimeout`).
const DIAL_TIMEOUT: u16 = 20;
const NOT_READY: &str =
    "error creating storage factory: etcd grpc connection not ready: context deadline exceeded";
/// What a kubelet of kubeadm ends with once its client certificate is over: it looks for a token to ask for another
/// (kubelet `certificate/bootstrap/bootstrap.go`).
const NO_BOOTSTRAP: &str = "failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory";

impl ControlPlane {
    /// Judges the connections that others rest on.
    pub(super) fn draw_consequences(&mut self, rules: &Rules<'_>) {
        // The one process of k3s is another matter.
        if self.processes.are_one() {
            return;
        }
        self.refused_kubelet(rules);
        self.without_etcd(rules);
    }

    /// kube-apiserver ends where every etcd that it knows refuses it, or is refused.
    fn without_etcd(&mut self, rules: &Rules<'_>) {
        let own = Program::KubeApiserver.as_str();
        if !self.processes.of(own).is_empty() {
            return;
        }
        let links = self.links.iter();
        let links = links.filter(|link| link.from == own && link.server.role == Role::ETCD);
        let mut place = None;
        for link in links {
            let mut link = link.clone();
            self.processes.stop(&self.processes, &mut link);
            let (client, server) = (&link.client, &link.server);
            let found = connect(client, server, rules.at, rules.release, rules.signatures);
            if found.verdict != Verdict::Reject {
                return;
            }
            place = link.client.endpoint.map(|endpoint| endpoint.location);
        }
        let Some(place) = place else { return };
        let fault = ProgramFault::WithoutEtcd {
            seconds: DIAL_TIMEOUT,
        };
        let stop = Stop {
            finding: Finding::new(Problem::Program(fault), Step::ServerPresents, vec![place]),
            words: Some(NOT_READY.to_owned()),
        };
        self.processes.ends(own, stop);
    }

    /// A kubelet whose client certificate is over ends; one that is refused otherwise runs, and lets nobody in.
    fn refused_kubelet(&mut self, rules: &Rules<'_>) {
        let runs = |program: Program| self.processes.of(program.as_str()).is_empty();
        if !self.has_api_server() || !runs(Program::KubeApiserver) || !runs(Program::Kubelet) {
            return;
        }
        let path = self.folder.join("kubelet.conf");
        let Some(client) = self.client_of(&path, rules) else {
            return;
        };
        if client.participant.component != Program::Kubelet {
            return;
        }
        let server = &self.api_server.server;
        let found = connect(&client, server, rules.at, rules.release, rules.signatures);
        if found.verdict != Verdict::Reject {
            return;
        }
        if let Some(place) = expired_at(&found) {
            let fault = Problem::Program(ProgramFault::KubeletEnded);
            let stop = Stop {
                finding: Finding::new(fault, Step::ServerPresents, vec![place]),
                words: Some(NO_BOOTSTRAP.to_owned()),
            };
            self.processes.ends(Program::Kubelet.as_str(), stop);
            return;
        }
        if !Kubelet::read(&self.host, rules).asks_who_may() {
            return;
        }
        let problem = Problem::Program(ProgramFault::CannotAuthorize);
        let place = vec![Location::of_path(path)];
        let finding = Finding::new(problem, Step::ServerVerifies, place);
        let links = self.links.iter_mut().map(|link| &mut link.server);
        let servers = self.servers.iter_mut().map(|(_, server)| server);
        for server in links.chain(servers) {
            if server.role == Role::KUBELET {
                let server = Arc::make_mut(server);
                server.unavailable.get_or_insert_with(|| finding.clone());
            }
        }
    }
}

/// Where its own certificate stands, if that is over.
fn expired_at(connection: &Connection) -> Option<Location> {
    let leaf = connection.client_presents.chain.first()?;
    let is_own = |finding: &&Finding| {
        let about = finding.certificate.as_ref();
        finding.problem.code() == Code::Expired
            && about.is_some_and(|about| about.fingerprint == leaf.certificate.fingerprint)
    };
    let over = connection.findings.iter().find(is_own)?;
    over.locations.first().cloned()
}
