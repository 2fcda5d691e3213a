//! Finding a certificate by what a message says of it: identifiers, dates, names.

use super::conclusion::{About, Conclusion};
use super::evidence::Evidence;
use super::facts::{Facts, Ids};
use crate::finding::Code;
use crate::inventory::Entry;
use crate::x509::{Certificate, KeyId};

/// Certificates that are listed for one clue.
const SHOWN: usize = 5;

/// Whether kube-apiserver would log `certificate` with these identifiers.
pub(super) fn is_named(certificate: &Certificate, ids: &Ids) -> bool {
    certificate.serial_decimal() == ids.serial
        && text(certificate.subject_key_id.as_ref()) == ids.subject_key
        && text(certificate.authority_key_id.as_ref()) == ids.authority_key
}

fn text(id: Option<&KeyId>) -> String {
    id.map(ToString::to_string).unwrap_or_default()
}

/// Follows every clue of a message; what leads nowhere is said.
pub(super) fn clues(facts: &Facts, evidence: &Evidence, conclusion: &mut Conclusion) {
    if let Some(ids) = &facts.ids {
        identifiers(ids, evidence, conclusion);
    }
    if let Some(limit) = facts.limit() {
        let ends = found(
            evidence,
            conclusion,
            "it ends at the time of the message",
            |it| it.not_after.at == limit,
        );
        let begins = found(
            evidence,
            conclusion,
            "it begins at the time of the message",
            |it| it.not_before.at == limit,
        );
        match (ends, begins) {
            (0, 0) => conclusion.note(format!(
                "no certificate in these inputs begins or ends at {}",
                limit.human()
            )),
            (0, _) => conclusion.cause = conclusion.cause.or(Some(Code::NotYetValid)),
            (..) => conclusion.cause = conclusion.cause.or(Some(Code::Expired)),
        }
    }
    let offered = facts.offered();
    if !offered.is_empty() {
        names(&offered, facts.wanted(), evidence, conclusion);
    }
    if let Some(hint) = facts.hint() {
        let why = "it has the name of the candidate authority";
        let count = found(evidence, conclusion, why, |it| {
            it.hint_name() == hint.candidate
        });
        if count == 0 {
            conclusion.note(format!(
                "no certificate in these inputs is named \"{}\", as the candidate authority is",
                hint.candidate
            ));
        }
    }
    if let Some(name) = facts.name() {
        let why = "it has the common name of the message";
        found(evidence, conclusion, why, |it| {
            it.subject.common_name().as_deref() == Some(name)
        });
    }
}

fn identifiers(ids: &Ids, evidence: &Evidence, conclusion: &mut Conclusion) {
    let why = "serial number and key identifiers are those of the message";
    if found(evidence, conclusion, why, |it| is_named(it, ids)) > 0 {
        return;
    }
    let serial: Vec<_> = evidence
        .inventory
        .iter()
        .filter(|(_, entry)| entry.certificate.serial_decimal() == ids.serial)
        .collect();
    if serial.is_empty() {
        conclusion.note(format!(
            "no certificate in these inputs has the serial number {}",
            ids.serial
        ));
        let why = "its issuer has the key that the message names (AKID)";
        if !ids.authority_key.is_empty() {
            found(evidence, conclusion, why, |it| {
                text(it.authority_key_id.as_ref()) == ids.authority_key
            });
        }
    }
    for (_, entry) in serial.into_iter().take(SHOWN) {
        let mut other = Vec::new();
        if text(entry.certificate.subject_key_id.as_ref()) != ids.subject_key {
            other.push("SKID");
        }
        if text(entry.certificate.authority_key_id.as_ref()) != ids.authority_key {
            other.push("AKID");
        }
        conclusion.about.push(about(
            entry,
            format!(
                "it has the serial number of the message, but another {}",
                other.join(" and another ")
            ),
        ));
    }
}

/// Whether a certificate has exactly these names, as Go lists them: all DNS names, or all addresses.
pub(super) fn has_names(certificate: &Certificate, offered: &[&str]) -> bool {
    let Some(names) = &certificate.subject_alt_name else {
        return false;
    };
    if names.dns.len() == offered.len()
        && names
            .dns
            .iter()
            .map(String::as_str)
            .eq(offered.iter().copied())
    {
        return true;
    }
    names.ip.len() == offered.len()
        && names
            .ip
            .iter()
            .zip(offered)
            .all(|(ip, name)| ip.to_canonical().to_string() == *name)
}

/// The certificate with exactly the names that the message lists.
fn names(offered: &[&str], wanted: Option<&str>, evidence: &Evidence, conclusion: &mut Conclusion) {
    let count = found(
        evidence,
        conclusion,
        "it has the names of the message",
        |it| has_names(it, offered),
    );
    if count > 0 {
        conclusion.cause.get_or_insert(Code::NameMismatch);
        return;
    }
    conclusion
        .note("no certificate in these inputs has exactly the names of the message".to_owned());
    if let Some(wanted) = wanted {
        let why =
            "it does have the name that was asked for: the server may still present an older one";
        found(evidence, conclusion, why, |it| {
            it.subject_alt_name.as_ref().is_some_and(|names| {
                names
                    .dns
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(wanted))
                    || names.ip.iter().any(|ip| ip.to_string() == wanted)
            })
        });
    }
}

/// Lists what a test finds; tells how many.
fn found(
    evidence: &Evidence,
    conclusion: &mut Conclusion,
    why: &str,
    test: impl Fn(&Certificate) -> bool,
) -> usize {
    let matching: Vec<_> = evidence
        .inventory
        .iter()
        .filter(|(_, entry)| test(&entry.certificate))
        .collect();
    for (_, entry) in matching.iter().take(SHOWN) {
        conclusion.add(about(entry, why.to_owned()));
    }
    if matching.len() > SHOWN {
        conclusion.note(format!("{} more certificates fit", matching.len() - SHOWN));
    }
    matching.len()
}

pub(super) fn about(entry: &Entry, why: String) -> About {
    About {
        certificate: Some(entry.certificate.clone()),
        locations: entry.locations.clone(),
        why,
    }
}
