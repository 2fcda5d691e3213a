//! The programs that print lines, inside a cluster and around it.

use std::fmt;

use crate::programs::Program;

/// Whoever prints a line, or is at an end of the connection that it speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Speaker {
    /// A program of the cluster, or a part of one.
    Cluster(Program),
    /// Any other program, or a TLS library whose words its users print.
    Other(Software),
}

/// Programs and libraries beside those of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Software {
    /// Installs and renews a cluster's certificates.
    Kubeadm,
    /// k3s and rke2, which run the programs of a node in one process.
    K3s,
    /// etcd's own client.
    Etcdctl,
    /// Reads every kubelet, and is an extension API server itself.
    MetricsServer,
    /// The proxy server and agents behind an egress selector.
    Konnectivity,
    /// Monitoring that scrapes the cluster, and its alerts.
    Prometheus,
    /// A client-go program that is none of the others: an operator, a controller, `helm`, `argocd`.
    ClientGo,
    /// Web server and proxy, ingress-nginx too.
    Nginx,
    /// Load balancer.
    Haproxy,
    /// `httpd` with mod_ssl.
    Apache,
    /// TLS wrapper.
    Stunnel,
    /// Proxy of service meshes and gateways.
    Envoy,
    /// Ingress controller.
    Traefik,
    /// Web server.
    Caddy,
    /// The command, and whatever uses libcurl.
    Curl,
    /// The command, with GnuTLS or OpenSSL.
    Wget,
    /// `openssl s_client`, `s_server`, `verify`, and the error queue that its users print.
    OpenSsl,
    /// `gnutls-cli` and the words of the library.
    GnuTls,
    /// A JVM.
    Java,
    /// A Node.js program.
    Node,
    /// Python: requests, urllib3, aiohttp, the kubernetes client.
    Python,
    /// kube-rs and other users of rustls.
    Rustls,
    /// SslStream and HttpClient.
    DotNet,
    /// The verifier of macOS, which Go asks where no CA is configured there.
    Apple,
    /// Schannel and the verifier of Windows.
    Windows,
    /// A web browser.
    Browser,
}

impl Software {
    const ALL: [Self; 26] = [
        Self::Kubeadm,
        Self::K3s,
        Self::Etcdctl,
        Self::MetricsServer,
        Self::Konnectivity,
        Self::Prometheus,
        Self::ClientGo,
        Self::Nginx,
        Self::Haproxy,
        Self::Apache,
        Self::Stunnel,
        Self::Envoy,
        Self::Traefik,
        Self::Caddy,
        Self::Curl,
        Self::Wget,
        Self::OpenSsl,
        Self::GnuTls,
        Self::Java,
        Self::Node,
        Self::Python,
        Self::Rustls,
        Self::DotNet,
        Self::Apple,
        Self::Windows,
        Self::Browser,
    ];

    /// As JSON spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kubeadm => "kubeadm",
            Self::K3s => "k3s",
            Self::Etcdctl => "etcdctl",
            Self::MetricsServer => "metrics-server",
            Self::Konnectivity => "konnectivity",
            Self::Prometheus => "prometheus",
            Self::ClientGo => "client-go",
            Self::Nginx => "nginx",
            Self::Haproxy => "haproxy",
            Self::Apache => "apache",
            Self::Stunnel => "stunnel",
            Self::Envoy => "envoy",
            Self::Traefik => "traefik",
            Self::Caddy => "caddy",
            Self::Curl => "curl",
            Self::Wget => "wget",
            Self::OpenSsl => "openssl",
            Self::GnuTls => "gnutls",
            Self::Java => "java",
            Self::Node => "node",
            Self::Python => "python",
            Self::Rustls => "rustls",
            Self::DotNet => "dotnet",
            Self::Apple => "macos",
            Self::Windows => "windows",
            Self::Browser => "browser",
        }
    }

    /// As a sentence names it.
    const fn name(self) -> &'static str {
        match self {
            Self::K3s => "k3s or rke2",
            Self::Prometheus => "Prometheus",
            Self::ClientGo => "a client-go program",
            Self::Apache => "Apache",
            Self::Envoy => "Envoy",
            Self::Traefik => "Traefik",
            Self::Caddy => "Caddy",
            Self::OpenSsl => "OpenSSL",
            Self::GnuTls => "GnuTLS",
            Self::Java => "Java",
            Self::Node => "Node.js",
            Self::Python => "Python",
            Self::Rustls => "a rustls program (kube-rs)",
            Self::DotNet => ".NET",
            Self::Apple => "the verifier of macOS",
            Self::Windows => "the verifier of Windows",
            Self::Browser => "a browser",
            Self::Kubeadm
            | Self::Etcdctl
            | Self::MetricsServer
            | Self::Konnectivity
            | Self::Nginx
            | Self::Haproxy
            | Self::Stunnel
            | Self::Curl
            | Self::Wget => self.as_str(),
        }
    }
}

