//! What other clients than kubectl make of a kubeconfig.

use super::input::Input;
use super::options::ExplainOptions;
use crate::clients::kubeconfig::{Document, Sources, Surroundings};
use crate::clients::{Case, ClientVerdict, Peer, judge, judge_server};
use crate::connection::{Client, Connection, Server};
use crate::decode::kubeconfig::{KubeconfigNote, Loaded};

/// The verdict of each client that is asked for.
pub(super) fn verdicts(
    input: &Input,
    context: Option<&str>,
    client: &Client,
    server: &Server,
    connection: &Connection,
    options: &ExplainOptions<'_>,
) -> Vec<ClientVerdict> {
    let others = &options.others;
    let evaluation = &options.evaluation;
    if others.named.is_empty() {
        return Vec::new();
    }
    if others.copied && names_files(&input.loaded) {
        let peer = Peer::new(client, server);
        let judged = others.named.iter().map(|name| {
            judge_server(
                &name.client(),
                peer.as_ref(),
                connection,
                evaluation.at,
                evaluation.signatures,
            )
        });
        return judged.collect();
    }
    let texts = input.texts.files.iter();
    let absent = input.loaded.notes.iter().filter_map(|note| match note {
        KubeconfigNote::MissingFile { location } => Some(location.file.to_string()),
        _ => None,
    });
    let sources = Sources {
        documents: texts
            .map(|(path, bytes)| Document::parse(path, bytes.expose()))
            .collect(),
        absent: absent.collect(),
        list: input.texts.list.clone(),
        context: context.map(str::to_owned),
    };
    let case = Case {
        sources: &sources,
        surroundings: Surroundings {
            files: evaluation.files,
            directory: options.directory,
            proxy_variable: others.proxy_variable,
        },
        client,
        connection,
        server,
        at: evaluation.at,
        release: evaluation.release,
        signatures: evaluation.signatures,
    };
    let named = others.named.iter();
    named.map(|name| judge(&name.client(), &case)).collect()
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
