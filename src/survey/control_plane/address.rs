//! Under which of its addresses kube-apiserver dials a kubelet: the first that the Node reports of the types in
//! `--kubelet-preferred-address-types`, in their order (kubernetes `pkg/util/node` `GetPreferredNodeAddress`). Of a Node
//! the files have what the kubelet makes its addresses from (kubelet `nodestatus/setters.go` `NodeAddress`).

use std::net::IpAddr;

use crate::connection::{Basis, Client, Dialled};
use crate::decode::objects::ReportedNode;
use crate::ground::location::Location;

/// The flag, and its default (kube-apiserver `app/options`).
pub(super) const PREFERRED: &str = "--kubelet-preferred-address-types";
const DEFAULT: [&str; 5] = [
    "Hostname",
    "InternalDNS",
    "InternalIP",
    "ExternalDNS",
    "ExternalIP",
];

/// The kubelet's port, where a Node reports none (kubelet `client/kubelet_client.go`).
const PORT: u16 = 10250;

/// What the files show of a node's addresses.
#[derive(Clone, Debug, Default)]
pub(super) struct NodeAddresses {
    /// The Node's name.
    pub(super) name: Option<String>,
    /// The Node itself, which is what kube-apiserver asks.
    pub(super) node: Option<ReportedNode>,
    /// The kubelet's `--node-ip`, and where it stands.
    pub(super) node_ip: Option<(String, Location)>,
    /// The kubelet's `--hostname-override`, and where it stands.
    pub(super) hostname: Option<(String, Location)>,
    /// What is most often the InternalIP, and why.
    pub(super) likely_ip: Option<(String, &'static str)>,
    /// What is most often the Hostname, and why.
    pub(super) likely_hostname: Option<(String, &'static str)>,
    /// A cloud controller reports the addresses, not the kubelet.
    pub(super) cloud: bool,
    /// The port of the kubelet's API, where it is not the usual one.
    pub(super) port: Option<u16>,
}

/// What is dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// The name or address; none where it is not known.
    pub(super) host: Option<String>,
    pub(super) port: u16,
    pub(super) dialled: Dialled,
}

impl NodeAddresses {
    /// The address that is dialled by a kube-apiserver that prefers these types; an empty list is the default's.
    pub(super) fn dialled(&self, preferred: &[String]) -> Address {
        let preferred: Vec<_> = match preferred {
            [] => DEFAULT.to_vec(),
            preferred => preferred.iter().map(String::as_str).collect(),
        };
        if let Some(node) = &self.node {
            return reported(node, &preferred);
        }
        // Every node reports an InternalIP.
        let is_address = preferred.first() == Some(&"InternalIP");
        let address = |basis, host, from| Address {
            host,
            port: self.port.unwrap_or(PORT),
            dialled: Dialled {
                basis,
                from,
                is_address,
            },
        };
        for kind in preferred {
            let (given, likely, flag) = match kind {
                "InternalIP" => (self.node_ip(), &self.likely_ip, "--node-ip"),
                // What a cloud calls the machine no file here says.
                "Hostname" if !self.cloud => (
                    self.hostname.clone(),
                    &self.likely_hostname,
                    "--hostname-override",
                ),
                // Only a cloud controller reports such.
                "InternalDNS" | "ExternalDNS" | "ExternalIP" if !self.cloud => continue,
                _ => {
                    let from = format!("the node's {kind} is the cloud provider's to report");
                    return address(Basis::Missing, None, from);
                }
            };
            if let Some((host, place)) = given {
                let file = &place.file;
                let from = format!("the node's {kind}, by the kubelet's {flag} in {file}");
                return address(Basis::Given, Some(host), from);
            }
            let from = format!("no file given says what the node's {kind} is");
            return match likely {
                Some((host, why)) => {
                    let from = format!("{from}, and {why} is most often the same");
                    address(Basis::Assumed, Some(host.clone()), from)
                }
                None => address(Basis::Missing, None, from),
            };
        }
        let from = "the node reports no address of a preferred type".to_owned();
        address(Basis::Missing, None, from)
    }

    /// Of two families the first is the first InternalIP; `0.0.0.0` and `::` leave the choice to the kubelet.
    fn node_ip(&self) -> Option<(String, Location)> {
        let (text, place) = self.node_ip.as_ref()?;
        let first: IpAddr = text.split(',').next()?.trim().parse().ok()?;
        (!first.is_unspecified()).then(|| (first.to_string(), place.clone()))
    }
}

/// The same of the Node itself.
fn reported(node: &ReportedNode, preferred: &[&str]) -> Address {
    let mut found = preferred.iter().filter_map(|wanted| {
        let mut known = node.addresses.iter();
        known.find(|(kind, _)| kind == wanted)
    });
    let (name, file) = (&node.name, &node.location.file);
    let (basis, host, from) = match found.next() {
        Some((kind, address)) => {
            let from = format!("the node's {kind}, by Node {name} in {file}");
            (Basis::Given, Some(address.clone()), from)
        }
        None => {
            let from = format!("Node {name} in {file} reports no address of a preferred type");
            (Basis::Missing, None, from)
        }
    };
    Address {
        host,
        port: node.port.unwrap_or(PORT),
        dialled: Dialled {
            basis,
            from,
            is_address: false,
        },
    }
}

impl Address {
    /// A client of another kubelet as one of the kubelet there.
    pub(super) fn dial(self, client: &Client) -> Client {
        let url = self.url();
        let host = self.host.unwrap_or_default();
        client.towards(&url, &host, Some(self.dialled))
    }

