//! Names of connections, and their order: as a reader looks for them, from people to etcd.

use crate::handshake::{ClientKind, Connection};

const CLIENTS: [&str; 8] = [
    "kubectl",
    "kube-controller-manager",
    "kube-scheduler",
    "kubelet",
    "front-proxy",
    "kube-apiserver",
    "etcd",
    "etcd-probe",
];
const SERVERS: [&str; 5] = [
    "kube-apiserver",
    "etcd",
    "kubelet",
    "extension-apiserver",
    "webhook",
];

/// Calls every connection `CLIENT → SERVER`, with what tells it from others of that name, and sorts them.
pub(super) fn name_and_sort(connections: &mut Vec<Connection>) {
    let names: Vec<_> = connections.iter().map(plain).collect();
    for (connection, name) in connections.iter_mut().zip(&names) {
        let alike = names.iter().filter(|other| *other == name).count();
        connection.name = if alike == 1 {
            name.clone()
        } else {
            format!("{name} ({})", detail(connection))
        };
    }
    let rank = |list: &[&str], component| {
        let known = list.iter().position(|known| *known == component);
        known.unwrap_or(list.len())
    };
    connections.sort_by_cached_key(|connection| {
        (
            rank(&CLIENTS, connection.client.component),
            rank(&SERVERS, connection.server.component),
            connection.name.clone(),
        )
    });
}

fn plain(connection: &Connection) -> String {
    let (client, server) = (connection.client.component, connection.server.component);
    format!("{client} → {server}")
}

/// The file, or with several contexts in it the context; of components the server.
fn detail(connection: &Connection) -> String {
    let client = &connection.client;
    match (client.kind, &client.context) {
        (ClientKind::Kubeconfig, Some(context)) if context.is_empty() => client.file.clone(),
        (ClientKind::Kubeconfig, Some(context)) => format!("{}, {context}", client.file),
        (ClientKind::Kubeconfig, None) => client.file.clone(),
        (ClientKind::Component, _) => connection.server.url.clone(),
    }
}
