//! Which folders are nodes: a folder that is given, or else those of its subfolders that are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{ControlPlane, find};
use crate::source::{WalkLimit, find_folders, real_path};
use crate::survey::Rules;

/// The nodes of all folders given.
#[derive(Default)]
pub(in crate::survey) struct Search {
    pub(in crate::survey) planes: Vec<ControlPlane>,
    fleets: Vec<FleetFolder>,
}

/// A folder that is no node, and holds some.
struct FleetFolder {
    folder: PathBuf,
    nodes: Vec<PathBuf>,
}

impl Search {
    /// Searches folders.
    pub(in crate::survey) fn new<'a>(
        folders: impl Iterator<Item = &'a PathBuf>,
        rules: &Rules<'_>,
    ) -> Self {
        let mut search = Self::default();
        for folder in folders {
            let own = find(folder, rules);
            if own.is_empty() {
                search.fleet(folder, rules);
            } else {
                search.add(own);
            }
        }
        search
    }

    fn fleet(&mut self, folder: &Path, rules: &Rules<'_>) {
        // A link to a node beside it makes it no second one.
        let mut known = BTreeSet::new();
        let nodes = find_folders(folder, WalkLimit::FLEET, |folder| {
            let found = find(folder, rules);
            let is_node = !found.is_empty();
            if is_node && real_path(folder).is_some_and(|path| known.insert(path)) {
                self.add(found);
            }
            is_node
        });
        if !nodes.is_empty() {
            let folder = folder.to_owned();
            self.fleets.push(FleetFolder { folder, nodes });
        }
    }

    /// A folder and one that it lies in are one node.
    fn add(&mut self, found: Vec<ControlPlane>) {
        for plane in found {
            if !self.planes.iter().any(|known| known.holds(&plane)) {
                self.planes.retain(|known| !plane.holds(known));
                self.planes.push(plane);
            }
        }
    }

    /// Whether connections are named by the nodes at their ends. Those of a folder of nodes are also where there is one node
    /// in it: another may have come when it is looked at again.
    pub(in crate::survey) fn names_nodes(&self) -> bool {
        self.planes.len() > 1 || !self.fleets.is_empty()
    }

    /// Whether a folder that was given holds nodes.
    pub(in crate::survey) fn is_fleet(&self, folder: &Path) -> bool {
        self.fleets.iter().any(|fleet| fleet.folder == folder)
    }

    /// Whether a file of such a folder lies on none of its nodes.
    pub(in crate::survey) fn lies_between(&self, path: &Path) -> bool {
        let mut fleets = self.fleets.iter();
        fleets.any(|fleet| {
            let mut nodes = fleet.nodes.iter();
            path.starts_with(&fleet.folder) && !nodes.any(|node| path.starts_with(node))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golang::GoRelease;
    use crate::ground::time::Timestamp;
    use crate::source::Files;
    use crate::verify::SignatureCache;

    /// What is found in folders below `fixtures/control-plane`.
    fn search(folders: &[&str]) -> Search {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
        let folders: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
        let rules = Rules {
            files: &Files::new(),
            directory: &root,
            at: Timestamp::parse("2026-06-01T00:00:00Z").unwrap(),
            release: GoRelease::default(),
            by_image: false,
            words: GoRelease::default(),
            signatures: &SignatureCache::default(),
            root: None,
            advise: false,
            skip_others: false,
            clients: &[],
        };
        Search::new(folders.iter(), &rules)
    }

    #[test]
    fn a_node_is_one_however_it_is_named() {
        for folders in [
            &["healthy"][..],
            &["healthy/etc"],
            &["healthy/etc/kubernetes", "healthy"],
            &["k3s"],
            &["k3s/var/lib/rancher"],
            &[
                "k3s/var/lib/rancher/k3s/agent",
                "k3s/var/lib/rancher/k3s/server",
            ],
            &["worker"],
        ] {
            assert_eq!(search(folders).planes.len(), 1, "{folders:?}");
        }
        assert!(
            search(&["healthy/etc/kubernetes/pki/etcd"])
                .planes
                .is_empty()
        );
    }

    #[test]
    fn what_lies_between_nodes_lies_on_none() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
        let fleet = search(&[""]);
        assert!(fleet.is_fleet(&root) && fleet.names_nodes());
        assert!(fleet.lies_between(&root.join("admin.conf")));
        assert!(!fleet.lies_between(&root.join("healthy/etc/kubernetes/admin.conf")));
        let node = search(&["healthy"]);
        assert!(!node.is_fleet(&root.join("healthy")) && !node.names_nodes());
        assert!(!node.lies_between(&root.join("healthy/admin.conf")));
    }
}
