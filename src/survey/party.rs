//! Who trusts and who presents: a program with its flags, or the user of a kubeconfig.

use crate::handshake::{Bundle, Client, Credential, Trust};
use crate::inventory::Placed;

/// A program or a user, with all that it trusts and presents.
#[derive(Clone, Debug)]
pub struct Party {
    /// The program, `kube-apiserver`.
    pub component: &'static str,
    /// What tells it from others of its kind: `kubelet cp-1`, `kubectl, context admin@prod (admin.conf)`.
    pub name: String,
    /// What it verifies others against, each bundle with its flag or field and its place.
    pub trusts: Vec<Bundle>,
    /// What it presents.
    pub presents: Vec<Presented>,
}

/// A chain that a party presents.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The flag or field that names it.
    pub label: String,
    /// Leaf first; certificates that do not parse are findings.
    pub chain: Vec<Placed>,
}

impl Party {
    /// A party that trusts and presents nothing yet.
    pub(super) fn new(component: &'static str, name: impl Into<String>) -> Self {
        Self {
            component,
            name: name.into(),
            trusts: Vec::new(),
            presents: Vec::new(),
        }
    }

    /// The user of a kubeconfig.
    pub(super) fn of_client(client: &Client) -> Self {
        let party = &client.party;
        let name = match &party.context {
            Some(context) => format!("{}, context {context} ({})", party.component, party.file),
            None => format!("{} ({})", party.component, party.file),
        };
        let mut own = Self::new(party.component, name);
        if let Trust::Bundle(bundle) = &client.trust {
            own.trusts.push(bundle.clone());
        }
        let chain: Vec<Placed> = match &client.credential {
            Credential::Chain(chain) => chain.parsed().cloned().collect(),
            Credential::Unusable { chain, .. } => chain.clone(),
            Credential::None => Vec::new(),
        };
        if !chain.is_empty() {
            let label = "client-certificate".to_owned();
            own.presents.push(Presented { label, chain });
        }
        own
    }
}