impl Speaker {
    /// As JSON spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cluster(program) => program.as_str(),
            Self::Other(software) => software.as_str(),
        }
    }

    /// The program that a journal, a container or a process list calls `name`.
    pub fn of_name(name: &str) -> Option<Self> {
        const ALIASES: [(&str, Speaker); 12] = [
            ("kubectl", Speaker::Cluster(Program::Kubectl)),
            ("rke2", Speaker::Other(Software::K3s)),
            ("k3s-agent", Speaker::Other(Software::K3s)),
            ("rke2-server", Speaker::Other(Software::K3s)),
            ("rke2-agent", Speaker::Other(Software::K3s)),
            ("apache2", Speaker::Other(Software::Apache)),
            ("httpd", Speaker::Other(Software::Apache)),
            ("ingress-nginx", Speaker::Other(Software::Nginx)),
            ("stunnel4", Speaker::Other(Software::Stunnel)),
            ("hyperkube", Speaker::Cluster(Program::KubeApiserver)),
            ("python3", Speaker::Other(Software::Python)),
            (
                "konnectivity-server",
                Speaker::Other(Software::Konnectivity),
            ),
        ];
        let alias = ALIASES
            .iter()
            .find(|(alias, _)| *alias == name)
            .map(|(_, speaker)| *speaker);
        alias
            .or_else(|| Program::of_binary(name).map(Self::Cluster))
            .or_else(|| {
                Software::ALL
                    .into_iter()
                    .find(|software| software.as_str() == name)
                    .map(Self::Other)
            })
    }
}

/// As a sentence names it.
impl fmt::Display for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cluster(Program::Kubelet) => "the kubelet",
            Self::Cluster(Program::Webhook) => "the webhook",
            Self::Cluster(Program::TokenWebhook) => "the token webhook",
            Self::Cluster(Program::AuthorizationWebhook) => "the authorization webhook",
            Self::Cluster(Program::AuditWebhook) => "the audit webhook",
            Self::Cluster(Program::ImagePolicyWebhook) => "the image policy webhook",
            Self::Cluster(Program::OidcIssuer) => "the OIDC issuer",
            Self::Cluster(Program::EgressProxy) => "the egress proxy",
            Self::Cluster(Program::ExtensionApiserver) => "the extension API server",
            Self::Cluster(Program::Pod) => "a pod",
            Self::Cluster(program) => program.as_str(),
            Self::Other(software) => software.name(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_its_program() {
        for name in [
            "kubelet", "etcd", "k3s", "rke2", "nginx", "httpd", "kubectl",
        ] {
            assert!(Speaker::of_name(name).is_some(), "{name}");
        }
        assert_eq!(Speaker::of_name("sshd"), None);
        let named = |software: &Software| Speaker::of_name(software.as_str());
        for software in Software::ALL {
            assert_eq!(named(&software), Some(Speaker::Other(software)));
        }
    }
}
