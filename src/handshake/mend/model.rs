//! The files as they would be: edits made to what was read, and the connection judged again.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::case::Case;
use super::edit::{Edit, KubeconfigEdit, Selected, ServerEdit, mend, token_line};
use super::reissue::{Change, reissued, sign};
use super::text::reloaded;
use super::trial::Terms;
use crate::decode::key_pair::key_pair;
use crate::decode::kubeconfig::Flags;
use crate::finding::{Finding, Severity, Step};
use crate::handshake::client::{Bundle, Chain, ChainMember};
use crate::handshake::client_files::{Substitute, client_with};
use crate::handshake::findings::key_pair_findings;
use crate::handshake::server_files::{chain_of, overlap};
use crate::handshake::{
    Client, Connection, Credential, Evidence, Server, ServingPair, Trust, beside, connect,
};
use crate::inventory::Placed;
use crate::location::Location;
use crate::source::Limit;
use crate::x509::{CertificateRef, Fingerprint};

/// Both sides and what comes of them.
#[derive(Clone)]
pub(super) struct State {
    pub(super) client: Client,
    pub(super) server: Server,
    pub(super) connection: Connection,
}

/// The state after `edits`.
pub(super) fn state(case: &Case<'_>, edits: &[Edit]) -> State {
    let mut loaded = reloaded(case, edits);
    let mut flags = *case.flags;
    let mut substitute = Substitute::default();
    let mut context = None;
    for edit in edits {
        let Edit::Kubeconfig(edit) = edit else {
            continue;
        };
        let selected = selected(case, &loaded.config, &flags);
        edit.apply(&mut loaded.config, &selected);
        match edit {
            KubeconfigEdit::Trust(bundle) => substitute.trust = Some(bundle.clone()),
            KubeconfigEdit::Pair(chain) => substitute.chain = Some(chain.clone()),
            KubeconfigEdit::Repaired(location) => substitute.repaired.push(location.clone()),
            // What is chosen on the command line stands in the way of a current context.
            KubeconfigEdit::UseContext(_) => flags.context = None,
            _ => {}
        }
        if let KubeconfigEdit::UseContext(name) = edit {
            context = Some(name.clone());
        }
    }
    let flags = Flags {
        context: context.as_deref().or(flags.context),
        ..flags
    };
    let mut client = client_with(
        &loaded,
        &flags,
        case.file,
        case.files,
        (case.release, case.words),
        &substitute,
    );
    client.stopped = beside(case.stopped, &client.findings);
    judged(&case.terms(), edits, client, case.server.clone())
}

/// Both sides with what `edits` change in files and on the server, judged again.
pub(super) fn judged(
    terms: &Terms<'_>,
    edits: &[Edit],
    mut client: Client,
    mut server: Server,
) -> State {
    for edit in edits {
        match edit {
            Edit::Server(edit) => apply(terms, edit, &mut server, &client),
            Edit::Component(edit) => edit.apply(&mut client),
            Edit::File(edit) => edit.apply(&mut client, &mut server),
            Edit::Mended(fault) => mend(fault, &mut client, &mut server),
            Edit::Kubeconfig(_) | Edit::Reissue(..) => {}
        }
        // A server names its first error; it starts only when there is none left.
        if !server.findings.iter().any(stops_the_server) {
            server.startup_error = overlap(&server).map(str::to_owned);
        }
    }
    reissue(terms, edits, &mut client, &mut server);
    let connection = connect(&client, &server, terms.at, terms.release, terms.signatures);
    State {
        client,
        server,
        connection,
    }
}

/// The entries that the context selects.
pub(super) fn selected(
    case: &Case<'_>,
    config: &crate::decode::kubeconfig::Kubeconfig,
    flags: &Flags<'_>,
) -> Selected {
    let selection = crate::decode::kubeconfig::select(config, flags);
    Selected {
        file: case.file.to_owned(),
        context: selection.context_name.unwrap_or_default(),
        cluster: selection.cluster_name,
        user: selection.user_name,
    }
}

