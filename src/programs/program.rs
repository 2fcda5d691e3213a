//! Which program, or which part of one, is at an end of a connection.

use std::fmt;

/// A program, or a part that one plays, which presents, verifies or issues certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Program {
    /// A person's client, and whatever else a kubeconfig configures that is none of the others.
    Kubectl,
    /// The API server.
    KubeApiserver,
    /// Runs the controllers, and signs certificates.
    KubeControllerManager,
    /// Assigns pods to nodes.
    KubeScheduler,
    /// The agent of a node.
    Kubelet,
    /// Forwards the traffic of Services on a node.
    KubeProxy,
    /// The store, towards its clients and its peers.
    Etcd,
    /// The health check of etcd, by a certificate of its own.
    EtcdProbe,
    /// kube-apiserver's aggregation layer, which speaks for users to extension API servers.
    FrontProxy,
    /// An API server behind the aggregation layer.
    ExtensionApiserver,
    /// A webhook that an object of the cluster names: admission, conversion.
    Webhook,
    /// The webhook of `--authentication-token-webhook-config-file`.
    TokenWebhook,
    /// A webhook of `--authorization-webhook-config-file` or `--authorization-config`.
    AuthorizationWebhook,
    /// The webhook of `--audit-webhook-config-file`.
    AuditWebhook,
    /// The webhook of the admission plugin ImagePolicyWebhook.
    ImagePolicyWebhook,
    /// The issuer of OpenID Connect tokens.
    OidcIssuer,
    /// The proxy of an EgressSelectorConfiguration (konnectivity).
    EgressProxy,
    /// A pod's client, which trusts kube-root-ca.crt.
    Pod,
    /// A person's client of Talos.
    Talosctl,
    /// The API of a machine of Talos.
    Apid,
}

impl Program {
    /// As JSON spells it, and as names of connections are made of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kubectl => "kubectl",
            Self::KubeApiserver => "kube-apiserver",
            Self::KubeControllerManager => "kube-controller-manager",
            Self::KubeScheduler => "kube-scheduler",
            Self::Kubelet => "kubelet",
            Self::KubeProxy => "kube-proxy",
            Self::Etcd => "etcd",
            Self::EtcdProbe => "etcd-probe",
            Self::FrontProxy => "front-proxy",
            Self::ExtensionApiserver => "extension-apiserver",
            Self::Webhook => "webhook",
            Self::TokenWebhook => "token-webhook",
            Self::AuthorizationWebhook => "authorization-webhook",
            Self::AuditWebhook => "audit-webhook",
            Self::ImagePolicyWebhook => "image-policy-webhook",
            Self::OidcIssuer => "oidc-issuer",
            Self::EgressProxy => "egress-proxy",
            Self::Pod => "pod",
            Self::Talosctl => "talosctl",
            Self::Apid => "apid",
        }
    }

    /// The program of a container or a unit, by the name of its binary; none where it is another.
    pub fn of_binary(name: &str) -> Option<Self> {
        const BINARIES: [Program; 6] = [
            Program::KubeApiserver,
            Program::KubeControllerManager,
            Program::KubeScheduler,
            Program::Kubelet,
            Program::KubeProxy,
            Program::Etcd,
        ];
        BINARIES
            .into_iter()
            .find(|program| program.as_str() == name)
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_is_known_by_its_name_and_a_role_is_none() {
        assert_eq!(Program::of_binary("etcd"), Some(Program::Etcd));
        assert_eq!(Program::of_binary("kubelet"), Some(Program::Kubelet));
        for name in ["etcd-probe", "front-proxy", "kubectl", "bash", ""] {
            assert_eq!(Program::of_binary(name), None, "{name}");
        }
    }

    #[test]
    fn a_program_is_padded_as_text_is() {
        assert_eq!(format!("{:<8}|", Program::Etcd), "etcd    |");
    }
}
