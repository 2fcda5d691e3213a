//! Why something could not be read, in this tool's words and in Go's.

use crate::ground::path::Shown as _;

use std::io;
use std::path::{Path, PathBuf};

use super::{Limit, nearest_path};

/// A file, directory or stream that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {kind}", path.shown())]
pub struct Error {
    /// As it was given; `-` is standard input.
    pub path: PathBuf,
    /// What is the matter.
    pub kind: ErrorKind,
}

/// What keeps something from being read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A disk or the like: reading it may never end, and it is no configuration file.
    #[error("is a block device, not a file")]
    BlockDevice,
    /// A terminal, `/dev/zero` or the like.
    #[error("is a character device, not a file")]
    CharacterDevice,
    /// A directory where a file is needed.
    #[error("is a directory")]
    Directory,
    /// A named pipe where a file is needed: opening one may wait for ever.
    #[error("is a named pipe, not a file")]
    Fifo,
    /// The bytes end, or none come, for the operating system's reason.
    #[error("{text}")]
    Io {
        /// The operating system's text, lower case.
        text: String,
        /// The call that failed, as Go names it: `open` or `read`.
        call: &'static str,
    },
    /// A name is longer than the file system allows.
    #[error("file name too long")]
    NameTooLong,
    /// A pipe that nothing has open for writing.
    #[error("is a named pipe that nobody writes to")]
    NoWriter,
    /// A part of the path that should be a directory is a file.
    #[error("not a directory")]
    NotADirectory,
    /// Nothing has this name.
    #[error("no such file or directory")]
    NotFound,
    /// The user may not read it, or may not enter a directory on the way.
    #[error("permission denied")]
    PermissionDenied,
    /// A socket.
    #[error("is a socket, not a file")]
    Socket,
    /// Symbolic links that lead in a circle.
    #[error("too many levels of symbolic links")]
    SymlinkLoop,
    /// No byte came for so long.
    #[error("nothing came for {seconds} s")]
    Timeout {
        /// How long.
        seconds: u64,
    },
    /// More bytes than are accepted there.
    #[error("{} where {} may have {} bytes", size_text(*.size), .limit.what, .limit.bytes)]
    TooLarge {
        /// What was accepted.
        limit: Limit,
        /// The size, where it is known before the end was read.
        size: Option<u64>,
    },
    /// Something that is neither a file nor any of the above.
    #[error("is not a regular file")]
    Unsupported,
}

fn size_text(size: Option<u64>) -> String {
    match size {
        Some(size) => format!("has {size} bytes"),
        None => "goes on".to_owned(),
    }
}

impl Error {
    /// An error about `path`.
    pub(super) fn new(path: &Path, kind: ErrorKind) -> Self {
        Self {
            path: path.to_owned(),
            kind,
        }
    }

    /// The error that the operating system gave to `call` (`open` or `read`).
    pub(super) fn from_io(path: &Path, call: &'static str, error: &io::Error) -> Self {
        Self::new(path, ErrorKind::from_io(call, error))
    }

    /// What a stream of [`super::Files::stream`] answered, which may be an error of ours.
    pub fn from_read(path: &Path, error: &io::Error) -> Self {
        let own = error.get_ref().and_then(|own| own.downcast_ref());
        match own {
            Some(kind) => Self::new(path, ErrorKind::clone(kind)),
            None => Self::from_io(path, "read", error),
        }
    }

    /// The same sentence; where nothing has the name, with the neighbour that was probably meant.
    pub fn with_neighbour(&self) -> String {
        let near = match self.kind {
            ErrorKind::NotFound => nearest_path(&self.path),
            _ => None,
        };
        match near {
            Some(near) => format!("{self}; did you mean {}?", near.shown()),
            None => self.to_string(),
        }
    }

    /// What Go's `os.ReadFile` answers for the same path, as kubectl prints it; none where Go reads or waits.
    pub fn go_text(&self) -> Option<String> {
        let path = self.path.shown();
        match &self.kind {
            ErrorKind::BlockDevice
            | ErrorKind::CharacterDevice
            | ErrorKind::Fifo
            | ErrorKind::NoWriter
            | ErrorKind::Timeout { .. }
            | ErrorKind::TooLarge { .. }
            | ErrorKind::Unsupported => None,
            // os.ReadFile opens a directory without complaint; read(2) answers EISDIR.
            ErrorKind::Directory => Some(format!("read {path}: is a directory")),
            // open(2) answers ENXIO for a socket.
            ErrorKind::Socket => Some(format!("open {path}: no such device or address")),
            ErrorKind::Io { text, call } => Some(format!("{call} {path}: {text}")),
            ErrorKind::NameTooLong
            | ErrorKind::NotADirectory
            | ErrorKind::NotFound
            | ErrorKind::PermissionDenied
            | ErrorKind::SymlinkLoop => Some(format!("open {path}: {}", self.kind)),
        }
    }
}

impl ErrorKind {
    fn from_io(call: &'static str, error: &io::Error) -> Self {
        #[cfg(unix)]
        match error.raw_os_error() {
            Some(libc::EISDIR) => return Self::Directory,
            Some(libc::ELOOP) => return Self::SymlinkLoop,
            Some(libc::ENAMETOOLONG) => return Self::NameTooLong,
            Some(libc::ENOTDIR) => return Self::NotADirectory,
            _ => {}
        }
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::PermissionDenied,
            // A NUL byte in the path; Go gives EINVAL its usual text.
            io::ErrorKind::InvalidInput => Self::Io {
                text: "invalid argument".to_owned(),
                call,
            },
            _ => Self::Io {
                text: errno_text(error),
                call,
            },
        }
    }
}

/// Go's `syscall.Errno` texts are those of strerror(3) in lower case.
fn errno_text(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text
        .rfind(" (os error ")
        .and_then(|end| text.get(..end))
        .unwrap_or(&text);
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.starts_with("I/O") => {
            first.to_lowercase().chain(chars).collect::<String>()
        }
        Some(_) => "input/output error".to_owned(),
        None => "unknown error".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speaks_gos_words() {
        let said = |kind| Error::new(Path::new("/x"), kind).go_text();
        for (kind, wanted) in [
            (
                ErrorKind::NotFound,
                Some("open /x: no such file or directory"),
            ),
            (ErrorKind::Directory, Some("read /x: is a directory")),
            (
                ErrorKind::PermissionDenied,
                Some("open /x: permission denied"),
            ),
            (
                ErrorKind::SymlinkLoop,
                Some("open /x: too many levels of symbolic links"),
            ),
            (ErrorKind::Fifo, None),
        ] {
            assert_eq!(said(kind).as_deref(), wanted);
        }
    }

    #[test]
    fn names_the_limit_and_the_size() {
        let error = Error::new(
            Path::new("big.conf"),
            ErrorKind::TooLarge {
                limit: Limit::KUBECONFIG,
                size: Some(104_857_600),
            },
        );
        assert_eq!(
            error.to_string(),
            "big.conf: has 104857600 bytes where a kubeconfig may have 1048576 bytes"
        );
    }

    #[cfg(unix)]
    #[test]
    fn lowers_the_operating_systems_text() {
        let text = |errno| errno_text(&io::Error::from_raw_os_error(errno));
        assert_eq!(text(libc::EIO), "input/output error");
        assert_eq!(text(libc::ESTALE), "stale file handle");
    }
}
