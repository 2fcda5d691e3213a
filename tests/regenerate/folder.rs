//! A folder of `fixtures/`, written as a whole or not at all.

use std::fs;
use std::path::PathBuf;

/// Where one fixture goes.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Lets `write` fill the folder, unless it is there already.
    pub(crate) fn make(path: &str, write: impl FnOnce(&Self)) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures")
            .join(path);
        if !folder.exists() {
            write(&Self(folder));
        }
    }

    /// Writes a file, below sub-folders if its path names any.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Removes every file whose path below the folder is not to be kept.
    pub(crate) fn keep_only(&self, keep: impl Fn(&str) -> bool) {
        for entry in walkdir::WalkDir::new(&self.0).contents_first(true) {
            let path = entry.unwrap().into_path();
            let below = path.strip_prefix(&self.0).unwrap().to_str().unwrap();
            if path.is_file() && !keep(below) {
                fs::remove_file(&path).unwrap();
            } else if path.is_dir() && fs::read_dir(&path).unwrap().next().is_none() {
                fs::remove_dir(&path).unwrap();
            }
        }
    }
}
