//! What a rotation takes on a node of kubeadm beside the files of the CA themselves.

use super::action::Action;
use super::command::{KUBERNETES, Layout, NEW_PKI, StepAt, Tools, before, bundle, keep};
use super::model::{Place, StepKind};
use crate::fix::{AuthorityKey, Command, NodeRank, Words, all, is_renewed, kubeadm_name};
use crate::programs::Release;

/// kubeadm's own configuration, for new files.
pub(super) const CONFIGURATION: &str = "/root/kubeadm.yaml";

impl Tools<'_> {
    /// The phase of `kubeadm init` that makes files of this kind in a folder of their own. Without a release kubeadm asks the
    /// internet for one, and waits 10 s where there is none.
    pub(super) fn phase(&self, name: &str) -> Option<Command> {
        let make = Words::new("kubeadm init phase certs").and(name);
        if self.target.algorithm.is_some() {
            return make.option("--config", CONFIGURATION).done();
        }
        let make = make.option("--cert-dir", NEW_PKI);
        match self.release() {
            Some(release) if release.patch.is_some() => {
                make.option("--kubernetes-version", &format!("v{release}"))
            }
            _ => make,
        }
        .done()
    }

    /// The release of the first API server whose image tells it, and so of kubeadm.
    pub(super) fn release(&self) -> Option<Release> {
        let servers = self.survey.sides.iter().map(|sides| &sides.server);
        let mut servers = servers
            .filter(|server| server.role.component == crate::programs::Program::KubeApiserver);
        servers.find_map(|server| server.release)
    }

    /// Whether kube-controller-manager of this node signs with the CA.
    pub(super) fn signs(&self, node: Option<usize>) -> bool {
        let Some(name) = self.of_kubeadm() else {
            return false;
        };
        let own = node.and_then(|node| self.survey.nodes.get(node));
        let Some(own) = own.filter(|own| own.rank == NodeRank::ControlPlane) else {
            return false;
        };
        let Some(authority) = own.authorities.iter().find(|known| known.name == name) else {
            return false;
        };
        if authority.key == AuthorityKey::Absent {
            return false;
        }
        // Without a manifest it is taken to be kubeadm's.
        let file = std::path::Path::new(&authority.file);
        let mut files = own
            .signers
            .iter()
            .filter_map(|signer| signer.path.as_deref());
        files.any(|signer| signer == file) || (own.signers.is_empty() && name == "ca")
    }

    /// kube-controller-manager signs with exactly one CA, and refuses a file that holds two (Kubernetes
    /// `pkg/controller/certificates/signer/ca_provider.go`): it signs from a copy while there are two.
    pub(super) fn signer_apart(&self) -> Action {
        let stem = self.stem();
        let copies =
            format!("cp -p {stem}.crt {stem}-signing.crt && cp -p {stem}.key {stem}-signing.key");
        Action::new(
            "sign from a copy: kube-controller-manager refuses two CAs in its file",
            all([Words::new(&copies).done()]),
        )
    }

    /// The CA's files on the node, without their endings.
    pub(super) fn stem(&self) -> String {
        format!("{KUBERNETES}/pki/{}", self.of_kubeadm().unwrap_or_default())
    }

    /// What its manifest becomes while it restarts: a script for sed.
    pub(super) fn signer_edit(&self, node: Option<usize>, kind: StepKind) -> Option<String> {
        let stem = self.stem();
        let flag = r"\(--cluster-signing-[a-z-]*-file=";
        match kind {
            StepKind::Trust if self.signs(node) => {
                Some(format!(r"'s|{flag}{stem}\)\.|\1-signing.|'"))
            }
            StepKind::Drop if self.signs(node) => {
                Some(format!(r"'s|{flag}{stem}\)-signing\.|\1.|'"))
            }
            _ => None,
        }
    }

    /// The copies, when nothing signs from them any more.
    pub(super) fn signer_copies_go(&self) -> Action {
        let stem = self.stem();
        let remove = format!("rm -f {stem}-signing.crt {stem}-signing.key");
        Action::evident("remove the copies", all([Words::new(&remove).done()]))
    }

    /// Signing moves to the new CA: its key takes the old one's place, and its certificate comes first in the file, since
    /// kubeadm issues with the first.
    pub(super) fn new_key(&self, at: StepAt) -> Option<Action> {
        let name = self.of_kubeadm().filter(|_| self.target.is_authority)?;
        let stem = self.stem();
        let kept = format!("{}/kubernetes/pki/{name}.crt", before(1));
        let new = self.new_ca();
        let mut commands = vec![
            keep(at.number, name == "ca"),
            bundle([&new, &kept], &format!("{stem}.crt")),
        ];
        if self.is_external() {
            return Some(Action::new(
                "have kubeadm read the new CA first",
                all(commands),
            ));
        }
        let mut keys = vec![format!("{stem}.key")];
        if (0..self.survey.nodes.len()).any(|node| self.signs(Some(node))) {
            let copy = format!("{stem}-signing.crt");
            commands.push(Words::new("cp").value(&new).and(&copy).done());
            keys.push(format!("{stem}-signing.key"));
        }
        if self.with.is_some() {
            let text = format!("put the new CA's private key into {}", keys.join(" and "));
            return Some(Action::new(text, all(commands)));
        }
        commands.extend(keys.iter().map(|key| {
            Words::new("cp -p")
                .and(&format!("{NEW_PKI}/{name}.key"))
                .and(key)
                .done()
        }));
        Some(Action::new("switch signing to the new CA", all(commands)))
    }

    /// Brings the new CA to the other nodes; its key to those that issue.
    pub(super) fn copies(&self, name: &str) -> Option<Action> {
        let issuing = self.issuing();
        let (folder, _) = name.rsplit_once('/').unwrap_or_default();
        let folder = format!("{NEW_PKI}/{folder}");
        let folder = folder.trim_end_matches('/');
        let whole = format!("scp -rp {NEW_PKI} \"root@$n:/root/\"");
        let certificate = format!(
            "ssh \"root@$n\" mkdir -p {folder} && scp -p {NEW_PKI}/{name}.crt \"root@$n:{folder}/\""
        );
        let others = issuing.get(1..).unwrap_or_default();
        let workers = self.nodes(&[NodeRank::Worker]);
        let commands = [each(others, &whole), each(&workers, &certificate)];
        let action = Action::new(
            "copy it to the other nodes, to workers without its key",
            all(commands.into_iter().flatten().map(Some)),
        );
        (!issuing.is_empty()).then(|| action.on(Self::first(&issuing)))
    }

    /// Sets the CA of kubeconfigs: those below kubeadm's folder with one command for each name of a cluster.
    pub(super) fn set_clusters(&self, places: &[&Place], alone: bool) -> Vec<Action> {
        let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
        let mut actions = Vec::new();
        for place in places {
            let file = self.on_host(&place.file);
            let cluster = self
                .kubeconfig(place)
                .and_then(|connection| connection.client.cluster.as_deref());
            let stem = self.of_kubeadm().and_then(|_| stem(&file));
            match (cluster, stem) {
                (Some(cluster), Some(stem)) => {
                    match groups.iter_mut().find(|(known, _)| *known == cluster) {
                        Some((_, stems)) => stems.push(stem.to_owned()),
                        None => groups.push((cluster, vec![stem.to_owned()])),
                    }
                }
                _ => actions.push(self.set_cluster(place, &file, alone)),
            }
        }
        let text = if alone {
            "remove the old CA from kubeconfigs"
        } else {
            "add the new CA to kubeconfigs"
        };
        let grouped = groups
            .iter()
            .map(|(cluster, stems)| Action::evident(text, all([self.set_all(cluster, stems)])));
        grouped.chain(actions).collect()
    }

    /// The CA of a kubeconfig's cluster, from the file of the node, or from the new CA alone.
    fn set_cluster(&self, place: &Place, file: &str, alone: bool) -> Action {
        let text = if alone {
            format!("remove the old CA from {file}")
        } else {
            format!("add the new CA to {file}")
        };
        let cluster = self
            .kubeconfig(place)
            .and_then(|connection| connection.client.cluster.as_deref());
        let Some(cluster) = cluster else {
            return Action::new(text, Vec::new());
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
        let commands = if bundle == "ca-bundle.crt" {
            all([old, set])
        } else {
            all([set])
        };
        Action::evident(text, commands)
    }

    /// Sets the CA of kubeconfigs by their names below kubeadm's folder, from the CA's file.
    fn set_all(&self, cluster: &str, stems: &[String]) -> Option<Command> {
        let ca = format!("{KUBERNETES}/pki/{}.crt", self.of_kubeadm()?);
        if let [one] = stems {
            return Words::new("kubectl config set-cluster")
                .value(cluster)
                .option("--kubeconfig", &format!("{KUBERNETES}/{one}.conf"))
                .option("--certificate-authority", &ca)
                .and("--embed-certs")
                .done();
        }
        let mut words = Words::new("for f in");
        for stem in stems {
            words = words.value(stem);
        }
        words
            .raw("; do")
            .and("kubectl config set-cluster")
            .value(cluster)
            .raw(format!("--kubeconfig=\"{KUBERNETES}/$f.conf\""))
            .option("--certificate-authority", &ca)
            .and("--embed-certs; done")
            .done()
    }

    /// Whether kubeadm renews what is in a file, with others in one command.
    pub(super) fn is_renewed_together(&self, place: &Place) -> bool {
        self.renewed(place).is_some()
    }

    /// kubeadm's name of what is in a file, if it can renew that here.
    fn renewed(&self, place: &Place) -> Option<String> {
        self.kubeadm_name(place)
            .filter(|name| !self.is_external_for(name))
    }

    /// kubeadm's name of what is in a file.
    pub(super) fn kubeadm_name(&self, place: &Place) -> Option<String> {
        let file = self.on_host(&place.file);
        let name = file.rsplit('/').next().unwrap_or(&file).to_owned();
        if self.layout() != Layout::Kubeadm {
            return None;
        }
        let is_own = self.kubeconfig(place).is_some() && is_renewed(&name);
        kubeadm_name(&file)
            .map(str::to_owned)
            .or_else(|| is_own.then_some(name))
    }

    /// All that kubeadm renews of these, in one command.
    pub(super) fn renew_together(&self, places: &[&Place]) -> Option<Action> {
        /// As many as a control-plane node has with its own etcd: more than this are all.
        const ALL: usize = 10;
        let mut names: Vec<_> = places
            .iter()
            .filter_map(|place| self.renewed(place))
            .collect();
        names.dedup();
        let command = match names.as_slice() {
            [] => return None,
            [one] => Words::new("kubeadm certs renew").and(one).done(),
            several if several.len() >= ALL => Words::new("kubeadm certs renew all").done(),
            several => {
                let list = format!(
                    "for n in {}; do kubeadm certs renew \"$n\"; done",
                    several.join(" ")
                );
                Words::new(&list).done()
            }
        };
        Some(Action::evident("renew what kubeadm made", all([command])))
    }

    /// A kubeconfig that kubeadm renews trusts the first CA of the node's file then, and is to trust both for now.
    pub(super) fn kubeconfigs_follow(&self, places: &[&Place]) -> Vec<Action> {
        let own = places.iter().copied();
        let own: Vec<&Place> = own
            .filter(|place| self.is_renewed_together(place))
            .collect();
        if self.target.is_authority {
            self.set_clusters(&own, false)
        } else {
            Vec::new()
        }
    }

    /// root's own kubeconfig on a control-plane node, where it is the copy of admin.conf that kubeadm tells people to make.
    pub(super) fn own_kubeconfig(
        &self,
        at: StepAt,
        node: Option<usize>,
        changed: &[&Place],
    ) -> Option<Action> {
        let admin = format!("{KUBERNETES}/admin.conf");
        let changes = changed
            .iter()
            .any(|place| self.on_host(&place.file) == admin);
        if !changes || self.rank(node) != Some(NodeRank::ControlPlane) {
            return None;
        }
        let copy = format!(
            "! cmp -s {}/kubernetes/admin.conf /root/.kube/config || cp {admin} /root/.kube/config",
            before(at.number)
        );
        Some(Action::evident(
            "update root's own kubeconfig, if it is a copy of admin.conf",
            all([Words::new(&copy).done()]),
        ))
    }

    /// Puts what the CA's file holds now into ConfigMap `cluster-info`, which nodes join by and nothing else updates.
    pub(super) fn cluster_info(&self) -> Option<Action> {
        let name = self.of_kubeadm().filter(|name| *name == "ca")?;
        let map = "kubectl get configmap cluster-info --namespace=kube-public";
        let line = format!(
            "! {map} || {map} --output=yaml | sed \"s|\\(certificate-authority-data: \\).*|\\1$(base64 -w0 \
             {KUBERNETES}/pki/{name}.crt)|\" | kubectl replace --filename=-"
        );
        Some(Action::new(
            "update cluster-info, which kubeadm join reads",
            all([Words::new(&line).done()]),
        ))
    }
}

/// The name of a kubeconfig below kubeadm's folder: `admin` of `/etc/kubernetes/admin.conf`.
fn stem(file: &str) -> Option<&str> {
    let name = file.strip_prefix(KUBERNETES)?.strip_prefix('/')?;
    let stem = name.strip_suffix(".conf")?;
    (!stem.contains('/')).then_some(stem)
}

/// The same on each of several nodes, from here; none for no node.
pub(super) fn each(nodes: &[String], what: &str) -> Option<Command> {
    let mut words = Words::new("for n in");
    for node in nodes {
        words = words.value(node);
    }
    let command = words.raw("; do").and(what).raw("; done").done();
    command.filter(|_| !nodes.is_empty())
}
