//! Which file, flag or field holds what the two ends of a connection verify each other with.

use super::Speaker;
use super::link::Link;
use super::software::Software;
use crate::programs::Program;

/// How an administrator finds the four parts of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Files {
    /// What the server presents.
    pub serving: &'static str,
    /// What the client trusts.
    pub trust: &'static str,
    /// What the client presents.
    pub client: &'static str,
    /// What the server trusts.
    pub client_ca: &'static str,
}

const KUBECTL: Files = Files {
    serving: "the serving certificate (--tls-cert-file of kube-apiserver)",
    trust: "certificate-authority-data of the kubeconfig",
    client: "the client certificate of the kubeconfig",
    client_ca: "--client-ca-file of kube-apiserver",
};

const UNKNOWN: Files = Files {
    serving: "the serving certificate",
    trust: "the CA file that the client trusts (certificate-authority-data of a kubeconfig)",
    client: "the client certificate",
    client_ca: "the CA file that the server trusts clients by (--client-ca-file of kube-apiserver)",
};

/// The certificate that programs of a node present to kube-apiserver.
const NODE: Files = Files {
    trust: "certificate-authority of kubelet.conf",
    client: "/var/lib/kubelet/pki/kubelet-client-current.pem",
    ..KUBECTL
};

const CONTROLLER: Files = Files {
    trust: "certificate-authority-data of controller-manager.conf",
    client: "the client certificate in controller-manager.conf",
    ..KUBECTL
};

const SCHEDULER: Files = Files {
    trust: "certificate-authority-data of scheduler.conf",
    client: "the client certificate in scheduler.conf",
    ..KUBECTL
};

const KUBELET: Files = Files {
    serving: "the kubelet's serving certificate (/var/lib/kubelet/pki/kubelet.crt, or kubelet-server-current.pem)",
    trust: "--kubelet-certificate-authority of kube-apiserver",
    client: "--kubelet-client-certificate of kube-apiserver",
    client_ca: "clientCAFile of the kubelet",
};

const SCRAPED: Files = Files {
    trust: "--kubelet-certificate-authority of metrics-server",
    client: "the token of metrics-server",
    ..KUBELET
};

const ETCD: Files = Files {
    serving: "--cert-file of etcd",
    trust: "--etcd-cafile of kube-apiserver",
    client: "--etcd-certfile of kube-apiserver",
    client_ca: "--trusted-ca-file of etcd",
};

const ETCDCTL: Files = Files {
    trust: "--cacert of etcdctl",
    client: "--cert of etcdctl",
    ..ETCD
};

const PEERS: Files = Files {
    serving: "--peer-cert-file of the member that is called",
    trust: "--peer-trusted-ca-file of the member that calls",
    client: "--peer-cert-file (or --peer-client-cert-file) of the member that calls",
    client_ca: "--peer-trusted-ca-file of the member that is called",
};

const WEBHOOK: Files = Files {
    serving: "the webhook's serving certificate (its Secret)",
    trust: "caBundle of the webhook's configuration",
    client: "the kubeconfig for this webhook in --admission-control-config-file",
    client_ca: "the CA that the webhook trusts clients by",
};

const EXTENSION: Files = Files {
    serving: "the serving certificate of the extension API server",
    trust: "caBundle of the APIService",
    client: "--proxy-client-cert-file of kube-apiserver",
    client_ca: "requestheader-client-ca-file in ConfigMap kube-system/extension-apiserver-authentication",
};

const CONFIGURED: Files = Files {
    serving: "the serving certificate of the webhook",
    trust: "certificate-authority of the webhook's kubeconfig",
    client: "client-certificate of the webhook's kubeconfig",
    client_ca: "the CA that the webhook trusts clients by",
};

const OIDC: Files = Files {
    serving: "the certificate of the OIDC issuer",
    trust: "--oidc-ca-file, or issuer.certificateAuthority of --authentication-config",
    client: "no client certificate",
    client_ca: "no client CA",
};

const EGRESS: Files = Files {
    serving: "the certificate of the egress proxy",
    trust: "caBundle in --egress-selector-config-file",
    client: "clientCert in --egress-selector-config-file",
    client_ca: "the CA that the egress proxy trusts clients by (--server-ca-cert of konnectivity)",
};

const K3S: Files = Files {
    serving: "/var/lib/rancher/k3s/server/tls/dynamic-cert.json",
    trust: "the CA hash in the token (K10HASH::…)",
    client: "the token",
    client_ca: "/var/lib/rancher/k3s/server/tls/client-ca.crt",
};

