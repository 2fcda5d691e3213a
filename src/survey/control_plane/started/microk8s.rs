//! microk8s, which reads the flags of each program from a file of that name (microk8s `microk8s-resources/wrappers`).

use std::path::Path;

use super::model::{Argument, Started, program};
use crate::decode::command_line::words;
use crate::source::Limit;
use crate::survey::Rules;
use crate::survey::control_plane::host::Host;

const STANDARD: &str = "/var/snap/microk8s/current";
const PROGRAMS: [&str; 4] = [
    "kube-apiserver",
    "etcd",
    "kube-controller-manager",
    "kubelet",
];

/// A folder with `args/kube-apiserver`, as the snap keeps its data.
pub(super) fn read(folder: &Path, rules: &Rules<'_>) -> Option<Started> {
    let candidates = [
        folder.to_owned(),
        folder.join("current"),
        folder.join("var/snap/microk8s/current"),
    ];
    let text = |path: &Path| rules.files.read(path, Limit::KUBECONFIG).ok();
    let folder = candidates
        .into_iter()
        .find(|folder| text(&folder.join("args/kube-apiserver")).is_some())?;
    let host = Host::of_folder(&folder, Path::new(STANDARD)).below(rules.root);
    // snapd's links to the present revision lead there too.
    let host = host.with(STANDARD, &folder);
    let programs = PROGRAMS.iter().filter_map(|name| {
        let path = folder.join("args").join(name);
        let arguments = arguments(&text(&path)?);
        Some(program(name, &path, &arguments, &host))
    });
    Some(Started {
        programs: programs.collect(),
        folder: folder.clone(),
        host: host.clone(),
    })
}

/// A flag a line, with the snap's variables and comments.
fn arguments(text: &[u8]) -> Vec<Argument> {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().zip(1_u32..);
    let flags = lines.filter(|(line, _)| line.trim().starts_with('-'));
    let flags = flags.flat_map(|(line, number)| {
        let line = ["${SNAP_DATA}", "$SNAP_DATA"]
            .iter()
            .fold(line.to_owned(), |line, name| line.replace(name, STANDARD));
        let flags = words(&line).unwrap_or_default().into_iter();
        flags.map(move |word| (word, Some(number)))
    });
    flags.collect()
}
