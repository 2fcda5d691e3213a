//! The steps as commands, for the tools of the layout; where there are none, as text.

use std::borrow::Cow;
use std::path::Path;

use super::plan::StepKind;
use super::simulation::{Place, Use};
use super::target::Target;
use crate::handshake::mend::{
    Authority, Command, Node, Words, all, is_renewed, kubeadm_name, restart_of, subject,
};
use crate::handshake::{ClientKind, Connection};
use crate::survey::Survey;

pub use crate::handshake::mend::Layout;

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it is.
    pub text: String,
    /// How it is done; empty where nothing here knows.
    pub commands: Vec<Command>,
    /// The commands say what they do.
    pub evident: bool,
}

impl Action {
    fn new(text: impl Into<String>, commands: Vec<Command>) -> Self {
        Self {
            text: text.into(),
            commands,
            evident: false,
        }
    }

    /// Where there are commands, these say it.
    fn evident(text: impl Into<String>, commands: Vec<Command>) -> Self {
        Self {
            evident: !commands.is_empty(),
            ..Self::new(text, commands)
        }
    }
}

/// Folders of kubeadm's on the node, and two of ours for the time of the rotation.
const KUBERNETES: &str = "/etc/kubernetes";
const BEFORE: &str = "/root/kubernetes-before";
const NEW_PKI: &str = "/root/new-pki";

