//! Files of a program that does not start, where a connection rests on none of them.

use crate::connection::same_fault;
use crate::finding::{Code, Finding};
use crate::fix::model::{Edit, Fix, Side};
use crate::fix::propose::tools::{flags_at_fault, of_pair, overlaps, put_in_place, reissue_pair};
use crate::fix::simulation::Sides;

/// The fix of a fault that keeps one side from starting; none where the connection itself meets it in its files.
pub(crate) fn for_finding(sides: &Sides<'_>, finding: &Finding) -> Option<Fix> {
    let has = |findings: &[Finding]| findings.iter().any(|known| same_fault(known, finding));
    if has(&sides.client.findings) || has(&sides.server.findings) {
        return None;
    }
    let (side, component) = if has(&sides.client.startup_failures) {
        (Side::Client, sides.client.participant.component.as_str())
    } else if has(&sides.server.startup_failures) {
        (Side::Server, sides.server.role.component.as_str())
    } else {
        return None;
    };
    let place = finding.locations.first();
    let file = place.map(|place| &*place.file).unwrap_or_default();
    let text = match finding.problem.code() {
        // It follows from another connection, and goes with what mends that.
        Code::EtcdUnavailable | Code::KubeletUnavailable => return None,
        Code::ServerCannotStart if !overlaps(finding) => flags_at_fault(component, finding),
        Code::ServerCannotStart => {
            format!(
                "add --requestheader-allowed-names=front-proxy-client to the flags of {component}"
            )
        }
        Code::UnreadableFile => place.map(put_in_place).unwrap_or_default(),
        code if of_pair(code) => {
            let anew = sides.node.and_then(|node| reissue_pair(node, file));
            if let Some((text, commands)) = anew {
                return Some(Fix::new(
                    side,
                    text,
                    commands,
                    vec![Edit::resolved(finding)],
                ));
            }
            format!("put a certificate and its key in the place of {file}")
        }
        Code::Expired | Code::NotYetValid => {
            format!("renew the certificate in {file}, and restart {component}")
        }
        _ => format!("put {file} right: it cannot be used as it is"),
    };
    Some(Fix::untried(side, text, Vec::new()))
}
