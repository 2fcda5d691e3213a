//! Verifying again: which of the certificates at hand would make Go say what a line says.

use super::ends::Ends;
use super::entry::{Topic, Verifier};
use super::evidence::{Evidence, Group, Role};
use super::known::Known;
use super::read::recognise;
use crate::finding::{Code, Problem, Purpose};
use crate::inventory::Placed;
use crate::verify::{
    CertPool, PeerVerification, Policy, SignatureCache, Trace, Verdict, verify_peer,
};
use crate::x509::{CertificateRef, KeyPurpose};

/// Leaf and bundle pairs that are tried; a control plane has some thirty.
const PAIRS: usize = 600;

/// Bundles that are tried, the likeliest first: each of thousands of leaves stands in a file that could be one.
const BUNDLES: usize = 64;

/// A leaf and a CA bundle, verified.
pub(super) struct Replay<'a> {
    pub(super) verifier: Verifier,
    pub(super) leaf: &'a Placed,
    pub(super) anchors: &'a Group,
    /// Lower is likelier.
    pub(super) rank: usize,
    pub(super) peer: PeerVerification,
}

/// What is the matter, and with which certificate.
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) problem: Problem,
    pub(super) certificate: CertificateRef,
}

/// Verifies every leaf that may be meant against every bundle that may be meant, the likeliest first.
pub(super) fn replays<'a>(known: &Known, evidence: &'a Evidence) -> Vec<Replay<'a>> {
    let signatures = SignatureCache::default();
    let mut replays = Vec::new();
    for verifier in [Verifier::Client, Verifier::Server] {
        if known.verifier.is_some_and(|only| only != verifier) {
            continue;
        }
        let ends = Ends::of(known.context.link);
        for (rank, leaf, group, anchors) in pairs(evidence, verifier, ends) {
            if let Some(ids) = &known.facts.ids
                && !super::search::is_named(&leaf.certificate, ids)
            {
                continue;
            }
            // The likeliest pair is verified whatever the line says: what Go says of it is told where nothing fits.
            if !replays.is_empty() && !may_say(known, leaf, group, anchors) {
                continue;
            }
            if replays.len() >= PAIRS {
                return replays;
            }
            let policy = policy(known, evidence, verifier, anchors);
            let rest = group
                .members
                .iter()
                .filter(|member| member.certificate.fingerprint != leaf.certificate.fingerprint);
            let presented: Vec<_> = std::iter::once(leaf)
                .chain(rest)
                .map(|placed| Ok(placed.certificate.clone()))
                .collect();
            let pool: CertPool = anchors
                .members
                .iter()
                .map(|placed| placed.certificate.clone())
                .collect();
            let peer = verify_peer(&presented, &pool, &policy, &signatures, Trace::Always);
            replays.push(Replay {
                verifier,
                leaf,
                anchors,
                rank,
                peer,
            });
        }
    }
    replays.sort_by_key(|replay| replay.rank);
    replays
}

/// Whether the certificates of a pair are such that Go could say the line of them: it has their names, dates or CA.
fn may_say(known: &Known, leaf: &Placed, group: &Group, anchors: &Group) -> bool {
    let facts = &known.facts;
    let mut involved = group.members.iter().chain(&anchors.members);
    if let Some(hint) = facts.hint() {
        return involved.any(|placed| placed.certificate.display_name() == hint.candidate);
    }
    if let Some(limit) = facts.limit() {
        return involved.any(|placed| {
            let certificate = &placed.certificate;
            certificate.not_after.at == limit || certificate.not_before.at == limit
        });
    }
    let offered = facts.offered();
    offered.is_empty() || super::search::has_names(&leaf.certificate, &offered)
}

fn policy(known: &Known, evidence: &Evidence, verifier: Verifier, anchors: &Group) -> Policy {
    // A message about anything but names says that the name was good: Go looks at it before it builds paths.
    let asks_for_name =
        known.entry.id == "legacy-common-name" || known.topic() != Topic::Verification;
    let configured = || {
        evidence
            .server_name(anchors)
            .filter(|_| asks_for_name)
            .map(str::to_owned)
    };
    let (purpose, server_name) = match verifier {
        Verifier::Client => (
            Purpose::ServerAuth,
            known.facts.wanted().map(bracketed).or_else(configured),
        ),
        Verifier::Server => (Purpose::ClientAuth, None),
    };
    Policy {
        at: known.facts.now().unwrap_or(evidence.at),
        at_offset: 0,
        purpose,
        server_name,
        release: evidence.release,
    }
}

/// An IPv6 address as crypto/tls gets it.
fn bracketed(name: &str) -> String {
    if name.parse::<std::net::Ipv6Addr>().is_ok() {
        format!("[{name}]")
    } else {
        name.to_owned()
    }
}

