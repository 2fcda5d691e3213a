//! The files of a directory.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{Error, ErrorKind};

/// How far a directory is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkLimit {
    /// Levels of directories below the given one; /etc/kubernetes has 3, a home directory of kubeconfigs 4, a node's root
    /// with k3s 8.
    pub depth: usize,
    /// Files, directories and links in all.
    pub entries: usize,
}

impl WalkLimit {
    /// For a directory that holds one node's files, or one cluster's.
    pub const DIRECTORY: Self = Self {
        depth: 11,
        entries: 20_000,
    };
    /// For a store of many nodes' files.
    pub const STORE: Self = Self {
        depth: 11,
        entries: 1_000_000,
    };
    /// For nodes by their folders: `CLUSTER/NODE`, and one more where that holds the kubernetes directory under a name of
    /// its own.
    pub const FLEET: Self = Self {
        depth: 3,
        entries: 20_000,
    };
}

/// What a directory holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Regular files, sorted by path.
    pub files: Vec<PathBuf>,
    /// What could not be entered, in the order it was met.
    pub errors: Vec<Error>,
    /// Some entries were left out, because there are more than the limit.
    pub truncated: bool,
}

/// Lists the regular files below `directory`, links followed, on its own file system.
///
/// Names that begin with `..` are left out: the kubelet keeps the versions of a mounted Secret or ConfigMap there
/// (`..data`, `..2026_11_23…`) behind the links that users see (Kubernetes volume/util/atomic_writer.go).
pub fn walk(directory: &Path, limit: WalkLimit) -> Walk {
    let mut found = Walk::default();
    let entries = entries(directory, limit)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_kubelets_own(entry));
    for (count, entry) in entries.enumerate() {
        if count > limit.entries {
            found.truncated = true;
            break;
        }
        match entry {
            Ok(entry) if entry.file_type().is_file() => found.files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => found.errors.push(walk_error(directory, &error)),
        }
    }
    found.files.sort();
    found
}

/// Lists the directories below `directory` that are `wanted`, sorted. What lies in one of these is not looked at.
pub fn find_folders(
    directory: &Path,
    limit: WalkLimit,
    mut wanted: impl FnMut(&Path) -> bool,
) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries = entries(directory, limit).min_depth(1).into_iter();
    // What cannot be entered is told by the walk.
    for _ in 0..limit.entries {
        let Some(entry) = entries.next() else { break };
        let Ok(entry) = entry else { continue };
        if !entry.file_type().is_dir() {
            continue;
        }
        if is_kubelets_own(&entry) {
            entries.skip_current_dir();
        } else if wanted(entry.path()) {
            entries.skip_current_dir();
            found.push(entry.into_path());
        }
    }
    found
}

/// Everything below `directory`, in the order of names.
fn entries(directory: &Path, limit: WalkLimit) -> WalkDir {
    WalkDir::new(directory)
        .max_depth(limit.depth)
        .max_open(16)
        .follow_links(true)
        .same_file_system(true)
        .sort_by_file_name()
}

fn is_kubelets_own(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b"..")
}

fn walk_error(directory: &Path, error: &walkdir::Error) -> Error {
    let path = error.path().unwrap_or(directory);
    match error.io_error() {
        Some(io) => Error::from_io(path, "open", io),
        // The only other kind: a link to a directory that is being walked.
        None => Error::new(path, ErrorKind::SymlinkLoop),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    fn names(walk: &Walk, root: &Path) -> Vec<String> {
        walk.files
            .iter()
            .map(|file| file.strip_prefix(root).unwrap().display().to_string())
            .collect()
    }

    #[test]
    fn lists_files_sorted_and_ends_at_loops() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir_all(root.join("pki/etcd")).unwrap();
        for file in ["pki/etcd/ca.crt", "pki/ca.crt", "admin.conf", "pki/a.key"] {
            fs::write(root.join(file), "x").unwrap();
        }
        symlink(root, root.join("pki/up")).unwrap();
        symlink("nowhere", root.join("dangling")).unwrap();
        symlink("pki", root.join("same")).unwrap();
        let found = walk(root, WalkLimit::DIRECTORY);
        assert_eq!(
            names(&found, root),
            [
                "admin.conf",
                "pki/a.key",
                "pki/ca.crt",
                "pki/etcd/ca.crt",
                "same/a.key",
                "same/ca.crt",
                "same/etcd/ca.crt",
            ]
        );
        assert!(!found.truncated);
        let kinds: Vec<_> = found.errors.iter().map(|error| &error.kind).collect();
        assert_eq!(
            kinds,
            [
                &ErrorKind::NotFound,
                &ErrorKind::SymlinkLoop,
                &ErrorKind::SymlinkLoop
            ]
        );
    }

    #[test]
    fn finds_folders_and_does_not_look_into_them() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for folder in ["b/node/node", "a/x/node", "a/x/y/node", "..data/node"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        symlink(root, root.join("b/up")).unwrap();
        fs::write(root.join("node"), "x").unwrap();
        let found = find_folders(root, WalkLimit::FLEET, |folder| folder.ends_with("node"));
        assert_eq!(found, ["a/x/node", "b/node"].map(|name| root.join(name)));
    }

    #[test]
    fn stops_at_its_limits() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir_all(root.join("1/2/3")).unwrap();
        for number in 0..30 {
            fs::write(root.join(format!("{number:02}")), "x").unwrap();
        }
        fs::write(root.join("1/2/3/deep"), "x").unwrap();
        let few = WalkLimit {
            depth: 2,
            entries: 10,
        };
        let found = walk(root, few);
        assert!(found.truncated);
        assert!(found.files.len() <= 10);
        let shallow = WalkLimit {
            entries: 100,
            ..few
        };
        assert_eq!(walk(root, shallow).files.len(), 30);
    }

    #[test]
    fn sees_a_mounted_secret_once() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir(root.join("..2026_11_23")).unwrap();
        fs::write(root.join("..2026_11_23/ca.crt"), "x").unwrap();
        symlink("..2026_11_23", root.join("..data")).unwrap();
        symlink("..data/ca.crt", root.join("ca.crt")).unwrap();
        let found = walk(root, WalkLimit::DIRECTORY);
        assert_eq!(names(&found, root), ["ca.crt"]);
    }
}
