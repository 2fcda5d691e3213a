//! A kubeconfig in the copy of a node's files, where nothing else made a control plane of them: on a worker, or alone.

use std::path::{Path, PathBuf};

use super::host::Host;
use super::kubeconfig::{Outside, map_paths};
use crate::assemble::NamedFiles;
use crate::decode::kubeconfig::{FileError, Files as KubeconfigFiles, Loaded};
use crate::ground::path::Shown as _;
use crate::source::Files;

/// Folders below the root of nodes in which kubeconfigs of their programs are.
const STANDARD: [&str; 5] = [
    "etc/kubernetes",
    "etc/rancher",
    "var/lib",
    "var/snap",
    "opt/rke",
];

/// A node whose files were copied below a folder: absolute paths in its kubeconfigs are the node's, and nothing of the
/// machine at hand is taken for them.
#[derive(Debug)]
pub struct CopiedNode {
    root: PathBuf,
    host: Host,
}

impl CopiedNode {
    /// By the place of a kubeconfig: what is above `etc/kubernetes` is the node's root. None elsewhere, and none on the
    /// node itself.
    pub fn of(kubeconfig: &Path) -> Option<Self> {
        let folders = kubeconfig.ancestors().skip(1);
        let roots = folders.filter_map(|folder| {
            let standard = STANDARD.iter().find(|known| folder.ends_with(known))?;
            folder
                .ancestors()
                .nth(Path::new(standard).components().count())
        });
        // A node may itself lie below such a folder, so the innermost counts.
        let root = roots.into_iter().next()?;
        (root != Path::new("/")).then(|| Self {
            root: root.to_owned(),
            host: Host::of_folder(root, Path::new("/")),
        })
    }

    /// A machine of which nothing is known: that of a kubeconfig in a Secret.
    pub(in crate::survey) fn elsewhere() -> Self {
        Self {
            root: PathBuf::from("/nowhere"),
            host: Host::unknown(),
        }
    }

    /// Leads the absolute paths of a kubeconfig below the node's root.
    pub(in crate::survey) fn map_paths(&self, loaded: &mut Loaded) -> Outside {
        map_paths(loaded, &self.host)
    }

    /// The files that its kubeconfigs name.
    pub fn files<'a>(&'a self, files: &'a Files) -> impl KubeconfigFiles + 'a {
        CopiedFiles {
            node: self,
            files: NamedFiles(files),
        }
    }

    /// Where a file of the node is here. What is below its root already was named by a path from the kubeconfig itself.
    fn here(&self, path: &str) -> Result<String, FileError> {
        let path = Path::new(path);
        let here = if path.starts_with(&self.root) {
            Some(path.to_owned())
        } else {
            self.host.here(path)
        };
        here.map(|here| here.shown().to_string())
            .ok_or_else(|| FileError::from_io(&std::io::ErrorKind::NotFound.into()))
    }
}

struct CopiedFiles<'a> {
    node: &'a CopiedNode,
    files: NamedFiles<'a>,
}

impl KubeconfigFiles for CopiedFiles<'_> {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        self.files.read(&self.node.here(path)?)
    }

    fn open(&mut self, path: &str) -> Result<(), FileError> {
        self.files.open(&self.node.here(path)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(kubeconfig: &str) -> Option<PathBuf> {
        CopiedNode::of(Path::new(kubeconfig)).map(|node| node.root)
    }

    #[test]
    fn what_is_above_a_standard_folder_is_a_root() {
        assert_eq!(root("n/etc/kubernetes/kubelet.conf"), Some("n".into()));
        assert_eq!(root("etc/rancher/k3s/k3s.yaml"), Some("".into()));
        let inner = "/var/lib/copies/n/etc/kubernetes/kubelet.conf";
        assert_eq!(root(inner), Some("/var/lib/copies/n".into()));
    }

    #[test]
    fn the_node_itself_and_a_home_are_no_copies() {
        assert_eq!(root("/etc/kubernetes/admin.conf"), None);
        assert_eq!(root("/home/me/.kube/config"), None);
        assert_eq!(root("kubernetes/admin.conf"), None);
    }

    #[test]
    fn a_path_of_the_node_leads_below_its_root() {
        let node = CopiedNode::of(Path::new("/copy/etc/kubernetes/kubelet.conf")).unwrap();
        let here = |path| node.here(path).unwrap();
        assert_eq!(here("/etc/hostname"), "/copy/etc/hostname");
        assert_eq!(
            here("/copy/etc/kubernetes/ca.crt"),
            "/copy/etc/kubernetes/ca.crt"
        );
    }
}
