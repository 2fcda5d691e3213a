//! Every attempt lists all that is wrong with it, and the closest comes first.

use std::sync::Arc;

use certgraph::finding::{Code, Problem};
use certgraph::ground::time::Timestamp;
use certgraph::verify::{
    GoVerdict, PeerVerification, Policy, SignatureCache, Trace, Verification, verify, verify_peer,
};
use certgraph::x509::{Certificate, CertificateRef};

use crate::pki::{Key, KeyId, Pair, Template, Usage};

const NAME: &str = "api.example.com";

fn policy() -> Policy {
    Policy::server(Timestamp::parse("2026-11-23").unwrap(), NAME)
}

fn parse(pair: &Pair) -> CertificateRef {
    Arc::new(Certificate::parse(&pair.der).unwrap())
}

fn judge(leaf: &Pair, intermediates: &[&Pair], anchors: &[&Pair]) -> Verification {
    verify(
        &parse(leaf),
        &intermediates.iter().map(|pair| parse(pair)).collect(),
        &anchors.iter().map(|pair| parse(pair)).collect(),
        &policy(),
        &SignatureCache::default(),
    )
}

fn codes(verification: &Verification) -> Vec<&'static str> {
    let closest = verification.attempts.first().unwrap();
    closest
        .root_causes()
        .into_iter()
        .map(|(_, problem)| problem.code().slug())
        .collect()
}

fn error(verification: &Verification) -> &str {
    match &verification.go {
        GoVerdict::Chains(_) => "",
        GoVerdict::Error(error) => &error.text,
    }
}

fn server() -> Template {
    Template::server("kube-apiserver").dns(NAME)
}

fn ca(name: &str) -> Pair {
    Template::ca(name).self_signed(&Key::p256())
}

#[test]
fn all_failures_of_a_path_are_listed_root_cause_first() {
    let root = Template::ca("root")
        .valid("20200101000000Z", "20210101000000Z")
        .self_signed(&Key::p256());
    let leaf = root.issue(
        &Template::client("kube-apiserver")
            .dns("other.example")
            .valid("20200101000000Z", "20220101000000Z"),
        &Key::p256(),
    );
    let found = judge(&leaf, &[], &[&root]);
    assert_eq!(
        codes(&found),
        ["expired", "expired", "wrong-purpose", "name-mismatch"]
    );
    let (first, _) = found.attempts[0].root_causes()[0];
    assert_eq!(
        first.certificate,
        parse(&root).fingerprint,
        "the CA's end comes first"
    );
    assert!(
        error(&found).contains("is after 2022-01-01"),
        "Go stops at the leaf"
    );
}

#[test]
fn a_ca_of_the_same_name_has_another_key() {
    let (signer, trusted) = (ca("kubernetes"), ca("kubernetes"));
    let leaf = signer.issue(&server(), &Key::p256());
    let found = judge(&leaf, &[], &[&trusted]);
    assert_eq!(codes(&found), ["issuer-key-mismatch"]);
    let Problem::IssuerKeyMismatch {
        wanted, found: key, ..
    } = found.attempts[0].failures().next().unwrap().1
    else {
        panic!("the code says so");
    };
    assert_eq!(wanted.as_ref(), parse(&signer).subject_key_id.as_ref());
    assert_eq!(key.as_ref(), parse(&trusted).subject_key_id.as_ref());

    // Sent along by the server, the signer is a longer verified path that ends the same way.
    let found = judge(&leaf, &[&signer], &[&trusted]);
    assert_eq!(codes(&found), ["issuer-key-mismatch"]);
    assert_eq!(found.attempts[0].path.len(), 3);
}

#[test]
fn equal_key_identifiers_tell_an_altered_certificate() {
    let root = ca("kubernetes");
    let leaf = root.with_key(&Key::p256()).issue(&server(), &Key::p256());
    assert_eq!(codes(&judge(&leaf, &[], &[&root])), ["bad-signature"]);

    let bare = Template::ca("kubernetes")
        .subject_key_id(KeyId::Absent)
        .self_signed(&Key::p256());
    let other = Template::ca("kubernetes")
        .subject_key_id(KeyId::Absent)
        .self_signed(&Key::p256());
    let leaf = bare.issue(&server().authority_key_id(KeyId::Absent), &Key::p256());
    assert_eq!(
        codes(&judge(&leaf, &[], &[&other])),
        ["issuer-key-mismatch"],
        "without identifiers, another CA is the likely cause"
    );
}

