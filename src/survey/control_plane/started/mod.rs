//! Control planes that no static pods start: by systemd units, by microk8s from files of arguments, by k0s and RKE with the
//! arguments that their programs always give.
//!
//! Each layout is recognised by its content, and gives programs with their flags; what those connect is worked out as for
//! kubeadm's.

mod k0s;
mod microk8s;
mod model;
mod rke;
pub(super) mod units;

use std::path::Path;

use crate::survey::Rules;
pub(super) use model::Started;

/// The nodes in a folder, which is a node's root or the layout's own.
pub(super) fn find(folder: &Path, rules: &Rules<'_>) -> Vec<Started> {
    let layouts = [units::read, microk8s::read, k0s::read, rke::read];
    let found = layouts.iter().filter_map(|read| read(folder, rules));
    found.collect()
}