impl Files {
    /// The parts of a connection, by the programs at its ends.
    pub fn of(link: Link) -> Self {
        let by_ends = match (link.client, link.server) {
            (Some(Speaker::Cluster(client)), Some(Speaker::Cluster(server))) => {
                of_cluster(client, server)
            }
            (client, Some(Speaker::Cluster(server))) => of_client(client, server),
            (_, Some(Speaker::Other(Software::K3s))) => K3S,
            (Some(Speaker::Cluster(client)), None) => of_cluster(client, Program::KubeApiserver),
            _ => UNKNOWN,
        };
        let served = match link.server {
            Some(Speaker::Other(server)) => by_ends.of_front_end(server),
            _ => by_ends,
        };
        match link.client {
            Some(Speaker::Other(client)) => served.of_software(client),
            _ => served,
        }
    }

    /// What a front end trusts its clients by.
    const fn of_front_end(mut self, server: Software) -> Self {
        self.client_ca = match server {
            Software::Nginx => "ssl_client_certificate of nginx",
            Software::Haproxy => "ca-file on the bind line of haproxy",
            Software::Apache => "SSLCACertificateFile of Apache",
            Software::Stunnel => "CAfile of stunnel",
            Software::Envoy => "trusted_ca of Envoy's listener",
            Software::Traefik => "clientAuth.caFiles of Traefik",
            Software::Caddy => "client_auth of Caddy",
            _ => return self,
        };
        self
    }

    /// What a client outside the cluster trusts servers by, and presents.
    const fn of_software(mut self, client: Software) -> Self {
        (self.trust, self.client) = match client {
            Software::Nginx => ("proxy_ssl_trusted_certificate", "proxy_ssl_certificate"),
            Software::Haproxy => ("ca-file on the server line", "crt on the server line"),
            Software::Apache => (
                "SSLProxyCACertificateFile",
                "SSLProxyMachineCertificateFile",
            ),
            Software::Stunnel => ("CAfile of stunnel", "cert of stunnel"),
            Software::Curl => ("the file of --cacert", "the file of --cert"),
            Software::Wget => ("the file of --ca-certificate", "the file of --certificate"),
            Software::OpenSsl => ("the file of -CAfile", "the file of -cert"),
            Software::GnuTls => ("the file of --x509cafile", "the file of --x509certfile"),
            Software::Java => ("the trust store, or the kubeconfig's CA", "the key store"),
            Software::Node => (
                "the `ca` option, or NODE_EXTRA_CA_CERTS",
                "the `cert` option",
            ),
            Software::Python => ("ssl_ca_cert, or the kubeconfig's CA", "cert_file"),
            Software::Prometheus => ("tls_config.ca_file", "tls_config.cert_file"),
            Software::Apple => ("the keychain of this Mac", "the client certificate"),
            Software::Windows => ("the certificate store of Windows", "the client certificate"),
            _ => return self,
        };
        self
    }
}

const fn of_cluster(client: Program, server: Program) -> Files {
    match (client, server) {
        (Program::Kubelet, Program::KubeApiserver) => NODE,
        (Program::KubeControllerManager, Program::KubeApiserver) => CONTROLLER,
        (Program::KubeScheduler, Program::KubeApiserver) => SCHEDULER,
        (_, Program::KubeApiserver) => KUBECTL,
        (_, Program::Kubelet) => KUBELET,
        (Program::Etcd, Program::Etcd) => PEERS,
        (_, Program::Etcd) => ETCD,
        (_, Program::Webhook) => WEBHOOK,
        (_, Program::ExtensionApiserver) => EXTENSION,
        (_, Program::OidcIssuer) => OIDC,
        (_, Program::EgressProxy) => EGRESS,
        (
            _,
            Program::TokenWebhook
            | Program::AuthorizationWebhook
            | Program::AuditWebhook
            | Program::ImagePolicyWebhook,
        ) => CONFIGURED,
        _ => UNKNOWN,
    }
}

const fn of_client(client: Option<Speaker>, server: Program) -> Files {
    match (client, server) {
        (Some(Speaker::Other(Software::MetricsServer)), Program::Kubelet) => SCRAPED,
        (Some(Speaker::Other(Software::Etcdctl)), Program::Etcd) => ETCDCTL,
        (_, server) => of_cluster(Program::Kubectl, server),
    }
}
