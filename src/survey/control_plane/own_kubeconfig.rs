//! The kubeconfigs that programs of a node connect with, and cannot start without.

use std::path::{Path, PathBuf};

use super::ControlPlane;
use crate::assemble::client;
use crate::connection::Client;
use crate::decode::kubeconfig::{Flags, load_bytes};
use crate::finding::{Code, Finding, Severity, Step};
use crate::ground::path::Shown as _;
use crate::source::Limit;
use crate::survey::Rules;

impl ControlPlane {
    /// Each with its program. In the one process of k3s they stop it (k3s `pkg/daemons/control/deps/deps.go`, `pkg/agent/config/config.go`).
    fn own_kubeconfigs(&self) -> Vec<(PathBuf, &'static str)> {
        let agent = self.folder.with_file_name("agent");
        let mut own = vec![
            (self.folder.join("kubelet.conf"), KUBELET),
            (agent.join("kubelet.kubeconfig"), KUBELET),
            (self.folder.join("kubelet.kubeconfig"), KUBELET),
        ];
        own.extend(self.kubeconfigs.iter().cloned());
        if self.processes.are_one() {
            let cred = self.folder.join("cred");
            own.extend([
                (
                    cred.join("controller.kubeconfig"),
                    "kube-controller-manager",
                ),
                (cred.join("scheduler.kubeconfig"), "kube-scheduler"),
                (agent.join("kubeproxy.kubeconfig"), "kube-proxy"),
                (self.folder.join("kubeproxy.kubeconfig"), "kube-proxy"),
            ]);
        }
        own
    }

    /// What keeps the program that connects with this kubeconfig from starting. `at_home`: to the API server of its own
    /// node, which says it where both are one process.
    pub(in crate::survey) fn keeps_from_starting(
        &self,
        kubeconfig: &Path,
        at_home: bool,
    ) -> &[Finding] {
        if at_home && self.processes.are_one() && self.has_api_server() {
            return &[];
        }
        let own = self.own_kubeconfigs().into_iter();
        let mut programs = own.filter(|(known, _)| known == kubeconfig);
        let program = programs.next().map(|(_, program)| program);
        let found = program.map_or(&[][..], |program| self.processes.of(program));
        // That its own certificate is over is what the connection of this kubeconfig says.
        let follows = |finding: &Finding| finding.problem.code() == Code::KubeletUnavailable;
        if found.iter().all(follows) {
            return &[];
        }
        found
    }

    /// A program that refuses its kubeconfig ends (kubelet `app/server.go` `buildKubeletClientConfig`).
    pub(super) fn read_own_kubeconfigs(&mut self, rules: &Rules<'_>) {
        for (path, program) in self.own_kubeconfigs() {
            if let Some(client) = self.client_of(&path, rules)
                && client.refusal.is_some()
            {
                let fatal = client.findings.into_iter().filter(is_fatal);
                self.processes.stopped(program, fatal.collect());
            }
        }
    }

    pub(super) fn client_of(&self, path: &Path, rules: &Rules<'_>) -> Option<Client> {
        let text = rules.files.read_secret(path, Limit::KUBECONFIG).ok()?;
        let name = path.shown().to_string();
        let directory = rules.directory.shown().to_string();
        let mut loaded = load_bytes(&name, text.expose(), &directory);
        let outside = self.map_paths(&mut loaded);
        let flags = Flags::default();
        let (release, words) = (rules.release, rules.words);
        let mut client = client(&loaded, &flags, &name, rules.files, release, words);
        outside.apply(&mut client, &loaded);
        Some(client)
    }
}

const KUBELET: &str = "kubelet";

fn is_fatal(finding: &Finding) -> bool {
    let at_start = matches!(
        finding.step,
        Some(Step::Configuration | Step::ClientPresents)
    );
    finding.severity == Severity::Error && at_start && !finding.behind
}
