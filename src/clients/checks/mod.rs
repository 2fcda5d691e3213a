//! The checks that stacks are made of: one function a family, on one certificate of one path.

mod chain;
mod key;
mod spot;
mod strict;
mod usage;

pub(super) use self::usage::{DIGITAL_SIGNATURE, KEY_AGREEMENT, KEY_ENCIPHERMENT};
pub use spot::Request;

use super::fault::{Failure, Fault};
use super::host;
use super::search::Path;
use super::stack::{From, Pass, Rule, Scope, Stack};
use crate::x509::CertificateRef;
use spot::Spot;

/// All that is wrong with a path, in the order of the stack's passes.
pub(super) fn failures(path: &Path, stack: &Stack, request: &Request<'_>) -> Vec<Failure> {
    let mut failures = Vec::new();
    for pass in stack.passes {
        walk(pass, path, stack, request, &mut failures);
    }
    failures
}

fn walk(
    pass: &Pass,
    path: &Path,
    stack: &Stack,
    request: &Request<'_>,
    failures: &mut Vec<Failure>,
) {
    let count = path.certificates.len();
    for step in 0..count {
        let index = match pass.from {
            From::Leaf => step,
            From::Anchor => count - 1 - step,
        };
        let Some(certificate) = path.certificates.get(index) else {
            continue;
        };
        let spot = Spot {
            certificate,
            index,
            path,
            request,
        };
        for (scope, rule) in pass.rules {
            if is_for(*scope, &spot)
                && let Some(fault) = check(*rule, &spot, stack)
            {
                failures.push(Failure {
                    fault,
                    certificate: Some(CertificateRef::clone(certificate)),
                });
            }
        }
    }
}

const fn is_for(scope: Scope, spot: &Spot<'_>) -> bool {
    match scope {
        Scope::Leaf => spot.is_leaf(),
        Scope::Issuers => !spot.is_leaf(),
        Scope::Untrusted => !spot.is_anchor(),
        Scope::Intermediates => !spot.is_leaf() && !spot.is_anchor(),
        Scope::NotLast => !spot.is_last(),
        Scope::All => true,
    }
}

fn check(rule: Rule, spot: &Spot<'_>, stack: &Stack) -> Option<Fault> {
    let certificate = spot.certificate;
    match rule {
        Rule::Trusted => spot.path.end.map(Fault::NotTrusted),
        Rule::KnownCriticalExtensions(more) => chain::critical_extensions(certificate, more),
        Rule::NotCritical(oid) => chain::not_critical(certificate, oid),
        Rule::InDate(last) => chain::in_date(certificate, spot.request.at, last),
        Rule::IsCa(authority) => chain::is_ca(spot, authority),
        Rule::IsNoCa => certificate.is_ca().then_some(Fault::LeafIsCa),
        Rule::PathLength(self_issued) => chain::path_length(spot, self_issued),
        Rule::ServerPurpose(purposes) => usage::server_purpose(certificate, purposes),
        Rule::KeyUsage(bits) => usage::key_usage(certificate, bits),
        Rule::RsaBits(bits) => key::rsa_bits(spot, bits),
        Rule::StrongDigest => key::strong_digest(certificate),
        Rule::Signature(signatures) => key::signature(spot, signatures),
        Rule::HandshakeKey(signatures) => key::handshake(certificate, signatures),
        Rule::NameConstraints(constraints) => chain::name_constraints(spot, constraints),
        Rule::Version3 => (certificate.version < 3).then_some(Fault::OldVersion),
        Rule::Strict(rule) => (spot.path.certificates.len() > 1
            && strict::breaks(rule, certificate))
        .then_some(Fault::Strict(rule)),
        Rule::IssuerNotEmpty => certificate.issuer.is_empty().then_some(Fault::EmptyIssuer),
        Rule::SubjectOrCriticalSan => {
            strict::breaks_critical_san(certificate).then_some(Fault::UncriticalSan)
        }
        Rule::NoMustStaple => usage::must_staple(certificate),
        Rule::HostName => {
            let host = spot.request.host?;
            host::check(certificate, host, &stack.host)
                .err()
                .map(Fault::WrongName)
        }
    }
}
