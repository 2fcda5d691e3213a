//! Messages about a certificate and its key.

use super::conclusion::Conclusion;
use super::evidence::Evidence;
use super::files::{may_be, place};
use super::known::Known;
use super::read::recognise;
use crate::decode::key_pair::{KeyPairProblem, key_pair};
use crate::decode::kubeconfig::User;
use crate::finding::Code;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::secret::Secret;

/// The pair of which crypto/tls says the message.
pub(super) fn key_pairs(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    let mut compared = 0;
    for (certificate, key, text, secret) in pairs(evidence) {
        compared += 1;
        let pair = key_pair((text, &certificate), (secret, &key), evidence.release);
        for problem in &pair.problems {
            let said = [GoRelease::GO_1_24, GoRelease::GO_1_27]
                .into_iter()
                .filter_map(|release| recognise(&problem.go_text(release)))
                .any(|said| {
                    said.entry.id == known.entry.id
                        || known.text.contains(&problem.go_text(GoRelease::GO_1_24))
                        || is_about_the_key(known, problem)
                });
            if !said {
                continue;
            }
            conclusion.cause = conclusion.cause.or_else(|| Some(problem.code()));
            let why = problem.go_text(evidence.release);
            let mut about = place(&certificate, format!("the certificate of the pair: {why}"));
            about.certificate = pair
                .chain
                .leaf()
                .and_then(|leaf| leaf.parsed.as_ref().ok().cloned());
            conclusion.add(about);
            conclusion.add(place(&key, "the key of the pair".to_owned()));
        }
    }
    if compared == 0 {
        conclusion.note(
            "no certificate in these inputs has its key beside it: add the kubeconfig, or both files".to_owned(),
        );
    } else if conclusion.about.is_empty() {
        conclusion.note("every key of these inputs fits its certificate".to_owned());
    }
}

/// Messages of a handshake tell less: the key does not fit.
fn is_about_the_key(known: &Known, problem: &KeyPairProblem) -> bool {
    let mismatch = matches!(
        problem,
        KeyPairProblem::KeyMismatch { .. } | KeyPairProblem::KeyTypeMismatch { .. }
    );
    mismatch && may_be(known, Code::KeyPairMismatch)
}

/// Certificate and key of every user, and of every pair of files named alike.
fn pairs(evidence: &Evidence) -> Vec<(Location, Location, &[u8], &Secret)> {
    let mut pairs = Vec::new();
    for user in evidence.kubeconfigs.iter().flat_map(|config| &config.users) {
        if let (Some((at, text)), Some((key_at, key))) =
            (certificate_of(user, evidence), key_of(user, evidence))
        {
            pairs.push((at, key_at, text, key));
        }
    }
    pairs.extend(file_pairs(evidence));
    pairs
}

/// Every pair of files named alike.
pub(super) fn file_pairs(evidence: &Evidence) -> Vec<(Location, Location, &[u8], &Secret)> {
    let mut pairs = Vec::new();
    for (location, text) in &evidence.texts {
        let stem = location
            .file
            .strip_suffix(".crt")
            .or_else(|| location.file.strip_suffix(".pem"));
        let Some(stem) = stem else {
            continue;
        };
        for name in [format!("{stem}.key"), format!("{stem}-key.pem")] {
            if let Some(key) = evidence.text(&name) {
                pairs.push((location.clone(), Location::file(name), text.expose(), key));
            }
        }
    }
    pairs
}

fn certificate_of<'a>(user: &'a User, evidence: &'a Evidence) -> Option<(Location, &'a [u8])> {
    if let Some(field) = &user.client_certificate_data {
        return Some((field.location.clone(), field.value.bytes()));
    }
    let field = user.client_certificate.as_ref()?;
    let text = evidence.text(&field.value.resolved)?;
    Some((field.location.clone(), text.expose()))
}

fn key_of<'a>(user: &'a User, evidence: &'a Evidence) -> Option<(Location, &'a Secret)> {
    if let Some(field) = &user.client_key_data {
        return Some((field.location.clone(), &field.value));
    }
    let field = user.client_key.as_ref()?;
    Some((
        field.location.clone(),
        evidence.text(&field.value.resolved)?,
    ))
}
