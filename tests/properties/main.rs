//! What holds for every verification, tried on the recorded cases with random changes.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test reads its fixtures itself, and stops where one is broken"
)]

mod recorded;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use certgraph::golang::GoRelease;
use certgraph::ground::time::Timestamp;
use certgraph::verify::{
    CertPool, Check, GoErrorKind, GoVerdict, SignatureCache, Verdict, Verification, verify,
};
use certgraph::x509::{CertificateRef, Fingerprint};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use recorded::Case;

/// One of each line, and those whose patches differ most.
const RELEASES: [GoRelease; 8] = [
    GoRelease::GO_1_23,
    GoRelease::GO_1_24,
    GoRelease::new(24, 8),
    GoRelease::new(24, 11),
    GoRelease::new(25, 5),
    GoRelease::new(26, 0),
    GoRelease::new(26, 4),
    GoRelease::GO_1_27,
];

static CASES: LazyLock<Vec<Case>> = LazyLock::new(recorded::cases);
static SIGNATURES: LazyLock<SignatureCache> = LazyLock::new(SignatureCache::default);

fn judge(
    case: &Case,
    intermediates: &[CertificateRef],
    anchors: &[CertificateRef],
) -> Verification {
    judge_at(case, intermediates, anchors, case.policy.at)
}

fn judge_at(
    case: &Case,
    intermediates: &[CertificateRef],
    anchors: &[CertificateRef],
    at: Timestamp,
) -> Verification {
    let pool = |certificates: &[CertificateRef]| certificates.iter().cloned().collect::<CertPool>();
    let mut policy = case.policy.clone();
    policy.at = at;
    verify(
        &case.leaf,
        &pool(intermediates),
        &pool(anchors),
        &policy,
        &SIGNATURES,
    )
}

fn accepts(verification: &Verification) -> bool {
    verification.verdict() == Verdict::Accept
}

fn gave_up(verification: &Verification) -> bool {
    matches!(&verification.go, GoVerdict::Error(error) if error.kind == GoErrorKind::SignatureLimit)
}

fn chains(verification: &Verification) -> BTreeSet<Vec<Fingerprint>> {
    match &verification.go {
        GoVerdict::Chains(chains) => chains
            .iter()
            .map(|chain| {
                chain
                    .iter()
                    .map(|certificate| certificate.fingerprint)
                    .collect()
            })
            .collect(),
        GoVerdict::Error(_) => BTreeSet::new(),
    }
}

fn case() -> impl Strategy<Value = &'static Case> {
    select(CASES.iter().collect::<Vec<_>>())
}

