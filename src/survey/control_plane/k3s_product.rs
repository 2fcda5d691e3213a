//! k3s or RKE2.

use std::path::Path;

use super::build::Build;
use crate::decode::certificates::find as certificates;
use crate::ground::location::Location;
use crate::source::Limit;
use crate::survey::Rules;

/// The two products; they differ in what listens on 6443.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    /// All in one process, with a listener of its own before kube-apiserver.
    K3s,
    /// kube-apiserver itself, from a static-pod manifest.
    Rke2,
}

impl Product {
    /// As its files are named.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::K3s => "k3s",
            Self::Rke2 => "rke2",
        }
    }

    /// The data folder, below the node's root.
    pub(super) const fn data(self) -> &'static str {
        match self {
            Self::K3s => "var/lib/rancher/k3s",
            Self::Rke2 => "var/lib/rancher/rke2",
        }
    }

    pub(super) fn build<'r>(self, rules: &'r Rules<'r>) -> Build<'r> {
        match self {
            Self::K3s => Build::new(rules).in_one_process(),
            Self::Rke2 => Build::new(rules),
        }
    }

    /// By the name that it gave its CA, or by the folder where the CA is the user's own.
    pub(super) fn of(folder: &Path, server_ca: &Path, rules: &Rules<'_>) -> Self {
        let text = rules.files.read(server_ca, Limit::BUNDLE);
        let found = text.map(|text| {
            let place = Location::of_path(server_ca);
            certificates(&text, &place, rules.release).certificates
        });
        let named = found.is_ok_and(|found| {
            let mut subjects = found.iter().map(|ca| &ca.certificate.subject);
            subjects.any(|subject| subject.to_string().contains("rke2-"))
        });
        if named || folder.components().any(|part| part.as_os_str() == "rke2") {
            Self::Rke2
        } else {
            Self::K3s
        }
    }
}