/// Leaf, the group that it stands in, bundle; with a rank.
pub(super) fn pairs(
    evidence: &Evidence,
    verifier: Verifier,
    ends: Ends,
) -> Vec<(usize, &Placed, &Group, &Group)> {
    let mut pairs = Vec::new();
    let mut bundles: Vec<_> = evidence
        .groups
        .iter()
        .filter_map(|anchors| {
            let rank = anchor_rank(anchors, verifier)?;
            Some((of_connection(rank, ends.trusts(anchors, verifier)), anchors))
        })
        .collect();
    bundles.sort_by_key(|(rank, _)| *rank);
    bundles.truncate(BUNDLES);
    for group in &evidence.groups {
        for (index, leaf) in group.members.iter().enumerate() {
            let Some(rank) = leaf_rank(group, verifier) else {
                continue;
            };
            let mut leaf_rank = of_connection(rank, ends.presents(group, verifier));
            let purpose = match verifier {
                Verifier::Client => KeyPurpose::ServerAuth,
                Verifier::Server => KeyPurpose::ClientAuth,
            };
            leaf_rank += usize::from(index > 0) * 4 + usize::from(leaf.certificate.is_ca()) * 8;
            leaf_rank += usize::from(!leaf.certificate.allows(&purpose));
            for &(rank, anchors) in &bundles {
                // A file is not verified against itself, unless it is a bundle that was configured.
                if std::ptr::eq(group, anchors) {
                    continue;
                }
                pairs.push((leaf_rank + rank, leaf, group, anchors));
            }
        }
    }
    pairs.sort_by_key(|(rank, ..)| *rank);
    pairs
}

/// A rank where it is known which files the connection uses: theirs are the likeliest.
const fn of_connection(rank: usize, belongs: Option<bool>) -> usize {
    match belongs {
        Some(true) => 0,
        Some(false) => rank + 3,
        None => rank,
    }
}

fn leaf_rank(group: &Group, verifier: Verifier) -> Option<usize> {
    // Other servers of a control plane than the API server.
    let elsewhere = ["etcd", "kubelet", "front-proxy"]
        .iter()
        .any(|part| group.place.file.contains(part));
    match (verifier, group.role) {
        (Verifier::Client, Role::File) => Some(usize::from(elsewhere) * 2),
        (Verifier::Server, Role::ClientCertificate) => Some(0),
        (Verifier::Server, Role::File) => Some(2),
        (Verifier::Client, Role::ClientCertificate) | (_, Role::ClusterCa) => None,
    }
}

fn anchor_rank(group: &Group, verifier: Verifier) -> Option<usize> {
    let file = group.place.file.to_ascii_lowercase();
    let all_ca = group
        .members
        .iter()
        .all(|member| member.certificate.is_ca());
    match (verifier, group.role) {
        (_, Role::ClientCertificate) => None,
        (Verifier::Client, Role::ClusterCa) => Some(0),
        (Verifier::Client, Role::File) => all_ca.then_some(16),
        (Verifier::Server, Role::ClusterCa) => Some(17),
        (Verifier::Server, Role::File) => {
            let front_proxy = file.contains("front-proxy") || file.contains("request");
            let client = file.contains("client-ca") && !front_proxy;
            Some(match (client, all_ca, front_proxy) {
                (true, ..) => 0,
                (_, true, false) => 1,
                (_, true, true) => 16,
                (_, false, _) => 18,
            })
        }
    }
}

impl Replay<'_> {
    /// Go's words, if it refuses.
    pub(super) fn words(&self) -> Option<&str> {
        self.peer
            .error
            .as_ref()
            .map(|(_, error)| error.text.as_str())
    }

    /// Whether Go would say here what the line says.
    pub(super) fn says(&self, known: &Known) -> bool {
        let Some(said) = self.words().and_then(recognise) else {
            return false;
        };
        // A line that was cut before its dates fits both.
        let cut = known.entry.id == "expired-or-not-yet-valid"
            && matches!(said.entry.id, "expired" | "not-yet-valid");
        cut || said.same(known)
    }

    /// Whether Go accepts.
    pub(super) fn accepts(&self) -> bool {
        self.peer.verdict() == Verdict::Accept
    }

    /// The first fault that fits, or else the root cause.
    pub(super) fn fault(&self, fits: impl Fn(&Fault) -> bool) -> Option<Fault> {
        if let Some(refused) = self.peer.refused.first() {
            return Some(Fault {
                code: refused.problem.code(),
                problem: refused.problem.clone(),
                certificate: self.leaf.certificate.clone(),
            });
        }
        let verification = self.peer.verification.as_ref()?;
        let faults: Vec<Fault> = verification
            .attempts
            .iter()
            .take(20)
            .flat_map(|attempt| {
                attempt
                    .root_causes()
                    .into_iter()
                    .filter_map(|(step, problem)| {
                        let certificate = attempt
                            .path
                            .iter()
                            .find(|certificate| certificate.fingerprint == step.certificate)?;
                        Some(Fault {
                            code: problem.code(),
                            problem: problem.clone(),
                            certificate: certificate.clone(),
                        })
                    })
            })
            .collect();
        let fitting = faults.iter().position(fits);
        faults.into_iter().nth(fitting.unwrap_or(0))
    }
}
