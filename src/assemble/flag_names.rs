//! What the flags of each server are called.

use crate::connection::Role;

/// What a program calls the flags, or fields of its configuration, that do the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagNames {
    /// The program.
    pub role: Role,
    /// The CAs of its clients.
    pub client_ca: &'static str,
    /// Its serving certificate.
    pub certificate: &'static str,
    /// The key of that.
    pub key: &'static str,
}

impl FlagNames {
    /// kube-apiserver, and what is built with its library.
    pub const API_SERVER: Self = Self {
        role: Role::API_SERVER,
        client_ca: "--client-ca-file",
        certificate: "--tls-cert-file",
        key: "--tls-private-key-file",
    };
    /// etcd towards its clients.
    pub const ETCD: Self = Self {
        role: Role::ETCD,
        client_ca: "--trusted-ca-file",
        certificate: "--cert-file",
        key: "--key-file",
    };
    /// etcd towards its peers.
    pub const ETCD_PEER: Self = Self {
        role: Role::ETCD,
        client_ca: "--peer-trusted-ca-file",
        certificate: "--peer-cert-file",
        key: "--peer-key-file",
    };
    /// The kubelet's configuration file.
    pub const KUBELET: Self = Self {
        role: Role::KUBELET,
        client_ca: "clientCAFile",
        certificate: "tlsCertFile",
        key: "tlsPrivateKeyFile",
    };
}

impl Default for FlagNames {
    fn default() -> Self {
        Self::API_SERVER
    }
}
