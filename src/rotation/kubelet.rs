//! A kubelet's client certificate anew, as kubeadm documents it ("Troubleshooting kubeadm", "Kubelet client certificate rotation
//! fails"): with a certificate inside its kubeconfig and none in its folder, a kubelet asks for one of its own as it starts
//! (Kubernetes `util/certificate/certificate_manager.go` `getCurrentCertificateOrBootstrap`).

use super::action::Action;
use super::command::{KUBERNETES, Tools};
use super::model::Place;
use crate::connection::Connection;
use crate::fix::{Command, NodeRank, Words, all, restart_of};

/// What `kubeadm kubeconfig user` calls the cluster (kubeadm `apis/kubeadm/v1beta4/defaults.go`).
const CLUSTER: &str = "kubernetes";
/// Where it is laid ready, and where what was there is kept.
const READY: &str = "/root/kubelet.conf";
const BEFORE: &str = "/root/kubelet-before";
/// Where the kubelet keeps its certificates (kubelet `app/options/options.go`, `--cert-dir`).
const FOLDER: &str = "/var/lib/kubelet/pki/";
const CURRENT: &str = "/var/lib/kubelet/pki/kubelet-client-current.pem";
/// A node of which no name is known.
pub(super) const ISSUER: &str = "CONTROL-PLANE-NODE";

impl Tools<'_> {
    /// None where the place is not what a kubelet presents.
    pub(super) fn kubelet_anew(
        &self,
        place: &Place,
        node: Option<usize>,
        text: &str,
    ) -> Option<Vec<Action>> {
        let connection = self.of_kubelet(place)?;
        let leaf = &connection.client_presents.chain.first()?.certificate;
        let user = leaf.subject.common_name()?;
        let own = user.strip_prefix("system:node:")?;
        if self.rank(node) == Some(NodeRank::ControlPlane) {
            let commands = [
                self.made(connection, &user),
                self.placed(connection, &user, place),
            ];
            let action = Action::new(text, all(commands.into_iter().flatten()));
            return Some(vec![action.restarting("kubelet")]);
        }
        // It has no CA key to make it with.
        let name = self.name(node).unwrap_or_else(|| own.to_owned());
        let issuer = self.nodes(&[NodeRank::ControlPlane]).into_iter().next();
        let brought = [
            Words::new("scp -p")
                .and(READY)
                .value(&format!("root@{own}:/root/"))
                .done(),
            Words::new("rm").and(READY).done(),
        ];
        let made = self.made(connection, &user).into_iter().chain(brought);
        Some(vec![
            Action::new(format!("{text}: make a kubelet.conf"), all(made))
                .on(vec![issuer.unwrap_or_else(|| ISSUER.to_owned())]),
            Action::new(
                "start the kubelet with it, and have it use what it is issued then",
                all(self.placed(connection, &user, place)),
            )
            .on(vec![name])
            .restarting("kubelet"),
        ])
    }

    /// What a kubelet presents there.
    fn of_kubelet(&self, place: &Place) -> Option<&Connection> {
        self.survey.connections.iter().find(|connection| {
            let leaf = connection.client_presents.chain.first();
            connection.client.component == "kubelet"
                && leaf.is_some_and(|leaf| *leaf.location.file == *place.file)
        })
    }

    /// Makes it where the CA's key is, for the cluster as the kubelet knows it.
    fn made(&self, connection: &Connection, user: &str) -> Vec<Option<Command>> {
        let kubectl = |words: &str| Words::new("kubectl config").and(words);
        let server = &connection.server;
        let cluster = connection.client.cluster.as_deref().unwrap_or(CLUSTER);
        let mut set = kubectl("set-cluster")
            .value(cluster)
            .option("--kubeconfig", READY)
            .option("--server", &server.url);
        if let Some(name) = server
            .server_name
            .as_ref()
            .filter(|_| server.server_name_is_set)
        {
            set = set.option("--tls-server-name", name);
        }
        let ca = format!("{KUBERNETES}/pki/ca.crt");
        let mut commands = vec![
            Words::new("kubeadm kubeconfig user --org=system:nodes")
                .option("--client-name", user)
                .raw(">")
                .and(READY)
                .done(),
            set.option("--certificate-authority", &ca)
                .and("--embed-certs")
                .done(),
        ];
        if cluster != CLUSTER {
            commands.push(
                kubectl("set-context --current")
                    .option("--kubeconfig", READY)
                    .option("--cluster", cluster)
                    .done(),
            );
            commands.push(
                kubectl("delete-cluster")
                    .and(CLUSTER)
                    .option("--kubeconfig", READY)
                    .done(),
            );
        }
        commands
    }

    /// Starts the kubelet with it, and points its kubeconfig at the certificate that it is issued then. What it keeps in a
    /// folder of its own choice is not known by name.
    fn placed(&self, connection: &Connection, user: &str, place: &Place) -> Vec<Option<Command>> {
        let conf = self.on_host(&connection.client.file);
        let file = self.on_host(&place.file);
        if file != conf && !file.starts_with(FOLDER) {
            return vec![None];
        }
        vec![
            Words::new("mkdir -p").and(BEFORE).done(),
            Words::new("mv")
                .value(&conf)
                .and(&format!("{FOLDER}kubelet-client*"))
                .and(BEFORE)
                .done(),
            Words::new("mv").and(READY).value(&conf).done(),
            restart_of("kubelet"),
            Words::new(&format!("until [ -e {CURRENT} ]; do sleep 1; done")).done(),
            Words::new("kubectl config set-credentials")
                .value(user)
                .option("--kubeconfig", &conf)
                .option("--client-certificate", CURRENT)
                .option("--client-key", CURRENT)
                .done(),
            restart_of("kubelet"),
        ]
    }
}
