//! A program that does not start: no connection of it exists, from it or to it, whatever the certificates say.

use super::chain::Bundle;
use super::evidence::Evidence;
use super::server::Server;
use crate::finding::{Code, Finding, Problem, Severity, StartupError, Step};
use crate::ground::location::Location;
use crate::inventory::Placed;

impl Server {
    /// Whether it runs with its files, and with those that it needs elsewhere.
    pub(crate) fn can_start(&self) -> bool {
        self.startup_error.is_none() && self.startup_failures.is_empty()
    }

    /// What keeps it from starting; nothing where it does.
    pub fn causes_of_failure(&self) -> Vec<Finding> {
        let fatal = |finding: &&Finding| {
            finding.severity == Severity::Error && finding.step == Some(Step::ServerPresents)
        };
        let known = self.findings.iter().filter(fatal).cloned();
        let known = known.filter(|_| self.startup_error.is_some());
        known.chain(self.unexplained()).collect()
    }

    /// That it does not start, where no finding of its files says why.
    pub(crate) fn unexplained(&self) -> Option<Finding> {
        let explained = self
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        // Overlapping CAs are a fault of their own, whatever else keeps the server from starting.
        let error = overlap(self).or_else(|| {
            let error = self.startup_error.clone();
            error.filter(|_| !explained).map(StartupError::Said)
        })?;
        let component = self.role.component.as_str();
        let problem = Problem::ServerCannotStart { component, error };
        Some(Finding::new(problem, Step::ServerPresents, Vec::new()))
    }
}

/// A fault by which it is known again, whoever meets it and at which step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    problem: Problem,
    place: Option<Location>,
}

impl Fault {
    pub(crate) fn from_finding(finding: &Finding) -> Self {
        Self {
            problem: finding.problem.clone(),
            place: finding.locations.first().cloned(),
        }
    }

    /// Whether it is one of a program's start, and of no file of a side's own: an edit of that side is what fixes those.
    pub(crate) fn is_of_start(&self) -> bool {
        matches!(
            self.problem,
            Problem::Program(_) | Problem::ServerCannotStart { .. }
        ) || self.problem.code() == Code::UnreadableFile
    }

    pub(crate) fn matches(&self, finding: &Finding) -> bool {
        self.problem == finding.problem && self.place.as_ref() == finding.locations.first()
    }
}

/// Whether two findings are one fault.
pub fn same_fault(one: &Finding, other: &Finding) -> bool {
    one.problem == other.problem && one.locations.first() == other.locations.first()
}

/// What keeps a program from starting that a side of its does not name itself.
pub fn beside(startup_failures: &[Finding], own: &[Finding]) -> Vec<Finding> {
    let others = startup_failures.iter();
    let others = others.filter(|finding| !own.iter().any(|own| same_fault(own, finding)));
    others.cloned().collect()
}

/// What keeps a program from starting, at the step where one side meets it.
pub(crate) fn at_step(startup_failures: &[Finding], step: Step) -> impl Iterator<Item = Finding> {
    startup_failures.iter().cloned().map(move |mut finding| {
        finding.step = Some(step);
        finding
    })
}

/// The first Kubernetes release that ends over such an overlap.
const OVERLAP_REFUSED_SINCE: (u16, u16) = (1, 35);

/// The same CA for users and for the front proxy lets every user act as front proxy, unless names are named.
pub(crate) fn overlap(server: &Server) -> Option<StartupError> {
    let users = anchors(&server.client_ca);
    let overlaps = anchors(&server.request_header_ca).iter().any(|proxy| {
        users
            .iter()
            .any(|user| user.certificate.fingerprint == proxy.certificate.fingerprint)
    });
    // Kubernetes 1.34 and before start with it.
    let refuses = server
        .release
        .is_none_or(|release| release.is_since(OVERLAP_REFUSED_SINCE));
    (overlaps && refuses && server.allowed_names.is_empty()).then_some(StartupError::OverlappingCas)
}

fn anchors(ca: &Evidence<Option<Bundle>>) -> &[Placed] {
    let bundle = ca.value().and_then(Option::as_ref);
    bundle.map_or(&[], |bundle| &bundle.anchors)
}
