//! Which folders are nodes: a folder that is given, or else those of its subfolders that are.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::copies::Copies;
use super::{ControlPlane, find};
use crate::fix::Layout;
use crate::source::{WalkLimit, find_folders, real_path};
use crate::survey::Rules;

/// The nodes of all folders given.
#[derive(Default)]
pub(in crate::survey) struct Search {
    pub(in crate::survey) planes: Vec<ControlPlane>,
    fleets: Vec<FleetFolder>,
    /// The folders of all nodes, and all that they hold.
    held: BTreeSet<PathBuf>,
    /// What is given again.
    copies: Copies,
}

/// A folder that is no node, and holds some.
struct FleetFolder {
    folder: PathBuf,
    nodes: HashSet<PathBuf>,
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
            let nodes = nodes.into_iter().collect();
            self.fleets.push(FleetFolder { folder, nodes });
        }
    }

    /// A folder and one that it lies in are one node.
    fn add(&mut self, found: Vec<ControlPlane>) {
        for plane in found {
            let folder = absolute(&plane.folder);
            if folder.ancestors().any(|above| self.held.contains(above)) {
                continue;
            }
            let held = plane.holds();
            if held.iter().any(|folder| self.has_below(folder)) {
                let inside = |known: &ControlPlane| {
                    let folder = absolute(&known.folder);
                    held.iter().any(|held| folder.starts_with(held))
                };
                self.planes.retain(|known| !inside(known));
                let known = self.planes.iter().flat_map(ControlPlane::holds);
                self.held = known.collect();
            }
            self.held.extend(held);
            self.planes.push(plane);
        }
    }

    /// Whether a folder of a node is this one or lies in it. Paths are ordered part by part, so that what lies in a folder
    /// follows it.
    fn has_below(&self, folder: &Path) -> bool {
        let mut behind = self.held.range(folder.to_owned()..);
        behind.next().is_some_and(|first| first.starts_with(folder))
    }

    /// Leaves out the nodes that are copies of others. `files` are all that is given, sorted.
    pub(in crate::survey) fn leave_out_copies(&mut self, files: &[&Path], rules: &Rules<'_>) {
        self.copies = Copies::among(&self.planes, files, rules);
        let Self { planes, copies, .. } = self;
        planes.retain(|plane| !copies.hold(&plane.root()));
    }

    /// Which nodes are copies of others.
    pub(in crate::survey) const fn copies(&self) -> &Copies {
        &self.copies
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
            let mut above = path.ancestors();
            path.starts_with(&fleet.folder) && !above.any(|above| fleet.nodes.contains(above))
        })
    }
}

impl ControlPlane {
    /// The folders of which all belongs to this node: its own, and the agent's folder beside a server of k3s or RKE2, whose
    /// kubelet it is.
    fn holds(&self) -> Vec<PathBuf> {
        let agent = (self.node.layout == Layout::K3s).then(|| self.folder.with_file_name("agent"));
        let folders = [Some(self.folder.clone()), agent].into_iter().flatten();
        folders.map(|folder| absolute(&folder)).collect()
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.into())
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
            pods: false,
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
