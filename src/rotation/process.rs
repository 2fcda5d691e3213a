//! Which programs keep what they once read, by the tables of `programs`.

use super::model::{Part, Program, Side, Use};
use crate::connection::Connection;
use crate::programs::{self, Reread};
use crate::survey::Ends;

/// The program on one side; none for one that reads its files each time that it is called.
pub(super) fn program(connection: &Connection, nodes: Ends, side: Side) -> Option<Program> {
    let (name, node) = match side {
        Side::Client => match connection.client.component {
            programs::Program::Kubectl | programs::Program::EtcdProbe => return None,
            // A part of kube-apiserver.
            programs::Program::FrontProxy => (programs::Program::KubeApiserver, nodes.client),
            component => (component, nodes.client),
        },
        Side::Server => (connection.server.component, nodes.server),
    };
    let name = name.as_str();
    Some(Program { node, name })
}

/// Which part of the program on one side takes part in a connection.
pub(super) fn part(connection: &Connection, side: Side) -> Part {
    match (
        side,
        connection.client.component,
        connection.server.component,
    ) {
        (Side::Server, _, _) => Part::Server,
        (Side::Client, programs::Program::FrontProxy, _) => Part::FrontProxy,
        (Side::Client, programs::Program::KubeApiserver, server) => match server {
            programs::Program::Etcd => Part::EtcdClient,
            programs::Program::Kubelet => Part::KubeletClient,
            _ => Part::ObjectClient,
        },
        (Side::Client, _, _) => Part::Client,
    }
}

/// What a kubelet's certificate manager writes and holds: it looks at such a file only as it starts (client-go
/// `util/certificate/certificate_manager.go`).
const MANAGED: [&str; 2] = ["kubelet-server-current.pem", "kubelet-client-current.pem"];

/// When a running program reads a changed file of this use again.
///
/// What is in no table is read at the start: a kubeconfig, and everything of a program whose library is not known (webhooks,
/// extension API servers).
pub(super) fn reread(process: &str, part: Part, role: Use, file: &str) -> Reread {
    let Some(program) = programs::Program::of_binary(process) else {
        return Reread::Restart;
    };
    if MANAGED.iter().any(|managed| file.ends_with(managed)) {
        return Reread::Restart;
    }
    match (part, role) {
        // kube-apiserver verifies no server by its own CA there; what the front proxy calls is named by objects, and the API
        // server watches objects.
        (Part::FrontProxy | Part::ObjectClient, Use::Trusts) => Reread::Watched,
        _ => programs::find_setting(program, setting_of(process, part, role, file))
            .map_or(Reread::Restart, |setting| setting.reread),
    }
}

/// The flag or field that names such a file, or what people call it where none does.
pub(super) fn setting_of(process: &str, part: Part, role: Use, file: &str) -> &'static str {
    match (process, part, role) {
        _ if MANAGED.iter().any(|managed| file.ends_with(managed)) => {
            "a certificate that it was issued"
        }
        ("kube-apiserver", Part::Server, Use::Trusts) => "--client-ca-file",
        ("kube-apiserver", Part::Server, Use::Presents) => "--tls-cert-file",
        ("kube-apiserver", Part::EtcdClient, Use::Trusts) => "--etcd-cafile",
        ("kube-apiserver", Part::EtcdClient, Use::Presents) => "--etcd-certfile",
        ("kube-apiserver", Part::KubeletClient, Use::Trusts) => "--kubelet-certificate-authority",
        ("kube-apiserver", Part::KubeletClient, Use::Presents) => "--kubelet-client-certificate",
        ("kube-apiserver", Part::FrontProxy, Use::Presents) => "--proxy-client-cert-file",
        // Peers: the same code reads both listeners' files (etcd `client/pkg/transport/listener.go`).
        ("etcd", _, Use::Trusts) => "--trusted-ca-file",
        ("etcd", _, Use::Presents) => "--cert-file",
        ("kubelet", Part::Server, Use::Trusts) => "clientCAFile",
        ("kubelet", Part::Server, Use::Presents) => "tlsCertFile",
        (_, Part::Client, _) => "kubeconfig",
        _ => "certificates",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_at_the_start_alone_waits_for_a_restart() {
        let reread = |process, part, role| reread(process, part, role, "pki/file.crt");
        let api = "kube-apiserver";
        assert_eq!(reread(api, Part::Server, Use::Trusts), Reread::Watched);
        assert_eq!(reread(api, Part::FrontProxy, Use::Trusts), Reread::Watched);
        assert_eq!(
            reread(api, Part::KubeletClient, Use::Presents),
            Reread::EachConnection
        );
        assert_eq!(reread(api, Part::EtcdClient, Use::Trusts), Reread::Restart);
        assert!(matches!(
            reread(api, Part::KubeletClient, Use::Trusts),
            Reread::Every { seconds: 300, .. }
        ));
        assert_eq!(
            reread("etcd", Part::Server, Use::Presents),
            Reread::EachConnection
        );
        assert_eq!(reread("etcd", Part::Server, Use::Trusts), Reread::Restart);
        assert_eq!(
            reread("kubelet", Part::Server, Use::Trusts),
            Reread::Watched
        );
        assert_eq!(
            reread("kubelet", Part::Client, Use::Presents),
            Reread::Restart
        );
        assert_eq!(
            reread("kube-scheduler", Part::Client, Use::Trusts),
            Reread::Restart
        );
        assert_eq!(
            reread("webhook", Part::Server, Use::Presents),
            Reread::Restart
        );
    }

    #[test]
    fn a_pair_that_the_kubelet_was_issued_is_held_by_it() {
        let own = |file| reread("kubelet", Part::Server, Use::Presents, file);
        assert_eq!(own("/var/lib/kubelet/pki/kubelet.crt"), Reread::Watched);
        assert_eq!(
            own("/var/lib/kubelet/pki/kubelet-server-current.pem"),
            Reread::Restart
        );
    }
}
