//! What stands at a path, without reading it.

use std::fs;
use std::path::{Path, PathBuf};

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
