//! Certificates of a kubelet that it has replaced: it writes each to a file of its own, with its time in the name, points the
//! link `…-current.pem` at it, and leaves the old ones (client-go `util/certificate/certificate_store.go`).

use std::path::Path;

use crate::source::{exists, is_same_file};

/// Whether a file holds a kubelet's certificate of earlier days, beside the one that counts.
pub(super) fn is_superseded(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let pair = name.and_then(|name| {
        ["kubelet-client", "kubelet-server"]
            .into_iter()
            .find(|pair| is_dated(name, pair))
    });
    pair.is_some_and(|pair| {
        let current = path.with_file_name(format!("{pair}-current.pem"));
        exists(&current) && !is_same_file(path, &current)
    })
}

/// `kubelet-client-2026-01-31-09-30-00.pem`.
fn is_dated(name: &str, pair: &str) -> bool {
    let date = name
        .strip_prefix(pair)
        .and_then(|rest| rest.strip_prefix('-'))
        .and_then(|rest| rest.strip_suffix(".pem"));
    date.is_some_and(|date| {
        let is_pattern = |(at, c): (usize, char)| {
            if matches!(at, 4 | 7 | 10 | 13 | 16) {
                c == '-'
            } else {
                c.is_ascii_digit()
            }
        };
        date.len() == 19 && date.chars().enumerate().all(is_pattern)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_a_dated_file_beside_another_current_one_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (old, new) = (
            path("kubelet-client-2025-01-31-09-30-00.pem"),
            path("kubelet-client-2026-01-31-09-30-00.pem"),
        );
        for file in [&old, &new] {
            fs::write(file, "").unwrap();
        }
        // Nothing tells which counts.
        assert!(!is_superseded(&old) && !is_superseded(&new));
        fs::hard_link(&new, path("kubelet-client-current.pem")).unwrap();
        assert!(is_superseded(&old) && !is_superseded(&new));
        for name in [
            "kubelet-client-current.pem",
            "kubelet-client-2025.pem",
            "kubelet-server-2025-01-31-09-30-00.pem",
            "admin.conf",
        ] {
            assert!(!is_superseded(&path(name)), "{name}");
        }
    }
}
