//! Who trusts a CA and is in no file of a node: pods, copies of kubeconfigs, objects of the cluster, other nodes.

use std::collections::BTreeMap;

use super::command::{KUBERNETES, Layout, Tools};
use super::model::StepKind;
use crate::fix::{Command, Words, all};
use crate::ground::location::Location;

/// Somebody who trusts the CA, and is in no file that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// Who.
    pub who: &'static str,
    /// The kind of step from which on new connections of theirs fail, unless they have followed.
    pub fails_from: StepKind,
    /// How they follow.
    pub follow: String,
    /// What finds or updates them; nothing where that is done elsewhere.
    pub commands: Vec<Command>,
    /// Those that the given objects name: `ConfigMap default/kube-root-ca.crt`.
    pub found: Vec<String>,
}

/// Kinds whose objects trust a CA and are read by kubectl together.
const KINDS: &str =
    "apiservices,crd,secrets,cm,validatingwebhookconfigurations,mutatingwebhookconfigurations";

/// The ConfigMaps that the cluster makes of the CA itself.
const ROOT_CA: &str = "/kube-root-ca.crt";
const CLUSTER_INFO: &str = "ConfigMap kube-public/cluster-info";
const AUTHENTICATION: &str = "ConfigMap kube-system/extension-apiserver-authentication";

impl Tools<'_> {
    /// Everybody, for a CA of kubeadm's; for another, what the objects name. `from` is the kind of the step from which
    /// on who trusts the old CA alone fails.
    pub(super) fn outside(&self, from: StepKind) -> Vec<Outside> {
        if !self.target.is_authority {
            return Vec::new();
        }
        let objects = self.objects();
        let is_root_ca = |owner: &&String| owner.ends_with(ROOT_CA);
        let own = [CLUSTER_INFO, AUTHENTICATION];
        let others: Vec<_> = objects
            .keys()
            .filter(|owner| !is_root_ca(owner) && !own.contains(&owner.as_str()))
            .cloned()
            .collect();
        let mut found = Vec::new();
        if self.of_kubeadm() == Some("ca") {
            let maps = objects.keys().filter(is_root_ca).cloned().collect();
            found.extend(cluster(maps));
        }
        if matches!(self.of_kubeadm(), Some("ca" | "etcd/ca")) || !others.is_empty() {
            found.push(self.objects_follow(others, from));
        }
        found
    }

    fn objects_follow(&self, found: Vec<String>, from: StepKind) -> Outside {
        let name = self.of_kubeadm().unwrap_or_default();
        let find = format!(
            "kubectl get {KINDS} --all-namespaces --output=yaml | certgraph rotate - {KUBERNETES} --ca"
        );
        let (who, follow) = match name {
            "etcd/ca" if from == StepKind::Exchange => (
                "other clients of etcd",
                "backups, monitoring, network plugins: give them both CAs before step 1, new certificates before step 2",
            ),
            "etcd/ca" => (
                "other clients of etcd",
                "backups, monitoring, network plugins: give them both CAs after step 1, new certificates after step 2",
            ),
            _ => (
                "caBundles and Secrets of this and other clusters",
                "set both CAs after step 1; this lists them",
            ),
        };
        let commands = if found.is_empty() && self.layout() == Layout::Kubeadm {
            let ca = self.target.certificate.display_name();
            all([Words::new(&find).value(&ca).done()])
        } else {
            found
                .iter()
                .filter_map(|owner| self.object_follows(owner))
                .collect()
        };
        Outside {
            who,
            fails_from: from,
            follow: follow.to_owned(),
            commands,
            found,
        }
    }

    /// Puts both CAs where an object holds the CA's file as it was.
    pub(super) fn object_follows(&self, owner: &str) -> Option<Command> {
        let name = self.of_kubeadm()?;
        let (kind, path) = owner.split_once(' ')?;
        let (namespace, object) = match path.split_once('/') {
            Some((namespace, object)) => (Some(namespace), object),
            None => (None, path),
        };
        let mut get = Words::new("kubectl").and("get").value(kind).value(object);
        if let Some(namespace) = namespace {
            get = get.option("--namespace", namespace);
        }
        get.and("--output=yaml | sed")
            .raw(format!(
                "\"s|$(base64 -w0 /root/before-1/kubernetes/pki/{name}.crt)|$(base64 -w0 {KUBERNETES}/pki/{name}.crt)|\""
            ))
            .and("|")
            .and("kubectl")
            .and("replace --filename=-")
            .done()
    }

    /// The objects that hold the CA, each with its places.
    fn objects(&self) -> BTreeMap<String, Vec<Location>> {
        let mut objects: BTreeMap<String, Vec<Location>> = BTreeMap::new();
        let ca = &self.target.certificate;
        let copies = self.survey.inventory.iter().map(|(_, entry)| entry);
        let copies = copies.filter(|entry| {
            entry.certificate.public_key == ca.public_key
                && entry.certificate.subject.raw == ca.subject.raw
        });
        for place in copies.flat_map(|entry| &entry.locations) {
            if let Some(owner) = owner(place) {
                objects.entry(owner).or_default().push(place.clone());
            }
        }
        objects
    }
}

/// The object that a place lies in: it is named before the first colon of a field, or, of a document inside an object, behind the
/// line of its file.
fn owner(place: &Location) -> Option<String> {
    let of_field = place
        .field
        .as_deref()
        .and_then(|field| field.split_once(": "));
    let of_file = || {
        let (_, inside) = place.file.split_once(", ")?;
        inside.split_once(": ")
    };
    let (owner, _) = of_field.or_else(of_file)?;
    let is_object = owner.chars().next().is_some_and(char::is_uppercase) && owner.contains(' ');
    is_object.then(|| owner.to_owned())
}

/// Who trusts the cluster's CA in every cluster.
fn cluster(root_cas: Vec<String>) -> [Outside; 4] {
    let hash = "kubeadm token create --print-join-command";
    [
        Outside {
            who: "pods",
            fails_from: StepKind::Issue,
            follow: "the wait before is for them".to_owned(),
            commands: Vec::new(),
            found: root_cas,
        },
        Outside {
            who: "copies of kubeconfigs",
            fails_from: StepKind::Issue,
            follow: format!(
                "give them {KUBERNETES}/pki/ca.crt after step 1, new certificates after step 3"
            ),
            commands: Vec::new(),
            found: Vec::new(),
        },
        Outside {
            who: "kubeadm join",
            fails_from: StepKind::Drop,
            follow: format!(
                "its --discovery-token-ca-cert-hash becomes that of the new CA: {hash}"
            ),
            commands: Vec::new(),
            found: Vec::new(),
        },
        Outside {
            who: "other nodes",
            fails_from: StepKind::Issue,
            follow: "give their files too (kubectl get nodes)".to_owned(),
            commands: Vec::new(),
            found: Vec::new(),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_told_from_a_field_and_from_a_file() {
        let in_object = Location::file("-").with_field("Secret argocd/prod: data.config: caData");
        assert_eq!(owner(&in_object).as_deref(), Some("Secret argocd/prod"));
        let inside =
            Location::file("o.yaml:21, ConfigMap kube-public/cluster-info: data.kubeconfig")
                .with_field("clusters[0].cluster.certificate-authority-data");
        assert_eq!(
            owner(&inside).as_deref(),
            Some("ConfigMap kube-public/cluster-info")
        );
        let plain = Location::file("/etc/a, b: c").with_field("clusters[0]");
        assert_eq!(owner(&plain), None);
        assert_eq!(owner(&Location::file("ca.crt")), None);
    }
}
