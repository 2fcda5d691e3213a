//! Where a host's paths are found: on this machine, under `--root`, or in a copy of one directory.

use std::path::{Path, PathBuf};

/// A host's files as far as they are given.
#[derive(Clone, Debug)]
pub(super) struct Host {
    /// Folder on the host, and where it is here; the longest counts.
    folders: Vec<(PathBuf, PathBuf)>,
}

impl Host {
    /// A host whose folder `standard`, `/etc/kubernetes`, is given as `folder`. Where the folder's path ends as on the
    /// host, what is above it is the host's root; else nothing beside it is given, and nothing of the machine at hand
    /// is taken for it.
    pub(super) fn of_folder(folder: &Path, standard: &Path) -> Self {
        let mut folders = vec![(standard.to_owned(), folder.to_owned())];
        let below_root = standard.strip_prefix("/").unwrap_or(standard);
        if folder.ends_with(below_root) {
            let depth = below_root.components().count();
            let root = folder.ancestors().nth(depth);
            folders.extend(root.map(|root| (PathBuf::from("/"), root.to_owned())));
        }
        Self { folders }
    }

    /// The same host with its root (`--root`), if that is given.
    pub(super) fn below(self, root: Option<&Path>) -> Self {
        match root {
            Some(root) => self.with("/", root),
            None => self,
        }
    }

    /// The same host with a further folder.
    pub(super) fn with(mut self, host: impl Into<PathBuf>, here: impl Into<PathBuf>) -> Self {
        self.folders.push((host.into(), here.into()));
        self
    }

    /// Where a path of the host is here; none where it is not given. A relative path has no meaning on a host.
    pub(super) fn here(&self, path: &Path) -> Option<PathBuf> {
        let path = normal(path)?;
        let (rest, folder) = self
            .folders
            .iter()
            .filter_map(|(host, here)| Some((path.strip_prefix(host).ok()?, here)))
            .min_by_key(|(rest, _)| rest.components().count())?;
        Some(if rest.as_os_str().is_empty() {
            folder.clone()
        } else {
            folder.join(rest)
        })
    }
}

/// An absolute path without `.` and `..`: a manifest must not lead out of the root that is given.
fn normal(path: &Path) -> Option<PathBuf> {
    use std::path::Component;
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::RootDir => normal.push("/"),
            Component::CurDir | Component::Prefix(_) => {}
            Component::ParentDir => {
                normal.pop();
            }
            Component::Normal(name) => normal.push(name),
        }
    }
    path.is_absolute().then_some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(host: &Host, path: &str) -> Option<String> {
        host.here(Path::new(path))
            .map(|path| path.display().to_string())
    }

    #[test]
    fn a_folder_that_stands_as_on_the_host_gives_its_root() {
        let host = Host::of_folder(
            Path::new("copy/etc/kubernetes"),
            Path::new("/etc/kubernetes"),
        );
        assert_eq!(
            here(&host, "/etc/kubernetes/pki/ca.crt").as_deref(),
            Some("copy/etc/kubernetes/pki/ca.crt")
        );
        assert_eq!(
            here(&host, "/var/lib/kubelet/config.yaml").as_deref(),
            Some("copy/var/lib/kubelet/config.yaml")
        );
        let own = Host::of_folder(Path::new("/etc/kubernetes"), Path::new("/etc/kubernetes"));
        assert_eq!(here(&own, "/var/x").as_deref(), Some("/var/x"));
    }

    #[test]
    fn beside_a_copied_folder_nothing_is_given() {
        let host = Host::of_folder(Path::new("copy"), Path::new("/etc/kubernetes"));
        assert_eq!(
            here(&host, "/etc/kubernetes/admin.conf").as_deref(),
            Some("copy/admin.conf")
        );
        assert_eq!(here(&host, "/var/lib/kubelet/config.yaml"), None);
        assert_eq!(here(&host, "relative"), None);
        assert_eq!(here(&host, "/etc/kubernetes/../../x"), None);
        let host = host.with("/", "root");
        assert_eq!(here(&host, "/var/x").as_deref(), Some("root/var/x"));
    }
}
