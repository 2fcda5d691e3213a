//! What is known of the node whose files these are, beyond the two sides of one connection.

use std::path::{Path, PathBuf};

use super::layout::Layout;
use crate::assemble::NamedFile;
use crate::connection::Bundle;
use crate::inventory::Placed;
use crate::location::Location;
use crate::x509::CertificateRef;

/// A node of a known layout.
#[derive(Clone, Debug)]
pub struct Node {
    /// How its certificates are made.
    pub layout: Layout,
    /// The folder of the layout as it is given.
    pub here: PathBuf,
    /// The same folder on the node itself.
    pub host: PathBuf,
    /// Its CAs.
    pub authorities: Vec<Authority>,
    /// The flags of its programs that name files of CAs.
    pub settings: Vec<NamedFile>,
    /// What it is called among others; empty until all are known.
    pub name: String,
    /// What runs on it.
    pub rank: NodeRank,
}

/// What runs on a node, in the order in which nodes are changed: what others stand on comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeRank {
    /// etcd alone.
    Etcd,
    /// An API server.
    ControlPlane,
    /// A kubelet alone.
    Worker,
}

/// A CA of the layout.
#[derive(Clone, Debug)]
pub struct Authority {
    /// Its place in the layout without the ending: `ca`, `etcd/ca`.
    pub name: &'static str,
    /// Its file as it is given.
    pub file: String,
    /// What stands in that.
    pub anchors: Vec<Placed>,
    /// Its private key.
    pub key: AuthorityKey,
}

/// Whether a CA can issue on this node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorityKey {
    /// The key is there, and belongs to the certificate.
    There,
    /// Other keys are there and this is not: somebody else issues (kubeadm's "external CA").
    Absent,
    /// The key beside the certificate is of another one.
    Other,
    /// No keys were given at all, which says nothing.
    Unknown,
}

impl Node {
    /// A CA by its place in the layout.
    pub(crate) fn authority(&self, name: &str) -> Option<&Authority> {
        self.authorities.iter().find(|known| known.name == name)
    }

    /// Where a file of the folder is on the node.
    pub fn on_host(&self, file: &str) -> Option<String> {
        let below = Path::new(file).strip_prefix(&self.here).ok()?;
        Some(self.host.join(below).display().to_string())
    }

    /// A flag with the file that it names.
    pub(crate) fn setting(&self, flag: &str, file: &str) -> Option<&NamedFile> {
        self.settings.iter().find(|setting| {
            setting.flag == flag
                && setting
                    .path
                    .as_ref()
                    .is_some_and(|path| path.display().to_string() == file)
        })
    }
}

impl Authority {
    /// The certificate that issues: tools take the first of the file.
    pub(crate) fn certificate(&self) -> Option<&CertificateRef> {
        self.anchors.first().map(|placed| &placed.certificate)
    }

    /// Its file as a bundle.
    pub(crate) fn bundle(&self, label: &str) -> Bundle {
        Bundle {
            label: format!("{label} {}", self.file),
            location: Location::file(self.file.as_str()),
            anchors: self.anchors.clone(),
        }
    }
}