/// What is known of who does the steps.
pub(super) struct Tools<'a> {
    survey: &'a Survey,
    target: &'a Target,
    /// The new CA's file, where it is the user's own.
    with: Option<&'a str>,
    node: Option<&'a Node>,
    /// The CA's place in the layout.
    authority: Option<&'a Authority>,
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

    fn layout(&self) -> Layout {
        self.node.map_or(Layout::ByHand, |node| node.layout)
    }

    /// kubeadm's name of the CA below `pki`: `ca`, `etcd/ca`.
    fn of_kubeadm(&self) -> Option<&'static str> {
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

    /// Makes the new CA.
    pub(super) fn preparation(&self) -> Vec<Action> {
        if !self.target.is_authority {
            return Vec::new();
        }
        let mut actions = Vec::new();
        if self.of_kubeadm().is_some() {
            actions.push(Action::new(
                "keep what there is",
                all([Words::new("cp -a").and(KUBERNETES).and(BEFORE).done()]),
            ));
        }
        if self.with.is_some() {
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
            }
            (None, Layout::K3s) if self.authority.is_some() => return actions,
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
        actions
    }

    /// Changes files.
    pub(super) fn change(&self, kind: StepKind, places: &[Place]) -> Vec<Action> {
        if self.layout() == Layout::K3s && self.authority.is_some() {
            return self.by_k3s(kind);
        }
        let mut actions = Vec::new();
        if kind == StepKind::Trust {
            actions.extend(self.signer(true));
        }
        if kind == StepKind::Issue {
            actions.extend(self.new_key());
        }
        // The CA's own file first, which others are made from; certificates before kubeconfigs, since a kubeconfig that is
        // renewed trusts the new CA alone until it is told otherwise.
        let mut places: Vec<_> = places.iter().collect();
        places.sort_by_key(|place| (self.kubeconfig(place).is_some(), *place));
        actions.extend(places.iter().map(|place| match kind {
            StepKind::Trust => self.trust(place, false),
            StepKind::Drop => self.trust(place, true),
            StepKind::Issue => self.issue(place),
            StepKind::Restart => Action::new("", Vec::new()),
        }));
        if kind == StepKind::Drop {
            actions.extend(self.signer(false));
        }
        actions
    }

    /// k3s keeps its files in its datastore and writes them anew as it starts, so that it has to do it all by itself
    /// (docs.k3s.io, "certificate rotate-ca").
    fn by_k3s(&self, kind: StepKind) -> Vec<Action> {
        let product = self.product();
        vec![match kind {
            StepKind::Trust => Action::new(
                "make new CAs that the old ones sign too, and hand them over",
                all([
                    Words::new("curl -sL")
                        .and("https://github.com/k3s-io/k3s/raw/main/contrib/util/rotate-default-ca-certs.sh")
                        .and(&format!("| PRODUCT={product} bash -"))
                        .done(),
                    Words::new(product)
                        .and("certificate rotate-ca")
                        .option("--path", &format!("/var/lib/rancher/{product}/server/rotate-ca"))
                        .done(),
                ]),
            ),
            StepKind::Issue => Action::new(
                format!("{product} issues them as it starts, and writes its own kubeconfigs anew"),
                Vec::new(),
            ),
            StepKind::Drop | StepKind::Restart => Action::new(
                format!("give out {product}'s new kubeconfig; what was copied before trusts the old CA alone"),
                Vec::new(),
            ),
        }]
    }

    /// `k3s` or `rke2`.
    fn product(&self) -> &'static str {
        let rke2 = self
            .node
            .is_some_and(|node| node.host.starts_with("/var/lib/rancher/rke2"));
        if rke2 { "rke2" } else { "k3s" }
    }

    /// Starts programs anew.
    pub(super) fn restart(&self, processes: &[&str]) -> Vec<Action> {
        if self.layout() == Layout::K3s {
            let (server, agent) = match self.product() {
                "rke2" => ("rke2-server", "rke2-agent"),
                _ => ("k3s", "k3s-agent"),
            };
            let restart = |unit| all([Words::new("systemctl restart").and(unit).done()]);
            return vec![
                Action::new("on every server, one after the other", restart(server)),
                Action::new("then on every agent", restart(agent)),
            ];
        }
        let action = |process: &&str| {
            let command = Some(()).filter(|()| self.layout() == Layout::Kubeadm);
            let command = command.and_then(|()| restart_of(process));
            Action::evident(format!("restart {process}"), command.into_iter().collect())
        };
        processes.iter().map(action).collect()
    }

    /// kube-controller-manager signs with exactly one CA, and refuses a file that holds two (Kubernetes
    /// `pkg/controller/certificates/signer/ca_provider.go`).
    fn signer(&self, apart: bool) -> Option<Action> {
        if self.of_kubeadm() != Some("ca") {
            return None;
        }
        let manifest = "kube-controller-manager.yaml";
        let moved = |from: &str, to: &str| {
            Words::new("mv")
                .and(&format!("{from}/{manifest} {to}/"))
                .done()
        };
        let manifests = "/etc/kubernetes/manifests";
        let edit = if apart {
            r"'s|\(--cluster-signing-[a-z]*-file=.*/ca\)\.|\1-signing.|'"
        } else {
            r"'s|\(--cluster-signing-[a-z]*-file=.*/ca\)-signing\.|\1.|'"
        };
        let edit = [
            moved(manifests, "/root"),
            Words::new("sed -i")
                .raw(edit)
                .and(&format!("/root/{manifest}"))
                .done(),
            moved("/root", manifests),
        ];
        if !apart {
            let remove = Words::new("rm /etc/kubernetes/pki/ca-signing.crt")
                .and("/etc/kubernetes/pki/ca-signing.key")
                .done();
            return Some(Action::new(
                "let kube-controller-manager sign with the CA's own file again",
                all(edit.into_iter().chain([remove])),
            ));
        }
        let copies = [
            Words::new("cp -p /etc/kubernetes/pki/ca.crt /etc/kubernetes/pki/ca-signing.crt")
                .done(),
            Words::new("cp -p /etc/kubernetes/pki/ca.key /etc/kubernetes/pki/ca-signing.key")
                .done(),
        ];
        Some(Action::new(
            "let kube-controller-manager sign with a copy: of a file with two CAs it signs nothing",
            all(copies.into_iter().chain(edit)),
        ))
    }

    /// The new CA's key takes the old one's place.
    fn new_key(&self) -> Option<Action> {
        let name = self.of_kubeadm().filter(|_| self.target.is_authority)?;
        let key = format!("{KUBERNETES}/pki/{name}.key");
        if self.with.is_some() {
            return Some(Action::new(
                format!("put the new CA's private key into {key}"),
                Vec::new(),
            ));
        }
        let copy = |to: &str, ending: &str| {
            Words::new("cp -p")
                .and(&format!("{NEW_PKI}/{name}.{ending}"))
                .and(&format!("{KUBERNETES}/pki/{to}.{ending}"))
                .done()
        };
        let mut commands = vec![copy(name, "key")];
        if name == "ca" {
            commands.extend([copy("ca-signing", "crt"), copy("ca-signing", "key")]);
        }
        Some(Action::new("from here on the new CA issues", all(commands)))
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
    fn issue(&self, place: &Place) -> Action {
        let file = self.on_host(&place.file);
        let name = file.rsplit('/').next().unwrap_or(&file);
        let text = format!("issue the certificate in {} anew", place.file);
        let kubeadm = self.layout() == Layout::Kubeadm;
        if let Some(name) = kubeadm_name(&file).filter(|_| kubeadm) {
            let renew = Words::new("kubeadm certs renew").and(name).done();
            return Action::evident(text, all([renew]));
        }
        if let Some(connection) = self.kubeconfig(place).filter(|_| kubeadm)
            && is_renewed(name)
        {
            let mut commands = all([Words::new("kubeadm certs renew").and(name).done()]);
            // It trusts the first CA of the node's file then, and is to trust both for now.
            if self.target.is_authority {
                commands.extend(self.set_cluster(connection, &file, false));
            }
            return Action::evident(text, commands);
        }
        if let Some(user) = self.node_user(place).filter(|_| kubeadm) {
            return Action::new(
                format!(
                    "{text}: make a kubelet.conf, and put it and its certificate in place on that node"
                ),
                all([Words::new("kubeadm kubeconfig user --org=system:nodes")
                    .option("--client-name", &user)
                    .raw(">")
                    .and("/root/kubelet.conf")
                    .done()]),
            );
        }
        let request = Words::new("openssl x509 -x509toreq -copy_extensions copyall -in")
            .value(&file)
            .and("-key KEY -out request.csr")
            .done();
        let sign = Words::new("openssl x509 -req -CA")
            .value(&self.new_ca())
            .and("-CAkey new-ca.key -CAcreateserial -days 365 -copy_extensions copyall")
            .and("-in request.csr -out")
            .value(&file)
            .done();
        let by_hand = self.target.is_authority && is_pem(&file);
        Action::new(
            text,
            if by_hand {
                all([request, sign])
            } else {
                Vec::new()
            },
        )
    }

    /// The kubelet's user, where the place is what a kubelet presents.
    fn node_user(&self, place: &Place) -> Option<String> {
        let chains = self
            .survey
            .connections
            .iter()
            .filter(|connection| connection.client.component == "kubelet");
        let mut leaves = chains.filter_map(|connection| connection.client_presents.chain.first());
        let leaf = leaves.find(|leaf| *leaf.location.file == *place.file)?;
        leaf.certificate.subject.common_name().map(Cow::into_owned)
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
    fn on_host(&self, file: &str) -> String {
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
