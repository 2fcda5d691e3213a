//! The clients that are known: each a stack, and the rules by which it reads a kubeconfig.

use super::kubeconfig::{ConfigRules, tables};
use super::stack::Stack;
use super::stacks;

/// A client, by the name that the option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientName {
    /// kubectl, whose verdict is Go's.
    Kubectl,
    /// kubernetes, on Python from 3.13.
    Python,
    /// kubernetes, on Python up to 3.12.
    Python312,
    /// `kubernetes_asyncio`, on Python from 3.13.
    Asyncio,
    /// kopf's own login, on Python from 3.13.
    Kopf,
    /// kr8s, on any Python.
    Kr8s,
    /// lightkube, on Python from 3.13.
    Lightkube,
    /// client-node, on Node 24.
    Node,
    /// client-node, on Node 20.
    Node20,
    /// kube-rs with rustls and ring.
    KubeRs,
    /// client-java.
    Java,
    /// fabric8's kubernetes-client.
    Fabric8,
    /// curl.
    Curl,
    /// gnutls-cli.
    GnuTls,
}

/// A client as it was measured.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// Its name.
    pub name: ClientName,
    /// What was measured: the client, its TLS library and the runtime.
    pub version: &'static str,
    /// How it verifies; `None` for kubectl.
    pub stack: Option<&'static Stack>,
    /// How it reads a kubeconfig; those that know none are given what kubectl reads.
    pub config: &'static ConfigRules,
}

impl ClientName {
    /// All, in the order of a table.
    pub const ALL: [Self; 14] = [
        Self::Kubectl,
        Self::Python,
        Self::Python312,
        Self::Asyncio,
        Self::Kopf,
        Self::Kr8s,
        Self::Lightkube,
        Self::Node,
        Self::Node20,
        Self::KubeRs,
        Self::Java,
        Self::Fabric8,
        Self::Curl,
        Self::GnuTls,
    ];

    /// As the option takes it: `python-3.12`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kubectl => "kubectl",
            Self::Python => "python",
            Self::Python312 => "python-3.12",
            Self::Asyncio => "asyncio",
            Self::Kopf => "kopf",
            Self::Kr8s => "kr8s",
            Self::Lightkube => "lightkube",
            Self::Node => "node",
            Self::Node20 => "node-20",
            Self::KubeRs => "kube-rs",
            Self::Java => "java",
            Self::Fabric8 => "fabric8",
            Self::Curl => "curl",
            Self::GnuTls => "gnutls",
        }
    }

    /// The client of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }

    /// What is known of it.
    pub const fn client(self) -> Client {
        let (version, stack, config): (_, Option<&'static Stack>, _) = match self {
            Self::Kubectl => ("1.32.4 (Go)", None, &tables::GO),
            Self::Python => (
                "kubernetes 37.0.2, urllib3 2.8.0, Python 3.13",
                Some(&stacks::URLLIB3_3_13),
                &tables::PYTHON,
            ),
            Self::Python312 => (
                "kubernetes 37.0.2, urllib3 2.8.0, Python up to 3.12",
                Some(&stacks::URLLIB3_3_11),
                &tables::PYTHON,
            ),
            Self::Asyncio => (
                "kubernetes_asyncio 36.1.0, Python 3.13",
                Some(&stacks::AIOHTTP_3_13),
                &tables::ASYNCIO,
            ),
            Self::Kopf => (
                "kopf 1.45.2, Python 3.13",
                Some(&stacks::KOPF_3_13),
                &tables::KOPF,
            ),
            Self::Kr8s => ("kr8s 0.20.15", Some(&stacks::HTTPX), &tables::KR8S),
            Self::Lightkube => (
                "lightkube 1.0.1, Python 3.13",
                Some(&stacks::AIOHTTP_3_13),
                &tables::LIGHTKUBE,
            ),
            Self::Node => (
                "client-node 2.0.1, Node 24",
                Some(&stacks::NODE_24),
                &tables::NODE_2,
            ),
            Self::Node20 => (
                "client-node 1.4.0, Node 20",
                Some(&stacks::NODE_20),
                &tables::NODE_1,
            ),
            Self::KubeRs => (
                "kube-rs 5.0.0, rustls, ring",
                Some(&stacks::RUSTLS_RING),
                &tables::KUBE_RS,
            ),
            Self::Java => (
                "client-java 27.0.0, JDK 17",
                Some(&stacks::CLIENT_JAVA),
                &tables::CLIENT_JAVA,
            ),
            Self::Fabric8 => (
                "fabric8 8.0.0, JDK 17",
                Some(&stacks::FABRIC8),
                &tables::FABRIC8,
            ),
            Self::Curl => (
                "curl 7.88.1, OpenSSL 3.0.19",
                Some(&stacks::CURL),
                &tables::GO,
            ),
            Self::GnuTls => ("gnutls-cli 3.7.9", Some(&stacks::GNUTLS), &tables::GO),
        };
        Client {
            name: self,
            version,
            stack,
            config,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for name in ClientName::ALL {
            assert_eq!(ClientName::parse(name.as_str()), Some(name));
            assert_eq!(name.client().name, name);
            assert_eq!(name.client().stack.is_none(), name == ClientName::Kubectl);
        }
        assert_eq!(ClientName::parse("all"), None);
    }
}