fn shuffled<T: Clone>(items: &[T], order: &[Index]) -> Vec<T> {
    let mut items = items.to_vec();
    let mut out = Vec::new();
    for index in order.iter().cycle() {
        if items.is_empty() {
            return out;
        }
        out.push(items.swap_remove(index.index(items.len())));
    }
    items
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn order_does_not_matter(case in case(), order in prop::collection::vec(any::<Index>(), 8)) {
        let before = judge(case, &case.intermediates, &case.anchors);
        let after = judge(
            case,
            &shuffled(&case.intermediates, &order),
            &shuffled(&case.anchors, &order),
        );
        prop_assume!(!gave_up(&before) && !gave_up(&after));
        prop_assert_eq!(before.verdict(), after.verdict());
        prop_assert_eq!(chains(&before), chains(&after));
    }

    #[test]
    fn duplicates_do_not_matter(case in case(), order in prop::collection::vec(any::<Index>(), 8)) {
        let mut intermediates = case.intermediates.clone();
        intermediates.extend(shuffled(&case.intermediates, &order));
        let mut anchors = case.anchors.clone();
        anchors.extend(shuffled(&case.anchors, &order));
        let before = judge(case, &case.intermediates, &case.anchors);
        let after = judge(case, &intermediates, &anchors);
        prop_assert_eq!(words(&before), words(&after));
    }

    #[test]
    fn strangers_do_not_matter(case in case(), other in case()) {
        let issuers: BTreeSet<_> = case.all().map(|certificate| &certificate.issuer.raw).collect();
        let strangers: Vec<_> = other
            .all()
            .filter(|certificate| {
                !issuers.contains(&certificate.subject.raw)
                    && certificate.fingerprint != case.leaf.fingerprint
            })
            .cloned()
            .collect();
        let with = |certificates: &[CertificateRef]| [&strangers[..], certificates].concat();
        let before = judge(case, &case.intermediates, &case.anchors);
        let after = judge(case, &with(&case.intermediates), &with(&case.anchors));
        prop_assert_eq!(words(&before), words(&after));
        prop_assert_eq!(before.attempts.len(), after.attempts.len());
    }

    #[test]
    fn without_its_anchors_it_is_rejected(case in case()) {
        let before = judge(case, &case.intermediates, &case.anchors);
        let reached: BTreeSet<_> = chains(&before)
            .into_iter()
            .filter_map(|chain| chain.last().copied())
            .collect();
        let anchors: Vec<_> = case
            .anchors
            .iter()
            .filter(|anchor| !reached.contains(&anchor.fingerprint))
            .cloned()
            .collect();
        prop_assert_eq!(judge(case, &case.intermediates, &anchors).verdict(), Verdict::Reject);
    }

    #[test]
    fn the_verdict_follows_the_validities(case in case(), which in any::<Index>(), end: bool, step in -1_i64..=1) {
        let certificates: Vec<_> = case.all().collect();
        let certificate = which.get(&certificates);
        let edge = if end { certificate.not_after } else { certificate.not_before };
        let at = edge.at.plus(step);
        let now = judge(case, &case.intermediates, &case.anchors);
        prop_assume!(!now.truncated && !gave_up(&now));
        let expected = now.attempts.iter().any(|attempt| {
            attempt.failures().all(|(step, _)| step.check == Check::Validity)
                && attempt.path.iter().all(|certificate| certificate.is_valid_at(at))
        });
        prop_assert_eq!(accepts(&judge_at(case, &case.intermediates, &case.anchors, at)), expected);
    }
}

/// Chains or error, as text.
fn words(verification: &Verification) -> String {
    match &verification.go {
        GoVerdict::Chains(_) => format!("{:?}", chains(verification)),
        GoVerdict::Error(error) => error.text.clone(),
    }
}

#[test]
fn an_attempt_passes_exactly_when_go_accepts() {
    for case in &*CASES {
        for release in RELEASES {
            let mut policy = case.policy.clone();
            policy.release = release;
            let pool = |list: &[CertificateRef]| list.iter().cloned().collect::<CertPool>();
            let found = verify(
                &case.leaf,
                &pool(&case.intermediates),
                &pool(&case.anchors),
                &policy,
                &SIGNATURES,
            );
            let passing: BTreeSet<Vec<_>> = found
                .attempts
                .iter()
                .filter(|attempt| attempt.passes())
                .map(|attempt| {
                    attempt
                        .path
                        .iter()
                        .map(|certificate| certificate.fingerprint)
                        .collect()
                })
                .collect();
            assert!(!found.attempts.is_empty(), "{}", case.id);
            assert_eq!(
                passing.is_empty(),
                !accepts(&found),
                "{} {release:?}",
                case.id
            );
            assert!(
                passing.is_subset(&chains(&found)),
                "{} {release:?}",
                case.id
            );
            if let Some(first) = found.attempts.first() {
                assert_eq!(first.passes(), accepts(&found), "{}", case.id);
                assert_eq!(
                    first.root_causes().is_empty(),
                    accepts(&found),
                    "{}",
                    case.id
                );
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_trace() {
    for case in &*CASES {
        let cold = SignatureCache::default();
        let pool = |list: &[CertificateRef]| list.iter().cloned().collect::<CertPool>();
        let found = verify(
            &case.leaf,
            &pool(&case.intermediates),
            &pool(&case.anchors),
            &case.policy,
            &cold,
        );
        let warm = judge(case, &case.intermediates, &case.anchors);
        assert_eq!(
            format!("{:?}", found.attempts),
            format!("{:?}", warm.attempts),
            "{}",
            case.id
        );
    }
}
