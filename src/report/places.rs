//! Where certificates were found, without what all the paths have in common.

use crate::inventory::Inventory;
use crate::location::Location;

/// The folder that all files of an inventory share.
pub(super) struct Places {
    folder: String,
}

impl Places {
    pub(super) fn of(inventory: &Inventory) -> Self {
        let locations = inventory.iter().flat_map(|(_, entry)| &entry.locations);
        let mut files = locations.map(|location| &*location.file);
        let first = files.next().unwrap_or_default();
        let mut folder = parent(first);
        for file in files {
            while !file.starts_with(folder) {
                folder = parent(folder.strip_suffix('/').unwrap_or(folder));
            }
        }
        Self {
            folder: folder.to_owned(),
        }
    }

    /// A file's path below the common folder.
    pub(super) fn short<'a>(&self, location: &'a Location) -> &'a str {
        let file = &*location.file;
        file.strip_prefix(self.folder.as_str()).unwrap_or(file)
    }
}

/// The folder of a path, with its slash; empty where there is none.
fn parent(path: &str) -> &str {
    path.rfind('/')
        .and_then(|slash| path.get(..=slash))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::parent;

    #[test]
    fn a_folder_ends_with_its_slash() {
        assert_eq!(parent("/etc/kubernetes/pki/ca.crt"), "/etc/kubernetes/pki/");
        assert_eq!(parent("ca.crt"), "");
        assert_eq!(parent("/ca.crt"), "/");
        assert_eq!(parent(""), "");
    }
}
