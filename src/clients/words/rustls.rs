//! rustls's `CertificateError` and `Error` (src/error.rs, 0.23).

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv6Addr};

use super::super::bundle::BundleFault;
use super::super::fault::{Failure, Fault, NameFault};
use super::names;
use crate::ground::time::Timestamp;
use crate::x509::{Certificate, KeyPurpose, Oid, SignatureHash};

pub(super) fn refusal(failure: &Failure, leaf: &Certificate, at: Timestamp) -> String {
    let text = match &failure.fault {
        // The server finds no scheme that fits its key.
        Fault::UnsupportedKey(_) => return "received fatal alert: HandshakeFailure".to_owned(),
        // rustls-pki-types has this word before any handshake.
        Fault::WrongName(NameFault::UnusableHost { .. }) => return "invalid dns name".to_owned(),
        Fault::WrongName(NameFault::NoMatch { host }) => name(host, leaf),
        Fault::Expired(end) => format!(
            "certificate expired: verification time {} (UNIX), but certificate is not valid after {} ({} seconds ago)",
            at.seconds,
            end.at.seconds,
            end.at.seconds_until(at)
        ),
        Fault::NotYetValid(begin) => format!(
            "certificate not valid yet: verification time {} (UNIX), but certificate is not valid before {} ({} seconds in future)",
            at.seconds,
            begin.at.seconds,
            at.seconds_until(begin.at)
        ),
        Fault::WrongPurpose => purpose(failure),
        Fault::NotTrusted(_) => "UnknownIssuer".to_owned(),
        // RSA below 2048 bits has no algorithm that verifies it, and webpki calls that a bad signature.
        Fault::BadSignature | Fault::ShortKey { .. } | Fault::WeakDigest => {
            "BadSignature".to_owned()
        }
        Fault::UnsupportedSignature { algorithm, .. } => {
            if matches!(
                algorithm.hash(),
                Some(SignatureHash::Sha256 | SignatureHash::Sha384)
            ) {
                "UnsupportedSignatureAlgorithmForPublicKeyContext".to_owned()
            } else {
                "UnsupportedSignatureAlgorithmContext".to_owned()
            }
        }
        fault => format!("Other(OtherError({}))", variant(fault)),
    };
    format!("invalid peer certificate: {text}")
}

/// webpki's name of an error that rustls has none for.
const fn variant(fault: &Fault) -> &'static str {
    match fault {
        Fault::LeafIsCa => "CaUsedAsEndEntity",
        Fault::NotACa => "EndEntityUsedAsCa",
        Fault::PathTooLong => "PathLenConstraintViolated",
        Fault::NameForbidden { .. } => "NameConstraintViolation",
        Fault::OldVersion => "UnsupportedCertVersion",
        _ => "UnsupportedCriticalExtension",
    }
}

fn name(host: &str, leaf: &Certificate) -> String {
    let listed = names::listed(
        leaf,
        |name| format!("DnsName(\"{name}\")"),
        |address| match address {
            IpAddr::V4(address) => format!("IpAddress({address})"),
            IpAddr::V6(address) => format!("IpAddress({})", ipv6(address)),
        },
    );
    let list = match listed.as_slice() {
        [] => "is not valid for any names (according to its subjectAltName extension)".to_owned(),
        [one] => format!("is only valid for {one}"),
        [first @ .., last] => format!("is only valid for {} or {last}", first.join(", ")),
    };
    format!("certificate not valid for name \"{host}\"; certificate {list}")
}

/// webpki shortens every run of zeros but the first group (`IpAddrSlice`): `0::1`.
fn ipv6(address: Ipv6Addr) -> String {
    let mut text = String::new();
    let mut skipping = false;
    for (index, group) in address.segments().into_iter().enumerate() {
        if index > 0 {
            if group == 0 {
                skipping = true;
                continue;
            }
            text.push_str(if skipping { "::" } else { ":" });
            skipping = false;
        }
        // Writing to a string does not fail.
        let _ = write!(text, "{group:x}");
    }
    text
}

fn purpose(failure: &Failure) -> String {
    let listed = failure
        .certificate
        .iter()
        .filter_map(|certificate| certificate.extended_key_usage.as_ref())
        .flat_map(|usage| &usage.0)
        .map(|purpose| match purpose {
            KeyPurpose::ServerAuth => "server authentication".to_owned(),
            KeyPurpose::ClientAuth => "client authentication".to_owned(),
            KeyPurpose::Any => arcs(&Oid::new(&[0x55, 0x1d, 0x25, 0])),
            KeyPurpose::Other(oid) => arcs(oid),
        });
    format!(
        "certificate does not allow extended key usage for server authentication, allows {}",
        listed.collect::<Vec<_>>().join(", ")
    )
}

/// `KeyPurposeId(2.5.29.37.0)`.
fn arcs(oid: &Oid) -> String {
    format!("KeyPurposeId({oid})")
}

pub(super) fn bundle(fault: BundleFault) -> Option<String> {
    match fault {
        BundleFault::NotBase64 { offset, byte, .. } => {
            Some(format!("Invalid symbol {byte}, offset {offset}."))
        }
        BundleFault::NotACertificate { .. } => {
            Some("invalid peer certificate: BadEncoding".to_owned())
        }
        _ => None,
    }
}
