//! What other clients than kubectl make of the kubeconfigs of a survey.

use super::{Rules, Sides};
use crate::clients::kubeconfig::{Document, Sources, Surroundings};
use crate::clients::{Case, ClientVerdict, Peer, judge, judge_server, note};
use crate::connection::{ClientKind, Connection};
use crate::decode::kubeconfig::Loaded;

/// A kubeconfig that is read once more, as another client reads it.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) loaded: &'a Loaded,
    /// It is of a node whose files were copied: what it names lies elsewhere.
    pub(super) copied: bool,
}

/// Notes common clients that would refuse a connection which works, and gives the verdicts of those that are asked for.
///
/// Only of kubeconfigs that people and programs of their own use: a component is no other client.
pub(super) fn look(
    connection: &mut Connection,
    sides: &Sides,
    text: &Text<'_>,
    rules: &Rules<'_>,
) -> Vec<ClientVerdict> {
    let participant = &sides.client.participant;
    if participant.kind != ClientKind::Kubeconfig || participant.component != "kubectl" {
        return Vec::new();
    }
    let (client, server) = (&sides.client, &sides.server);
    note(connection, client, server, rules.at, rules.signatures);
    if rules.clients.is_empty() {
        return Vec::new();
    }
    if text.copied && names_files(text.loaded) {
        let peer = Peer::new(client, server);
        let judged = rules.clients.iter().map(|name| {
            judge_server(
                &name.client(),
                peer.as_ref(),
                connection,
                rules.at,
                rules.signatures,
            )
        });
        return judged.collect();
    }
    let sources = Sources {
        documents: vec![Document::parse(text.name, text.bytes)],
        absent: Vec::new(),
        list: None,
        context: participant.context.clone(),
    };
    let case = Case {
        sources: &sources,
        surroundings: Surroundings {
            files: rules.files,
            directory: rules.directory,
            proxy_variable: false,
        },
        client,
        connection,
        server,
        at: rules.at,
        release: rules.release,
        signatures: rules.signatures,
    };
    let judged = rules.clients.iter();
    judged.map(|name| judge(&name.client(), &case)).collect()
}

fn names_files(loaded: &Loaded) -> bool {
    let clusters = loaded.config.clusters.iter();
    let users = loaded.config.users.iter();
    clusters
        .map(|cluster| cluster.certificate_authority.is_some())
        .chain(users.map(|user| {
            let files = [&user.client_certificate, &user.client_key, &user.token_file];
            files.iter().any(|file| file.is_some())
        }))
        .any(|names| names)
}
