//! The steps as commands, for the tools of the layout; where there are none, as text.

use std::path::Path;

pub use crate::fix::Layout;

use super::action::Action;
use super::model::StepKind;
use super::model::{Place, Use};
use super::target::Target;
use crate::connection::{ClientKind, Connection};
use crate::fix::{
    Authority, Command, Node, NodeRank, Words, all, is_renewed, kubeadm_name, restart_of, subject,
};
use crate::survey::Survey;

/// Folders of kubeadm's on the node, and two of ours for the time of the rotation.
pub(super) const KUBERNETES: &str = "/etc/kubernetes";
const BEFORE: &str = "/root/kubernetes-before";
pub(super) const NEW_PKI: &str = "/root/new-pki";

/// What is known of who does the steps.
pub(super) struct Tools<'a> {
    pub(super) survey: &'a Survey,
    pub(super) target: &'a Target,
    /// The new CA's file, where it is the user's own.
    pub(super) with: Option<&'a str>,
    pub(super) node: Option<&'a Node>,
    /// The CA's place in the layout.
    pub(super) authority: Option<&'a Authority>,
}

impl<'a> Tools<'a> {
    pub(super) fn new(survey: &'a Survey, target: &'a Target, with: Option<&'a str>) -> Self {
        let holds = |authority: &&Authority| {
            let mut anchors = authority.anchors.iter();
            anchors.any(|anchor| anchor.certificate.public_key == target.certificate.public_key)
        };
        let mut nodes = survey.nodes.iter();
        let found = nodes.find_map(|node| Some((node, node.authorities.iter().find(holds)?)));
        Self {
            survey,
            target,
            with,
            node: found.map(|(node, _)| node).or_else(|| survey.nodes.first()),
            authority: found.map(|(_, authority)| authority),
        }
    }

    pub(super) fn layout(&self) -> Layout {
        self.node.map_or(Layout::ByHand, |node| node.layout)
    }

