//! The handshake that was made, as the first step and as findings.

use super::network_messages;
use crate::connection::{Fact, Predicted, Presentation, Server};
use crate::finding::{Finding, NetworkFault, Problem, Severity, Step};
use crate::ground::location::Location;
use crate::verify::Verdict;

/// Where the connection ends before the client has seen a certificate, or because the server has not its key.
pub(crate) fn verdict(server: &Server, host_port: &str) -> Option<(Verdict, Predicted)> {
    let fault = server.observed()?.fault.as_ref()?;
    Some(network_messages::outcome(fault, host_port))
}

/// Step 1, where no certificate came.
pub(crate) fn presentation(server: &Server) -> Option<Presentation> {
    let observed = server.observed()?;
    let fault = observed.fault.as_ref()?;
    let empty = !observed.is_answered();
    Some(Presentation {
        verdict: if network_messages::is_certain(fault) {
            Verdict::Reject
        } else {
            Verdict::Undetermined
        },
        chain: if empty {
            Vec::new()
        } else {
            let pair = server.serving.value()?;
            pair.chain.parsed().cloned().collect()
        },
        key_matches: matches!(fault, NetworkFault::BadSignature { .. }).then_some(false),
        remark: empty.then_some(Fact::NoCertificateCame),
    })
}

/// The network's findings.
pub(crate) fn findings(server: &Server) -> Vec<Finding> {
    let Some(observed) = server.observed() else {
        return Vec::new();
    };
    let Some(fault) = &observed.fault else {
        return Vec::new();
    };
    let place = Location::file(observed.endpoint.clone());
    let mut finding = Finding::new(
        Problem::Network(fault.clone()),
        Step::ServerPresents,
        vec![place],
    );
    if !network_messages::is_certain(fault) {
        finding.severity = Severity::Warning;
    }
    vec![finding]
}
