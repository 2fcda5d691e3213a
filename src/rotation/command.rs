//! The steps as commands, for the tools of the layout; where there are none, as text.

use std::path::Path;

pub use crate::fix::Layout;

use super::action::Action;
use super::model::StepKind;
use super::model::{Place, Use};
use super::target::Target;
use super::wait;
use crate::connection::{ClientKind, Connection};
use crate::fix::{Authority, Command, Node, NodeRank, Words, all, subject};
use crate::ground::path::Shown as _;
use crate::survey::Survey;

/// kubeadm's folder on the node, and one of ours for the time of the rotation.
pub(super) const KUBERNETES: &str = "/etc/kubernetes";
pub(super) const NEW_PKI: &str = "/root/new-pki";

/// A step: its number in the plan, and what it does.
#[derive(Clone, Copy, Debug)]
pub(super) struct StepAt {
    pub(super) number: usize,
    pub(super) kind: StepKind,
}

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
    pub(super) fn new_ca(&self) -> String {
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
            let shell = all([wait::as_administrator()]);
            let ranks = [NodeRank::Etcd, NodeRank::ControlPlane];
            actions.push(Action::new("in each shell", shell).on(self.nodes(&ranks)));
        }
        if let Some(with) = self.with {
            if !self.issuing().is_empty() {
                let text = format!("have {with} at that path on every node");
                actions.push(Action::new(text, Vec::new()));
            }
            return actions;
        }
        let ca = &self.target.certificate;
        if self.is_external() {
            let text = format!(
                "have whoever holds the external CA make the new one, and put its certificate into {} on every node",
                self.new_ca()
            );
            actions.push(Action::new(text, Vec::new()));
            return actions;
        }
        if let Some(made) = self.made_with_openssl() {
            actions.push(made);
            actions.extend(self.of_kubeadm().and_then(|name| self.copies(name)));
            return actions;
        }
        actions.extend(self.moves_to());
        actions.push(match (self.of_kubeadm(), self.layout()) {
            (Some(name), _) => {
                // The phase of `etcd/ca` is `etcd-ca`.
                let phase = name.replace('/', "-");
                Action::new(
                    "make the new CA beside the old one",
                    all([self.phase(&phase)]),
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
        at: StepAt,
        (node, all): (Option<usize>, &[Option<usize>]),
        places: &[Place],
    ) -> Vec<Action> {
        let mut actions: Vec<Action> = self.keep(at, node, places).into_iter().collect();
        let mut issuing = all.iter().copied().filter(|node| self.issues(*node));
        // On all of them at once: any kube-controller-manager may be the one that signs for kubelets.
        if at.kind == StepKind::Issue && issuing.clone().next() == Some(node) {
            let names: Vec<_> = issuing
                .by_ref()
                .filter_map(|node| self.name(node))
                .collect();
            let key = self.new_key(at);
            actions.extend(key.into_iter().map(|action| action.on(names.clone())));
        }
        if at.kind == StepKind::Trust && self.signs(node) {
            actions.push(self.signer_apart());
        }
        let (kubeconfigs, files): (Vec<&Place>, Vec<&Place>) = places
            .iter()
            .partition(|place| self.kubeconfig(place).is_some());
        // The CA's own file first, which others are made from; certificates before kubeconfigs, since a kubeconfig that is
        // renewed trusts the new CA alone until it is told otherwise.
        match at.kind {
            StepKind::Trust | StepKind::Drop => {
                let alone = at.kind == StepKind::Drop;
                actions.extend(files.iter().map(|place| self.trust(place, at, alone)));
                actions.extend(self.set_clusters(&kubeconfigs, alone));
            }
            StepKind::Issue if self.layout() == Layout::K3s && !self.target.others.is_empty() => {
                actions.push(self.rotate_k3s(node));
            }
            StepKind::Issue => {
                actions.extend(self.renew_together(&[files.as_slice(), &kubeconfigs].concat()));
                actions.extend(self.kubeconfigs_follow(&kubeconfigs));
                let apart = files.iter().chain(&kubeconfigs);
                let apart = apart.filter(|place| !self.is_renewed_together(place));
                let (outside, apart): (Vec<&Place>, Vec<&Place>) =
                    apart.partition(|place| self.is_signed_elsewhere(place));
                actions.extend(self.signed_elsewhere(&outside));
                actions.extend(
                    apart
                        .into_iter()
                        .flat_map(|place| self.issue(place, (node, all))),
                );
            }
            StepKind::Restart | StepKind::Wait | StepKind::Exchange => {}
        }
        if at.kind == StepKind::Issue && self.makes_for_workers(all) == Some(node) {
            actions.extend(self.kubelets_made(all));
        }
        actions.extend(self.own_kubeconfig(at, node, &kubeconfigs));
        actions
    }

    /// Keeps the files of this node as they are before the step: what the way back is made of.
    fn keep(&self, at: StepAt, node: Option<usize>, places: &[Place]) -> Option<Action> {
        // The switch of signing has kept them already.
        let kept = at.kind == StepKind::Issue && self.target.is_authority && self.issues(node);
        if self.layout() != Layout::Kubeadm || (kept && self.of_kubeadm().is_some()) {
            return None;
        }
        let kubelets = places.iter().any(|place| self.is_in_kubelet_folder(place));
        Some(Action::evident(
            "keep what is there",
            all([keep(at.number, kubelets)]),
        ))
    }

    /// Puts the new CA behind the old one, or alone.
    fn trust(&self, place: &Place, at: StepAt, alone: bool) -> Action {
        let file = self.on_host(&place.file);
        let text = if alone {
            format!("remove the old CA from {file}")
        } else {
            format!("add the new CA to {file}")
        };
        let new = self.new_ca();
        let commands = match (self.before(&file, at), alone) {
            _ if !is_pem(&file) => Vec::new(),
            (_, true) => all([Words::new("cp").value(&new).value(&file).done()]),
            // kubeadm issues with the first certificate of the file, and its key is still the old one.
            (Some(before), false) => all([bundle([&before, &new], &file)]),
            (None, false) => all([Words::new("cat").value(&new).raw(">>").value(&file).done()]),
        };
        // Of a bundle with other CAs a copy would lose them.
        if alone && self.holds_others(place) {
            return Action::new(text, Vec::new());
        }
        Action::evident(text, commands)
    }

    /// Issues what a place presents.
    pub(super) fn issue(
        &self,
        place: &Place,
        (node, all): (Option<usize>, &[Option<usize>]),
    ) -> Vec<Action> {
        let file = self.on_host(&place.file);
        let text = format!("renew the certificate in {file}");
        if self.layout() == Layout::Kubeadm
            && let Some(actions) = self
                .kubelet_anew(place, (node, all), &text)
                .or_else(|| self.kubelet_serving_anew(place, node, &text))
        {
            return actions;
        }
        vec![self.issue_one(place, &file, text)]
    }

    fn issue_one(&self, place: &Place, file: &str, text: String) -> Action {
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
        let by_hand = self.target.is_authority && is_pem(file) && self.layout() == Layout::ByHand;
        debug_assert!(place.role == Use::Presents, "what is issued is presented");
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
    pub(super) fn kubeconfig(&self, place: &Place) -> Option<&'a Connection> {
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
                Some(Path::new("/").join(below).shown().to_string())
            };
            node.on_host(file).or_else(below_root)
        });
        found.unwrap_or_else(|| file.to_owned())
    }

    /// The copy that the step keeps of a file of kubeadm's.
    fn before(&self, file: &str, at: StepAt) -> Option<String> {
        self.of_kubeadm()?;
        let below = file.strip_prefix(KUBERNETES)?;
        Some(format!("{}/kubernetes{below}", before(at.number)))
    }
}

