//! Who trusts and who presents: a program with its flags, or the user of a kubeconfig.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;

use crate::assemble::ComponentFlags;
use crate::connection::{Bundle, Client, Credential, Server, Trust};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::inventory::Placed;
use crate::programs::Program;

/// A program or a user, with all that it trusts and presents.
#[derive(Clone, Debug)]
pub struct Party {
    /// The program.
    pub component: Program,
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
    pub(super) fn new(component: Program, name: impl Into<String>) -> Self {
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
        if own.component == Program::FrontProxy {
            own.component = Program::KubeApiserver;
        }
        own.name = name.to_owned();
        own.context = None;
        for presented in &mut own.presents {
            if let Some(file) = &flags.certificate {
                presented.label = match &file.path {
                    Some(path) => format!("{} {}", file.flag, path.shown()),
                    None => file.flag.to_owned(),
                };
            }
        }
        own
    }

    /// The user of a kubeconfig.
    pub(crate) fn of_client(client: &Client) -> Self {
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

/// Parties, each name once. Whoever reads them sees a slice.
#[derive(Debug, Default)]
pub struct Parties {
    list: Vec<Party>,
    known: HashMap<String, Known>,
}

/// What is known of a party: there may be as many bundles of one as there are webhooks.
#[derive(Debug)]
struct Known {
    index: usize,
    trusts: HashSet<(String, Location)>,
    presents: HashSet<String>,
}

impl Parties {
    /// Adds a party, or what is new of one that is known already.
    pub(super) fn add(&mut self, party: Party) {
        let Self { list, known } = self;
        let known = known.entry(party.name.clone()).or_insert_with(|| {
            list.push(Party {
                trusts: Vec::new(),
                presents: Vec::new(),
                ..party.clone()
            });
            Known {
                index: list.len() - 1,
                trusts: HashSet::new(),
                presents: HashSet::new(),
            }
        });
        let Some(held) = list.get_mut(known.index) else {
            return;
        };
        for bundle in party.trusts {
            if known
                .trusts
                .insert((bundle.label.clone(), bundle.location.clone()))
            {
                held.trusts.push(bundle);
            }
        }
        for presented in party.presents {
            if known.presents.insert(presented.label.clone()) {
                held.presents.push(presented);
            }
        }
    }

    /// By name.
    pub(super) fn sort(&mut self) {
        self.list.sort_by(|one, other| one.name.cmp(&other.name));
        for (index, party) in self.list.iter().enumerate() {
            if let Some(known) = self.known.get_mut(&party.name) {
                known.index = index;
            }
        }
    }

    /// Takes them out.
    pub(super) fn into_vec(self) -> Vec<Party> {
        self.list
    }
}

impl Deref for Parties {
    type Target = [Party];

    fn deref(&self) -> &[Party] {
        &self.list
    }
}
