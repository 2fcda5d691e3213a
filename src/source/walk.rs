//! The files of a directory.

use std::collections::{BTreeSet, VecDeque};
use std::fs::{self, Metadata};
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

/// Lists the regular files below `directory`, links followed, on its own file system. A folder that several links lead to
/// is listed once, under its own name where that is below `directory` too.
///
/// Names that begin with `..` are left out: the kubelet keeps the versions of a mounted Secret or ConfigMap there
/// (`..data`, `..2026_11_23…`) behind the links that users see (Kubernetes volume/util/atomic_writer.go).
pub fn walk(directory: &Path, limit: WalkLimit) -> Walk {
    let mut found = Walk::default();
    let whole = visit(directory, limit, &mut |met| {
        match met {
            Met::File(path) => found.files.push(path),
            Met::Folder(_) => {}
            Met::Error(error) => found.errors.push(error),
        }
        Descend::Yes
    });
    found.truncated = !whole;
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
    // What cannot be entered, and that entries were left out, is said by the walk.
    visit(directory, limit, &mut |met| match met {
        Met::Folder(path) if wanted(path) => {
            found.push(path.to_owned());
            Descend::No
        }
        Met::Folder(_) | Met::File(_) | Met::Error(_) => Descend::Yes,
    });
    found.sort();
    found
}

/// What a walk meets.
enum Met<'a> {
    File(PathBuf),
    /// A directory below the given one, before it is entered.
    Folder(&'a Path),
    Error(Error),
}

/// Whether a directory is entered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Descend {
    Yes,
    No,
}

/// Goes through everything below `directory`: each directory once, links to directories after what needs none. Folders that
/// link to each other have as many paths as there are orders of them. False where the limit was met.
fn visit(directory: &Path, limit: WalkLimit, take: &mut dyn FnMut(Met<'_>) -> Descend) -> bool {
    let mut visit = Visit {
        device: fs::metadata(directory).ok().map(|found| device(&found)),
        seen: BTreeSet::new(),
        starts: VecDeque::from([(directory.to_owned(), 0)]),
        take,
    };
    let mut left = limit.entries;
    while let Some((start, depth)) = visit.starts.pop_front() {
        let mut entries = WalkDir::new(&start)
            .max_depth(limit.depth.saturating_sub(depth))
            .max_open(16)
            .same_file_system(true)
            .sort_by_file_name()
            .into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    (visit.take)(Met::Error(walk_error(&start, &error)));
                    continue;
                }
            };
            if entry.depth() > 0 {
                let Some(fewer) = left.checked_sub(1) else {
                    return false;
                };
                left = fewer;
            }
            // A start may be a link, which is entered all the same.
            let is_folder = entry.file_type().is_dir() || entry.depth() == 0;
            if visit.entry(entry, depth) == Descend::No && is_folder {
                entries.skip_current_dir();
            }
        }
    }
    true
}

/// What a walk knows of where it was, and where it has still to go.
struct Visit<'a> {
    device: Option<u64>,
    seen: BTreeSet<Identity>,
    /// Directories that are still to be entered, each with its level below the first.
    starts: VecDeque<(PathBuf, usize)>,
    take: &'a mut dyn FnMut(Met<'_>) -> Descend,
}

impl Visit<'_> {
    /// Looks at an entry of a directory that begins `depth` levels below the first.
    fn entry(&mut self, entry: DirEntry, depth: usize) -> Descend {
        let is_start = entry.depth() == 0;
        let is_first = is_start && depth == 0;
        if is_kubelets_own(&entry) && !is_start {
            return Descend::No;
        }
        // The target's, of a link.
        let found = match fs::metadata(entry.path()) {
            Ok(found) => found,
            Err(error) => {
                let error = Error::from_io(entry.path(), "open", &error);
                return (self.take)(Met::Error(error));
            }
        };
        if !found.is_dir() {
            if found.is_file() {
                (self.take)(Met::File(entry.into_path()));
            }
            return Descend::No;
        }
        if entry.path_is_symlink() && !is_start {
            self.link(entry, depth, &found);
            return Descend::No;
        }
        if !self.seen.insert(identity(entry.path(), &found)) {
            return Descend::No;
        }
        if is_first {
            return Descend::Yes;
        }
        (self.take)(Met::Folder(entry.path()))
    }

    /// A link to a directory waits until what needs no link has been entered.
    fn link(&mut self, entry: DirEntry, depth: usize, found: &Metadata) {
        if leads_up(entry.path()) {
            let error = Error::new(entry.path(), ErrorKind::SymlinkLoop);
            (self.take)(Met::Error(error));
        } else if Some(device(found)) == self.device {
            let depth = depth + entry.depth();
            self.starts.push_back((entry.into_path(), depth));
        }
    }
}

/// Whether a link leads to a directory that it lies in.
fn leads_up(link: &Path) -> bool {
    let folder = link.parent().and_then(|folder| folder.canonicalize().ok());
    let target = link.canonicalize().ok();
    matches!((folder, target), (Some(folder), Some(target)) if folder.starts_with(&target))
}

/// What tells a directory from others, whatever path leads to it: device and inode.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = Option<PathBuf>;

#[cfg(unix)]
fn identity(_: &Path, found: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (found.dev(), found.ino())
}

#[cfg(not(unix))]
fn identity(path: &Path, _: &Metadata) -> Identity {
    path.canonicalize().ok()
}

#[cfg(unix)]
fn device(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::dev(found)
}

#[cfg(not(unix))]
fn device(_: &Metadata) -> u64 {
    0
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
    use crate::ground::path::Shown as _;
    use std::fs;
    use std::os::unix::fs::symlink;

    fn names(walk: &Walk, root: &Path) -> Vec<String> {
        walk.files
            .iter()
            .map(|file| file.strip_prefix(root).unwrap().shown().to_string())
            .collect()
    }

    /// Folders that all link to each other: as many paths as there are orders of the folders.
    #[test]
    fn enters_each_folder_of_a_link_farm_once() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for one in 0..20 {
            fs::create_dir_all(root.join(format!("d{one}"))).unwrap();
            fs::write(root.join(format!("d{one}/ca.crt")), "x").unwrap();
            for other in 0..20 {
                symlink(
                    format!("../d{other}"),
                    root.join(format!("d{one}/l{other}")),
                )
                .unwrap();
            }
        }
        for limit in [WalkLimit::DIRECTORY, WalkLimit::STORE] {
            let found = walk(root, limit);
            assert_eq!(found.files.len(), 20);
            assert!(!found.truncated);
        }
        let mut asked = 0;
        find_folders(root, WalkLimit::FLEET, |_| {
            asked += 1;
            false
        });
        assert_eq!(asked, 20);
    }

    #[test]
    fn prefers_a_folders_own_name_to_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir(root.join("pki")).unwrap();
        fs::write(root.join("pki/ca.crt"), "x").unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("b.crt"), "x").unwrap();
        for link in ["a", "b"] {
            symlink("pki", root.join(link)).unwrap();
            symlink(elsewhere.path(), root.join(format!("{link}-outside"))).unwrap();
        }
        let found = walk(root, WalkLimit::DIRECTORY);
        assert_eq!(names(&found, root), ["a-outside/b.crt", "pki/ca.crt"]);
        assert!(found.errors.is_empty());
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
            ["admin.conf", "pki/a.key", "pki/ca.crt", "pki/etcd/ca.crt",]
        );
        assert!(!found.truncated);
        let kinds: Vec<_> = found.errors.iter().map(|error| &error.kind).collect();
        assert_eq!(kinds, [&ErrorKind::NotFound, &ErrorKind::SymlinkLoop]);
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
