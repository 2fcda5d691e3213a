//! Who trusts and who presents: a program with its flags, or the user of a kubeconfig.

use crate::assemble::ComponentFlags;
use crate::connection::{Bundle, Client, Credential, Server, Trust};
use crate::inventory::Placed;

/// A program or a user, with all that it trusts and presents.
#[derive(Clone, Debug)]
pub struct Party {
    /// The program, `kube-apiserver`.
    pub component: &'static str,
    /// What tells it from others of its kind: `kubelet cp-1`, `kubectl, context admin@prod (admin.conf)`.
    pub name: String,
    /// The context, where it is the user of a kubeconfig.
    pub context: Option<String>,
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
            context: None,
            trusts: Vec::new(),
            presents: Vec::new(),
        }
    }

    /// A server, under the name of its program.
    pub(super) fn of_server(name: &str, server: &Server) -> Self {
        let mut own = Self::new(server.role.component, name);
        let bundles = [&server.client_ca, &server.request_header_ca];
        let bundles = bundles.into_iter().filter_map(|ca| ca.value()?.clone());
        own.trusts.extend(bundles);
        for pair in server.serving.value().into_iter().chain(&server.sni) {
            own.presents.push(Presented {
                label: pair.label.clone(),
                chain: pair.chain.parsed().cloned().collect(),
            });
        }
        own
    }

    /// A component as a client, as part of the program `name`.
    pub(super) fn of_component(name: &str, flags: &ComponentFlags, client: &Client) -> Self {
        let mut own = Self::of_client(client);
        // The front proxy is a part of kube-apiserver.
        if own.component == "front-proxy" {
            own.component = "kube-apiserver";
        }
        own.name = name.to_owned();
        own.context = None;
        for presented in &mut own.presents {
            if let Some(file) = &flags.certificate {
                presented.label = match &file.path {
                    Some(path) => format!("{} {}", file.flag, path.display()),
                    None => file.flag.to_owned(),
                };
            }
        }
        own
    }

    /// The user of a kubeconfig.
    pub(super) fn of_client(client: &Client) -> Self {
        let party = &client.participant;
        let name = match &party.context {
            Some(context) => format!("{}, context {context} ({})", party.component, party.file),
            None => format!("{} ({})", party.component, party.file),
        };
        let mut own = Self::new(party.component, name);
        own.context.clone_from(&party.context);
        if let Trust::Bundle(bundle) = &client.trust {
            own.trusts.push(bundle.clone());
        }
        let chain: Vec<Placed> = match &client.credential {
            Credential::Chain(chain) => chain.parsed().cloned().collect(),
            Credential::Unusable { chain, .. } => chain.clone(),
            Credential::None | Credential::Missing => Vec::new(),
        };
        if !chain.is_empty() {
            let label = "client-certificate".to_owned();
            own.presents.push(Presented { label, chain });
        }
        own
    }
}

/// Adds a party, or what is new of one that is known already.
pub(super) fn merge(parties: &mut Vec<Party>, party: Party) {
    let Some(known) = parties.iter_mut().find(|known| known.name == party.name) else {
        parties.push(party);
        return;
    };
    for bundle in party.trusts {
        let has = |held: &Bundle| held.label == bundle.label && held.location == bundle.location;
        if !known.trusts.iter().any(has) {
            known.trusts.push(bundle);
        }
    }
    for presented in party.presents {
        if !known
            .presents
            .iter()
            .any(|held| held.label == presented.label)
        {
            known.presents.push(presented);
        }
    }
}
