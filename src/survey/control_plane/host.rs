//! Where a host's paths are found: on this machine, under `--root`, or in a copy of one directory.

use std::path::{Path, PathBuf};

use crate::source::{exists, link_target};

/// Links that are followed, as Linux does.
const LINKS: usize = 40;

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

    /// A host of which no file is given.
    pub(super) fn unknown() -> Self {
        Self {
            folders: Vec::new(),
        }
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

    /// Where a path of the host is here; none where it is not given. A relative path has no meaning on a host. Links that
    /// the host's programs made to an absolute path lead below its root, if there is such a file
    /// (`kubelet-client-current.pem`).
    pub(super) fn here(&self, path: &Path) -> Option<PathBuf> {
        let path = self.as_named(path)?;
        Some(self.led(&path, LINKS).unwrap_or(path))
    }

    /// Where its folders are here, but for the system's own root.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Path> {
        let folders = self.folders.iter().map(|(_, here)| here.as_path());
        folders.filter(|here| *here != Path::new("/"))
    }

    /// Where a link in the way of a path leads by the host's own paths; none where none leads elsewhere than here.
    pub(super) fn leads(&self, path: &Path) -> Option<PathBuf> {
        self.led(path, LINKS)
    }

    fn led(&self, path: &Path, links: usize) -> Option<PathBuf> {
        self.folders().find(|folder| path.starts_with(folder))?;
        // From the top, as the system does.
        let mut steps: Vec<_> = path.ancestors().collect();
        steps.reverse();
        let (link, target) = steps
            .into_iter()
            .find_map(|step| Some((step, absolute_link(step)?)))?;
        let rest = path.strip_prefix(link).ok()?;
        let target = if rest.as_os_str().is_empty() {
            target
        } else {
            target.join(rest)
        };
        let here = self.as_named(&target)?;
        let here = match links.checked_sub(1) {
            Some(links) => self.led(&here, links).unwrap_or(here),
            None => return None,
        };
        (here != path && exists(&here)).then_some(here)
    }

    /// Where a path of the host is here, whatever stands there.
    fn as_named(&self, path: &Path) -> Option<PathBuf> {
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

/// Where a symbolic link leads, if that is an absolute path.
fn absolute_link(path: &Path) -> Option<PathBuf> {
    let target = link_target(path)?;
    target.has_root().then_some(target)
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
    path.has_root().then_some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::path::Shown as _;

    fn here(host: &Host, path: &str) -> Option<String> {
        host.here(Path::new(path))
            .map(|path| path.shown().to_string())
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

    #[test]
    #[cfg(unix)]
    fn absolute_links_stay_below_the_root() {
        use std::fs;
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        let pki = root.join("var/lib/kubelet/pki");
        fs::create_dir_all(&pki).unwrap();
        fs::create_dir_all(root.join("etc/kubernetes")).unwrap();
        fs::write(pki.join("2026.pem"), "x").unwrap();
        symlink("/var/lib/kubelet/pki/2026.pem", pki.join("current.pem")).unwrap();
        symlink("current.pem", pki.join("relative.pem")).unwrap();
        symlink("/var/lib/kubelet/pki", root.join("var/link")).unwrap();
        symlink("/var/lib/kubelet/pki/loop", pki.join("loop")).unwrap();
        symlink("/var/absent.pem", pki.join("absent.pem")).unwrap();
        let standard = Path::new("/etc/kubernetes");
        let host = Host::of_folder(&root.join("etc/kubernetes"), standard);
        let here = |path: &str| host.here(Path::new(path)).unwrap();
        let real = pki.join("2026.pem");
        assert_eq!(here("/var/lib/kubelet/pki/current.pem"), real);
        assert_eq!(here("/var/link/current.pem"), real);
        assert_eq!(host.leads(&pki.join("current.pem")), Some(real));
        // What leads to nothing that is given is left to the system.
        for name in ["2026.pem", "loop", "absent.pem"] {
            assert_eq!(
                here(&format!("/var/lib/kubelet/pki/{name}")),
                pki.join(name)
            );
            assert_eq!(host.leads(&pki.join(name)), None);
        }
    }
}
