//! Copies of a node: a root with, byte for byte, the files of another is that node once more, and is judged once.
//!
//! Every machine has keys of its own, so that two nodes of a cluster never hold the same files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::ControlPlane;
use crate::finding::{Finding, Problem};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::source::Limit;
use crate::survey::Rules;
use crate::x509::Fingerprint;

/// The roots of nodes that are given again.
#[derive(Default)]
pub(in crate::survey) struct Copies {
    /// Each with the root that it is a copy of.
    of: BTreeMap<PathBuf, PathBuf>,
}

impl Copies {
    /// Looks for copies among nodes; the first by its path is the node. `files` are all that is given, sorted.
    pub(super) fn among(planes: &[ControlPlane], files: &[&Path], rules: &Rules<'_>) -> Self {
        let mut alike: BTreeMap<Vec<Fingerprint>, Vec<PathBuf>> = BTreeMap::new();
        for (root, certificates) in roots(planes) {
            alike.entry(certificates).or_default().push(root);
        }
        let mut of = BTreeMap::new();
        for roots in alike.into_values().filter(|roots| roots.len() > 1) {
            let mut known: HashMap<Fingerprint, PathBuf> = HashMap::new();
            for root in roots {
                let Some(content) = content(&root, files, rules) else {
                    continue;
                };
                if let Some(first) = known.get(&content) {
                    of.insert(root, first.clone());
                } else {
                    known.insert(content, root);
                }
            }
        }
        Self { of }
    }

    pub(in crate::survey) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Whether a path is of a copy.
    pub(in crate::survey) fn hold(&self, path: &Path) -> bool {
        !self.is_empty() && path.ancestors().any(|above| self.of.contains_key(above))
    }

    /// Says of each node what is a copy of it.
    pub(in crate::survey) fn findings(&self) -> Vec<Finding> {
        let mut copies: BTreeMap<&Path, Vec<Location>> = BTreeMap::new();
        for (copy, original) in &self.of {
            let place = Location::file(copy.shown().to_string());
            copies.entry(original).or_default().push(place);
        }
        let findings = copies.into_iter().map(|(original, places)| {
            let problem = Problem::CopiedNode {
                original: original.shown().to_string(),
                copies: places.len(),
            };
            Finding::new(problem, None, places)
        });
        findings.collect()
    }
}

/// The roots of nodes, each with the certificates that its programs hold, which cost nothing to compare.
fn roots(planes: &[ControlPlane]) -> BTreeMap<PathBuf, Vec<Fingerprint>> {
    let mut roots: BTreeMap<PathBuf, Vec<Fingerprint>> = BTreeMap::new();
    for plane in planes {
        let certificates = roots.entry(plane.root()).or_default();
        let servers = plane.servers.iter().filter_map(|(_, server)| {
            let leaf = server.serving.value()?.chain.leaf()?;
            Some(leaf.certificate.fingerprint)
        });
        certificates.extend(servers);
        let anchors = plane.node.authorities.iter().flat_map(|own| &own.anchors);
        certificates.extend(anchors.map(|anchor| anchor.certificate.fingerprint));
    }
    // What lies in another is a part of it, and neither is a copy.
    let all: BTreeSet<PathBuf> = roots.keys().cloned().collect();
    for inner in &all {
        if inner.ancestors().skip(1).any(|above| all.contains(above)) {
            inner.ancestors().for_each(|part| drop(roots.remove(part)));
        }
    }
    roots
}

/// The SHA-256 over the names and contents of the files below a root; none where one cannot be read, or none is there.
fn content(root: &Path, files: &[&Path], rules: &Rules<'_>) -> Option<Fingerprint> {
    let before = files.partition_point(|path| *path < root);
    let inside = files.iter().skip(before);
    let mut all = Vec::new();
    for path in inside.take_while(|path| path.starts_with(root)) {
        let bytes = rules.files.read_secret(path, Limit::BUNDLE).ok()?;
        let name = path.strip_prefix(root).ok()?.as_os_str();
        for part in [name.as_encoded_bytes(), bytes.expose()] {
            all.extend_from_slice(&Fingerprint::of(part).0);
        }
    }
    (!all.is_empty()).then(|| Fingerprint::of(&all))
}
