//! Where a change belongs: the namespace of its object, or the node that its file was copied from.

use crate::audit::Row;
use crate::ground::location::Location;

/// What people look for first in a list of changes. Nodes and namespaces are sorted by name, and what belongs to none is first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Neither.
    None,
    /// A node, by the folder that its files are in.
    Node(String),
    /// A namespace.
    Namespace(String),
}

impl Group {
    /// The group of a certificate's first place.
    pub(super) fn of(row: &Row) -> Self {
        if let Some((namespace, _)) = object(&row.place).and_then(|name| name.split_once('/')) {
            let name = namespace.rsplit(' ').next().unwrap_or(namespace);
            return Self::Namespace(name.to_owned());
        }
        node(&row.place.file).map_or(Self::None, |node| Self::Node(node.to_owned()))
    }

    /// Its heading; none for what belongs nowhere.
    pub fn heading(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Node(name) => Some(format!("node {name}")),
            Self::Namespace(name) => Some(format!("namespace {name}")),
        }
    }
}

/// The object that a place is in, as a screen names it: `Secret web/tls`.
pub(super) fn object(place: &Location) -> Option<&str> {
    let (object, _) = place.field.as_deref()?.split_once(": ")?;
    object.contains(' ').then_some(object)
}

/// The folder above a node's own root: `cp-1` of `nodes/cp-1/etc/kubernetes/pki/ca.crt`.
fn node(file: &str) -> Option<&str> {
    let roots = ["/etc/", "/var/lib/"];
    let end = roots.iter().filter_map(|root| file.find(root)).min()?;
    let above = file.get(..end)?;
    let name = above.rsplit('/').next()?;
    (!name.is_empty() && name != ".").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_the_folder_above_its_root() {
        assert_eq!(node("nodes/cp-1/etc/kubernetes/pki/ca.crt"), Some("cp-1"));
        assert_eq!(node("w-1/var/lib/kubelet/pki/kubelet.crt"), Some("w-1"));
        assert_eq!(node("/etc/kubernetes/pki/ca.crt"), None);
        assert_eq!(node("./etc/kubernetes/pki/ca.crt"), None);
        assert_eq!(node("ca.crt"), None);
    }

    #[test]
    fn an_object_is_named_before_its_field() {
        let place = Location::file("now.yaml").with_field("Secret web/tls: data[\"tls.crt\"]");
        assert_eq!(object(&place), Some("Secret web/tls"));
        assert_eq!(object(&Location::file("x").with_field("users[0]")), None);
    }
}
