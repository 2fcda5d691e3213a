//! Files that a kubeconfig names, opened within the limits of `source`.

use std::path::Path;

use crate::decode::kubeconfig::{FileError, Files as KubeconfigFiles};
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
