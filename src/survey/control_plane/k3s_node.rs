//! The addresses of a node of k3s or RKE2, from its command line and its configuration files.

use std::path::{Path, PathBuf};

use super::address::NodeAddresses;
use super::etcd_servers;
use super::host::Host;
use super::kubelet::node_named_in;
use crate::decode::certificates;
use crate::decode::environment_file;
use crate::decode::k3s_config::{API_SERVER, K3sConfig, KUBELET};
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::source::{Limit, WalkLimit, walk};
use crate::survey::Rules;

/// What k3s sets (`pkg/daemons/control/server.go`).
const PREFERRED: [&str; 3] = ["InternalIP", "ExternalIP", "Hostname"];

/// A node as its files configure it.
pub(super) struct K3sNode {
    pub(super) addresses: NodeAddresses,
    /// kube-apiserver's `--kubelet-preferred-address-types`.
    pub(super) preferred: Vec<String>,
    /// The servers of kube-apiserver's `--etcd-servers-overrides`.
    pub(super) etcd: Vec<(String, Location)>,
}

/// Reads them; `product` is `k3s` or `rke2`, and `serving` the kubelet's certificate.
pub(super) fn node(host: &Host, product: &str, serving: &Path, rules: &Rules<'_>) -> K3sNode {
    let mut node = K3sNode {
        addresses: NodeAddresses::default(),
        preferred: PREFERRED.map(str::to_owned).to_vec(),
        etcd: Vec::new(),
    };
    let roles = ["server", "agent"].map(|role| format!("{product}-{role}"));
    let units = [product.to_owned()].into_iter().chain(roles);
    let units = units.filter_map(|unit| {
        let path = host.here(Path::new(&format!("/etc/systemd/system/{unit}.service")))?;
        let (text, place) = read(&path, rules)?;
        Some((environment_file::started(text.expose()), place))
    });
    let units: Vec<_> = units.collect();
    let named = units.iter().find_map(|(flags, _)| {
        let named = flags.value("config").or_else(|| flags.value("c"))?;
        Some(named.text.to_owned())
    });
    let file = named.unwrap_or_else(|| format!("/etc/rancher/{product}/config.yaml"));
    node.take(&configured(host, &file, rules));
    // What the unit says comes behind what the files say, and counts.
    for (flags, place) in &units {
        let mut config = K3sConfig::default();
        for key in ["node-ip", "node-name", KUBELET, API_SERVER] {
            let values = flags.values(key).into_iter();
            let values = values.map(|value| value.text.to_owned()).collect();
            config.set(key, values, place);
        }
        node.take(&config);
    }
    node.likely(serving, rules);
    let certified = node_named_in(&serving.with_file_name("client-kubelet.crt"), rules);
    let named = node.addresses.hostname.as_ref();
    node.addresses.name = certified.or_else(|| named.map(|(name, _)| name.clone()));
    node
}

/// The configuration in a file and in those of the folder beside it, by name (k3s `pkg/configfilearg/parser.go`
/// `dotDFiles`).
fn configured(host: &Host, file: &str, rules: &Rules<'_>) -> K3sConfig {
    let mut config = K3sConfig::default();
    let Some(file) = host.here(Path::new(file)) else {
        return config;
    };
    let mut folder = file.clone().into_os_string();
    folder.push(".d");
    let limit = WalkLimit {
        depth: 1,
        ..WalkLimit::DIRECTORY
    };
    let is_part = |path: &PathBuf| {
        let ending = path.extension();
        ending.is_some_and(|ending| ending == "yaml" || ending == "yml")
    };
    let parts = walk(Path::new(&folder), limit).files.into_iter();
    for path in [file].into_iter().chain(parts.filter(is_part)) {
        if let Some((text, place)) = read(&path, rules) {
            // What k3s does not start with says nothing of its node.
            let _ = config.read(text.expose(), &place);
        }
    }
    config
}

fn read(path: &Path, rules: &Rules<'_>) -> Option<(Secret, Location)> {
    let text = rules.files.read_secret(path, Limit::KUBECONFIG).ok()?;
    Some((text, Location::of_path(path)))
}

impl K3sNode {
    fn take(&mut self, config: &K3sConfig) {
        let own = |key: &str, argument: &str| {
            // A flag that is handed to the kubelet itself counts.
            let handed = config.handed(KUBELET, argument);
            let handed = handed.map(|(value, place)| (value.to_owned(), place));
            let (value, place) = handed.or_else(|| {
                let setting = config.get(key)?;
                Some((setting.values.join(","), &setting.location))
            })?;
            Some((value, place.clone().with_field(key)))
        };
        if let Some(found) = own("node-ip", "node-ip") {
            self.addresses.node_ip = Some(found);
        }
        if let Some(found) = own("node-name", "hostname-override") {
            self.addresses.hostname = Some(found);
        }
        let flag = "kubelet-preferred-address-types";
        if let Some((types, _)) = config.handed(API_SERVER, flag) {
            self.preferred = types.split(',').map(str::to_owned).collect();
        }
        if let Some((overrides, place)) = config.handed(API_SERVER, "etcd-servers-overrides") {
            let overrides = overrides.split(',').map(str::to_owned);
            self.etcd = etcd_servers::overriding(overrides, place);
        }
    }

    /// k3s issues the kubelet's certificate for the addresses that the node reports.
    fn likely(&mut self, serving: &Path, rules: &Rules<'_>) {
        const WHY: &str = "the one in serving-kubelet.crt, which is issued for the node,";
        let Ok(text) = rules.files.read(serving, Limit::BUNDLE) else {
            return;
        };
        let place = Location::of_path(serving);
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
