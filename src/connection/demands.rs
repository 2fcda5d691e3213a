//! What etcd asks of a certificate that verifies: lists of names, of revoked serial numbers, and among peers that it names the
//! address from which the other calls (etcd `client/pkg/transport/listener.go`, `listener_tls.go`).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ground::location::Location;

/// Lists of names. Of peers they hold both ways: the member that calls holds the one that it calls against them too.
#[derive(Clone, Debug, Default)]
pub struct NameLists {
    /// SANs of which one is wanted; empty where any will do.
    pub hostnames: Vec<String>,
    /// Common names of which one is wanted; empty where any will do.
    pub common_names: Vec<String>,
    /// Where the lists stand, with the flag.
    pub place: Option<(&'static str, Location)>,
}

/// All that a server asks.
#[derive(Clone, Debug, Default)]
pub struct Demands {
    /// Names.
    pub lists: NameLists,
    /// Serial numbers that are refused.
    pub revoked: Option<Revoked>,
    /// The caller's SANs are held against its address.
    pub source: bool,
}

/// A list of revoked certificates.
#[derive(Clone, Debug)]
pub struct Revoked {
    /// Where it stands.
    pub location: Location,
    /// The serial numbers, or why it cannot be used.
    pub serials: Result<Vec<Vec<u8>>, String>,
}

/// The address from which a client calls.
#[derive(Clone, Debug)]
pub struct Source {
    /// The address.
    pub address: String,
    /// A name that leads to it.
    pub name: Option<String>,
    /// Names that lead to other machines.
    pub others: Arc<OtherMachines>,
}

/// How many machines have each name; all machines of a fleet share the count.
#[derive(Clone, Debug, Default)]
pub struct OtherMachines(pub BTreeMap<String, usize>);

impl Source {
    /// Whether a name leads to another machine than this one.
    pub(crate) fn is_elsewhere(&self, name: &str) -> bool {
        let count = self.others.0.get(name).copied().unwrap_or_default();
        count > usize::from(self.name.as_deref() == Some(name))
    }
}

impl NameLists {
    /// No lists.
    pub const NONE: Self = Self {
        hostnames: Vec::new(),
        common_names: Vec::new(),
        place: None,
    };
}

impl Demands {
    /// Nothing beside a chain that verifies.
    pub const NONE: Self = Self {
        lists: NameLists::NONE,
        revoked: None,
        source: false,
    };
}
