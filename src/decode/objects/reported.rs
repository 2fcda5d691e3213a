//! What a Node says of where its kubelet answers (core/v1 `NodeStatus`).

use super::node::Node;
use crate::ground::location::Location;

/// A Node, as far as kube-apiserver needs it to call the kubelet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedNode {
    /// Its name.
    pub name: String,
    /// `status.addresses`: type and address, in their order.
    pub addresses: Vec<(String, String)>,
    /// `status.daemonEndpoints.kubeletEndpoint.Port`; none where it is not set.
    pub port: Option<u16>,
    /// Where it stands.
    pub location: Location,
}

impl ReportedNode {
    /// Reads it; none of an object that reports no addresses, as one of another group that is called so too.
    pub(super) fn read(object: &Node<'_>, name: &str, location: &Location) -> Option<Self> {
        let version = object.get("apiVersion").and_then(Node::as_text);
        if version.is_some_and(|version| version != "v1") {
            return None;
        }
        let addresses = object.at(&["status", "addresses"])?.as_list()?;
        let text = |address: &Node<'_>, key: &str| {
            let text = address.get(key).and_then(Node::as_text)?;
            Some(text.to_owned())
        };
        let address = |address| Some((text(address, "type")?, text(address, "address")?));
        let port = ["status", "daemonEndpoints", "kubeletEndpoint", "Port"];
        let port = object.at(&port).and_then(Node::as_number);
        Some(Self {
            name: name.to_owned(),
            addresses: addresses.iter().filter_map(address).collect(),
            port: port
                .and_then(|port| u16::try_from(port).ok())
                .filter(|port| *port != 0),
            location: location.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Object, read};
    use crate::golang::GoRelease;
    use crate::ground::location::Location;

    fn objects(text: &str) -> Vec<Object> {
        let mut found = Vec::new();
        let base = Location::file("nodes.yaml");
        let mut take = |object: Result<Object, _>| found.push(object.ok().unwrap());
        read(&mut text.as_bytes(), &base, GoRelease::default(), &mut take).unwrap();
        found
    }

    #[test]
    fn addresses_keep_their_order_and_a_port_of_zero_is_none() {
        let text = "apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Node
  metadata: {name: cp-1}
  status:
    addresses:
    - {type: InternalIP, address: 10.0.0.10}
    - {address: fd00::10, type: InternalIP}
    - {type: Hostname}
    daemonEndpoints: {kubeletEndpoint: {Port: 10251}}
- apiVersion: v1
  kind: Node
  metadata: {name: w-1}
  status: {addresses: [], daemonEndpoints: {kubeletEndpoint: {Port: 0}}}
- apiVersion: longhorn.io/v1beta2
  kind: Node
  metadata: {name: w-1}
  status: {addresses: [{type: Hostname, address: w-1}]}
- {apiVersion: v1, kind: Node, metadata: {name: new}}
";
        let objects = objects(text);
        let first = objects[0].node.as_ref().unwrap();
        let owned = |kind: &str, address: &str| (kind.to_owned(), address.to_owned());
        let addresses = [
            owned("InternalIP", "10.0.0.10"),
            owned("InternalIP", "fd00::10"),
        ];
        assert_eq!(first.addresses, addresses);
        assert_eq!((first.name.as_str(), first.port), ("cp-1", Some(10251)));
        assert_eq!(first.location.field.as_deref(), Some("Node cp-1"));
        assert_eq!(objects[1].node.as_ref().unwrap().port, None);
        assert!(objects[2].node.is_none() && objects[3].node.is_none());
    }
}
