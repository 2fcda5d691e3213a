//! Files that a kubeconfig names, opened within the limits of `source`.

use std::path::{Path, PathBuf};

use crate::decode::kubeconfig::{FileError, FilePath, Files as KubeconfigFiles};
use crate::ground::location::Location;
use crate::source::{Error, ErrorKind, Files, Limit};

/// Opens for the kubeconfig's decoder what it names, within the limits of `source`.
pub struct NamedFiles<'a>(pub &'a Files);

impl KubeconfigFiles for NamedFiles<'_> {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        self.0
            .read(Path::new(path), Limit::REFERENCED)
            .map_err(|error| file_error(&error))
    }

    fn open(&mut self, path: &str) -> Result<(), FileError> {
        match self.0.open(Path::new(path), Limit::REFERENCED) {
            Ok(_) => Ok(()),
            // kubectl only opens the file here, and a directory opens.
            Err(error) if matches!(error.kind, ErrorKind::Directory) => Ok(()),
            Err(error) => Err(file_error(&error)),
        }
    }
}

fn file_error(error: &Error) -> FileError {
    FileError {
        operation: match error.kind {
            ErrorKind::Directory => "read",
            _ => "open",
        },
        not_found: matches!(error.kind, ErrorKind::NotFound),
        reason: error.kind.to_string(),
        ours: error.go_text().is_none(),
    }
}

/// The path as people wrote it, seen from where they stand: relative to the file that holds it.
pub(crate) fn shown_path(path: &FilePath, field: &Location) -> PathBuf {
    let written = Path::new(&path.written);
    if written.has_root() || &*field.file == "-" {
        return PathBuf::from(&path.resolved);
    }
    match Path::new(&*field.file).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.join(written),
        _ => written.to_owned(),
    }
}
