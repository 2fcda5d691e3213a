//! What `explain` has to say of one connection.

mod causes;
mod checks;
mod fact;
mod fault;
mod fix;
mod model;
mod network;
mod next_steps;
mod origins;
mod view;

pub use causes::{CauseGroup, follows, groups};
pub use fact::words;
pub use model::{
    Cause, CheckSummary, Comparison, ConnectionReport, Direction, Explanation, Fault, NextStep,
};
pub use next_steps::certificates_alone;

use self::view::View;
use super::certificate::CertificateRow;
use crate::connection::{Basis, Connection, Remark};
use crate::finding::Severity;
use crate::fix::Advice;
use crate::ground::time::Timestamp;

impl ConnectionReport {
    /// The report of a connection at `at`, by itself.
    fn new(connection: &Connection, advice: &Advice, at: Timestamp) -> Self {
        let cause = connection
            .findings
            .iter()
            .find(|finding| finding.severity == Severity::Error)
            .map(|finding| Cause {
                code: finding.problem.code(),
                message: finding.problem.to_string(),
            });
        let view = View { connection, at };
        Self {
            name: connection.name.clone(),
            verdict: connection.verdict,
            headline: view.headline(),
            cause,
            client_kind: connection.client.kind,
            client_component: connection.client.component.as_str(),
            server_component: connection.server.component.as_str(),
            file: connection.client.file.clone(),
            context: connection.client.context.clone(),
            user: connection.client.user.clone(),
            cluster: connection.client.cluster.clone(),
            url: connection.server.url.clone(),
            server_name: connection.server.server_name.clone(),
            server_name_is_set: connection.server.server_name_is_set,
            server_source: connection.server.source.clone(),
            live: connection.live.clone(),
            authentication: connection.authentication,
            identity: connection.identity.clone(),
            presentations: [
                connection.server_presents.clone(),
                connection.client_presents.clone(),
            ],
            judgements: [
                connection.client_verifies.clone(),
                connection.server_verifies.clone(),
            ],
            directions: [view.server_direction(), view.client_direction()],
            findings: connection.findings.clone(),
            advice: advice.clone(),
            causes: fix::causes(connection),
            predicted: connection.predicted.clone(),
            asides: fix::asides(connection),
            works_until: connection.works_until.as_ref().map(|until| {
                let place = connection
                    .inventory
                    .locations(until.certificate.fingerprint)
                    .first();
                (
                    until.time,
                    CertificateRow::new(&until.certificate, place, at),
                )
            }),
            remarks: connection.remarks.iter().map(remark).collect(),
            next: Vec::new(),
            clients: Vec::new(),
            shadowed_file: None,
        }
    }
}

fn remark(remark: &Remark) -> String {
    match remark {
        Remark::OneCaForBoth { name } => {
            format!(
                "The cluster CA that kubectl trusts and the client CA that the server trusts are one certificate: {name}."
            )
        }
        Remark::Dialled {
            component,
            name: Some(name),
            basis: Basis::Given,
            from,
        } => format!("{component} dials {name}: {from}."),
        Remark::Dialled {
            component,
            name: Some(name),
            from,
            ..
        } => format!("That {component} dials {name} is assumed: {from}."),
        Remark::Dialled {
            component,
            name: None,
            from,
            ..
        } => format!("Which address {component} dials is not known: {from}."),
        Remark::AnchorNotSelfSigned {
            name,
            issuer,
            issuer_given,
        } => {
            let absent = if *issuer_given {
                ""
            } else {
                ", which is in no file given and is not needed"
            };
            format!(
                "{name} is not self-signed: {issuer} issued it{absent}. It is trusted all the same."
            )
        }
    }
}