fn apply(terms: &Terms<'_>, edit: &ServerEdit, server: &mut Server, client: &Client) {
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
        ServerEdit::Swap { certificate, key } => swap(terms, (certificate, key), server),
        ServerEdit::AllowedNames(name) => server.allowed_names.push(name.clone()),
        ServerEdit::ClientCaFile(bundle) => {
            server.client_ca = Evidence::Given(Some(bundle.clone()));
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
fn swap(terms: &Terms<'_>, (certificate, key): (&Arc<str>, &Arc<str>), server: &mut Server) {
    let text = terms.files.read_secret(Path::new(&**key), Limit::BUNDLE);
    let secret = terms
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
        terms.release,
    );
    let (findings, _) = key_pair_findings(
        &read,
        (&places.0, &places.1),
        Step::ServerPresents,
        terms.words,
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

fn stops_the_server(finding: &Finding) -> bool {
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

/// Puts every certificate that is issued anew in the place of its original, on both sides.
fn reissue(terms: &Terms<'_>, edits: &[Edit], client: &mut Client, server: &mut Server) {
    let mut successors: BTreeMap<Fingerprint, CertificateRef> = BTreeMap::new();
    let mut signers = Vec::new();
    for edit in edits {
        let Edit::Reissue(fingerprint, change) = edit else {
            continue;
        };
        // A mend that was found on the way names the successor.
        let original = successors
            .iter()
            .find(|(_, new)| new.fingerprint == *fingerprint)
            .map_or(*fingerprint, |(original, _)| *original);
        let present = successors
            .get(&original)
            .cloned()
            .or_else(|| find(client, server, original));
        if let Some(present) = present {
            let new = Arc::new(reissued(&present, original, change, terms.at));
            successors.insert(original, new);
        }
        if let Change::By(issuer) = change {
            signers.push((original, issuer.clone()));
        }
    }
    for (original, issuer) in signers {
        if let Some(new) = successors.get(&original) {
            let issuer = successors.get(&issuer.fingerprint).unwrap_or(&issuer);
            sign(new, issuer, terms.signatures, terms.release);
        }
    }
    if successors.is_empty() {
        return;
    }
    each(client, server, &mut |placed| {
        if let Some(new) = successors.get(&placed.certificate.fingerprint) {
            placed.certificate = Arc::clone(new);
        }
    });
}

fn find(client: &mut Client, server: &mut Server, wanted: Fingerprint) -> Option<CertificateRef> {
    let mut found = None;
    each(client, server, &mut |placed| {
        if placed.certificate.fingerprint == wanted {
            found.get_or_insert_with(|| Arc::clone(&placed.certificate));
        }
    });
    found
}

/// Every certificate of both sides.
fn each(client: &mut Client, server: &mut Server, visit: &mut dyn FnMut(&mut Placed)) {
    if let Trust::Bundle(bundle) = &mut client.trust {
        bundle.anchors.iter_mut().for_each(&mut *visit);
    }
    match &mut client.credential {
        Credential::Chain(chain) => each_of(chain, visit),
        Credential::Unusable { chain, .. } => chain.iter_mut().for_each(&mut *visit),
        Credential::None | Credential::Missing => {}
    }
    if let Evidence::Given(pair) | Evidence::Assumed(pair, _) = &mut server.serving {
        each_of(&mut pair.chain, visit);
    }
    for pair in &mut server.sni {
        each_of(&mut pair.chain, visit);
    }
    for ca in [&mut server.client_ca, &mut server.request_header_ca] {
        if let Evidence::Given(Some(bundle)) | Evidence::Assumed(Some(bundle), _) = ca {
            bundle.anchors.iter_mut().for_each(&mut *visit);
        }
    }
}

fn each_of(chain: &mut Chain, visit: &mut dyn FnMut(&mut Placed)) {
    for member in &mut chain.certificates {
        if let ChainMember::Parsed(placed) = member {
            visit(placed);
        }
    }
}

/// A bundle of one file's certificates, as a kubeconfig would hold them.
pub(super) fn bundle(location: &Location, anchors: Vec<Placed>) -> Bundle {
    Bundle {
        label: "certificate-authority-data".to_owned(),
        location: location.clone(),
        anchors,
    }
}
