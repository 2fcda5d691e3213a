use super::*;
use crate::decode::pem::SkipReason;
use crate::decode::recognise::Kind;
use crate::golang::GoRelease;

fn lenient_of(text: &str) -> Bundle<LenientError> {
    lenient(
        text.as_bytes(),
        &Location::file("ca.crt"),
        GoRelease::default(),
    )
}

fn strict_of(text: &str) -> Bundle<StrictError> {
    strict(
        text.as_bytes(),
        &Location::file("ca.crt"),
        GoRelease::default(),
    )
}

fn pem(label: &str, body: &str) -> String {
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

/// Names of the errors of both readers and the faults.
fn outcome(text: &str) -> (Option<String>, Option<String>, Vec<BundleFault>) {
    let (lenient, strict) = (lenient_of(text), strict_of(text));
    let faults = |problems: Vec<BundleProblem>| {
        problems
            .into_iter()
            .map(|problem| problem.fault)
            .collect::<Vec<_>>()
    };
    let found = faults(lenient.problems);
    assert_eq!(found, faults(strict.problems), "{text:?}");
    (
        lenient.error.map(|error| error.to_string()),
        strict.error.map(|error| error.to_string()),
        found,
    )
}

#[test]
fn says_what_client_go_says() {
    let malformed = "x509: malformed certificate";
    let pool = |rest: &str| Some(format!("unable to load root certificates: {rest}"));
    let none = || Some("data does not contain any valid RSA or ECDSA certificates".to_owned());
    let not_pem = || pool("unable to parse bytes as PEM block");
    let unseen = || pool("no valid certificate authority data seen");
    let fault = || BundleFault::Malformed {
        about: None,
        go: malformed.to_owned(),
    };
    let label = |label: &str| BundleFault::AnotherLabel {
        label: label.to_owned(),
    };
    let empty_text = Some("missing content for CA bundle".to_owned());
    assert_eq!(outcome(""), (None, empty_text, vec![BundleFault::Empty]));
    for (text, lenient, strict, faults) in [
        (
            "words".to_owned(),
            not_pem(),
            none(),
            vec![BundleFault::NotPem { kind: Kind::Text }],
        ),
        (
            pem("CERTIFICATE", "QUJD"),
            pool("failed to parse certificate: x509: malformed certificate"),
            Some(malformed.to_owned()),
            vec![fault()],
        ),
        (
            pem("TRUSTED CERTIFICATE", "QUJD"),
            unseen(),
            none(),
            vec![label("TRUSTED CERTIFICATE")],
        ),
        (
            pem("PRIVATE KEY", "QUJD") + "\n",
            not_pem(),
            none(),
            vec![label("PRIVATE KEY")],
        ),
        (
            pem("CERTIFICATE", "a: b\n\nQUJD"),
            unseen(),
            none(),
            vec![BundleFault::Headers],
        ),
        (
            pem("CERTIFICATE", "QUI"),
            not_pem(),
            none(),
            vec![BundleFault::Unread {
                label: Some("CERTIFICATE".to_owned()),
                reason: SkipReason::BadBase64 {
                    line: 2,
                    fault: crate::decode::pem::Base64Fault::Length,
                },
            }],
        ),
    ] {
        assert_eq!(outcome(&text), (lenient, strict, faults), "{text:?}");
    }
}

#[test]
fn places_problems_in_the_text_or_at_the_field() {
    let text = pem("X", "QUJD") + &pem("CERTIFICATE", "QUJD");
    let places = |base: &Location| {
        lenient(text.as_bytes(), base, GoRelease::default())
            .problems
            .into_iter()
            .map(|problem| problem.location.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        places(&Location::file("ca.crt")),
        ["ca.crt:1, certificate 1", "ca.crt:4, certificate 2"]
    );
    let field = Location::file("a.conf").with_field("f").with_line(7);
    assert_eq!(
        places(&field),
        ["a.conf:7, f, certificate 1", "a.conf:7, f, certificate 2"]
    );
}

#[test]
fn a_chain_keeps_what_cannot_be_parsed() {
    let text = pem("CERTIFICATE", "a: b\n\nQUJD") + &pem("PRIVATE KEY", "QQ==");
    let chain = chain(text.as_bytes(), &Location::file("x"), GoRelease::default());
    assert_eq!(chain.leaf().map(|leaf| leaf.der()), Some(&b"ABC"[..]));
    assert_eq!(chain.other_labels, ["PRIVATE KEY"]);
    assert_eq!(chain.problems.len(), 2);
}

fn certificate(name: &str) -> (String, Vec<u8>) {
    let key = rcgen::KeyPair::generate().unwrap();
    let parameters = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    (certificate.pem(), certificate.der().to_vec())
}

#[test]
fn the_lenient_reader_goes_on_where_the_strict_one_stops() {
    let (good, _) = certificate("a");
    let text = pem("CERTIFICATE", "QUJD") + &good + &good;
    let (lenient, strict) = (lenient_of(&text), strict_of(&text));
    assert_eq!(lenient.error, None);
    assert!(matches!(strict.error, Some(StrictError::Malformed { .. })));
    for certificates in [&lenient.certificates, &strict.certificates] {
        let places: Vec<_> = certificates
            .iter()
            .map(|listed| listed.location.block)
            .collect();
        assert_eq!(places, [Some(2), Some(3)]);
    }
    let first = lenient.certificates[0].location.clone();
    let duplicate = BundleFault::Duplicate { first };
    assert_eq!(lenient.problems[1].fault, duplicate);
}

#[test]
fn the_strict_reader_takes_certificates_back_to_back() {
    use base64::Engine;
    let ((_, a), (_, b)) = (certificate("a"), certificate("b"));
    let body = base64::prelude::BASE64_STANDARD.encode([a, b].concat());
    let text = pem("CERTIFICATE", &body);
    assert_eq!(strict_of(&text).certificates.len(), 2);
    let trailing =
        "unable to load root certificates: failed to parse certificate: x509: trailing data";
    let error = lenient_of(&text).error.map(|error| error.to_string());
    assert_eq!(error.as_deref(), Some(trailing));
}
