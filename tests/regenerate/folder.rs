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
}
