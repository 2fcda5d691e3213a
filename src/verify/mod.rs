//! Path building and path validation with the rules of Go's `crypto/x509`, and the full trace of both.
//!
//! Two parts look at the same certificates through the same checks. [`go`](self) walks in Go's order and stops where Go
//! stops: its words are the user's words. The trace follows every candidate path and runs every check on every
//! certificate of it: an attempt that passes everything exists if and only if Go accepts, unless Go's signature budget
//! ended its search.

mod attempt;
mod checks;
mod explore;
mod go;
mod go_error;
mod policy;
mod pool;
mod signatures;
mod tls;
mod trace;

pub(crate) use checks::validity;
pub use go_error::{Chains, ChainsRefused, GoError, GoErrorKind, RefusedCandidate};
pub use policy::Policy;
pub use pool::CertPool;
pub use signatures::SignatureCache;
pub use tls::{PeerVerification, Presented, RefusedCertificate, Stage, verify_peer};
pub use trace::{Attempt, Check, CheckOutcome, GoVerdict, Step, Trace, Verdict, Verification};

use self::checks::name_constraints::{ConstraintSets, check_legacy, forbids_dns_name};
use crate::golang::Change;
use crate::golang::GoRelease;
use crate::x509::{Certificate, CertificateRef};

/// Whether a SAN of `leaf` names the server, as Go's `VerifyHostname` has it.
pub fn names_server(leaf: &CertificateRef, server_name: &str, release: GoRelease) -> bool {
    checks::server_name::check(leaf, server_name, release).is_ok()
}

/// Whether the name constraints of `holder` forbid a name of a certificate below it, by the rules of a Go release.
pub(crate) fn name_constraint_violation(
    holder: &Certificate,
    below: &[CertificateRef],
    release: GoRelease,
) -> bool {
    if holder.name_constraints.is_none() {
        return false;
    }
    if release.has(Change::ConstraintsOnFinishedChains) {
        let mut sets = ConstraintSets::default();
        below
            .iter()
            .any(|named| sets.violation(holder, named, release).is_some())
    } else {
        check_legacy(holder, below, release).is_err()
    }
}

/// Whether the name constraints of `holder` forbid a DNS name.
pub(crate) fn dns_constraint_violation(holder: &Certificate, name: &str) -> bool {
    let constraints = holder.name_constraints.as_ref();
    constraints.is_some_and(|constraints| forbids_dns_name(constraints, name))
}

/// Verifies `leaf` against `anchors`, with Go's verdict and every attempt.
pub fn verify(
    leaf: &CertificateRef,
    intermediates: &CertPool,
    anchors: &CertPool,
    policy: &Policy,
    signatures: &SignatureCache,
) -> Verification {
    verify_with(
        leaf,
        intermediates,
        anchors,
        policy,
        signatures,
        Trace::Always,
    )
}

/// Verifies `leaf` against `anchors`, with attempts only where `trace` wants them.
pub fn verify_with(
    leaf: &CertificateRef,
    intermediates: &CertPool,
    anchors: &CertPool,
    policy: &Policy,
    signatures: &SignatureCache,
    trace: Trace,
) -> Verification {
    let go = go::verify(leaf, intermediates, anchors, policy, signatures);
    let wanted = match trace {
        Trace::Always => true,
        Trace::Never => false,
        Trace::Rejected => matches!(go, GoVerdict::Error(_)),
    };
    let (attempts, truncated) = if wanted {
        explore::explore(leaf, intermediates, anchors, policy, signatures, &go)
    } else {
        (Vec::new(), false)
    };
    Verification {
        go,
        attempts,
        truncated,
    }
}
