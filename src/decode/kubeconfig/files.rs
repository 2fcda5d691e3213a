//! Where kubectl looks for files and how it reads them. The reading itself is the caller's.

use std::fmt;
use std::io;
use std::path::Path;

/// The files that a kubeconfig names, and kubeconfigs themselves.
pub trait Files {
    /// Reads a file, as Go's `os.ReadFile`.
    fn read(&mut self, path: &str) -> Result<Vec<u8>, FileError>;

    /// Opens a file and closes it, as kubectl does to check that it is there. Directories open.
    fn open(&mut self, path: &str) -> Result<(), FileError>;
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// `open` or `read`: what failed.
    pub operation: &'static str,
    /// In Go's words, `no such file or directory`.
    pub reason: String,
    /// Whether it is not there.
    pub not_found: bool,
    /// kubectl would read on, or wait: the limit is certgraph's own.
    pub ours: bool,
}

/// Why a file cannot be opened or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    text: String,
    ours: bool,
}

impl Unreadable {
    /// Go's text; none where kubectl does not fail here.
    pub fn go_text(&self) -> Option<&str> {
        (!self.ours).then_some(self.text.as_str())
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FileError {
    /// From the operating system. A directory opens and cannot be read.
    pub fn from_io(error: &io::Error) -> Self {
        let not_found = error.kind() == io::ErrorKind::NotFound;
        let (operation, reason) = match error.kind() {
            io::ErrorKind::NotFound => ("open", "no such file or directory".to_owned()),
            io::ErrorKind::PermissionDenied => ("open", "permission denied".to_owned()),
            io::ErrorKind::IsADirectory => ("read", "is a directory".to_owned()),
            io::ErrorKind::NotADirectory => ("open", "not a directory".to_owned()),
            _ => ("open", lower_first(&error.to_string())),
        };
        Self {
            operation,
            reason,
            not_found,
            ours: false,
        }
    }

    /// The same about a path: Go's text, or certgraph's own.
    pub fn at(&self, path: &str) -> Unreadable {
        let (operation, reason) = (self.operation, &self.reason);
        Unreadable {
            text: if self.ours {
                format!("{path} {reason}")
            } else {
                format!("{operation} {path}: {reason}")
            },
            ours: self.ours,
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

fn lower_first(text: &str) -> String {
    let text = text.split(" (os error").next().unwrap_or(text);
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

/// What stands between the files of `$KUBECONFIG`: `filepath.ListSeparator`.
pub const LIST_SEPARATOR: char = if cfg!(windows) { ';' } else { ':' };

/// What decides which kubeconfigs are read, as `NewDefaultClientConfigLoadingRules` does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Search<'a> {
    /// `--kubeconfig`: this file alone.
    pub explicit: Option<&'a str>,
    /// `$KUBECONFIG`: a list; empty counts as unset.
    pub variable: Option<&'a str>,
    /// The home directory.
    pub home: Option<&'a str>,
    /// The working directory, absolute: what relative paths start from.
    pub directory: &'a str,
}

impl Search<'_> {
    /// The files, in order, whether they are there or not.
    pub fn paths(&self) -> Vec<String> {
        if let Some(path) = self.explicit.filter(|path| !path.is_empty()) {
            return vec![path.to_owned()];
        }
        if let Some(list) = self.variable.filter(|list| !list.is_empty()) {
            let mut paths: Vec<String> = Vec::new();
            for path in list.split(LIST_SEPARATOR).filter(|path| !path.is_empty()) {
                if !paths.iter().any(|known| known == path) {
                    paths.push(path.to_owned());
                }
            }
            return paths;
        }
        self.home
            .map(|home| vec![join(home, ".kube/config")])
            .unwrap_or_default()
    }
}

/// A path inside the kubeconfig `file`, as kubectl opens it: `ResolvePaths` in loader.go.
pub(super) fn resolve(path: &str, file: &str, directory: &str) -> String {
    if is_absolute(path) {
        return path.to_owned();
    }
    let parent = file
        .rfind(is_separator)
        .map_or(".", |at| file.get(..=at).unwrap_or("."));
    let parent = if is_absolute(parent) {
        parent.to_owned()
    } else {
        join(directory, parent)
    };
    join(&parent, path)
}

/// The drive or share at the beginning of a path of Windows, `C:` or `\\server\share`: `filepath.VolumeName`.
fn volume(path: &str) -> &str {
    let is_separator = |c: char| matches!(c, '/' | '\\');
    let length = match path.as_bytes() {
        [letter, b':', ..] if letter.is_ascii_alphabetic() => 2,
        [b'/' | b'\\', b'/' | b'\\', ..] => {
            let mut ends = path.match_indices(is_separator).map(|(at, _)| at).skip(2);
            // The second separator after the server ends the share.
            ends.nth(1).unwrap_or(path.len())
        }
        _ => 0,
    };
    path.get(..length).unwrap_or_default()
}

/// `filepath.Clean` of a path of this system.
fn clean(path: &str) -> String {
    if cfg!(windows) {
        let volume = volume(path);
        let rest = path.get(volume.len()..).unwrap_or_default();
        let rest = clean_below_root(&rest.replace('\\', "/"));
        format!("{}{rest}", volume.replace('\\', "/"))
    } else {
        clean_below_root(path)
    }
}

fn is_separator(c: char) -> bool {
    c == '/' || (cfg!(windows) && c == '\\')
}

/// On Windows Go takes `/x` for relative; a path there that begins so was written for a node, and is read below its root.
fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || (cfg!(windows) && Path::new(path).has_root())
}

/// `filepath.Join`: the result is cleaned.
fn join(base: &str, path: &str) -> String {
    clean(&format!("{base}/{path}"))
}

fn clean_below_root(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let parts = parts.join("/");
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{parts}"),
        (false, true) => ".".to_owned(),
        (false, false) => parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_or_a_share_begins_a_path() {
        for (path, wanted) in [
            (r"C:\a", "C:"),
            ("c:a", "c:"),
            (r"\\server\share\a", r"\\server\share"),
            ("//server/share", "//server/share"),
            ("/etc/kubernetes", ""),
            ("a/b", ""),
            ("", ""),
        ] {
            assert_eq!(volume(path), wanted, "{path}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn a_volume_stays() {
        assert_eq!(join(r"C:\a", r"..\..\..\b"), "C:/b");
        assert_eq!(join(r"\\server\share\a", "../../b"), "//server/share/b");
    }

    #[cfg(unix)]
    #[test]
    fn looks_where_kubectl_looks() {
        let search = Search {
            variable: Some("a:b::a"),
            home: Some("/home/me"),
            ..Search::default()
        };
        assert_eq!(search.paths(), ["a", "b"]);
        let search = Search {
            variable: Some(""),
            ..search
        };
        assert_eq!(search.paths(), ["/home/me/.kube/config"]);
        let search = Search {
            explicit: Some("x"),
            ..search
        };
        assert_eq!(search.paths(), ["x"]);
    }

    #[cfg(unix)]
    #[test]
    fn resolves_against_the_file() {
        for (path, file, wanted) in [
            ("ca.crt", "/etc/k/config", "/etc/k/ca.crt"),
            ("../ca.crt", "/etc/k/config", "/etc/ca.crt"),
            ("~/ca.crt", "config", "/work/~/ca.crt"),
            ("./ca.crt", "sub/config", "/work/sub/ca.crt"),
            ("/x/../ca.crt", "config", "/x/../ca.crt"),
            ("../../../ca.crt", "/a/config", "/ca.crt"),
        ] {
            assert_eq!(resolve(path, file, "/work"), wanted, "{path} in {file}");
        }
    }
}
