//! Certificates of a CA whose key is not on the nodes (kubeadm's "external CA"): `kubeadm certs renew` says so, renews nothing, and
//! ends with status 0. They are requested with `kubeadm certs generate-csr` and signed elsewhere.

use super::action::Action;
use super::command::{KUBERNETES, Tools};
use super::model::Place;
use crate::fix::{AuthorityKey, Layout, Words, all};

/// Where requests and new keys lie.
const REQUESTS: &str = "/root/csr";

/// The CA that issues what kubeadm calls so, by its place in the layout (kubeadm `phases/certs/certlist.go`).
fn issuer_of(name: &str) -> &'static str {
    match name {
        "front-proxy-client" => "front-proxy-ca",
        "apiserver-etcd-client" => "etcd/ca",
        name if name.starts_with("etcd-") => "etcd/ca",
        _ => "ca",
    }
}

/// Its files below `pki`, without their ending.
fn stem_of(name: &str) -> String {
    match name.strip_prefix("etcd-") {
        Some(own) => format!("etcd/{own}"),
        None => name.to_owned(),
    }
}

impl Tools<'_> {
    /// Whether the CA that is replaced has no key on its nodes, where other CAs have theirs.
    pub(super) fn is_external(&self) -> bool {
        self.target.is_authority
            && self.layout() == Layout::Kubeadm
            && self
                .authority
                .is_some_and(|authority| authority.key == AuthorityKey::Absent)
    }

    /// Whether the CA moves to keys that kubeadm does not make and sign with.
    pub(super) fn is_made_elsewhere(&self) -> bool {
        let algorithm = self
            .target
            .algorithm
            .filter(|_| self.of_kubeadm().is_some());
        algorithm.is_some_and(|algorithm| !algorithm.is_made_by(self.release()))
    }

    /// The same of the CA that issues what kubeadm calls so.
    pub(super) fn is_external_for(&self, name: &str) -> bool {
        let nodes = self.survey.nodes.iter();
        let mut own = nodes.filter_map(|node| {
            let mut known = node.authorities.iter();
            known.find(|authority| authority.name == issuer_of(name))
        });
        let moves = self.is_made_elsewhere() && self.of_kubeadm() == Some(issuer_of(name));
        moves || own.any(|authority| authority.key == AuthorityKey::Absent)
    }

    /// Whether what is in a file has to be signed by somebody else.
    pub(super) fn is_signed_elsewhere(&self, place: &Place) -> bool {
        let elsewhere = self.is_external() || self.is_made_elsewhere();
        let kubelet = elsewhere && self.of_kubeadm() == Some("ca");
        match self.kubeadm_name(place) {
            Some(name) => self.is_external_for(&name),
            None => kubelet && self.is_in_kubelet_folder(place),
        }
    }

    /// Whether a plan needs signatures from somebody else.
    pub(super) fn needs_signatures(&self, places: &[Place]) -> bool {
        self.is_external()
            || self.is_made_elsewhere()
            || places.iter().any(|place| self.is_signed_elsewhere(place))
    }

    /// Requests, their signing, and what puts the answers into place.
    pub(super) fn signed_elsewhere(&self, places: &[&Place]) -> Vec<Action> {
        let mut names: Vec<_> = places
            .iter()
            .filter_map(|place| self.kubeadm_name(place))
            .collect();
        names.sort();
        names.dedup();
        let kubelets: Vec<_> = places
            .iter()
            .filter(|place| self.is_in_kubelet_folder(place))
            .map(|place| self.on_host(&place.file))
            .collect();
        let mut actions = Vec::new();
        if !names.is_empty() {
            actions.extend(requested(&names));
        }
        for file in kubelets {
            let text = format!(
                "have the external CA sign a new certificate for the kubelet, and put it into {file}"
            );
            actions.push(Action::new(text, Vec::new()).restarting(&["kubelet"]));
        }
        actions
    }
}

fn requested(names: &[String]) -> Vec<Action> {
    let config = format!(
        "mkdir -p -m 700 {REQUESTS} && kubectl get configmap kubeadm-config --namespace=kube-system \
         --output=jsonpath={{.data.ClusterConfiguration}} > {REQUESTS}/kubeadm.yaml"
    );
    let make = format!(
        "kubeadm certs generate-csr --config={REQUESTS}/kubeadm.yaml --kubeconfig-dir={REQUESTS} --cert-dir={REQUESTS}/pki"
    );
    let (kubeconfigs, pairs): (Vec<&String>, Vec<&String>) =
        names.iter().partition(|name| name.ends_with(".conf"));
    let requests = names.iter().map(|name| match name.ends_with(".conf") {
        true => format!("{REQUESTS}/{name}.csr"),
        false => format!("{REQUESTS}/pki/{}.csr", stem_of(name)),
    });
    let requests: Vec<_> = requests.collect();
    let stems: Vec<_> = pairs.iter().map(|name| stem_of(name)).collect();
    let mut place = Vec::new();
    if !stems.is_empty() {
        place.push(format!(
            "for n in {}; do cp \"{REQUESTS}/pki/$n.crt\" \"{KUBERNETES}/pki/$n.crt\" && cp \"{REQUESTS}/pki/$n.key\" \"{KUBERNETES}/pki/$n.key\"; done",
            stems.join(" ")
        ));
    }
    if !kubeconfigs.is_empty() {
        let list: Vec<&str> = kubeconfigs.iter().map(|name| name.as_str()).collect();
        place.push(format!(
            "for f in {}; do kubectl config set-credentials \"$(kubectl config view --kubeconfig=\"{REQUESTS}/$f\" \
             --output=jsonpath={{.users[0].name}})\" --kubeconfig=\"{REQUESTS}/$f\" --client-certificate=\"{REQUESTS}/$f.crt\" \
             --embed-certs && cp \"{REQUESTS}/$f\" \"{KUBERNETES}/$f\"; done",
            list.join(" ")
        ));
    }
    let commands = |lines: &[String]| all(lines.iter().map(|line| Words::new(line).done()));
    vec![
        Action::new(
            "make new keys and requests: kubeadm certs renew cannot sign with this CA",
            commands(&[config, make]),
        ),
        Action::new(
            format!(
                "have the external CA sign {}, and put each certificate beside its request, with .crt in the place of .csr",
                requests.join(", ")
            ),
            Vec::new(),
        ),
        Action::new("put them into place", commands(&place)),
    ]
}
