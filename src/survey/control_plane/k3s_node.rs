//! The addresses of a node of k3s or RKE2, from its command line and its configuration file.

use std::path::Path;

use super::address::NodeAddresses;
use super::host::Host;
use super::kubelet::node_named_in;
use crate::decode::certificates;
use crate::decode::environment_file;
use crate::decode::k3s_config::{K3sConfig, Values, k3s_config};
use crate::location::Location;
use crate::source::Limit;
use crate::survey::Rules;

/// What k3s sets (`pkg/daemons/control/server.go`).
const PREFERRED: [&str; 3] = ["InternalIP", "ExternalIP", "Hostname"];

/// A node as its files configure it.
pub(super) struct K3sNode {
    pub(super) addresses: NodeAddresses,
    /// kube-apiserver's `--kubelet-preferred-address-types`.
    pub(super) preferred: Vec<String>,
}

/// Reads them; `product` is `k3s` or `rke2`, and `serving` the kubelet's certificate.
pub(super) fn node(host: &Host, product: &str, serving: &Path, rules: &Rules<'_>) -> K3sNode {
    let read = |path: &str| {
        let path = host.here(Path::new(path))?;
        let text = rules.files.read_secret(&path, Limit::KUBECONFIG).ok()?;
        Some((text, Location::file(path.display().to_string())))
    };
    let mut node = K3sNode {
        addresses: NodeAddresses::default(),
        preferred: PREFERRED.map(str::to_owned).to_vec(),
    };
    let config = read(&format!("/etc/rancher/{product}/config.yaml"));
    if let Some((text, place)) = config
        && let Ok(config) = k3s_config(text.expose())
    {
        node.take(&config, &place);
    }
    // What the unit says comes behind what the file says, and counts.
    let roles = ["server", "agent"].map(|role| format!("{product}-{role}"));
    for unit in [product.to_owned()].into_iter().chain(roles) {
        if let Some((text, place)) = read(&format!("/etc/systemd/system/{unit}.service")) {
            let flags = environment_file::started(text.expose());
            let values = |name| {
                let values = flags.values(name).into_iter();
                Values::Many(values.map(|value| value.text.to_owned()).collect())
            };
            let config = K3sConfig {
                node_ip: values("node-ip"),
                node_name: values("node-name"),
                kubelet_arg: values("kubelet-arg"),
                kube_apiserver_arg: values("kube-apiserver-arg"),
            };
            node.take(&config, &place);
        }
    }
    node.likely(serving, rules);
    let certified = node_named_in(&serving.with_file_name("client-kubelet.crt"), rules);
    let named = node.addresses.hostname.as_ref();
    node.addresses.name = certified.or_else(|| named.map(|(name, _)| name.clone()));
    node
}

impl K3sNode {
    fn take(&mut self, config: &K3sConfig, place: &Location) {
        let own = |values: &Values, flag: &str, argument: &str| {
            // A flag that is handed to the kubelet itself counts.
            let handed = config.kubelet_arg.flag(argument).map(str::to_owned);
            let value = handed.or_else(|| {
                let all = values.all();
                (!all.is_empty()).then(|| all.join(","))
            })?;
            Some((value, place.clone().with_field(flag)))
        };
        if let Some(found) = own(&config.node_ip, "node-ip", "node-ip") {
            self.addresses.node_ip = Some(found);
        }
        if let Some(found) = own(&config.node_name, "node-name", "hostname-override") {
            self.addresses.hostname = Some(found);
        }
        let flag = "kubelet-preferred-address-types";
        if let Some(types) = config.kube_apiserver_arg.flag(flag) {
            self.preferred = types.split(',').map(str::to_owned).collect();
        }
    }

    /// k3s issues the kubelet's certificate for the addresses that the node reports.
    fn likely(&mut self, serving: &Path, rules: &Rules<'_>) {
        const WHY: &str = "the one in serving-kubelet.crt, which is issued for the node,";
        let Ok(text) = rules.files.read(serving, Limit::BUNDLE) else {
            return;
        };
        let place = Location::file(serving.display().to_string());
        let found = certificates::find(&text, &place, rules.release);
        let leaf = found.certificates.first();
        let Some(names) = leaf.and_then(|leaf| leaf.certificate.subject_alt_name.as_ref()) else {
            return;
        };
        let address = names.ip.iter().find(|ip| !ip.is_loopback());
        let name = names.dns.iter().find(|name| *name != "localhost");
        self.addresses.likely_ip = address.map(|ip| (ip.to_string(), WHY));
        self.addresses.likely_hostname = name.map(|name| (name.clone(), WHY));
    }
}