#[test]
fn a_missing_intermediate_leaves_the_issuer_unknown() {
    let root = ca("root");
    let intermediate = root.issue(&Template::ca("intermediate"), &Key::p256());
    let leaf = intermediate.issue(&server(), &Key::p256());
    let found = judge(&leaf, &[], &[&root]);
    assert_eq!(codes(&found), ["unknown-issuer"]);
    assert_eq!(found.attempts[0].path.len(), 1);
    assert!(codes(&judge(&leaf, &[&intermediate], &[&root])).is_empty());
}

#[test]
fn anchors_need_not_be_roots() {
    let root = ca("root");
    let intermediate = root.issue(&Template::ca("intermediate"), &Key::p256());
    let leaf = intermediate.issue(&server(), &Key::p256());
    for anchor in [&intermediate, &leaf] {
        let found = judge(&leaf, &[], &[anchor]);
        assert_eq!(error(&found), "");
        assert!(found.attempts[0].passes());
    }
}

#[test]
fn the_path_with_trust_beats_the_one_with_fewer_failures() {
    let (right, wrong) = (
        Template::ca("root")
            .valid("20200101000000Z", "20210101000000Z")
            .path_length(0)
            .self_signed(&Key::p256()),
        ca("root"),
    );
    let leaf = right.issue(&server().usages(&[Usage::Client]), &Key::p256());
    let found = judge(&leaf, &[], &[&wrong, &right]);
    assert_eq!(codes(&found), ["expired", "wrong-purpose"]);
    assert_eq!(found.attempts.len(), 2);
}

#[test]
fn go_gives_up_after_a_hundred_candidates() {
    let signer = ca("kubernetes");
    let leaf = signer.issue(&server().authority_key_id(KeyId::Absent), &Key::p256());
    let others: Vec<_> = (0..101).map(|_| ca("kubernetes")).collect();
    let others: Vec<_> = others.iter().collect();

    let found = judge(&leaf, &[], &others[..100]);
    assert!(error(&found).starts_with("x509: certificate signed by unknown authority (possibly"));
    assert_eq!(codes(&found), ["issuer-key-mismatch"]);

    let found = judge(&leaf, &[], &others);
    assert!(error(&found).contains("signature check attempts limit"));
    assert!(found.attempts.iter().all(|attempt| !attempt.passes()));
    assert!(codes(&found).contains(&"signature-budget-exhausted"));

    // Even when the right CA stands behind them, and the trace finds it.
    let with_right: Vec<_> = others.iter().copied().chain([&signer]).collect();
    let found = judge(&leaf, &[], &with_right);
    assert!(error(&found).contains("signature check attempts limit"));
    assert_eq!(codes(&found), ["signature-budget-exhausted"]);
}

#[test]
fn a_peer_is_refused_for_any_certificate_of_its_message() {
    let root = ca("root");
    let leaf = parse(&root.issue(&server(), &Key::p256()));
    let malformed = Certificate::parse(b"junk").map(Arc::new);
    let judge = |presented: &[_]| -> PeerVerification {
        verify_peer(
            presented,
            &[parse(&root)].into_iter().collect(),
            &policy(),
            &SignatureCache::default(),
            Trace::Always,
        )
    };
    let peer = judge(&[Ok(Arc::clone(&leaf)), malformed]);
    let (_, error) = peer.error.as_ref().unwrap();
    assert_eq!(
        error.text,
        "tls: failed to parse certificate from server: x509: malformed certificate"
    );
    assert_eq!(error.kind.name(), "parse:intermediate[0]");
    assert_eq!(peer.refused[0].problem.code(), Code::MalformedCertificate);
    assert!(peer.verification.unwrap().attempts[0].passes());
    assert!(judge(&[Ok(leaf)]).error.is_none());
}

/// Go does not see that it has been at the second CA already, and gives up after a hundred signatures.
#[test]
fn a_ca_with_and_without_names_is_no_endless_path() {
    let key = Key::p256();
    let named = Template::ca("kubernetes")
        .dns("kubernetes")
        .self_signed(&key);
    let bare = Template::ca("kubernetes").self_signed(&key);
    let leaf = named.issue(&server(), &Key::p256());
    let verification = judge(&leaf, &[&named, &bare], &[&ca("other")]);
    assert!(
        error(&verification).contains("signature check attempts"),
        "{}",
        error(&verification)
    );
    assert!(codes(&verification).contains(&"signature-budget-exhausted"));
    // Where one of them is trusted, the path is found before.
    let verification = judge(&leaf, &[&named, &bare], &[&bare]);
    assert_eq!(codes(&verification), Vec::<&str>::new());
}
