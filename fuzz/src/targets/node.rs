//! A node's own files.

use certgraph::decode::command_line::CommandLine;
use certgraph::decode::k3s_config::K3sConfig;
use certgraph::decode::kubelet_config::kubelet_config;
use certgraph::decode::static_pod::containers;
use certgraph::decode::{environment_file, kubeconfig};
use certgraph::ground::location::Location;

/// As every kind of file that a node has.
pub fn run(bytes: &[u8]) {
    let _ = containers(bytes);
    let _ = kubelet_config(bytes);
    let _ = K3sConfig::default().read(bytes, &Location::file("config.yaml"));
    let _ = environment_file::flags(bytes, "KUBELET_EXTRA_ARGS");
    let line = environment_file::started(bytes);
    for text in line.texts() {
        let _ = (line.value(text), line.list(text), line.boolean(text));
    }
    let text = String::from_utf8_lossy(bytes);
    let arguments: Vec<_> = text.split(' ').map(|word| (word.to_owned(), None)).collect();
    let _ = CommandLine::new(&arguments).is_empty();
    let decoded = kubeconfig::decode("kubelet.conf", bytes);
    for fault in decoded.faults {
        let _ = fault.problem.to_string();
    }
}
