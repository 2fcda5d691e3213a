//! What a message means for the files at hand.

use super::conclusion::{About, Conclusion};
use super::entry::{Topic, Verifier};
use super::evidence::{Evidence, Group, Role};
use super::foreign::by_its_own_rules;
use super::known::Known;
use super::replay::{Fault, Replay, replays};
use super::startup::startup;
use super::{bundle_files, files, key_pair_files, search, special};
use crate::finding::{Code, Problem};
use crate::x509::CertificateRef;

/// Finds what `known` is about among the inputs.
pub fn conclude(known: &Known, evidence: &Evidence) -> Conclusion {
    let mut conclusion = Conclusion::default();
    match known.topic() {
        Topic::Verification => verification(known, evidence, &mut conclusion),
        Topic::ClientRefused | Topic::ServerRefused | Topic::OtherClient => {
            files::kubeconfig(known, evidence, &mut conclusion);
            special::without_replay(known, evidence, &mut conclusion);
            let is_foreign = known.topic() == Topic::OtherClient;
            if !(is_foreign && by_its_own_rules(known, evidence, &mut conclusion)) {
                refusal(known, evidence, &mut conclusion);
            }
        }
        Topic::Parsing => bundle_files::unparsable(known, evidence, &mut conclusion),
        Topic::KeyPair => {
            key_pair_files::key_pairs(known, evidence, &mut conclusion);
            files::kubeconfig(known, evidence, &mut conclusion);
        }
        Topic::Kubeconfig => {
            files::kubeconfig(known, evidence, &mut conclusion);
            if conclusion.about.is_empty() {
                conclusion.note("no kubeconfig of these inputs gives this message".to_owned());
            }
        }
        Topic::Bundle => bundle_files::bundles(known, evidence, &mut conclusion),
        Topic::Beyond => {
            files::kubeconfig(known, evidence, &mut conclusion);
            special::without_replay(known, evidence, &mut conclusion);
            startup(known, evidence, &mut conclusion);
        }
    }
    conclusion
}

/// A message with Go's own reason: verify again and compare the words.
fn verification(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    if special::nameless_client(known, evidence, conclusion) {
        return;
    }
    let tried = replays(known, evidence);
    let likeliest = tried.first().map_or(0, |first| first.rank);
    // Words that fit any certificate count only for the likeliest one.
    let telling = known.facts.tells_certificate();
    let matching: Vec<_> = tried
        .iter()
        .filter(|replay| (telling || replay.rank == likeliest) && replay.says(known))
        .collect();
    if let Some(best) = matching.first() {
        explain(best, known, evidence, conclusion);
        let rank = best.rank;
        let also = |replay: &&&Replay<'_>| replay.rank == rank && !std::ptr::eq(**replay, *best);
        for other in matching.iter().filter(also).take(3) {
            let code = fault_of(other, known).map(|fault| fault.code);
            if code != conclusion.cause {
                conclusion.cause = None;
                conclusion.because = None;
                conclusion.note(
                    "the inputs hold more than one certificate that fits, with different causes"
                        .to_owned(),
                );
            }
            conclusion.add(leaf_about(other, evidence));
        }
    }
    search::clues(&known.facts, evidence, conclusion);
    if matching.is_empty() {
        special::without_replay(known, evidence, conclusion);
        if conclusion.cause.is_none() {
            unmatched(known, &tried, conclusion);
        }
    }
}

