//! ConfigMap `kube-system/extension-apiserver-authentication`, which tells extension API servers whom they let in. Each
//! kube-apiserver adds its own CAs to what is there, by itself, and none takes any out before they have expired (Kubernetes
//! `clusterauthenticationtrust/cluster_authentication_trust_controller.go` `combineCertLists`).

use std::collections::{BTreeMap, BTreeSet};

use super::command::{Action, Tools};
use super::replacement::Replacement;
use super::simulation::{Files, Phase, Place, Use};
use crate::connection::{Bundle, Evidence};
use crate::fix::{NodeRank, Words, all};
use crate::survey::Sides;

/// The files that kube-apiservers write it from.
#[derive(Default)]
pub(super) struct Sources {
    client: BTreeSet<Place>,
    front_proxy: BTreeSet<Place>,
}

/// By the place of an extension API server's bundle, the places that it is written from.
pub(super) type Told = BTreeMap<Place, BTreeSet<Place>>;

impl Sources {
    pub(super) fn of(sides: &[Sides], replacement: &Replacement) -> Self {
        let mut sources = Self::default();
        let mut servers = sides.iter().map(|sides| &sides.server);
        for server in servers
            .by_ref()
            .filter(|server| server.role.component == "kube-apiserver")
        {
            sources.client.extend(place(&server.client_ca, replacement));
            let own = place(&server.request_header_ca, replacement);
            sources.front_proxy.extend(own);
        }
        sources
    }

    /// Nothing for who is told nothing, and where no API server is known that does.
    pub(super) fn told(&self, sides: &Sides, replacement: &Replacement) -> Told {
        let server = &sides.server;
        if server.role.component != "extension-apiserver" {
            return Told::new();
        }
        let bundles = [
            (&server.client_ca, &self.client),
            (&server.request_header_ca, &self.front_proxy),
        ];
        let told = bundles
            .into_iter()
            .filter_map(|(bundle, sources)| Some((place(bundle, replacement)?, sources.clone())));
        told.filter(|(_, sources)| !sources.is_empty()).collect()
    }
}

/// Where a bundle with the old CA stands.
fn place(bundle: &Evidence<Option<Bundle>>, replacement: &Replacement) -> Option<Place> {
    let bundle = bundle.value()?.as_ref();
    let bundle = bundle.filter(|bundle| replacement.is_trusted_by(bundle))?;
    Some(Place::new(&bundle.location, Use::Trusts))
}

/// The files as an extension API server sees them: the new CA is there as soon as one API server has it, and the old one stays.
pub(super) fn as_told(files: &Files, told: &Told) -> Files {
    let mut seen = files.clone();
    for (own, sources) in told {
        let added = sources.iter().any(|source| files.contains_key(source));
        let phase = if added { Phase::Both } else { Phase::Old };
        seen.insert(own.clone(), phase);
    }
    seen
}

impl Tools<'_> {
    /// Takes the old CA out, when the last API server trusts it no more: of one that is gone, Kubernetes makes another.
    pub(super) fn forget(
        &self,
        node: Option<usize>,
        all_nodes: &[Option<usize>],
    ) -> Option<Action> {
        let is_told = matches!(self.of_kubeadm(), Some("ca" | "front-proxy-ca"));
        let mut serving = all_nodes.iter().rev();
        let last = serving.find(|node| self.rank(**node) == Some(NodeRank::ControlPlane));
        let delete = Words::new("kubectl delete configmap extension-apiserver-authentication");
        let action = Action::new(
            "have ConfigMap extension-apiserver-authentication written anew: to what is there API servers only add",
            all([delete.and("--namespace=kube-system").done()]),
        );
        (is_told && last == Some(&node)).then_some(action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_api_server_adds_and_none_takes_out() {
        let place = |file: &str| Place {
            file: file.to_owned(),
            role: Use::Trusts,
        };
        let sources = BTreeSet::from([place("one.crt"), place("two.crt")]);
        // Its bundle stands for the first one's file.
        let told = Told::from([(place("one.crt"), sources)]);
        let seen = |files: &[(&str, Phase)]| {
            let files = files.iter().map(|(file, phase)| (place(file), *phase));
            as_told(&files.collect(), &told)[&place("one.crt")]
        };
        assert_eq!(seen(&[]), Phase::Old);
        assert_eq!(seen(&[("two.crt", Phase::Both)]), Phase::Both);
        assert_eq!(seen(&[("one.crt", Phase::New)]), Phase::Both);
    }
}
