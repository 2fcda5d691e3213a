//! The steps with the tools of k3s and RKE2 (docs.k3s.io and docs.rke2.io, "certificate"; k3s `pkg/server/handlers/cert.go`,
//! `contrib/util/rotate-default-ca-certs.sh`).
//!
//! The CAs are kept in the datastore. `certificate rotate-ca` puts others there, and takes those alone that the CAs before
//! have signed; a server writes them to its files as it starts, and issues its certificates anew. In these the new CA stands
//! with the old one's signature, so that who knows the old CA alone accepts them.

use super::action::Action;
use super::command::{Layout, StepAt, Tools, before};
use super::model::StepKind;
use crate::fix::{Command, NodeRank, Words, all, k3s_service};

/// The CAs by their files in `tls`, as the script names them.
const AUTHORITIES: &str = "client server request-header etcd/peer etcd/server";

/// The programs that its one process holds.
const ONE_PROCESS: [&str; 5] = [
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kubelet",
];

impl Tools<'_> {
    /// Whether nodes change their files themselves as they start.
    pub(super) fn exchanges(&self) -> bool {
        self.target.is_authority && self.layout() == Layout::K3s && self.authority.is_some()
    }

    /// `k3s` or `rke2`.
    fn product(&self) -> &'static str {
        let rke2 = self
            .node
            .is_some_and(|node| node.host.starts_with("/var/lib/rancher/rke2"));
        if rke2 { "rke2" } else { "k3s" }
    }

    /// The units of a server and of an agent.
    fn units(&self) -> (&'static str, &'static str) {
        match self.product() {
            "rke2" => ("rke2-server", "rke2-agent"),
            _ => ("k3s", "k3s-agent"),
        }
    }

    /// Where new CAs are laid ready.
    fn staging(&self) -> String {
        format!("/var/lib/rancher/{}/server/rotate-ca", self.product())
    }

    /// On which server CAs are handed over: any.
    fn first_server(&self) -> Vec<String> {
        let nodes = &self.survey.nodes;
        let mut servers = nodes.iter().filter(|node| node.rank != NodeRank::Worker);
        let first = servers.next().filter(|_| nodes.len() > 1);
        first.map(|node| node.name.clone()).into_iter().collect()
    }

    fn hand_over(&self) -> Option<Command> {
        Words::new(self.product())
            .and("certificate rotate-ca")
            .option("--path", &self.staging())
            .done()
    }

    /// New CAs in the datastore, which nobody uses before its next start.
    pub(super) fn staged(&self) -> Vec<Action> {
        let product = self.product();
        let name = self.authority.map_or("", |authority| authority.name);
        let tls = format!("{}/tls", self.staging());
        let make = match self.with {
            Some(with) => Action::new(
                format!(
                    "put {with} and behind it what has signed it into {tls}/{name}.crt, and its key into \
                     {tls}/{name}.key; without the old CA's signature {product} refuses it, unless with --force"
                ),
                all([self.hand_over()]),
            ),
            None => Action::new(
                "make new CAs that the old ones sign too, and hand them over",
                all([
                    Words::new("curl -sL")
                        .and("https://github.com/k3s-io/k3s/raw/main/contrib/util/rotate-default-ca-certs.sh")
                        .and(&format!("| PRODUCT={product} bash -"))
                        .done(),
                    self.hand_over(),
                ]),
            ),
        };
        let mut actions = vec![make.on(self.first_server())];
        if self.with.is_none() {
            actions.push(Action::new(
                format!(
                    "This replaces all of {product}'s CAs. Where the others are to stay, remove their files from {tls} \
                     before they are handed over."
                ),
                Vec::new(),
            ));
        }
        if name == "server-ca" || self.with.is_none() {
            actions.push(Action::new(
                "A node that joined with a secure token (K10…) is given one with the hash of the new CA, as the script prints \
                 it, before it starts again: in its config.yaml, its .env file or its unit.",
                Vec::new(),
            ));
        }
        actions
    }

    /// Keeps the CAs as a step finds them: those in use, or those that were handed over last.
    fn keep_cas(&self, at: StepAt) -> Action {
        let folder = before(at.number);
        let from = match at.kind {
            StepKind::Drop => self.staging(),
            _ => format!("/var/lib/rancher/{}/server", self.product()),
        };
        let keep = format!(
            "[ -e {folder} ] || {{ mkdir -m 700 {folder} && cp -a {from}/tls {folder}/; }}"
        );
        Action::new("keep the CAs", all([Words::new(&keep).done()])).on(self.first_server())
    }

    /// What leads one node back to where a step began: the CAs that were kept are handed over, and it starts with them. They are
    /// not signed by those in use, which only `--force` takes.
    pub(super) fn back_at_start(
        &self,
        at: StepAt,
        node: Option<usize>,
        hands_over: bool,
    ) -> Vec<Action> {
        let mut actions = Vec::new();
        if hands_over {
            let hand_over = Words::new(self.product())
                .and("certificate rotate-ca --force")
                .option("--path", &format!("{}/", before(at.number)))
                .done();
            let text = "hand over the CAs that were kept";
            actions.push(Action::new(text, all([hand_over])).on(self.first_server()));
        }
        if let Some(own) = node.and_then(|node| self.survey.nodes.get(node)) {
            let is_agent = own.rank == NodeRank::Worker;
            let commands = self.start_anew(StepKind::Exchange, is_agent);
            let text = "start with them";
            actions.push(Action::evident(text, commands));
        }
        actions
    }

    /// Has a node start with what the datastore holds.
    fn start_anew(&self, kind: StepKind, is_agent: bool) -> Vec<Command> {
        let (server, agent) = self.units();
        let restart = |unit| all([Words::new("systemctl restart").and(unit).done()]);
        match (kind, is_agent) {
            // Its server issues for it as it starts.
            (_, true) => restart(agent),
            // The listener's own certificate stays otherwise, as long as the old CA is trusted.
            (StepKind::Exchange, false) => all([
                Words::new("systemctl stop").and(server).done(),
                Words::new(self.product()).and("certificate rotate").done(),
                Words::new("systemctl start").and(server).done(),
            ]),
            (_, false) => restart(server),
        }
    }

    /// What has one node change its files.
    pub(super) fn at_start(&self, at: StepAt, node: Option<usize>, is_first: bool) -> Vec<Action> {
        let kind = at.kind;
        let product = self.product();
        let Some(own) = node.and_then(|node| self.survey.nodes.get(node)) else {
            let copied = match kind {
                StepKind::Drop => "let what was copied from it trust the new CA alone",
                _ => "give out its new kubeconfig in place of what was copied before",
            };
            return vec![Action::new(format!("{product}: {copied}"), Vec::new())];
        };
        let is_agent = own.rank == NodeRank::Worker;
        let mut actions = Vec::new();
        if is_first {
            actions.push(self.keep_cas(at));
        }
        if kind == StepKind::Drop && is_first {
            actions.push(self.without_old().on(self.first_server()));
        }
        let commands = self.start_anew(kind, is_agent);
        if self.survey.nodes.len() > 1 {
            let text = format!("restart {}", own.name);
            actions.push(Action::evident(text, commands));
        } else {
            actions.push(Action::new(
                "on every server, one after the other",
                commands,
            ));
            if !is_agent {
                let agents = self.start_anew(kind, true);
                actions.push(Action::new("then on every agent", agents));
            }
        }
        actions
    }

    /// The same CAs without those before.
    fn without_old(&self) -> Action {
        let tls = format!("{}/tls", self.staging());
        if self.with.is_some() {
            let text = format!("take the old CA out of the files in {tls}, and hand them over");
            return Action::new(text, all([self.hand_over()]));
        }
        let files = format!(
            "(cd {tls} && for ca in {AUTHORITIES}; do cat $ca-ca.pem $ca-root-ssigned.pem > $ca-ca.crt; done)"
        );
        Action::new(
            "take the old CAs out, and hand the rest over",
            all([Words::new(&files).done(), self.hand_over()]),
        )
    }

    /// All certificates of a node renewed by the product's own command.
    pub(super) fn rotate_k3s(&self, node: Option<usize>) -> Action {
        let own = node.and_then(|node| self.survey.nodes.get(node));
        let is_agent = own.is_some_and(|own| own.rank == NodeRank::Worker);
        let (server, agent) = self.units();
        let unit = if is_agent { agent } else { server };
        let commands = all([
            Words::new("systemctl stop").and(unit).done(),
            Words::new(self.product()).and("certificate rotate").done(),
            Words::new("systemctl start").and(unit).done(),
        ]);
        Action::new(
            format!("renew all certificates of this node: {unit} restarts"),
            commands,
        )
        .restarting(&ONE_PROCESS)
    }

    /// Restarts one node.
    pub(super) fn restart_k3s(&self, node: Option<usize>) -> Vec<Action> {
        let own = node.and_then(|node| self.survey.nodes.get(node));
        let is_agent = own.is_some_and(|own| own.rank == NodeRank::Worker);
        let (server, agent) = self.units();
        let unit = if is_agent { agent } else { server };
        let restart = Words::new("systemctl restart").and(unit).done();
        vec![Action::evident(format!("restart {unit}"), all([restart]))]
    }

    /// Issues the certificate in a file of k3s's own.
    pub(super) fn by_k3s(&self, file: &str, text: &str) -> Option<Action> {
        let service = k3s_service(file).filter(|_| self.layout() == Layout::K3s)?;
        let service = match service {
            "k3s-server" | "k3s-controller" if self.product() == "rke2" => {
                service.replace("k3s", "rke2")
            }
            _ => service.to_owned(),
        };
        let in_agent = file.contains("/agent/")
            && self
                .survey
                .nodes
                .iter()
                .all(|node| node.rank == NodeRank::Worker);
        let (server, agent) = self.units();
        let unit = if in_agent { agent } else { server };
        let commands = all([
            Words::new("systemctl stop").and(unit).done(),
            Words::new(self.product())
                .and("certificate rotate --service")
                .and(&service)
                .done(),
            Words::new("systemctl start").and(unit).done(),
        ]);
        Some(Action::evident(text, commands))
    }
}
