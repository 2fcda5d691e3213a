//! A new client certificate for a kubelet, as kubeadm documents it ("Troubleshooting kubeadm", "Kubelet client certificate
//! rotation fails"): with a certificate inside its kubeconfig and none in its folder, a kubelet asks for one of its own as it
//! starts (Kubernetes `util/certificate/certificate_manager.go` `getCurrentCertificateOrBootstrap`).

use super::action::Action;
use super::command::{KUBERNETES, Tools};
use super::kubeadm::each;
use super::model::Place;
use super::wait::kubelet_certificate;
use crate::connection::Connection;
use crate::fix::{Command, NodeRank, Words, all, restart_of};
use crate::programs::Program;

/// What `kubeadm kubeconfig user` calls the cluster (kubeadm `apis/kubeadm/v1beta4/defaults.go`).
const CLUSTER: &str = "kubernetes";
/// Where it is laid ready.
const READY: &str = "/root/kubelet.conf";
/// Where the kubelet keeps its certificates (kubelet `app/options/options.go`, `--cert-dir`).
const FOLDER: &str = "/var/lib/kubelet/pki/";
const CURRENT: &str = "/var/lib/kubelet/pki/kubelet-client-current.pem";
/// A node of which no name is known.
pub(super) const ISSUER: &str = "CONTROL-PLANE-NODE";

impl Tools<'_> {
    /// Whether the kubelet keeps such a file in its own folder.
    pub(super) fn is_in_kubelet_folder(&self, place: &Place) -> bool {
        self.on_host(&place.file).starts_with(FOLDER)
    }

    /// None where the place is not what a kubelet presents.
    pub(super) fn kubelet_anew(
        &self,
        place: &Place,
        (node, all_nodes): (Option<usize>, &[Option<usize>]),
        text: &str,
    ) -> Option<Vec<Action>> {
        let connection = self.of_kubelet(place)?;
        let leaf = &connection.client_presents.chain.first()?.certificate;
        let user = leaf.subject.common_name()?;
        let own = user.strip_prefix("system:node:")?;
        let placed = || self.placed(connection, place);
        if self.rank(node) == Some(NodeRank::ControlPlane) {
            let commands = self.made(connection, &user).into_iter().chain(placed());
            return Some(vec![
                Action::new(text, all(commands)).restarting(&["kubelet"]),
            ]);
        }
        let name = self.name(node).unwrap_or_else(|| own.to_owned());
        let start = "start the kubelet with it, then point it at the certificate it is issued";
        let start = Action::new(start, all(placed()))
            .here(vec![name])
            .restarting(&["kubelet"]);
        if self.makes_for_workers(all_nodes).is_some() {
            return Some(vec![start]);
        }
        // It has no CA key to make it with.
        let issuer = self.nodes(&[NodeRank::ControlPlane]).into_iter().next();
        let brought = [
            Words::new("scp -p")
                .and(READY)
                .value(&format!("root@{own}:/root/"))
                .done(),
            Words::new("rm").and(READY).done(),
        ];
        let made = self.made(connection, &user).into_iter().chain(brought);
        let made = Action::new(format!("{text}: make a kubelet.conf"), all(made))
            .on(vec![issuer.unwrap_or_else(|| ISSUER.to_owned())]);
        Some(vec![made, start])
    }

    /// The control-plane node, the last that a step changes, on which kubelet.confs are made for the workers of the step.
    pub(super) fn makes_for_workers(&self, all_nodes: &[Option<usize>]) -> Option<Option<usize>> {
        let of_rank = |rank| move |node: &&Option<usize>| self.rank(**node) == Some(rank);
        all_nodes.iter().find(of_rank(NodeRank::Worker))?;
        let mut makers = all_nodes.iter().rev();
        makers.find(of_rank(NodeRank::ControlPlane)).copied()
    }

    /// Makes kubelet.confs for the workers of a step, and brings each to its node: workers have no CA key.
    pub(super) fn kubelets_made(&self, all_nodes: &[Option<usize>]) -> Vec<Action> {
        let mut groups: Vec<(Vec<Option<Command>>, Vec<String>)> = Vec::new();
        for node in all_nodes {
            if self.rank(*node) != Some(NodeRank::Worker) {
                continue;
            }
            let Some((connection, name)) = self.kubelet_on(*node).zip(self.name(*node)) else {
                continue;
            };
            let Some(own) = node_name(connection) else {
                continue;
            };
            // One command serves all nodes that know the cluster alike; `$n` is the node.
            let made = self.made(connection, "system:node:$n");
            let name = if own == name { name } else { own };
            match groups.iter_mut().find(|(known, _)| *known == made) {
                Some((_, names)) => names.push(name),
                None => groups.push((made, vec![name])),
            }
        }
        groups
            .into_iter()
            .map(|(made, names)| {
                let body: Vec<_> = all(made).iter().map(Command::line).collect();
                let body = format!(
                    "{} && scp -p {READY} \"root@$n:/root/\" && rm {READY}",
                    body.join(" && ")
                )
                .replace("'system:node:$n'", "\"system:node:$n\"");
                let commands = each(&names, &body).into_iter().collect();
                Action::new(
                    "make a kubelet.conf with a new client certificate for each worker",
                    commands,
                )
            })
            .collect()
    }

    /// What a kubelet presents there.
    fn of_kubelet(&self, place: &Place) -> Option<&Connection> {
        self.survey.connections.iter().find(|connection| {
            let leaf = connection.client_presents.chain.first();
            connection.client.component == Program::Kubelet
                && leaf.is_some_and(|leaf| *leaf.location.file == *place.file)
        })
    }

    /// How the kubelet of a node calls the API server.
    fn kubelet_on(&self, node: Option<usize>) -> Option<&Connection> {
        let mut each = self.survey.connections.iter().zip(&self.survey.sides);
        let found = each.find(|(connection, sides)| {
            connection.client.component == Program::Kubelet && sides.nodes.client == node
        });
        found.map(|(connection, _)| connection)
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

    /// Starts the kubelet with it, and points its kubeconfig at the certificate that it is issued then, which the running
    /// kubelet uses already. What it keeps in a folder of its own choice is not known by name. What is moved away is among
    /// what the step keeps.
    fn placed(&self, connection: &Connection, place: &Place) -> Vec<Option<Command>> {
        let conf = self.on_host(&connection.client.file);
        let file = self.on_host(&place.file);
        if file != conf && !file.starts_with(FOLDER) {
            return vec![None];
        }
        let user = format!(
            "\"$(kubectl config view --kubeconfig={conf} --output=jsonpath={{.users[0].name}})\""
        );
        vec![
            Words::new("rm -f")
                .and(&format!("{FOLDER}kubelet-client*"))
                .and("&& mv")
                .and(READY)
                .value(&conf)
                .done(),
            restart_of("kubelet"),
            kubelet_certificate(CURRENT),
            Words::new("kubectl config set-credentials")
                .and(&user)
                .option("--kubeconfig", &conf)
                .option("--client-certificate", CURRENT)
                .option("--client-key", CURRENT)
                .done(),
        ]
    }
}

/// The node that a kubelet says it is.
fn node_name(connection: &Connection) -> Option<String> {
    let leaf = &connection.client_presents.chain.first()?.certificate;
    let user = leaf.subject.common_name()?;
    user.strip_prefix("system:node:").map(str::to_owned)
}
