//! Folders of nodes by their paths: whose a file is, found by going up from it, whatever the number of nodes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Folders, each of a node, by every folder that they lie in.
#[derive(Default)]
pub(super) struct Folders {
    /// Of a folder or one above it, the nodes below.
    below: HashMap<PathBuf, Below>,
}

/// The nodes whose folders lie in one folder, or are it.
struct Below {
    first: usize,
    /// The folder of the first.
    folder: PathBuf,
    /// All of them have that folder: a server and an agent of k3s are two of one.
    are_one: bool,
}

impl Folders {
    /// Each folder with the number of its node, which grows.
    pub(super) fn new<'a>(folders: impl Iterator<Item = &'a Path>) -> Self {
        let mut own = Self::default();
        for (node, folder) in folders.enumerate() {
            for above in above(folder) {
                if let Some(known) = own.below.get_mut(above) {
                    known.are_one &= known.folder == folder;
                    continue;
                }
                let below = Below {
                    first: node,
                    folder: folder.to_owned(),
                    are_one: true,
                };
                own.below.insert(above.to_owned(), below);
            }
        }
        own
    }

    /// The node whose folder shares the most of its path with that of a file; none where another folder shares as much.
    pub(super) fn nearest(&self, path: &Path) -> Option<usize> {
        let found = above(path).find_map(|above| self.below.get(above))?;
        found.are_one.then_some(found.first)
    }
}

/// A path and all that it lies in; in the end, what everything lies in.
fn above(path: &Path) -> impl Iterator<Item = &Path> {
    path.ancestors().chain([Path::new("")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_folder_is_the_one_with_the_longest_path_in_common() {
        let folders = [
            "f/a/etc/kubernetes",
            "f/b/etc/kubernetes",
            "f/b/var/k3s",
            "f/c",
            "f/c",
        ];
        let folders = Folders::new(folders.iter().map(Path::new));
        for (file, node) in [
            ("f/a/etc/kubernetes/admin.conf", Some(0)),
            ("f/a/home/config", Some(0)),
            ("f/b/etc/kubernetes", Some(1)),
            ("f/b/var/config", Some(2)),
            // As near to one as to the other.
            ("f/b/config", None),
            ("f/config", None),
            ("elsewhere/config", None),
            // One folder of two nodes is no doubt.
            ("f/c/admin.conf", Some(3)),
        ] {
            assert_eq!(folders.nearest(Path::new(file)), node, "{file}");
        }
        let one = Folders::new([Path::new("/etc/kubernetes")].into_iter());
        assert_eq!(one.nearest(Path::new("/home/config")), Some(0));
    }
}
