//! Which programs of a node do not start: one file that a program refuses ends all of its connections.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Link;
use super::startup::Stop;
use crate::assemble::{ComponentFlags, ComponentTrust};
use crate::connection::{Client, Role, Server, beside, same_fault};
use crate::finding::{Code, Finding, Severity, Step};
use crate::ground::path::Shown as _;

/// What keeps each program from starting.
#[derive(Clone, Default)]
pub(super) struct Processes {
    /// All programs are parts of one process, which ends with the first of them (k3s `pkg/daemons/executor/embed.go`:
    /// each is waited for with `logrus.Fatalf`).
    together: bool,
    /// By its name, or that of the one process.
    startup_failures: BTreeMap<String, Stopped>,
}

/// A program that does not start.
#[derive(Clone, Default)]
struct Stopped {
    findings: Vec<Finding>,
    /// What it ends with: the words for the fault that it comes to first, as far as they are known.
    words: Option<String>,
}

impl Processes {
    /// Of programs that are parts of one process.
    pub(super) fn together() -> Self {
        Self {
            together: true,
            startup_failures: BTreeMap::new(),
        }
    }

    /// Whether they are.
    pub(super) const fn are_one(&self) -> bool {
        self.together
    }

    /// The process that a program runs in.
    const fn process<'n>(&self, program: &'n str) -> &'n str {
        if self.together { "" } else { program }
    }

    /// A program does not start for these, if there are any.
    pub(super) fn stopped(&mut self, program: &str, findings: Vec<Finding>) {
        if findings.is_empty() {
            return;
        }
        let process = self.process(program).to_owned();
        let known = &mut self.startup_failures.entry(process).or_default().findings;
        for finding in findings {
            if !known.iter().any(|known| same_fault(known, &finding)) {
                known.push(finding);
            }
        }
    }

    /// A program ends as it starts.
    pub(super) fn ends(&mut self, program: &str, stop: Stop) {
        self.stopped(program, vec![stop.finding]);
        let process = self.process(program).to_owned();
        let own = &mut self.startup_failures.entry(process).or_default().words;
        *own = own.take().or(stop.words);
    }

    /// What keeps a program from starting.
    pub(super) fn of(&self, program: &str) -> &[Finding] {
        let found = self.startup_failures.get(self.process(program));
        found.map_or(&[], |stopped| stopped.findings.as_slice())
    }

    /// Tells both sides of a connection what their programs do not start for; `there` are those of the node that answers.
    pub(super) fn stop(&self, there: &Self, link: &mut Link) {
        if let Some(to) = &link.to {
            there.stop_server(to, &mut link.server);
        }
        self.stop_client(there, link);
    }

    /// Tells the client's side what its program does not start for.
    pub(super) fn stop_client(&self, there: &Self, link: &mut Link) {
        // Of a process that connects to itself the server's side says it.
        let own = self.process(&link.from);
        let to = link.to.as_deref().map(|to| there.process(to));
        if link.node.is_some() || to != Some(own) {
            let mut failures = beside(self.of(&link.from), &link.client.findings);
            // What follows from this connection is not its cause.
            let follows = match link.server.role {
                Role::ETCD => Some(Code::EtcdUnavailable),
                Role::API_SERVER => Some(Code::KubeletUnavailable),
                _ => None,
            };
            failures.retain(|finding| Some(finding.problem.code()) != follows);
            link.client.startup_failures = failures;
        }
    }

    /// The same of one server.
    pub(super) fn stop_server(&self, program: &str, server: &mut Arc<Server>) {
        let startup_failures = beside(self.of(program), &server.causes_of_failure());
        if !startup_failures.is_empty() || !server.startup_failures.is_empty() {
            Arc::make_mut(server).startup_failures = startup_failures;
        }
        let words = self.startup_failures.get(self.process(program));
        if let Some(words) = words.and_then(|stopped| stopped.words.clone())
            && server.startup_error.is_none()
        {
            let server = Arc::make_mut(server);
            server.startup_error = Some(words);
            let mut failures = std::mem::take(&mut server.startup_failures);
            for finding in &mut failures {
                finding.step = Some(Step::ServerPresents);
            }
            server.findings.splice(0..0, failures);
        }
    }
}

/// What of a component's files as a client keeps it from starting. kube-apiserver loads the pair for etcd and that of
/// its front proxy as it starts, and so does etcd; of the pair for kubelets it only reads the files then, since
/// client-go loads a pair from files when it is asked for it (`transport.go` `loadTLSFiles`).
pub(super) fn stops(flags: &ComponentFlags, client: &Client) -> Vec<Finding> {
    if client.refusal.is_none() {
        return Vec::new();
    }
    let certificate = flags.certificate.as_ref().map(|file| file.flag);
    let pair_counts = certificate != Some("--kubelet-client-certificate");
    // The CAs of the front proxy are told it by its server.
    let ca = match &flags.trust {
        ComponentTrust::Lenient(file) if flags.front_proxy => file.path.as_ref(),
        _ => None,
    };
    let ca = ca.map(|path| path.shown().to_string());
    let fatal = |finding: &&Finding| {
        let step = match finding.step {
            Some(Step::Configuration) => true,
            Some(Step::ClientPresents) => pair_counts,
            _ => false,
        };
        let place = finding
            .locations
            .first()
            .map(|place| place.file.to_string());
        step && finding.severity == Severity::Error && (ca.is_none() || place != ca)
    };
    client.findings.iter().filter(fatal).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Problem;
    use crate::ground::location::Location;

    fn fault(file: &str) -> Finding {
        let place = vec![Location::file(file)];
        Finding::new(Problem::UnusedFile, Step::ServerPresents, place)
    }

    #[test]
    fn one_process_ends_with_any_of_its_parts() {
        let mut processes = Processes::together();
        processes.stopped("etcd", vec![fault("server.crt")]);
        assert_eq!(processes.of("kube-apiserver").len(), 1);
        assert_eq!(processes.of("kubelet").len(), 1);
    }

    #[test]
    fn a_fault_is_named_once_and_where_it_is_met_by_that_side() {
        let mut processes = Processes::default();
        processes.stopped("etcd", Vec::new());
        assert!(processes.of("etcd").is_empty());
        processes.stopped("etcd", vec![fault("server.crt"), fault("server.crt")]);
        processes.stopped("etcd", vec![fault("peer.crt")]);
        assert_eq!(processes.of("etcd").len(), 2);
        assert!(processes.of("kubelet").is_empty());
        let others = beside(processes.of("etcd"), &[fault("server.crt")]);
        assert!(matches!(others.as_slice(), [one] if same_fault(one, &fault("peer.crt"))));
    }
}