    /// kubeadm's name of the CA below `pki`: `ca`, `etcd/ca`.
    pub(super) fn of_kubeadm(&self) -> Option<&'static str> {
        let kubeadm = self.layout() == Layout::Kubeadm;
        self.authority
            .filter(|_| kubeadm)
            .map(|authority| authority.name)
    }

    /// The new CA's certificate while the rotation lasts.
    fn new_ca(&self) -> String {
        match (self.with, self.of_kubeadm()) {
            (Some(with), _) => with.to_owned(),
            (None, Some(name)) => format!("{NEW_PKI}/{name}.crt"),
            (None, None) => "new-ca.crt".to_owned(),
        }
    }

    /// Nodes of those ranks by name, in their order; none where there is only one node at all.
    pub(super) fn nodes(&self, ranks: &[NodeRank]) -> Vec<String> {
        let all = &self.survey.nodes;
        let some = ranks.iter().flat_map(|rank| {
            let of_rank = all.iter().filter(move |node| node.rank == *rank);
            of_rank.filter(|_| all.len() > 1)
        });
        some.map(|node| node.name.clone()).collect()
    }

    /// The nodes that issue certificates.
    pub(super) fn issuing(&self) -> Vec<String> {
        self.nodes(&[NodeRank::Etcd, NodeRank::ControlPlane])
    }

    /// Whether certificates are issued on a node.
    fn issues(&self, node: Option<usize>) -> bool {
        self.rank(node).is_some_and(|rank| rank != NodeRank::Worker)
    }

    /// A node's name, where there are several.
    pub(super) fn name(&self, node: Option<usize>) -> Option<String> {
        let own = self.survey.nodes.get(node?);
        let own = own.filter(|_| self.survey.nodes.len() > 1);
        own.map(|node| node.name.clone())
    }

    pub(super) fn rank(&self, node: Option<usize>) -> Option<NodeRank> {
        Some(self.survey.nodes.get(node?)?.rank)
    }

    pub(super) fn first(nodes: &[String]) -> Vec<String> {
        nodes.first().cloned().into_iter().collect()
    }

    /// Makes the new CA.
    pub(super) fn preparation(&self) -> Vec<Action> {
        if !self.target.is_authority {
            return Vec::new();
        }
        if self.exchanges() {
            return self.staged();
        }
        let mut actions = Vec::new();
        if self.of_kubeadm().is_some() {
            let keep = Action::new(
                "keep what there is",
                all([Words::new("cp -a").and(KUBERNETES).and(BEFORE).done()]),
            );
            let all = [NodeRank::Etcd, NodeRank::ControlPlane, NodeRank::Worker];
            actions.push(keep.on(self.nodes(&all)));
        }
        if let Some(with) = self.with {
            if !self.issuing().is_empty() {
                let text = format!("have {with} at that path on every node");
                actions.push(Action::new(text, Vec::new()));
            }
            return actions;
        }
        let ca = &self.target.certificate;
        actions.push(match (self.of_kubeadm(), self.layout()) {
            (Some(name), _) => {
                // The phase of `etcd/ca` is `etcd-ca`.
                let phase = name.replace('/', "-");
                Action::new(
                    "make the new CA beside the old one",
                    all([Words::new("kubeadm init phase certs")
                        .and(&phase)
                        .option("--cert-dir", NEW_PKI)
                        .done()]),
                )
                .on(Self::first(&self.issuing()))
            }
            (None, _) => Action::new(
                "make the new CA",
                all([
                    Words::new("openssl req -x509 -newkey rsa:2048 -nodes -days 3650")
                        .and("-keyout new-ca.key -out new-ca.crt")
                        .and("-addext basicConstraints=critical,CA:TRUE")
                        .and("-addext keyUsage=critical,digitalSignature,keyCertSign,cRLSign -subj")
                        .value(&subject(ca))
                        .done(),
                ]),
            ),
        });
        actions.extend(self.of_kubeadm().and_then(|name| self.copies(name)));
        actions
    }

    /// Changes files of one node, of all the nodes that a step changes.
    pub(super) fn change(
        &self,
        kind: StepKind,
        (node, all): (Option<usize>, &[Option<usize>]),
        places: &[Place],
    ) -> Vec<Action> {
        let rank = self.rank(node);
        let signs = rank == Some(NodeRank::ControlPlane);
        let mut actions = Vec::new();
        if kind == StepKind::Trust && signs {
            actions.extend(self.signer(true));
        }
        let mut issuing = all.iter().copied().filter(|node| self.issues(*node));
        // On all of them at once: any kube-controller-manager may be the one that signs for kubelets.
        if kind == StepKind::Issue && issuing.clone().next() == Some(node) {
            let names = issuing.by_ref().filter_map(|node| self.name(node));
            actions.extend(self.new_key().map(|action| action.on(names.collect())));
        }
        // The CA's own file first, which others are made from; certificates before kubeconfigs, since a kubeconfig that is
        // renewed trusts the new CA alone until it is told otherwise.
        let mut places: Vec<_> = places.iter().collect();
        places.sort_by_key(|place| (self.kubeconfig(place).is_some(), *place));
        actions.extend(places.iter().flat_map(|place| match kind {
            StepKind::Trust => vec![self.trust(place, false)],
            StepKind::Drop => vec![self.trust(place, true)],
            StepKind::Issue => self.issue(place, node),
            StepKind::Restart | StepKind::Exchange => Vec::new(),
        }));
        if kind == StepKind::Drop && signs {
            actions.extend(self.signer(false));
            actions.extend(self.forget(node, all));
        }
        actions
    }

    /// Starts programs of one node anew.
    pub(super) fn restart(&self, node: Option<usize>, processes: &[&str]) -> Vec<Action> {
        if self.layout() == Layout::K3s {
            return self.restart_k3s(node);
        }
        let action = |process: &&str| {
            let command = Some(()).filter(|()| self.layout() == Layout::Kubeadm);
            let command = command.and_then(|()| restart_of(process));
            Action::evident(format!("restart {process}"), command.into_iter().collect())
        };
        let waits = processes.iter().any(|process| *process != "kubelet");
        let wait = self.ready(node).filter(|_| waits);
        processes.iter().map(action).chain(wait).collect()
    }

    /// Puts the new CA beside the old one, or alone.
    fn trust(&self, place: &Place, alone: bool) -> Action {
        let file = self.on_host(&place.file);
        let verb = if alone {
            "take the old CA out of"
        } else {
            "add the new CA to"
        };
        let text = format!("{verb} {}", place.file);
        if let Some(connection) = self.kubeconfig(place) {
            return Action::evident(text, self.set_cluster(connection, &file, alone));
        }
        let new = self.new_ca();
        let commands = match (self.before(&file), alone) {
            _ if !is_pem(&file) => Vec::new(),
            (_, true) => all([Words::new("cp").value(&new).value(&file).done()]),
            // kubeadm issues with the first of its file.
            (Some(before), false) => all([Words::new("cat")
                .value(&new)
                .value(&before)
                .raw(">")
                .value(&file)
                .done()]),
            (None, false) => all([Words::new("cat").value(&new).raw(">>").value(&file).done()]),
        };
        // Of a bundle with other CAs a copy would lose them.
        if alone && self.holds_others(place) {
            return Action::new(text, Vec::new());
        }
        Action::evident(text, commands)
    }

    /// The CA of a kubeconfig's cluster, from the file of the node, or from the new CA alone.
    fn set_cluster(&self, connection: &Connection, file: &str, alone: bool) -> Vec<Command> {
        let Some(cluster) = &connection.client.cluster else {
            return Vec::new();
        };
        let bundle = match (self.of_kubeadm(), alone) {
            (Some(name), _) => format!("{KUBERNETES}/pki/{name}.crt"),
            (None, true) => self.new_ca(),
            (None, false) => "ca-bundle.crt".to_owned(),
        };
        let old = Words::new("kubectl config view --raw")
            .option("--kubeconfig", file)
            .and("--minify --flatten")
            .raw("--output=jsonpath='{.clusters[0].cluster.certificate-authority-data}'")
            .and("| base64 -d | cat -")
            .value(&self.new_ca())
            .and("> ca-bundle.crt")
            .done();
        let set = Words::new("kubectl config set-cluster")
            .value(cluster)
            .option("--kubeconfig", file)
            .option("--certificate-authority", &bundle)
            .and("--embed-certs")
            .done();
        if bundle == "ca-bundle.crt" {
            all([old, set])
        } else {
            all([set])
        }
    }

    /// Issues what a place presents.
    fn issue(&self, place: &Place, node: Option<usize>) -> Vec<Action> {
        let file = self.on_host(&place.file);
        let text = format!("issue the certificate in {} anew", place.file);
        if self.layout() == Layout::Kubeadm
            && let Some(actions) = self
                .kubelet_anew(place, node, &text)
                .or_else(|| self.kubelet_serving_anew(place, node, &text))
        {
            return actions;
        }
        vec![self.issue_one(place, &file, text)]
    }

    fn issue_one(&self, place: &Place, file: &str, text: String) -> Action {
        let name = file.rsplit('/').next().unwrap_or(file);
        let kubeadm = self.layout() == Layout::Kubeadm;
        if let Some(name) = kubeadm_name(file).filter(|_| kubeadm) {
            let renew = Words::new("kubeadm certs renew").and(name).done();
            return Action::evident(text, all([renew]));
        }
        if let Some(connection) = self.kubeconfig(place).filter(|_| kubeadm)
            && is_renewed(name)
        {
            let mut commands = all([Words::new("kubeadm certs renew").and(name).done()]);
            // It trusts the first CA of the node's file then, and is to trust both for now.
            if self.target.is_authority {
                commands.extend(self.set_cluster(connection, file, false));
            }
            return Action::evident(text, commands);
        }
        if let Some(action) = self.by_k3s(file, &text) {
            return action;
        }
        let request = Words::new("openssl x509 -x509toreq -copy_extensions copyall -in")
            .value(file)
            .and("-key KEY -out request.csr")
            .done();
        let sign = Words::new("openssl x509 -req -CA")
            .value(&self.new_ca())
            .and("-CAkey new-ca.key -CAcreateserial -days 365 -copy_extensions copyall")
            .and("-in request.csr -out")
            .value(file)
            .done();
        let by_hand = self.target.is_authority && is_pem(file);
        Action::new(
            text,
            if by_hand {
                all([request, sign])
            } else {
                Vec::new()
            },
        )
    }

    /// The connection that a kubeconfig configures, where the place is one.
    fn kubeconfig(&self, place: &Place) -> Option<&'a Connection> {
        self.survey.connections.iter().find(|connection| {
            connection.client.kind == ClientKind::Kubeconfig && connection.client.file == place.file
        })
    }

    fn holds_others(&self, place: &Place) -> bool {
        let bundles = self.survey.parties.iter().flat_map(|party| &party.trusts);
        let mut here = bundles
            .filter(|bundle| *bundle.location.file == *place.file && place.role == Use::Trusts);
        here.any(|bundle| {
            bundle
                .anchors
                .iter()
                .any(|anchor| anchor.certificate.public_key != self.target.certificate.public_key)
        })
    }

    /// Where a file is on the node.
    pub(super) fn on_host(&self, file: &str) -> String {
        let absolute = std::path::absolute(file).unwrap_or_else(|_| file.into());
        let found = self.survey.nodes.iter().find_map(|node| {
            let below_root = || {
                // The layout's folder stands below the node's root as on the node.
                let here = std::path::absolute(&node.here).ok()?;
                let depth = node.host.components().count().checked_sub(1)?;
                let standing = here.ends_with(node.host.strip_prefix("/").ok()?);
                let root = here.ancestors().nth(depth).filter(|_| standing)?;
                let below = absolute.strip_prefix(root).ok()?;
                Some(Path::new("/").join(below).display().to_string())
            };
            node.on_host(file).or_else(below_root)
        });
        found.unwrap_or_else(|| file.to_owned())
    }

    /// The copy that was kept of a file of kubeadm's.
    fn before(&self, file: &str) -> Option<String> {
        self.of_kubeadm()?;
        let below = file.strip_prefix(KUBERNETES)?;
        Some(format!("{BEFORE}{below}"))
    }
}

/// Whether a file holds PEM alone, as far as its name goes: certificates within YAML or JSON are not set by `cat`.
fn is_pem(file: &str) -> bool {
    !["yaml", "yml", "json", "conf", "kubeconfig"]
        .iter()
        .any(|ending| file.ends_with(&format!(".{ending}")))
        && file != "-"
}
