//! From a connection to its two directions.

use super::checks::checks;
use super::fact::{open_words, words};
use super::{CheckSummary, Direction};
use crate::connection::{
    Authentication, ClientKind, Connection, Identity, Judgement, Presentation,
};
use crate::finding::{Code, Finding, Purpose, Severity, Step};
use crate::ground::time::Timestamp;
use crate::inventory::Placed;
use crate::programs::Program;
use crate::report::certificate::{CertificateRow, Mark};
use crate::verify::{Attempt, Verdict};
use crate::x509::CertificateRef;

/// A connection seen at one instant.
pub(super) struct View<'a> {
    pub(super) connection: &'a Connection,
    pub(super) at: Timestamp,
}

impl View<'_> {
    pub(super) fn headline(&self) -> String {
        let connection = self.connection;
        let component = connection.client.component;
        let first = connection
            .findings
            .iter()
            .find(|finding| finding.severity == Severity::Error);
        if let Some(headline) = self.network_headline() {
            return headline;
        }
        match (connection.verdict, first) {
            (Verdict::Accept, _) => self.success(),
            (Verdict::Undetermined, _) => match connection.authentication {
                _ if connection.server_presents.verdict == Verdict::Undetermined => {
                    match connection.client.kind {
                        ClientKind::Kubeconfig => {
                            "cannot tell yet: the API server's certificate was not given".to_owned()
                        }
                        ClientKind::Component => format!(
                            "cannot tell yet: {}'s certificate was not given",
                            self.server()
                        ),
                    }
                }
                Authentication::Exec | Authentication::AuthProvider => {
                    "cannot tell yet: the credentials come from a plugin".to_owned()
                }
                Authentication::Token => {
                    "cannot tell yet: only the server knows whether the token is valid".to_owned()
                }
                _ => "cannot tell yet: not all files were given".to_owned(),
            },
            (Verdict::Reject, None) => format!("the server treats {component} as anonymous"),
            (Verdict::Reject, Some(finding)) => {
                let problem = &finding.problem;
                let why = problem.headline(self.is_leaf(finding));
                // The step tells who gives up, but for these.
                match problem.code() {
                    Code::ClientCertificateNotRequested => {
                        return format!("the server asks {component} for no certificate");
                    }
                    Code::TlsTerminated => {
                        return format!("{component} does not reach kube-apiserver: {why}");
                    }
                    Code::NotAnApiServer => return why,
                    Code::RequestFailed => return format!("{component} gets no answer: {why}"),
                    Code::NoCommonSignatureScheme => {
                        return format!("the TLS handshake fails: {why}");
                    }
                    Code::PlainHttp => {
                        return format!("{component} uses plain HTTP, and the API server only TLS");
                    }
                    Code::NoServer | Code::UnknownCluster => {
                        return format!("{component} goes to localhost:8080: {why}");
                    }
                    Code::UnsupportedKey | Code::WeakKey
                        if finding.step != Some(Step::ClientVerifies) =>
                    {
                        return format!("the TLS handshake fails: {why}");
                    }
                    _ => {}
                }
                match finding.step {
                    // It has no configuration of its own but what it is started with.
                    Some(Step::Configuration)
                        if connection.client.kind == ClientKind::Component =>
                    {
                        format!("{component} does not start: {why}")
                    }
                    Some(Step::Configuration | Step::ClientPresents) | None => {
                        format!("{component} refuses its configuration: {why}")
                    }
                    Some(Step::ServerPresents) => {
                        format!("{} does not start: {why}", self.starting())
                    }
                    Some(Step::ClientVerifies) => {
                        format!("{component} rejects {}: {why}", self.server())
                    }
                    Some(Step::ServerVerifies) => {
                        format!("{} rejects {}: {why}", self.server(), self.client())
                    }
                }
            }
        }
    }

    /// The server in a sentence: by its name where it is not the API server that everybody means.
    fn server(&self) -> &'static str {
        match self.connection.client.kind {
            ClientKind::Kubeconfig => "the server",
            ClientKind::Component => self.connection.server.component.as_str(),
        }
    }

    fn client(&self) -> &'static str {
        match self.connection.client.kind {
            ClientKind::Kubeconfig => "the client",
            ClientKind::Component
                if self.connection.client.component == self.connection.server.component =>
            {
                "its peer"
            }
            ClientKind::Component => self.connection.client.component.as_str(),
        }
    }

    fn starting(&self) -> &'static str {
        match self.connection.server.component {
            Program::KubeApiserver => "the API server",
            other => other.as_str(),
        }
    }

    fn success(&self) -> String {
        let what = if self.connection.client_verifies.skipped.is_some() {
            "works, but nothing proves who the server is"
        } else if self
            .connection
            .identity
            .as_ref()
            .is_some_and(|identity| identity.credential_id.is_none())
        {
            "works with a token"
        } else {
            "mutual TLS works"
        };
        match &self.connection.works_until {
            Some(until) => {
                let left = crate::ground::time::Remaining::between(self.at, until.time).words();
                format!("{what} until {} ({left})", until.time.date())
            }
            None => what.to_owned(),
        }
    }

    fn is_leaf(&self, finding: &Finding) -> bool {
        let chain = match finding.step {
            Some(Step::ServerPresents | Step::ClientVerifies) => {
                &self.connection.server_presents.chain
            }
            _ => &self.connection.client_presents.chain,
        };
        match (&finding.certificate, chain.first()) {
            (Some(certificate), Some(leaf)) => {
                let is = |known: &Placed| known.certificate.fingerprint == certificate.fingerprint;
                // What keeps a server from starting may be in another pair of its own.
                let another = finding.step == Some(Step::ServerPresents) && !chain.iter().any(is);
                is(leaf) || another
            }
            _ => true,
        }
    }

    pub(super) fn server_direction(&self) -> Direction {
        let connection = self.connection;
        let mut direction = self.direction(
            format!("{} checks {}", connection.client.component, self.server()),
            &connection.client_verifies,
            &connection.server_presents,
            &[Step::ServerPresents, Step::ClientVerifies],
        );
        for check in &mut direction.checks {
            match check.name {
                "name" => check.detail.clone_from(&connection.server.server_name),
                "usage" => check.detail = Some(Purpose::ServerAuth.name().to_owned()),
                _ => {}
            }
        }
        direction
    }

    pub(super) fn client_direction(&self) -> Direction {
        let connection = self.connection;
        let mut direction = self.direction(
            format!("{} checks {}", self.server(), self.client()),
            &connection.server_verifies,
            &connection.client_presents,
            &[Step::ClientPresents, Step::ServerVerifies],
        );
        if let Some(matches) = connection.client_presents.key_matches
            && !direction.checks.is_empty()
        {
            let mark = if matches { Mark::Passed } else { Mark::Failed };
            direction.checks.push(CheckSummary {
                name: "key pair",
                mark,
                detail: None,
            });
        }
        for check in &mut direction.checks {
            if check.name == "usage" {
                check.detail = Some(Purpose::ClientAuth.name().to_owned());
            }
        }
        direction.becomes = connection.identity.as_ref().map(becomes);
        direction.not_reached = direction.verdict == Verdict::Accept
            && connection.verdict == Verdict::Reject
            && connection.client_verifies.verdict == Verdict::Reject;
        direction
    }

    fn direction(
        &self,
        title: String,
        judgement: &Judgement,
        presentation: &Presentation,
        steps: &[Step],
    ) -> Direction {
        let findings: Vec<_> = self
            .connection
            .findings
            .iter()
            .filter(|finding| finding.step.is_some_and(|step| steps.contains(&step)))
            .collect();
        let verdict = match (presentation.verdict, judgement.verdict) {
            (Verdict::Reject, _) | (_, Verdict::Reject) => Verdict::Reject,
            (Verdict::Undetermined, _) | (_, Verdict::Undetermined) => Verdict::Undetermined,
            (Verdict::Accept, Verdict::Accept) => Verdict::Accept,
        };
        let attempt = judgement
            .verification
            .as_ref()
            .and_then(|verification| verification.attempts.first());
        let mut path = attempt
            .map(|attempt| self.path(attempt, judgement, presentation))
            .unwrap_or_default();
        let mut missing = None;
        if path.is_empty() {
            path = self.known_path(judgement, presentation);
            if presentation.chain.is_empty() {
                missing = presentation.remark.as_ref().map(words);
            }
        }
        let top = attempt
            .filter(|attempt| !attempt.anchored)
            .and_then(|attempt| attempt.path.last())
            .map(|last| {
                let place = judgement
                    .anchors_label
                    .as_deref()
                    .unwrap_or("the trusted CAs");
                format!("{}: not in {place}", last.issuer.short())
            });
        Direction {
            title,
            verdict,
            code: findings
                .iter()
                .find(|finding| finding.severity == Severity::Error)
                .map(|finding| finding.problem.code()),
            not_reached: false,
            skipped: judgement.skipped.as_ref().map(words),
            path,
            top,
            missing,
            faults: findings.iter().map(|finding| self.fault(finding)).collect(),
            checks: attempt.map(checks).unwrap_or_default(),
            known: judgement.known.iter().map(words).collect(),
            unknown: judgement.unknown.iter().map(open_words).collect(),
            becomes: None,
        }
    }

    /// The attempt's path, anchor first, each certificate at the place where this side has it.
    fn path(
        &self,
        attempt: &Attempt,
        judgement: &Judgement,
        presentation: &Presentation,
    ) -> Vec<CertificateRow> {
        let here = || judgement.anchors.iter().chain(&presentation.chain);
        let row = |certificate: &CertificateRef| {
            let place = here()
                .find(|placed| placed.certificate.fingerprint == certificate.fingerprint)
                .map(|placed| &placed.location)
                .or_else(|| {
                    self.connection
                        .inventory
                        .locations(certificate.fingerprint)
                        .first()
                });
            let mut row = CertificateRow::new(certificate, place, self.at);
            let failed = attempt
                .failures()
                .any(|(step, _)| step.certificate == certificate.fingerprint);
            row.mark = Some(if failed { Mark::Failed } else { Mark::Passed });
            row
        };
        attempt.path.iter().rev().map(row).collect()
    }

    /// What is known of a path that could not be verified: the anchors of a single-CA bundle, the leaf.
    fn known_path(
        &self,
        judgement: &Judgement,
        presentation: &Presentation,
    ) -> Vec<CertificateRow> {
        let row = |placed: &Placed, mark| {
            let mut row = CertificateRow::new(&placed.certificate, Some(&placed.location), self.at);
            row.mark = mark;
            row
        };
        let mut rows = Vec::new();
        if presentation.chain.is_empty() {
            rows.extend(
                judgement
                    .anchors
                    .iter()
                    .take(4)
                    .map(|anchor| row(anchor, None)),
            );
        }
        if let Some(hint) = &judgement.hint {
            let place = self
                .connection
                .inventory
                .locations(hint.fingerprint)
                .first();
            rows.push(CertificateRow::new(hint, place, self.at));
        }
        if let Some(leaf) = presentation.chain.first() {
            let valid = leaf.certificate.is_valid_at(self.at);
            rows.push(row(
                leaf,
                Some(if valid { Mark::Passed } else { Mark::Failed }),
            ));
        }
        rows
    }
}

fn becomes(identity: &Identity) -> String {
    let groups: Vec<_> = identity
        .groups
        .iter()
        .map(|group| format!("\"{group}\""))
        .collect();
    let uid = identity
        .uid
        .as_ref()
        .map(|uid| format!(", uid \"{uid}\""))
        .unwrap_or_default();
    format!(
        "becomes user \"{}\", groups [{}]{uid}",
        identity.user,
        groups.join(", ")
    )
}
