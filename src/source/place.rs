//! What stands at a path, without reading it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::ground::likeness::nearest;

/// Whether a folder stands there, possibly behind a link.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether anything stands there.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// The bytes of a regular file; none of anything else, such as a pipe.
pub fn file_size(path: &Path) -> Option<u64> {
    let found = fs::metadata(path).ok()?;
    found.is_file().then_some(found.len())
}

/// Where a symbolic link leads, as it is written; none where no link stands there.
pub fn link_target(path: &Path) -> Option<PathBuf> {
    path.read_link().ok()
}

/// The path behind all links; none where nothing stands there.
pub fn real_path(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// Whether both names lead to one file.
#[cfg(unix)]
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |path: &Path| {
        let found = fs::metadata(path).ok()?;
        Some((found.dev(), found.ino()))
    };
    identity(one).is_some_and(|one| identity(other) == Some(one))
}

/// Whether both names lead to one file.
#[cfg(not(unix))]
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Entries of a folder that are looked at for a name that was meant.
const NEIGHBOURS: usize = 10_000;

/// What stands beside a path that does not exist and has nearly its name.
pub fn nearest_path(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    let entries = fs::read_dir(folder).ok()?.take(NEIGHBOURS);
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    // The order of a folder is not the same everywhere.
    names.sort();
    let near = nearest(name, names.iter().map(String::as_str))?;
    Some(path.with_file_name(near))
}

/// Whether something is piped or redirected into the program: standard input is a pipe, or a file from its beginning. A file
/// that is read already belongs to somebody else, such as the `while read` loop that the program runs in.
#[cfg(unix)]
pub fn input_is_piped() -> bool {
    use std::io::Seek as _;
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::FileTypeExt as _;
    let Ok(descriptor) = std::io::stdin().as_fd().try_clone_to_owned() else {
        return false;
    };
    let mut file = fs::File::from(descriptor);
    let Ok(found) = file.metadata() else {
        return false;
    };
    found.file_type().is_fifo()
        || (found.is_file() && file.stream_position().is_ok_and(|at| at == 0))
}

/// Whether something is piped or redirected into the program.
#[cfg(not(unix))]
pub fn input_is_piped() -> bool {
    false
}
