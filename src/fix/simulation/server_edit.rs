//! Edits made to the server's side.

use std::path::Path;
use std::sync::Arc;

use super::evaluation::Evaluation;
use crate::assemble::{chain_of, key_pair_findings};
use crate::connection::{Bundle, ChainMember, Client, Evidence, Server, ServingPair, TokenLine};
use crate::decode::key_pair::key_pair;
use crate::finding::{Finding, Severity, Step};
use crate::fix::model::ServerEdit;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::source::Limit;

pub(crate) fn apply(
    evaluation: &Evaluation<'_>,
    edit: &ServerEdit,
    server: &mut Server,
    client: &Client,
) {
    match edit {
        ServerEdit::ClientCa(ca) => {
            let mut bundle = match server.client_ca.value() {
                Some(Some(bundle)) => bundle.clone(),
                _ => Bundle {
                    label: "--client-ca-file".to_owned(),
                    location: ca.location.clone(),
                    anchors: Vec::new(),
                },
            };
            bundle.anchors.push(ca.clone());
            server.client_ca = Evidence::Given(Some(bundle));
        }
        ServerEdit::Append(placed) => {
            if let Some(pair) = serving(server, client) {
                pair.chain
                    .certificates
                    .push(ChainMember::Parsed(placed.clone()));
            }
        }
        ServerEdit::Without(location) => {
            if let Some(pair) = pair_of(server, &location.file) {
                pair.chain
                    .certificates
                    .retain(|member| !matches!(member, ChainMember::Malformed { location: place, .. } if place == location));
            }
            server
                .findings
                .retain(|finding| finding.locations.first() != Some(location));
        }
        ServerEdit::Serve(pair) => {
            server.generated = None;
            server.serving = Evidence::Given(pair.clone());
        }
        ServerEdit::Pair { certificate, key } => {
            if let Some(pair) = pair_of(server, certificate) {
                pair.chain.key_matches = Some(true);
            }
            // What is wrong with the pair is told at the step in which it is presented, also by a listener that has
            // another.
            server.findings.retain(|finding| {
                let mut files = finding.locations.iter().map(|place| &*place.file);
                finding.step != Some(Step::ServerPresents)
                    || !files.any(|file| file == certificate || Some(file) == key.as_deref())
            });
        }
        ServerEdit::Swap { certificate, key } => swap(evaluation, (certificate, key), server),
        ServerEdit::AllowedNames(name) => server.allowed_names.push(name.clone()),
        ServerEdit::ClientCaFile(bundle) => {
            server.client_ca = Evidence::Given(Some(bundle.clone()));
        }
        ServerEdit::RequestHeaderCaFile(bundle) => {
            server.request_header_ca = Evidence::Given(Some(bundle.clone()));
        }
        ServerEdit::Token => {
            if let Some(token) = &client.token {
                server
                    .tokens
                    .get_or_insert_with(Vec::new)
                    .push(token_line(token));
            }
        }
    }
}

/// Reads the pair with each file in the place of the other.
fn swap(
    evaluation: &Evaluation<'_>,
    (certificate, key): (&Arc<str>, &Arc<str>),
    server: &mut Server,
) {
    let text = evaluation
        .files
        .read_secret(Path::new(&**key), Limit::BUNDLE);
    let secret = evaluation
        .files
        .read_secret(Path::new(&**certificate), Limit::BUNDLE);
    let (Ok(text), Ok(secret)) = (text, secret) else {
        return;
    };
    let places = (
        Location::file(certificate.clone()),
        Location::file(key.clone()),
    );
    let read = key_pair(
        (text.expose(), &places.0),
        (&secret, &places.1),
        evaluation.release,
    );
    let (findings, _) = key_pair_findings(
        &read,
        (&places.0, &places.1),
        Step::ServerPresents,
        evaluation.kubectl_release,
    );
    if let Some(pair) = pair_of(server, certificate) {
        pair.chain = chain_of(&read);
    }
    server.findings.retain(|finding| {
        finding
            .locations
            .first()
            .is_none_or(|place| place.file != *certificate && place.file != *key)
    });
    server.findings.extend(findings);
}

pub(crate) fn stops_the_server(finding: &Finding) -> bool {
    finding.severity == Severity::Error && finding.step == Some(Step::ServerPresents)
}

/// The pair that this client is shown.
fn serving<'a>(server: &'a mut Server, client: &Client) -> Option<&'a mut ServingPair> {
    let name = client
        .endpoint
        .as_ref()
        .map(|endpoint| endpoint.server_name.clone())
        .unwrap_or_default();
    let label = server.pair_for(&name)?.label.clone();
    pair_of(server, &label)
}

/// The pair whose certificate stands in this file.
fn pair_of<'a>(server: &'a mut Server, label: &str) -> Option<&'a mut ServingPair> {
    match &mut server.serving {
        Evidence::Given(pair) | Evidence::Assumed(pair, _) if pair.label == label => Some(pair),
        _ => server.sni.iter_mut().find(|pair| pair.label == label),
    }
}

/// The line that makes a token known. Whose it is nobody asks here.
pub(crate) fn token_line(token: &Secret) -> TokenLine {
    TokenLine {
        token: token.clone(),
        user: "USER".to_owned(),
        uid: String::new(),
        groups: Vec::new(),
    }
}
