//! Names of connections, and their order: as a reader looks for them, from people to etcd.

use super::Sides;
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
pub(super) fn name_and_sort(connections: &mut Vec<Connection>, sides: &mut Vec<Sides>) {
    let plain: Vec<_> = connections.iter().map(plain).collect();
    let mut names = plain.clone();
    // The least that tells them apart: a file's name, its path, its path and the context.
    for detail in [file_name, path, context] {
        let clashing: Vec<_> = names
            .iter()
            .map(|name| names.iter().filter(|other| *other == name).count() > 1)
            .collect();
        for (index, connection) in connections.iter().enumerate() {
            if clashing.get(index) == Some(&true)
                && let (Some(name), Some(plain)) = (names.get_mut(index), plain.get(index))
            {
                *name = format!("{plain} ({})", detail(connection));
            }
        }
    }
    for (connection, name) in connections.iter_mut().zip(names) {
        connection.name = name;
    }
    let rank = |list: &[&str], component| {
        let known = list.iter().position(|known| *known == component);
        known.unwrap_or(list.len())
    };
    let mut pairs: Vec<_> = connections.drain(..).zip(sides.drain(..)).collect();
    pairs.sort_by_cached_key(|(connection, _)| {
        (
            rank(&CLIENTS, connection.client.component),
            rank(&SERVERS, connection.server.component),
            connection.name.clone(),
        )
    });
    (*connections, *sides) = pairs.into_iter().unzip();
}

fn plain(connection: &Connection) -> String {
    let (client, server) = (connection.client.component, connection.server.component);
    format!("{client} → {server}")
}

/// The name of the kubeconfig; of components the server.
fn file_name(connection: &Connection) -> String {
    match connection.client.kind {
        ClientKind::Kubeconfig => {
            let file = &connection.client.file;
            file.rsplit('/').next().unwrap_or(file).to_owned()
        }
        ClientKind::Component => connection.server.url.clone(),
    }
}

fn path(connection: &Connection) -> String {
    match connection.client.kind {
        ClientKind::Kubeconfig => connection.client.file.clone(),
        ClientKind::Component => format!("{}, {}", connection.server.url, connection.client.file),
    }
}

fn context(connection: &Connection) -> String {
    let context = connection.client.context.as_deref().unwrap_or_default();
    format!("{}, {context}", path(connection))
}
