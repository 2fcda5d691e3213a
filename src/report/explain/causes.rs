//! Connections that fail for one cause, so that it is told once.

use super::ConnectionReport;
use crate::finding::{Code, Finding, Severity};
use crate::verify::Verdict;

/// Connections with one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CauseGroup {
    /// The connection that stands for all, by its index.
    pub shown: usize,
    /// The others, by their indices.
    pub also: Vec<usize>,
}

/// Groups the connections that do not work, in the order in which the first of each group stands.
pub fn groups(connections: &[ConnectionReport]) -> Vec<CauseGroup> {
    let mut groups: Vec<CauseGroup> = Vec::new();
    for (index, connection) in connections.iter().enumerate() {
        if connection.verdict == Verdict::Accept {
            continue;
        }
        let known = groups.iter_mut().find(|group| {
            connections
                .get(group.shown)
                .is_some_and(|shown| alike(shown, connection))
        });
        match known {
            Some(group) => group.also.push(index),
            None => groups.push(CauseGroup {
                shown: index,
                also: Vec::new(),
            }),
        }
    }
    groups
}

/// Whether two connections fail for the same fault at the same place. What is only undetermined is alike where the same is
/// said of it.
fn alike(one: &ConnectionReport, other: &ConnectionReport) -> bool {
    if one.verdict != other.verdict {
        return false;
    }
    match (first_error(one), first_error(other)) {
        (Some(one), Some(other)) => {
            // A program that does not start says so at each end.
            let same_step = one.step == other.step || !is_of_trust(one);
            let certificate = one.fingerprint();
            let same_place = one.locations.first() == other.locations.first()
                || certificate.is_some() && certificate == other.fingerprint();
            one.problem == other.problem && same_step && (is_of_trust(one) || same_place)
        }
        (None, None) => {
            one.headline == other.headline && one.server_component == other.server_component
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Whether it is about whom the verifying side trusts: the certificates that it refuses for that are many, and the cause one.
fn is_of_trust(finding: &Finding) -> bool {
    matches!(
        finding.problem.code(),
        Code::UnknownClientCa | Code::UnknownIssuer | Code::IssuerKeyMismatch
    )
}

/// Whether a connection fails only because another does.
pub fn follows(connection: &ConnectionReport) -> bool {
    first_error(connection).is_some_and(Finding::follows)
}

fn first_error(connection: &ConnectionReport) -> Option<&Finding> {
    let errors = |finding: &&Finding| finding.severity == Severity::Error;
    connection.findings.iter().find(errors)
}
