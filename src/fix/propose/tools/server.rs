//! Fixes of a server's files that several families share.

use super::restart::restart;
use crate::connection::ServingPair;
use crate::finding::{Code, Finding, Problem, StartupError};
use crate::fix::model::{Command, Edit, Fix, Layout, ServerEdit, Side, Words, all};
use crate::fix::simulation::Sides;
use crate::ground::location::Location;

/// Whether it is one CA for users and for the front proxy that keeps the server from starting.
pub(crate) fn overlaps(finding: &Finding) -> bool {
    let overlapping = StartupError::OverlappingCas;
    matches!(&finding.problem, Problem::ServerCannotStart { error, .. } if *error == overlapping)
}

/// What is left to do where the flags themselves are refused.
pub(crate) fn flags_at_fault(component: &str, finding: &Finding) -> String {
    let place = finding.locations.first();
    let why = match place.and_then(|place| place.field.as_deref()) {
        Some("--etcd-servers-overrides") => {
            "each of --etcd-servers-overrides is written group/resource#server;server"
        }
        _ => "a certificate and its key are named together",
    };
    format!("put the flags of {component} right: {why}")
}

/// What is left to do where a file that a flag names cannot be read.
pub(crate) fn put_in_place(place: &Location) -> String {
    match &place.field {
        Some(field) => format!(
            "put the file in its place that {field} of {} names",
            place.file
        ),
        None => format!("put {} right, or the file that it names", place.file),
    }
}

/// Behind the leaf of a chain stand others that need not be sent.
pub(crate) fn without_block(pair: &ServingPair, finding: &Finding) -> Option<Fix> {
    let place = finding.locations.first()?;
    let leaf = &pair.chain.leaf()?.location;
    let behind_leaf = place.file == leaf.file && place.block != leaf.block;
    (finding.problem.code() == Code::MalformedCertificate && behind_leaf).then(|| {
        Fix::new(
            Side::Server,
            format!("remove the block that does not parse from {}", place.file),
            remove(place),
            vec![Edit::Server(ServerEdit::Without(place.clone()))],
        )
    })
}

/// Each file of a pair is put where the other stands.
pub(crate) fn swap(scene: &Sides<'_>, pair: &ServingPair, finding: &Finding) -> Option<Fix> {
    if finding.problem.code() != Code::CertificateAndKeySwapped {
        return None;
    }
    let swapped = scene
        .connection
        .findings
        .iter()
        .filter(|finding| finding.problem.code() == Code::CertificateAndKeySwapped)
        .filter_map(|finding| finding.locations.first())
        .map(|place| &place.file);
    let mut swapped = swapped.filter(|file| pair.has_file(file));
    let certificate = swapped.clone().find(|file| ***file == *pair.label)?;
    let key = swapped.find(|file| *file != certificate)?;
    let beside = format!("{certificate}.swapped");
    let command = Words::new("mv")
        .value(certificate)
        .value(&beside)
        .and("&& mv")
        .value(key)
        .value(certificate)
        .and("&& mv")
        .value(&beside)
        .value(key)
        .done();
    let mut commands = all([command]);
    if !commands.is_empty() {
        commands.extend(restart(Layout::from_sides(scene)));
    }
    Some(Fix::new(
        Side::Server,
        format!("swap {certificate} and {key}"),
        commands,
        vec![Edit::Server(ServerEdit::Swap {
            certificate: certificate.clone(),
            key: key.clone(),
        })],
    ))
}

/// The file without one of its blocks. The result is put in its place only if awk could write it.
pub(crate) fn remove(place: &Location) -> Vec<Command> {
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

/// Whether a certificate and its key are at fault.
pub(crate) const fn of_pair(code: Code) -> bool {
    matches!(
        code,
        Code::KeyPairMismatch
            | Code::CertificateAndKeySwapped
            | Code::NoCertificateInPair
            | Code::UnusablePrivateKey
            | Code::EncryptedPrivateKey
    )
}
