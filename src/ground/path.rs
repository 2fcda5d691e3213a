//! Paths as text. Everything that certgraph shows and compares has `/` between names, on Windows too, which opens such paths.

use std::fmt;
use std::path::Path;

/// How a path is shown.
pub trait Shown {
    /// The path with `/` between its names, and U+FFFD for what is no Unicode.
    fn shown(&self) -> ShownPath<'_>;
}

/// A path that is about to be shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownPath<'a>(&'a Path);

impl Shown for Path {
    fn shown(&self) -> ShownPath<'_> {
        ShownPath(self)
    }
}

impl fmt::Display for ShownPath<'_> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that makes text of a path"
    )]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if cfg!(windows) {
            f.write_str(&with_slashes(&self.0.to_string_lossy()))
        } else {
            self.0.display().fmt(f)
        }
    }
}

/// A path of Windows without backslashes. `\\?\` before it, which `canonicalize` writes, allows nothing but backslashes, so it
/// goes.
fn with_slashes(path: &str) -> String {
    let plain = match path.strip_prefix(r"\\?\UNC\") {
        Some(share) => format!(r"\\{share}"),
        None => path.strip_prefix(r"\\?\").unwrap_or(path).to_owned(),
    };
    plain.replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_windows_has_slashes() {
        assert_eq!(with_slashes(r"pki\a.crt"), "pki/a.crt");
        assert_eq!(with_slashes(r"C:\etc/kubernetes"), "C:/etc/kubernetes");
        assert_eq!(with_slashes(r"\\?\C:\etc"), "C:/etc");
        assert_eq!(with_slashes(r"\\?\UNC\server\share\a"), "//server/share/a");
    }

    #[cfg(unix)]
    #[test]
    fn a_backslash_elsewhere_is_part_of_a_name() {
        use std::os::unix::ffi::OsStrExt as _;
        assert_eq!(Path::new(r"pki\a.crt").shown().to_string(), r"pki\a.crt");
        let bytes = std::ffi::OsStr::from_bytes(b"pki/\xff");
        assert_eq!(Path::new(bytes).shown().to_string(), "pki/\u{fffd}");
    }
}
