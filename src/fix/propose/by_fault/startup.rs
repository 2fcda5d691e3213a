//! Files of a program that does not start, where a connection rests on none of them.

use crate::connection::same_fault;
use crate::finding::{Code, Finding};
use crate::fix::model::{Edit, Mend, Side};
use crate::fix::propose::tools::{flags_at_fault, of_pair, overlaps, pair_anew, put_in_place};
use crate::fix::simulation::Sides;

/// The mend of a fault that keeps one side from starting; none where the connection itself meets it in its files.
pub(crate) fn of(sides: &Sides<'_>, finding: &Finding) -> Option<Mend> {
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
