//! How a control plane's certificates are made: kubeadm, k3s, or by hand.

/// Who issues certificates here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `/etc/kubernetes/pki`, `kubeadm certs`.
    Kubeadm,
    /// k3s and RKE2 renew as they start.
    K3s,
    /// Nobody knows; openssl does.
    ByHand,
}

impl Layout {
    /// Where to run the commands.
    pub(crate) const fn place(self) -> &'static str {
        match self {
            Self::Kubeadm => "on every control-plane node",
            Self::K3s => "on every server node",
            Self::ByHand => "where the CA's key is",
        }
    }

    /// The file that holds the cluster's CA on a control-plane node.
    pub(crate) const fn ca_file(self) -> &'static str {
        match self {
            Self::Kubeadm | Self::ByHand => "/etc/kubernetes/pki/ca.crt",
            Self::K3s => "/var/lib/rancher/k3s/server/tls/server-ca.crt",
        }
    }
}
