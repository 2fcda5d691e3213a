//! Mends of the API server's flags and files.

use super::command::{Command, Words, all};
use super::edit::{Edit, ServerEdit};
use super::layout::{Layout, remake_serving, restart};
use super::propose::Scene;
use super::{Mend, Side};
use crate::finding::{Code, Finding};
use crate::handshake::Trust;
use crate::location::Location;

/// The mends of a fault of the server's files.
pub(super) fn of(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    match finding.problem.code() {
        Code::ClientCertificateNotRequested => client_ca(scene),
        Code::UnknownToken => vec![Mend::new(
            Side::Server,
            "add the token to --token-auth-file, or give the user a token or certificate that the server knows",
            Vec::new(),
            vec![Edit::Server(ServerEdit::Token)],
        )],
        Code::ServerCannotStart => vec![Mend::new(
            Side::Server,
            "add --requestheader-allowed-names=front-proxy-client to the flags of kube-apiserver",
            Vec::new(),
            vec![Edit::Server(ServerEdit::AllowedNames(
                "front-proxy-client".to_owned(),
            ))],
        )],
        _ => file(scene, finding),
    }
}

/// A file that kube-apiserver does not load, or certificates that kubectl does not parse.
fn file(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    let Some(place) = finding.locations.first() else {
        return Vec::new();
    };
    let bundles = [&scene.server.client_ca, &scene.server.request_header_ca];
    let of_bundle = bundles
        .iter()
        .filter_map(|ca| ca.value()?.as_ref())
        .find(|bundle| bundle.location.file == place.file);
    if let Some(bundle) = of_bundle {
        let without = vec![Edit::Server(ServerEdit::Without(place.clone()))];
        let text = if bundle.anchors.is_empty() {
            format!(
                "put the CAs that issue client certificates into {}, as PEM",
                place.file
            )
        } else {
            format!("remove the block that does not parse from {}", place.file)
        };
        let mut commands = remove(place);
        if !commands.is_empty() {
            commands.extend(restart(Layout::of(scene)));
        }
        let edits = if bundle.anchors.is_empty() {
            Vec::new()
        } else {
            without
        };
        return vec![Mend::new(Side::Server, text, commands, edits)];
    }
    let leaf = scene.serving_leaf();
    let Some(leaf) = leaf else {
        return vec![Mend::untried(
            Side::Server,
            format!(
                "make a new serving certificate, {}",
                Layout::of(scene).place()
            ),
            remake_serving(scene, None, &[]),
        )];
    };
    // Behind the leaf stand others that need not be sent.
    let behind_leaf = place.file == leaf.location.file && place.block != leaf.location.block;
    if finding.problem.code() == Code::MalformedCertificate && behind_leaf {
        return vec![Mend::new(
            Side::Server,
            format!("remove the block that does not parse from {}", place.file),
            remove(place),
            vec![Edit::Server(ServerEdit::Without(place.clone()))],
        )];
    }
    vec![Mend::new(
        Side::Server,
        format!(
            "make a new serving certificate with its key, {}",
            Layout::of(scene).place()
        ),
        remake_serving(scene, Some(&leaf.certificate), &[]),
        vec![Edit::Server(ServerEdit::Pair)],
    )]
}

/// The file without one of its blocks. The result is put in its place only if awk could write it.
fn remove(place: &Location) -> Vec<Command> {
    let Some(block) = place.block else {
        return Vec::new();
    };
    let new = format!("{}.new", place.file);
    all([Words::new("awk")
        .raw(format!("'/-----BEGIN /{{n++}} n!={block}'"))
        .value(&place.file)
        .raw(">")
        .value(&new)
        .raw("&&")
        .and("mv")
        .value(&new)
        .value(&place.file)
        .done()])
}

/// Without `--client-ca-file` nobody is asked for a certificate.
fn client_ca(scene: &Scene<'_>) -> Vec<Mend> {
    let top = scene.connection.client_presents.chain.last();
    let anchors = match &scene.client.trust {
        Trust::Bundle(bundle) => bundle.anchors.as_slice(),
        Trust::SystemRoots | Trust::Unchecked | Trust::Unusable => &[],
    };
    let ca = top.and_then(|top| {
        anchors
            .iter()
            .find(|anchor| anchor.certificate.subject.raw == top.certificate.issuer.raw)
    });
    let text =
        "start kube-apiserver with --client-ca-file and the CA that issues client certificates";
    vec![match ca {
        Some(ca) => Mend::new(
            Side::Server,
            text,
            Vec::new(),
            vec![Edit::Server(ServerEdit::ClientCa(ca.clone()))],
        ),
        None => Mend::untried(Side::Server, text, Vec::new()),
    }]
}
