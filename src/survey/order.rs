//! Names of connections, and their order: as a reader looks for them, from people to etcd.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};

use super::control_plane::ControlPlane;
use super::{Ends, Sides, Survey};
use crate::connection::{ClientKind, Connection};
use crate::fix::Node;
use crate::ground::path::Shown as _;
use crate::programs::Program;

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

/// Calls every connection `CLIENT → SERVER`, or with the names of nodes `CLIENT NODE → SERVER NODE`, with what tells it from
/// others of that name, and sorts them.
pub(super) fn name_and_sort(survey: &mut Survey, nodes: &[&Node]) {
    let Survey {
        connections,
        sides,
        advice,
        ..
    } = survey;
    let called: Vec<_> = nodes.iter().map(|node| node.name.clone()).collect();
    let names = names(connections, sides, &called);
    // As they stand before the paths of their files.
    let folders = nodes.iter().map(|node| format!("{}/", node.here.shown()));
    let places = places(connections, sides, &folders.collect::<Vec<_>>());
    for ((connection, name), place) in connections.iter_mut().zip(names).zip(places) {
        connection.name = name;
        connection.place = Some(place);
    }
    let rank = |list: &[&str], component| {
        let known = list.iter().position(|known| *known == component);
        known.unwrap_or(list.len())
    };
    let rest = sides.drain(..).zip(advice.drain(..));
    let mut all: Vec<_> = connections.drain(..).zip(rest).collect();
    all.sort_by_cached_key(|(connection, _)| {
        (
            rank(&CLIENTS, connection.client.component.as_str()),
            rank(&SERVERS, connection.server.component.as_str()),
            connection.name.clone(),
        )
    });
    (*connections, (*sides, *advice)) = all.into_iter().unzip();
}

/// Names that change as little as can be when other files come or go: a kubeconfig's context tells enough beside its file.
fn places(connections: &[Connection], sides: &[Sides], folders: &[String]) -> Vec<String> {
    let named = names(connections, sides, folders);
    let each = connections.iter().zip(sides).zip(named);
    each.map(
        |((connection, sides), named)| match connection.client.kind {
            ClientKind::Kubeconfig => {
                let context = connection.client.context.as_deref().unwrap_or_default();
                format!("{} ({context})", plain(connection, sides.nodes, folders))
            }
            ClientKind::Component => named,
        },
    )
    .collect()
}

fn names(connections: &[Connection], sides: &[Sides], nodes: &[String]) -> Vec<String> {
    let plain: Vec<_> = connections
        .iter()
        .zip(sides)
        .map(|(connection, sides)| plain(connection, sides.nodes, nodes))
        .collect();
    let mut names = plain.clone();
    // The least that tells them apart: a file's name, its path, its path and the context.
    for detail in [file_name, path, context] {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in &names {
            let count = counts.entry(name).or_default();
            *count = count.saturating_add(1);
        }
        let counts = names.iter().map(|name| counts.get(name.as_str()));
        let clashing: Vec<_> = counts.map(|count| count > Some(&1)).collect();
        for (index, connection) in connections.iter().enumerate() {
            if clashing.get(index) == Some(&true)
                && let (Some(name), Some(plain)) = (names.get_mut(index), plain.get(index))
            {
                *name = format!("{plain} ({})", detail(connection));
            }
        }
    }
    names
}

fn plain(connection: &Connection, ends: Ends, nodes: &[String]) -> String {
    let on_node = |component: Program, node: Option<usize>| {
        let name = node.and_then(|node| nodes.get(node));
        // People carry their kubeconfigs about.
        match name.filter(|_| component != Program::Kubectl) {
            Some(name) => format!("{component} {name}"),
            None => component.to_string(),
        }
    };
    let client = on_node(connection.client.component, ends.client);
    let server = on_node(connection.server.component, ends.server);
    format!("{client} → {server}")
}

/// What nodes are called: as their kubelets call themselves, else as the folder that their files stand in, else as its path
/// below the folder that they have in common; each name once.
pub(super) fn node_names(
    planes: &[ControlPlane],
    connections: &[Connection],
    sides: &[Sides],
) -> Vec<String> {
    let folders = planes.iter().map(folder_name);
    let folders: Vec<_> = folders.collect();
    let mut kubelets: HashMap<usize, String> = HashMap::new();
    for (connection, sides) in connections.iter().zip(sides) {
        if connection.client.component != Program::Kubelet {
            continue;
        }
        let leaf = connection.client_presents.chain.first();
        let user = leaf.and_then(|leaf| leaf.certificate.subject.common_name());
        let name = user
            .as_deref()
            .and_then(|user| user.strip_prefix("system:node:"));
        if let (Some(index), Some(name)) = (sides.nodes.client, name) {
            kubelets.entry(index).or_insert_with(|| name.to_owned());
        }
    }
    let own = folders.iter().enumerate().map(|(index, folder)| {
        let name = kubelets.remove(&index);
        name.filter(|name| !name.is_empty())
            .unwrap_or_else(|| folder.clone())
    });
    let own: Vec<_> = own.collect();
    let is_once = |names: &[String]| {
        let known: BTreeSet<_> = names.iter().collect();
        known.len() == names.len() && !names.iter().any(String::is_empty)
    };
    let numbered = || (1..=planes.len()).map(|number| format!("node {number}"));
    [own, folders, paths(planes)]
        .into_iter()
        .find(|names| is_once(names))
        .unwrap_or_else(|| numbered().collect())
}

fn folder_name(plane: &ControlPlane) -> String {
    match plane.root().components().next_back() {
        Some(Component::Normal(name)) => name.to_string_lossy().into_owned(),
        Some(_) | None => String::new(),
    }
}

/// The folders of nodes below the one that all of them lie in.
fn paths(planes: &[ControlPlane]) -> Vec<String> {
    let roots: Vec<_> = planes.iter().map(ControlPlane::root).collect();
    let first = roots.first().map(PathBuf::as_path);
    let mut above = first.into_iter().flat_map(Path::ancestors);
    let common = above.find(|above| roots.iter().all(|root| root.starts_with(above)));
    let below = |root: &PathBuf| {
        let below = root.strip_prefix(common.unwrap_or_else(|| Path::new("")));
        below.unwrap_or(root).shown().to_string()
    };
    roots.iter().map(below).collect()
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
