//! The first line where the network decides, or leaves something open.

use super::view::View;
use crate::finding::{Code, Finding, Problem, Severity};
use crate::verify::Verdict;

impl View<'_> {
    fn is_behind_front_end(&self) -> bool {
        let findings = &self.connection.findings;
        let mut codes = findings.iter().map(|finding| finding.problem.code());
        codes.any(|code| code == Code::TlsTerminated)
    }

    /// Where what answers sends the client.
    fn leads_to(&self) -> Option<&str> {
        let mut problems = self
            .connection
            .findings
            .iter()
            .map(|finding| &finding.problem);
        problems.find_map(|problem| match problem {
            Problem::NotAnApiServer { location, .. } => location.as_deref(),
            _ => None,
        })
    }

    /// What a live server, or its silence, has to say first.
    pub(super) fn network_headline(&self) -> Option<String> {
        let connection = self.connection;
        let component = connection.client.component;
        let live = connection.live.as_ref()?;
        let errors = |finding: &&Finding| finding.severity == Severity::Error;
        let first = connection.findings.iter().find(errors);
        if let Some(Problem::Network(fault)) = first.map(|first| &first.problem) {
            return Some(format!("{component} cannot connect: {}", fault.headline()));
        }
        match (&live.fault, connection.verdict) {
            (Some(fault), Verdict::Undetermined) => {
                Some(format!("cannot tell: {}", fault.headline()))
            }
            (None, Verdict::Undetermined) if self.leads_to().is_some() => self.leads_to().map(|location| format!(
                "{component} is sent on to {location}, which was not looked at"
            )),
            (None, Verdict::Undetermined) if self.is_behind_front_end() => Some(format!(
                "{component} talks to something that ends TLS; what is behind is open"
            )),
            (None, Verdict::Undetermined) => connection
                .client_verifies
                .verdict
                .eq(&Verdict::Accept)
                .then(|| {
                    let named = live
                        .request
                        .as_ref()
                        .is_some_and(|request| !request.authorities.is_empty());
                    if named {
                        format!("{component} accepts the server, which probably accepts it")
                    } else {
                        format!("{component} accepts the server; whether the server accepts it is not known")
                    }
                }),
            (None, Verdict::Accept) => {
                let seen = live.identity()?;
                let other = connection
                    .findings
                    .iter()
                    .any(|finding| matches!(finding.problem, Problem::IdentityDiffers { .. }));
                other.then(|| format!("works, and the server sees user {}", seen.user))
            }
            _ => None,
        }
    }
}
