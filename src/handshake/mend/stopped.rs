//! Files of a program that does not start, where a connection rests on none of them.

use super::component::pair_anew;
use super::edit::Edit;
use super::server::{flags_at_fault, overlaps, put_in_place};
use super::sides::Sides;
use super::{Mend, Side};
use crate::finding::{Code, Finding};
use crate::handshake::stopped::same_fault;

/// The mend of a fault that keeps one side from starting; none where the connection itself meets it in its files.
pub(super) fn of(sides: &Sides<'_>, finding: &Finding) -> Option<Mend> {
    let has = |findings: &[Finding]| findings.iter().any(|known| same_fault(known, finding));
    if has(&sides.client.findings) || has(&sides.server.findings) {
        return None;
    }
    let (side, component) = if has(&sides.client.stopped) {
        (Side::Client, sides.client.party.component)
    } else if has(&sides.server.stopped) {
        (Side::Server, sides.server.role.component)
    } else {
        return None;
    };
    let place = finding.locations.first();
    let file = place.map(|place| &*place.file).unwrap_or_default();
    let text = match finding.problem.code() {
        Code::ServerCannotStart if !overlaps(finding) => flags_at_fault(component, finding),
        Code::ServerCannotStart => {
            format!(
                "add --requestheader-allowed-names=front-proxy-client to the flags of {component}"
            )
        }
        Code::UnreadableFile => place.map(put_in_place).unwrap_or_default(),
        code if of_pair(code) => {
            let anew = sides.node.and_then(|node| pair_anew(node, file));
            if let Some((text, commands)) = anew {
                return Some(Mend::new(side, text, commands, vec![Edit::mended(finding)]));
            }
            format!("put a certificate and its key in the place of {file}")
        }
        Code::Expired | Code::NotYetValid => {
            format!("issue the certificate in {file} anew, and start {component} again")
        }
        _ => format!("put {file} right: it cannot be used as it is"),
    };
    Some(Mend::untried(side, text, Vec::new()))
}

/// Whether a certificate and its key are at fault.
pub(super) const fn of_pair(code: Code) -> bool {
    matches!(
        code,
        Code::KeyPairMismatch
            | Code::CertificateAndKeySwapped
            | Code::NoCertificateInPair
            | Code::UnusablePrivateKey
            | Code::EncryptedPrivateKey
    )
}
