//! Which of the files at hand belong to the connection that a line speaks of, by where kubeadm, the kubelet and etcd keep them.

use super::evidence::{Group, Role};
use super::speaker::{Link, Side, Speaker};
use crate::programs::Program;

/// What a file is in a cluster, as its name tells (kubeadm `phases/certs/certlist.go`, kubelet `certificate/kubelet.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    ClusterCa,
    EtcdCa,
    FrontProxyCa,
    ApiServing,
    KubeletServing,
    EtcdServing,
    EtcdPeer,
    /// The kubelet's own, towards kube-apiserver.
    Kubelet,
    /// kube-apiserver's, towards kubelets.
    KubeletClient,
    /// Towards etcd.
    EtcdClient,
    FrontProxyClient,
    ControllerManager,
    Scheduler,
    Admin,
}

/// The files of a connection: what each end presents, and what it verifies the other by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ends {
    serving: Option<Part>,
    trust: Option<Part>,
    client: Option<Part>,
    client_ca: Option<Part>,
}

impl Ends {
    /// Those of a connection; nothing where an end is not of the cluster, or not known.
    pub(super) fn of(link: Link) -> Self {
        let program = |end: Option<Speaker>| match end {
            Some(Speaker::Cluster(program)) => Some(program),
            Some(Speaker::Other(_)) | None => None,
        };
        let client = program(link.client);
        match program(link.server) {
            Some(Program::KubeApiserver) => Self::to_api_server(client),
            Some(Program::Kubelet) => Self {
                serving: Some(Part::KubeletServing),
                trust: Some(Part::ClusterCa),
                client: Some(Part::KubeletClient),
                client_ca: Some(Part::ClusterCa),
            },
            Some(Program::Etcd) => {
                let is_peer = client == Some(Program::Etcd);
                Self {
                    serving: Some(if is_peer {
                        Part::EtcdPeer
                    } else {
                        Part::EtcdServing
                    }),
                    trust: Some(Part::EtcdCa),
                    client: Some(if is_peer {
                        Part::EtcdPeer
                    } else {
                        Part::EtcdClient
                    }),
                    client_ca: Some(Part::EtcdCa),
                }
            }
            Some(Program::ExtensionApiserver) => Self {
                client: Some(Part::FrontProxyClient),
                client_ca: Some(Part::FrontProxyCa),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    const fn to_api_server(client: Option<Program>) -> Self {
        let own = match client {
            Some(Program::Kubelet) => Some(Part::Kubelet),
            Some(Program::KubeControllerManager) => Some(Part::ControllerManager),
            Some(Program::KubeScheduler) => Some(Part::Scheduler),
            _ => None,
        };
        Self {
            serving: Some(Part::ApiServing),
            trust: own,
            client: own,
            client_ca: Some(Part::ClusterCa),
        }
    }

    /// Whether a group is what the verified end presents; none where nothing is known of that.
    pub(super) fn presents(&self, group: &Group, verifier: Side) -> Option<bool> {
        let wanted = match verifier {
            Side::Client => self.serving,
            Side::Server => self.client,
        };
        wanted.map(|wanted| Part::of(group) == Some(wanted))
    }

    /// Whether a group is what the verifier trusts.
    pub(super) fn trusts(&self, group: &Group, verifier: Side) -> Option<bool> {
        let wanted = match verifier {
            Side::Client => self.trust,
            Side::Server => self.client_ca,
        };
        wanted
            .map(|wanted| Part::of(group) == Some(wanted) && group.role != Role::ClientCertificate)
    }
}

impl Part {
    fn of(group: &Group) -> Option<Self> {
        Self::of_path(&group.place.file)
    }

    fn of_path(path: &str) -> Option<Self> {
        let path = path.replace('\\', "/").to_ascii_lowercase();
        let name = path.rsplit('/').next().unwrap_or(&path);
        let has = |part: &str| name.contains(part);
        // A folder further up is the user's own, and may be named for anything.
        let folders = path.rsplit('/').skip(1).take(2);
        let of_etcd = has("etcd")
            || folders.into_iter().any(|folder| {
                matches!(
                    folder,
                    "etcd" | "etcd-certs" | "etcd-pki" | "etcd-ssl" | "etcd-tls"
                )
            });
        let is_ca = has("-ca") || name.starts_with("ca.") || name.starts_with("ca-");
        Some(if has("apiserver-kubelet-client") {
            Self::KubeletClient
        } else if has("etcd-client") || has("healthcheck-client") {
            Self::EtcdClient
        } else if has("front-proxy") || has("requestheader") || has("request-header") {
            if is_ca {
                Self::FrontProxyCa
            } else {
                Self::FrontProxyClient
            }
        } else if of_etcd {
            match is_ca {
                true => Self::EtcdCa,
                false if has("peer") => Self::EtcdPeer,
                false => Self::EtcdServing,
            }
        } else if name == "kubelet.conf" || has("kubelet-client") || has("bootstrap-kubelet") {
            Self::Kubelet
        } else if has("kubelet") {
            Self::KubeletServing
        } else if has("controller-manager") {
            Self::ControllerManager
        } else if has("scheduler") {
            Self::Scheduler
        } else if has("admin") {
            Self::Admin
        } else if has("apiserver") {
            Self::ApiServing
        } else if is_ca {
            Self::ClusterCa
        } else {
            return None;
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_what_a_file_is() {
        for (path, part) in [
            ("/etc/kubernetes/pki/ca.crt", Some(Part::ClusterCa)),
            ("/etc/kubernetes/pki/etcd/ca.crt", Some(Part::EtcdCa)),
            ("pki/front-proxy-ca.crt", Some(Part::FrontProxyCa)),
            ("pki/front-proxy-client.crt", Some(Part::FrontProxyClient)),
            ("apiserver.crt", Some(Part::ApiServing)),
            (
                "pki/apiserver-kubelet-client.crt",
                Some(Part::KubeletClient),
            ),
            ("pki/apiserver-etcd-client.crt", Some(Part::EtcdClient)),
            ("pki/etcd/healthcheck-client.crt", Some(Part::EtcdClient)),
            ("pki/etcd/peer.crt", Some(Part::EtcdPeer)),
            ("pki/etcd/server.crt", Some(Part::EtcdServing)),
            ("/tmp/etcd-trouble/node/pki/ca.crt", Some(Part::ClusterCa)),
            ("/etc/kubernetes/kubelet.conf", Some(Part::Kubelet)),
            (
                "/var/lib/kubelet/pki/kubelet-client-current.pem",
                Some(Part::Kubelet),
            ),
            (
                "/var/lib/kubelet/pki/kubelet.crt",
                Some(Part::KubeletServing),
            ),
            (
                "/var/lib/kubelet/pki/kubelet-server-current.pem",
                Some(Part::KubeletServing),
            ),
            ("controller-manager.conf", Some(Part::ControllerManager)),
            ("tls.crt", None),
        ] {
            assert_eq!(Part::of_path(path), part, "{path}");
        }
    }
}
