//! Where certificates were found, without what the paths have in common.

use crate::ground::location::Location;
use crate::inventory::Inventory;

/// The folders that the files of an inventory share: those with relative paths, and those with absolute ones.
pub(super) struct Places {
    folders: [String; 2],
}

impl Places {
    pub(super) fn of(inventory: &Inventory) -> Self {
        let locations = inventory.iter().flat_map(|(_, entry)| &entry.locations);
        let files: Vec<&str> = locations.map(|location| &*location.file).collect();
        let shared = |absolute: bool| {
            let files = files.iter().copied();
            common(files.filter(|file| file.starts_with('/') == absolute)).to_owned()
        };
        Self {
            folders: [false, true].map(shared),
        }
    }

    /// A file's path below the common folder.
    pub(super) fn short<'a>(&self, location: &'a Location) -> &'a str {
        let file = &*location.file;
        let [relative, absolute] = &self.folders;
        let folder = if file.starts_with('/') {
            absolute
        } else {
            relative
        };
        file.strip_prefix(folder.as_str()).unwrap_or(file)
    }
}

/// The folder that all files are below.
fn common<'a>(mut files: impl Iterator<Item = &'a str>) -> &'a str {
    let mut folder = parent(files.next().unwrap_or_default());
    for file in files {
        while !file.starts_with(folder) {
            folder = parent(folder.strip_suffix('/').unwrap_or(folder));
        }
    }
    folder
}

/// The folder of a path, with its slash; empty where there is none.
fn parent(path: &str) -> &str {
    path.rfind('/')
        .and_then(|slash| path.get(..=slash))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{common, parent};

    #[test]
    fn a_folder_ends_with_its_slash() {
        assert_eq!(parent("/etc/kubernetes/pki/ca.crt"), "/etc/kubernetes/pki/");
        assert_eq!(parent("ca.crt"), "");
        assert_eq!(parent("/ca.crt"), "/");
        assert_eq!(parent(""), "");
    }

    #[test]
    fn what_all_paths_begin_with_is_said_by_none() {
        let files = ["./etc/pki/ca.crt", "./etc/admin.conf"];
        assert_eq!(common(files.into_iter()), "./etc/");
        assert_eq!(common(["a/b", "ca.crt"].into_iter()), "");
        assert_eq!(common([].into_iter()), "");
    }
}