    /// The kubelet's URL.
    pub(super) fn url(&self) -> String {
        let port = self.port;
        let host = self.host.as_deref().unwrap_or("NODE");
        match host.parse() {
            Ok(IpAddr::V6(_)) => format!("https://[{host}]:{port}"),
            Ok(IpAddr::V4(_)) | Err(_) => format!("https://{host}:{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    fn dialled(addresses: &NodeAddresses, preferred: &[String]) -> (Basis, Option<String>) {
        let address = addresses.dialled(preferred);
        (address.dialled.basis, address.host)
    }

    fn some(text: &str) -> Option<(String, Location)> {
        Some((text.to_owned(), Location::file("kubeadm-flags.env")))
    }

    #[test]
    fn the_first_type_that_a_node_reports_is_dialled() {
        let node = NodeAddresses {
            node_ip: some("10.0.0.10,fd00::10"),
            likely_hostname: Some(("cp-1".to_owned(), "the name")),
            ..NodeAddresses::default()
        };
        let kubeadm = types("InternalIP,ExternalIP,Hostname");
        let given = (Basis::Given, Some("10.0.0.10".to_owned()));
        assert_eq!(dialled(&node, &kubeadm), given);
        assert_eq!(dialled(&node, &types("ExternalIP,InternalIP")), given);
        // By default the name comes first, and it is no more than likely.
        let assumed = (Basis::Assumed, Some("cp-1".to_owned()));
        assert_eq!(dialled(&node, &[]), assumed);
        let overridden = NodeAddresses {
            hostname: some("cp-1.example"),
            ..node
        };
        let given = (Basis::Given, Some("cp-1.example".to_owned()));
        assert_eq!(dialled(&overridden, &[]), given);
    }

    #[test]
    fn what_nobody_says_is_missing_or_assumed() {
        let mut node = NodeAddresses {
            node_ip: some("::"),
            ..NodeAddresses::default()
        };
        let internal = types("InternalIP");
        assert_eq!(dialled(&node, &internal), (Basis::Missing, None));
        node.likely_ip = Some(("10.0.0.10".to_owned(), "--advertise-address"));
        let assumed = (Basis::Assumed, Some("10.0.0.10".to_owned()));
        assert_eq!(dialled(&node, &internal), assumed);
        assert_eq!(dialled(&node, &types("ExternalIP")), (Basis::Missing, None));
    }

    #[test]
    fn what_the_node_reports_counts_before_what_its_kubelet_was_told() {
        let addresses = [
            ("Hostname", "cp-1"),
            ("InternalIP", "10.0.0.10"),
            ("InternalIP", "fd00::10"),
        ];
        let owned = |(kind, address): (&str, &str)| (kind.to_owned(), address.to_owned());
        let mut node = NodeAddresses {
            node_ip: some("10.0.0.99"),
            port: Some(1),
            cloud: true,
            node: Some(ReportedNode {
                name: "cp-1".to_owned(),
                addresses: addresses.map(owned).to_vec(),
                port: None,
                location: Location::file("nodes.yaml"),
            }),
            ..NodeAddresses::default()
        };
        let given = |host: &str| (Basis::Given, Some(host.to_owned()));
        assert_eq!(dialled(&node, &[]), given("cp-1"));
        let six = types("ExternalIP,InternalIP");
        assert_eq!(dialled(&node, &six), given("10.0.0.10"));
        assert_eq!(node.dialled(&six).url(), "https://10.0.0.10:10250");
        assert_eq!(dialled(&node, &types("ExternalIP")), (Basis::Missing, None));
        node.node.as_mut().unwrap().port = Some(10350);
        assert_eq!(node.dialled(&six).port, 10350);
    }

    #[test]
    fn names_are_a_cloud_s_to_give() {
        let node = NodeAddresses {
            node_ip: some("10.0.0.10"),
            hostname: some("cp-1"),
            cloud: true,
            ..NodeAddresses::default()
        };
        assert_eq!(dialled(&node, &[]), (Basis::Missing, None));
        let given = (Basis::Given, Some("10.0.0.10".to_owned()));
        assert_eq!(dialled(&node, &types("InternalIP,ExternalIP")), given);
        assert_eq!(node.dialled(&[]).url(), "https://NODE:10250");
        let six = NodeAddresses {
            node_ip: some("fd00::10"),
            ..node
        };
        assert_eq!(
            six.dialled(&types("InternalIP")).url(),
            "https://[fd00::10]:10250"
        );
    }
}