/// Writes certificates of several files into one, whether or not these end with a line end.
pub(super) fn bundle(files: [&str; 2], into: &str) -> Option<Command> {
    let [first, second] = files;
    Words::new("{ cat")
        .value(first)
        .and("&& echo && cat")
        .value(second)
        .raw("; } >")
        .value(into)
        .done()
}

/// Keeps kubeadm's folder, and the kubelet's own, as a step finds them; once.
pub(super) fn keep(number: usize, kubelets: bool) -> Option<Command> {
    let folder = before(number);
    let more = if kubelets {
        " /var/lib/kubelet/pki"
    } else {
        ""
    };
    Words::new(&format!(
        "[ -e {folder} ] || {{ mkdir -m 700 {folder} && cp -a {KUBERNETES}{more} {folder}/; }}"
    ))
    .done()
}

/// Where a step keeps what it changes.
pub(super) fn before(number: usize) -> String {
    format!("/root/before-{number}")
}

/// Whether a file holds PEM alone, as far as its name goes: certificates within YAML or JSON are not set by `cat`.
fn is_pem(file: &str) -> bool {
    !["yaml", "yml", "json", "conf", "kubeconfig"]
        .iter()
        .any(|ending| file.ends_with(&format!(".{ending}")))
        && file != "-"
}