/// What verifying again did not show.
fn unmatched(known: &Known, tried: &[Replay<'_>], conclusion: &mut Conclusion) {
    let Some(first) = tried.first() else {
        if known.facts.ids.is_some() && conclusion.about.is_empty() {
            return;
        }
        conclusion.note(
            match known.verifier {
                Some(Verifier::Client) => "to verify again, both sides are needed: the kubeconfig, and the file behind --tls-cert-file",
                Some(Verifier::Server) => "to verify again, both sides are needed: the client certificate, and the file behind --client-ca-file",
                None => "to verify again, both sides are needed: a certificate, and the CA bundle of its verifier",
            }
            .to_owned(),
        );
        return;
    };
    if first.rank >= 16 {
        return;
    }
    let leaf = first.leaf.certificate.display_name();
    let anchors = named(first.anchors);
    conclusion.note(match first.words() {
        Some(words) => format!(
            "verified again, {leaf} ({}) gives another message with {anchors}: {words}",
            first.leaf.location
        ),
        None => format!(
            "verified again, {leaf} ({}) is accepted with {anchors}: the line is about other files, or older ones",
            first.leaf.location
        ),
    });
}

/// A message that gives no reason: whatever is refused here is the likely one.
fn refusal(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    if conclusion.cause.is_some() {
        return;
    }
    let tried = replays(known, evidence);
    let Some(first) = tried.first().filter(|first| first.rank < 16) else {
        conclusion.note(
            match known.verifier {
                Some(Verifier::Client) => "the line does not say which certificate: add the kubeconfig and the file behind --tls-cert-file",
                _ => "the line does not say which certificate: add the kubeconfig and the file behind --client-ca-file",
            }
            .to_owned(),
        );
        return;
    };
    if first.accepts() {
        conclusion.note(format!(
            "{} ({}) is accepted by Go with {}",
            first.leaf.certificate.display_name(),
            first.leaf.location,
            named(first.anchors)
        ));
        return;
    }
    explain(first, known, evidence, conclusion);
}

/// The fault that the message is about, of all that a replay shows.
fn fault_of(replay: &Replay<'_>, known: &Known) -> Option<Fault> {
    let codes: Vec<Code> = known.causes().iter().map(|cause| cause.code).collect();
    replay.fault(|fault| {
        let date = match &fault.problem {
            Problem::Expired { not_after, .. } => Some(not_after.at),
            Problem::NotYetValid { not_before, .. } => Some(not_before.at),
            _ => None,
        };
        let dated = known.facts.limit().is_none_or(|limit| date == Some(limit));
        codes.contains(&fault.code) && dated
    })
}

fn explain(replay: &Replay<'_>, known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    let leaf = leaf_about(replay, evidence);
    let Some(fault) = fault_of(replay, known) else {
        conclusion.add(leaf);
        return;
    };
    conclusion.cause = Some(fault.code);
    conclusion.because = Some(fault.problem.to_string());
    let culprit = fault.certificate.fingerprint;
    if culprit == replay.leaf.certificate.fingerprint {
        conclusion.add(leaf);
    } else {
        if let Some(entry) = evidence.inventory.get(culprit) {
            conclusion.add(search::about(entry, "this one is at fault".to_owned()));
        }
        conclusion.add(leaf);
    }
    match &fault.problem {
        Problem::IssuerKeyMismatch {
            candidate_fingerprint,
            ..
        } => {
            if let Some(entry) = evidence.inventory.get(*candidate_fingerprint) {
                let why = "the candidate authority: it has the issuer's name, and another key";
                conclusion.add(search::about(entry, why.to_owned()));
            }
            issuers(&fault.certificate, replay, evidence, conclusion);
        }
        Problem::UnknownIssuer { .. } => issuers(&fault.certificate, replay, evidence, conclusion),
        _ => {}
    }
}

/// Where the real issuer is among the inputs: sent along it would have helped, or trusted.
fn issuers(
    certificate: &CertificateRef,
    replay: &Replay<'_>,
    evidence: &Evidence,
    conclusion: &mut Conclusion,
) {
    let mut builder = crate::graph::GraphBuilder::new();
    builder.certificate(certificate);
    for (_, entry) in evidence.inventory.iter() {
        builder.certificate(&entry.certificate);
    }
    let graph = builder.build();
    let found: Vec<_> = graph
        .issuers(certificate.fingerprint)
        .into_iter()
        .filter(|(issuer, _)| *issuer != certificate.fingerprint)
        .filter_map(|(issuer, _)| evidence.inventory.get(issuer))
        .collect();
    if found.is_empty() {
        conclusion.note(format!(
            "its issuer, {}, is not among these inputs",
            certificate.issuer
        ));
        return;
    }
    for entry in found {
        let trusted = |fingerprint| {
            replay
                .anchors
                .members
                .iter()
                .any(|member| member.certificate.fingerprint == fingerprint)
        };
        let above = graph.issuers(entry.certificate.fingerprint);
        let leads = above
            .iter()
            .any(|(issuer, _)| *issuer != entry.certificate.fingerprint && trusted(*issuer));
        let front_proxy = replay.verifier == Verifier::Server
            && entry.locations.iter().any(special::is_front_proxy);
        let why = if front_proxy {
            conclusion.cause = Some(Code::FrontProxyCertificate);
            conclusion.because = Some(format!(
                "the front proxy's CA, {}, issued it",
                entry.certificate.subject
            ));
            "it issued the certificate: it is the CA of the front proxy, not of users"
        } else if leads {
            conclusion.cause = Some(Code::MissingIntermediate);
            conclusion.because = Some(format!(
                "the intermediate {} is not sent along",
                entry.certificate.subject
            ));
            "it issued the certificate and leads to the trusted CA: it has to be sent along"
        } else {
            "it issued the certificate, but is not trusted there"
        };
        conclusion.add(search::about(entry, why.to_owned()));
    }
}

fn leaf_about(replay: &Replay<'_>, evidence: &Evidence) -> About {
    let who = match replay.verifier {
        Verifier::Client => "the serving certificate",
        Verifier::Server => "the client certificate",
    };
    let result = if replay.words().is_some() {
        "is refused"
    } else {
        "is accepted"
    };
    let locations = evidence
        .inventory
        .locations(replay.leaf.certificate.fingerprint)
        .to_vec();
    About {
        certificate: Some(replay.leaf.certificate.clone()),
        locations,
        why: format!(
            "{who}: verified again with {} it {result}",
            named(replay.anchors)
        ),
    }
}

/// What was taken for trusted, in words: a chain that a server sends holds other certificates than CAs.
fn named(anchors: &Group) -> String {
    let all_ca = anchors
        .members
        .iter()
        .all(|member| member.certificate.is_ca());
    let what = match (anchors.role, all_ca) {
        (Role::ClusterCa, _) => "the kubeconfig's CA of",
        (Role::ClientCertificate | Role::File, true) => "the CAs of",
        (Role::ClientCertificate | Role::File, false) => "trust in the CAs of",
    };
    format!("{what} {}", anchors.place)
}
