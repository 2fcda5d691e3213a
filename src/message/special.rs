//! Causes that verifying again does not show: no CA at all, no common name, a UID, a key that TLS cannot use.

use super::conclusion::Conclusion;
use super::entry::Verifier;
use super::evidence::{Evidence, Role};
use super::files::place;
use super::known::Known;
use super::search;
use crate::finding::Code;
use crate::ground::location::Location;
use crate::inventory::Placed;
use crate::x509::{Curve, Oid, PublicKey};

/// Only the front proxy's authenticator complains: the client CA took the certificate, but it names no user.
pub(super) fn nameless_client(
    known: &Known,
    evidence: &Evidence,
    conclusion: &mut Conclusion,
) -> bool {
    let alone = known.entry.id == "unknown-authority"
        && known.verifier == Some(Verifier::Server)
        && known.facts.ids.is_none();
    if !alone {
        return false;
    }
    let nameless: Vec<_> = clients(evidence)
        .filter(|placed| placed.certificate.subject.common_name().is_none())
        .collect();
    for placed in &nameless {
        add(
            Code::EmptyCommonName,
            placed,
            "the client certificate has no common name, so it names no user",
            evidence,
            conclusion,
        );
    }
    !nameless.is_empty()
}

/// What needs no bundle to be seen.
pub(super) fn without_replay(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    match known.entry.id {
        "unknown-authority" if known.verifier != Some(Verifier::Server) => {
            no_anchors(evidence, conclusion);
        }
        "legacy-common-name" => {
            for placed in leaves(evidence) {
                if placed.certificate.subject_alt_name.is_none()
                    && placed.certificate.subject.common_name().is_some()
                {
                    let why = "it has a common name and no SANs";
                    add(Code::CommonNameOnly, placed, why, evidence, conclusion);
                }
            }
        }
        "invalid-uid" => {
            for placed in clients(evidence) {
                let mut attributes = placed.certificate.subject.attributes();
                if attributes.any(|attribute| Oid::new(attribute.oid).name() == Some(UID)) {
                    let why = "its subject has a UID attribute";
                    add(Code::InvalidUid, placed, why, evidence, conclusion);
                }
            }
        }
        "alert-handshake-failure" | "unsupported-key-type" => {
            for placed in leaves(evidence).chain(clients(evidence)) {
                if matches!(
                    placed.certificate.public_key,
                    PublicKey::Ecdsa {
                        curve: Curve::P224,
                        ..
                    } | PublicKey::Dsa
                        | PublicKey::X25519
                        | PublicKey::Unknown(_)
                ) {
                    let why = "TLS 1.3 has no use for its key";
                    add(Code::UnsupportedKey, placed, why, evidence, conclusion);
                }
            }
        }
        _ => {}
    }
}

/// The subject attribute that kube-apiserver reads a UID from.
const UID: &str = "kubernetesUID";

/// A cluster without a CA, or with an empty file for one.
fn no_anchors(evidence: &Evidence, conclusion: &mut Conclusion) {
    for cluster in evidence
        .kubeconfigs
        .iter()
        .flat_map(|config| &config.clusters)
    {
        if !cluster.has_certificate_authority() {
            conclusion.cause.get_or_insert(Code::SystemRoots);
            let why = "this cluster has no CA: the system's root CAs count";
            conclusion.add(place(&cluster.location, why.to_owned()));
        }
        if let Some(field) = &cluster.certificate_authority
            && cluster.certificate_authority_data.is_none()
            && evidence
                .text(&field.value.resolved)
                .is_some_and(|text| text.is_empty())
        {
            conclusion.cause.get_or_insert(Code::EmptyCaFile);
            conclusion.add(place(
                &field.location,
                "the file of this CA is empty".to_owned(),
            ));
        }
    }
}

/// Certificates that a server may present.
fn leaves(evidence: &Evidence) -> impl Iterator<Item = &Placed> {
    evidence
        .groups
        .iter()
        .filter(|group| group.role == Role::File)
        .filter_map(|group| group.members.first())
        .filter(|placed| !placed.certificate.is_ca())
}

/// Certificates that a kubeconfig's users present.
fn clients(evidence: &Evidence) -> impl Iterator<Item = &Placed> {
    evidence
        .groups
        .iter()
        .filter(|group| group.role == Role::ClientCertificate)
        .filter_map(|group| group.members.first())
}

fn add(code: Code, placed: &Placed, why: &str, evidence: &Evidence, conclusion: &mut Conclusion) {
    conclusion.cause.get_or_insert(code);
    if let Some(entry) = evidence.inventory.get(placed.certificate.fingerprint) {
        conclusion.add(search::about(entry, why.to_owned()));
    }
}

/// Whether a file is one of the front proxy's, by its usual names.
pub(super) fn is_front_proxy(place: &Location) -> bool {
    ["front-proxy", "request-header", "requestheader"]
        .iter()
        .any(|part| place.file.contains(part))
}
