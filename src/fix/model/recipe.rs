//! What a fix comes to on the nodes of a cluster, where it takes more than one of them or is joined with others.

use crate::programs::Release;
use crate::x509::Fingerprint;

/// A fix that a plan for several nodes spells out anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// A CA signs itself again with its present key, and the new certificate goes wherever the old one is.
    RenewAuthority(Fingerprint),
    /// A kubelet gets a kubeconfig with a new client certificate.
    KubeletConf(KubeletConf),
}

/// The kubeconfig that a kubelet is to get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeletConf {
    /// The node as its certificate names it, without `system:node:`.
    pub node: String,
    /// `HOST:PORT` of the API server that its present kubeconfig names.
    pub endpoint: String,
    /// The release of the node's kube-apiserver, where it is known.
    pub version: Option<Release>,
    /// The CA's key is on a control-plane node only, so the file is made there.
    pub worker: bool,
}
