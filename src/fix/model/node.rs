//! What is known of the node whose files these are, beyond the two sides of one connection.

use std::path::{Path, PathBuf};

use super::layout::Layout;
use crate::assemble::NamedFile;
use crate::connection::Bundle;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::inventory::Placed;
use crate::programs::Release;
use crate::x509::{CertificateRef, PublicKey};

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
    /// The files that kube-controller-manager signs with.
    pub signers: Vec<NamedFile>,
    /// The keys of service-account tokens.
    pub accounts: AccountKeys,
    /// What its API server's flags say of the cluster.
    pub facts: ClusterFacts,
    /// What it is called among others; empty until all are known.
    pub name: String,
    /// What runs on it.
    pub rank: NodeRank,
}

/// The keys of service-account tokens on a node; each file once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountKeys {
    /// Those that kube-apiserver accepts tokens of.
    pub accepted: Vec<KeyFile>,
    /// Those that kube-apiserver and kube-controller-manager sign with.
    pub signing: Vec<KeyFile>,
}

/// A file and the public halves of the keys in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    /// The file as it is given.
    pub file: String,
    /// Its keys, in order.
    pub keys: Vec<PublicKey>,
}

/// What `kubeadm init phase` would otherwise ask the network for, or guess from the machine.
#[derive(Clone, Debug, Default)]
pub struct ClusterFacts {
    /// The release of kube-apiserver, with its patch.
    pub version: Option<Release>,
    /// `--advertise-address` of kube-apiserver.
    pub advertise_address: Option<String>,
    /// `--service-cluster-ip-range` of kube-apiserver.
    pub service_cidr: Option<String>,
    /// `HOST:PORT` that the node's own kubeconfigs call.
    pub endpoint: Option<String>,
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
        Some(self.host.join(below).shown().to_string())
    }

    /// The folder that stands for `/` where the node's files were copied; `None` on the node itself.
    pub fn copied_to(&self) -> Option<&Path> {
        let host = self.host.strip_prefix("/").ok()?;
        let depth = host.components().count();
        let root = self.here.ancestors().nth(depth)?;
        (self.here.ends_with(host) && root != Path::new("/")).then_some(root)
    }

    /// Whether a file is one of this node's.
    pub(crate) fn holds(&self, file: &str) -> bool {
        let file = Path::new(file);
        let copied = self.copied_to().is_some_and(|root| file.starts_with(root));
        copied || file.starts_with(&self.here)
    }

    /// Text or a word of a command with the node's own paths in the place of the copy's.
    pub(crate) fn with_host_paths(&self, text: &str) -> String {
        let Some(root) = self.copied_to() else {
            return text.to_owned();
        };
        let root = root.shown().to_string();
        let mut text = text.to_owned();
        for top in ["etc", "var", "opt"] {
            let copied = match root.as_str() {
                "" => format!("{top}/"),
                root => format!("{root}/{top}/"),
            };
            // A relative copy in the working directory is told from the middle of another path by what is before it.
            text = replaced(&text, &copied, &format!("/{top}/"));
        }
        text
    }

    /// A flag with the file that it names.
    pub(crate) fn setting(&self, flag: &str, file: &str) -> Option<&NamedFile> {
        self.settings.iter().find(|setting| {
            setting.flag == flag
                && setting
                    .path
                    .as_ref()
                    .is_some_and(|path| path.shown().to_string() == file)
        })
    }
}

/// Replaces a path at its beginning: no letter, digit, dot or slash may be before it.
fn replaced(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        out.push_str(before);
        let inside = out
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_'));
        out.push_str(if inside { from } else { to });
        rest = after;
    }
    out.push_str(rest);
    out
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

#[cfg(test)]
mod tests {
    use super::*;

    fn node(here: &str) -> Node {
        Node {
            layout: Layout::Kubeadm,
            here: PathBuf::from(here),
            host: PathBuf::from("/etc/kubernetes"),
            authorities: Vec::new(),
            settings: Vec::new(),
            signers: Vec::new(),
            accounts: AccountKeys::default(),
            facts: ClusterFacts::default(),
            name: String::new(),
            rank: NodeRank::ControlPlane,
        }
    }

    #[test]
    fn paths_of_a_copy_become_the_nodes() {
        let copy = node("/tmp/cp-1/etc/kubernetes");
        assert_eq!(
            copy.with_host_paths(
                "--kubeconfig=/tmp/cp-1/etc/kubernetes/admin.conf /tmp/cp-1/var/lib/kubelet/x"
            ),
            "--kubeconfig=/etc/kubernetes/admin.conf /var/lib/kubelet/x"
        );
        let relative = node("etc/kubernetes");
        assert_eq!(
            relative.with_host_paths("in etc/kubernetes/pki/ca.crt, not in /opt/etc/x"),
            "in /etc/kubernetes/pki/ca.crt, not in /opt/etc/x"
        );
        let itself = node("/etc/kubernetes");
        assert_eq!(
            itself.with_host_paths("/etc/kubernetes/x"),
            "/etc/kubernetes/x"
        );
    }
}
