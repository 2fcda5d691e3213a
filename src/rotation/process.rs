//! Which programs hold on to the files that they once read.

use super::model::Use;
use super::model::{Program, Side};
use crate::connection::Connection;
use crate::survey::Ends;

/// The program on one side; none for one that reads its files each time that it is called.
pub(super) fn program(connection: &Connection, nodes: Ends, side: Side) -> Option<Program> {
    let (name, node) = match side {
        Side::Client => match connection.client.component {
            "kubectl" | "etcd-probe" => return None,
            // A part of kube-apiserver.
            "front-proxy" => ("kube-apiserver", nodes.client),
            component => (component, nodes.client),
        },
        Side::Server => (connection.server.component, nodes.server),
    };
    Some(Program { node, name })
}

/// Whether a running program notices that such a file has changed.
///
/// - kube-apiserver: `--client-ca-file`, `--requestheader-client-ca-file`, `--tls-cert-file` and `--proxy-client-cert-file`
///   (apiserver `dynamiccertificates`); its other client pairs (client-go `transport/cert_rotation.go`, etcd
///   `client/pkg/transport/listener.go`), but not whom it trusts as a client.
/// - etcd: its pairs at every handshake, its CAs never (`listener.go`).
/// - kubelet: `clientCAFile` (`dynamiccertificates`); its pairs and its kubeconfig only at the start, as far as every
///   supported release goes.
/// - A webhook or an extension API server: what library it is made with is not known, so that it has to be restarted.
/// - What reads a kubeconfig reads it at the start.
pub(super) fn reloads(process: &str, side: Side, role: Use) -> bool {
    matches!(
        (process, side, role),
        ("kube-apiserver", Side::Server, _)
            | ("kube-apiserver" | "etcd", _, Use::Presents)
            | ("kubelet", Side::Server, Use::Trusts)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_at_the_start_alone_waits_for_a_restart() {
        let watches = |process, side, role| reloads(process, side, role);
        assert!(watches("kube-apiserver", Side::Server, Use::Trusts));
        assert!(watches("kube-apiserver", Side::Client, Use::Presents));
        // `--etcd-cafile`, `--kubelet-certificate-authority`.
        assert!(!watches("kube-apiserver", Side::Client, Use::Trusts));
        assert!(watches("etcd", Side::Server, Use::Presents));
        assert!(!watches("etcd", Side::Server, Use::Trusts));
        assert!(watches("kubelet", Side::Server, Use::Trusts));
        assert!(!watches("kubelet", Side::Client, Use::Presents));
        assert!(!watches("kube-scheduler", Side::Client, Use::Trusts));
    }
}
