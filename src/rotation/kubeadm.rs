//! What a rotation takes on a node of kubeadm beside the files themselves.

use super::action::Action;
use super::command::{KUBERNETES, Layout, NEW_PKI, Tools};
use crate::fix::{NodeRank, Words, all};

impl Tools<'_> {
    /// kube-controller-manager signs with exactly one CA, and refuses a file that holds two (Kubernetes
    /// `pkg/controller/certificates/signer/ca_provider.go`).
    pub(super) fn signer(&self, apart: bool) -> Option<Action> {
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
    pub(super) fn new_key(&self) -> Option<Action> {
        let name = self.of_kubeadm().filter(|_| self.target.is_authority)?;
        if let Some(with) = self.with {
            let key = |name: &str| format!("{KUBERNETES}/pki/{name}.key");
            let (keys, commands) = if name == "ca" {
                let signing = Words::new("cp").value(with);
                let signing = signing.and(&format!("{KUBERNETES}/pki/ca-signing.crt"));
                let keys = format!("{} and {}", key(name), key("ca-signing"));
                (keys, all([signing.done()]))
            } else {
                (key(name), Vec::new())
            };
            let text = format!("put the new CA's private key into {keys}");
            return Some(Action::new(text, commands));
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

    /// Brings the new CA to the other nodes; its key to those that issue.
    pub(super) fn copies(&self, name: &str) -> Option<Action> {
        let issuing = self.issuing();
        let others = issuing.iter().skip(1).map(|node| {
            Words::new("scp -rp")
                .and(NEW_PKI)
                .value(&format!("root@{node}:/root/"))
                .done()
        });
        let certificate = format!("{NEW_PKI}/{name}.crt");
        let folder = certificate
            .rsplit_once('/')
            .map_or(NEW_PKI, |(folder, _)| folder);
        let workers = self.nodes(&[NodeRank::Worker]);
        let workers = workers.iter().flat_map(|node| {
            let there = format!("root@{node}");
            let make = Words::new("ssh").value(&there).and("mkdir -p").and(folder);
            let copy = Words::new("scp -p").and(&certificate);
            let copy = copy.value(&format!("{there}:{folder}/"));
            [make.done(), copy.done()]
        });
        let commands = all(others.chain(workers));
        let action = Action::new(
            "bring it to the other nodes, to workers without its key",
            commands,
        );
        (!issuing.is_empty()).then(|| action.on(Self::first(&issuing)))
    }

    /// One control-plane node of several at a time: etcd loses its quorum otherwise.
    pub(super) fn ready(&self, node: Option<usize>) -> Option<Action> {
        let serves = self.rank(node)? != NodeRank::Worker;
        if !serves || self.issuing().len() < 2 || self.layout() != Layout::Kubeadm {
            return None;
        }
        Some(Action::new(
            "go on when all pods of this node are ready again",
            all([Words::new("kubectl get pods --namespace=kube-system --output=wide").done()]),
        ))
    }
}
