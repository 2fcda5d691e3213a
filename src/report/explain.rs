//! What `explain` has to say of one connection.

use std::net::IpAddr;

use super::certificate::{CertificateRow, Mark};
use crate::finding::{Code, Finding, Problem, Purpose, Severity, Step};
use crate::handshake::{
    Authentication, Connection, Identity, Judgement, Predicted, Presentation, Remark,
};
use crate::inventory::{Inventory, Placed};
use crate::location::Location;
use crate::time::Timestamp;
use crate::verify::{Attempt, Check, CheckOutcome, Verdict};
use crate::x509::{CertificateRef, Fingerprint};

/// All that `explain` says.
pub struct Explanation {
    /// The instant that the verdicts are for.
    pub at: Timestamp,
    /// One entry a connection, in the order asked for.
    pub connections: Vec<ConnectionReport>,
    /// Every certificate with its places.
    pub inventory: Inventory,
}

/// One connection.
pub struct ConnectionReport {
    /// Its name.
    pub name: String,
    /// Over all steps.
    pub verdict: Verdict,
    /// The first line, without its mark and the connection's name.
    pub headline: String,
    /// The finding that explains, if there is one.
    pub cause: Option<Cause>,
    /// The client's program.
    pub client_component: &'static str,
    /// The kubeconfig.
    pub file: String,
    /// The context.
    pub context: Option<String>,
    /// The user entry.
    pub user: Option<String>,
    /// The cluster entry.
    pub cluster: Option<String>,
    /// The server's URL.
    pub url: String,
    /// What is checked against the SANs.
    pub server_name: Option<String>,
    /// Whether `tls-server-name` is set.
    pub server_name_is_set: bool,
    /// Where the serving certificate comes from.
    pub server_source: Option<String>,
    /// What authenticates the client.
    pub authentication: Authentication,
    /// Whom the server takes it for.
    pub identity: Option<Identity>,
    /// What is presented: the server's chain, the client's.
    pub presentations: [Presentation; 2],
    /// How it is judged: by the client, by the server.
    pub judgements: [Judgement; 2],
    /// kubectl checks the server; the server checks the client.
    pub directions: [Direction; 2],
    /// Root cause first.
    pub findings: Vec<Finding>,
    /// What people will see.
    pub predicted: Predicted,
    /// Until when it works.
    pub works_until: Option<(Timestamp, CertificateRow)>,
    /// Facts worth saying unasked.
    pub remarks: Vec<String>,
    /// What is missing, as commands.
    pub next: Vec<NextStep>,
}

/// The finding that explains.
pub struct Cause {
    /// Its code.
    pub code: Code,
    /// Its sentence.
    pub message: String,
}

/// A command that gets missing evidence.
pub struct NextStep {
    /// The command.
    pub command: Vec<String>,
    /// What it does, and what it sends.
    pub note: &'static str,
}

/// One side checks the other.
pub struct Direction {
    /// Who checks whom.
    pub title: String,
    /// What comes of it.
    pub verdict: Verdict,
    /// The code to show at the edge.
    pub code: Option<Code>,
    /// It holds, but the connection fails before it.
    pub not_reached: bool,
    /// Why nothing was checked.
    pub skipped: Option<String>,
    /// The path, anchor first.
    pub path: Vec<CertificateRow>,
    /// What stands in the place of the path's top where no anchor was found.
    pub top: Option<String>,
    /// What is missing at the path's end.
    pub missing: Option<String>,
    /// What is wrong, with its evidence.
    pub faults: Vec<Fault>,
    /// Every group of checks in Go's order, also those that hold.
    pub checks: Vec<CheckSummary>,
    /// What is known although the verdict is open.
    pub known: Vec<String>,
    /// What is not known.
    pub unknown: Vec<String>,
    /// Whom the server takes the client for.
    pub becomes: Option<String>,
}

/// One failed check with its evidence.
pub struct Fault {
    /// The certificate that it is about.
    pub certificate: Option<Fingerprint>,
    /// Its code.
    pub code: Code,
    /// Its sentence.
    pub message: String,
    /// Label, value and remark, in lines.
    pub evidence: Vec<(String, String, String)>,
    /// Two things side by side that should be equal.
    pub comparison: Option<Comparison>,
    /// It shows only once the others are mended.
    pub behind: bool,
    /// How much it matters.
    pub severity: Severity,
}

/// Fields of the trusted CA and of the one that is needed.
pub struct Comparison {
    /// Headings of the two columns.
    pub headings: [String; 2],
    /// Field name, left value, equal or not, right value.
    pub rows: Vec<(String, String, Option<bool>, String)>,
    /// What fails because of it.
    pub result: String,
}

/// A group of checks on one line.
pub struct CheckSummary {
    /// `trust`, `signature`, `dates`, `usage`, `name`, `key pair`.
    pub name: &'static str,
    /// How it stands.
    pub mark: Mark,
    /// What was asked for.
    pub detail: Option<String>,
}

impl ConnectionReport {
    /// The report of a connection at `at`.
    pub fn new(connection: &Connection, at: Timestamp, next: Vec<NextStep>) -> Self {
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
            client_component: connection.client.component,
            file: connection.client.file.clone(),
            context: connection.client.context.clone(),
            user: connection.client.user.clone(),
            cluster: connection.client.cluster.clone(),
            url: connection.server.url.clone(),
            server_name: connection.server.server_name.clone(),
            server_name_is_set: connection.server.server_name_is_set,
            server_source: connection.server.source.clone(),
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
            predicted: connection.predicted.clone(),
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
            next,
        }
    }
}

/// A connection seen at one instant.
struct View<'a> {
    connection: &'a Connection,
    at: Timestamp,
}

impl View<'_> {
    fn headline(&self) -> String {
        let connection = self.connection;
        let component = connection.client.component;
        let first = connection
            .findings
            .iter()
            .find(|finding| finding.severity == Severity::Error);
        match (connection.verdict, first) {
            (Verdict::Accept, _) => self.success(),
            (Verdict::Undetermined, _) => match connection.authentication {
                _ if connection.server_presents.verdict == Verdict::Undetermined => {
                    "nothing here fails, but the server's side is not known".to_owned()
                }
                Authentication::Exec | Authentication::AuthProvider => {
                    "nothing here fails; the credentials come from a plugin".to_owned()
                }
                Authentication::Token => {
                    "nothing here fails; the server has to know the token".to_owned()
                }
                _ => "nothing here fails, but evidence is missing".to_owned(),
            },
            (Verdict::Reject, None) => format!("{component} is refused"),
            (Verdict::Reject, Some(finding)) => {
                let problem = &finding.problem;
                let leaf = self.is_leaf(finding);
                match finding.step {
                    Some(Step::Configuration | Step::ClientPresents) | None => {
                        format!(
                            "{component} refuses its configuration: {}",
                            problem.headline(leaf)
                        )
                    }
                    Some(Step::ServerPresents) => {
                        format!("the API server does not start: {}", problem.headline(leaf))
                    }
                    Some(Step::ClientVerifies) => {
                        format!("{component} rejects the server: {}", problem.headline(leaf))
                    }
                    Some(Step::ServerVerifies) => {
                        format!("the server rejects the client: {}", problem.headline(leaf))
                    }
                }
            }
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
                let left = crate::time::Remaining::between(self.at, until.time).words();
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
                certificate.fingerprint == leaf.certificate.fingerprint
            }
            _ => true,
        }
    }

    fn server_direction(&self) -> Direction {
        let connection = self.connection;
        let mut direction = self.direction(
            format!("{} checks the server", connection.client.component),
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

    fn client_direction(&self) -> Direction {
        let connection = self.connection;
        let mut direction = self.direction(
            "the server checks the client".to_owned(),
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
                missing.clone_from(&presentation.remark);
            }
        }
        let top = attempt
            .filter(|attempt| !attempt.anchored)
            .and_then(|attempt| attempt.path.last())
            .map(|last| {
                let place = judgement
                    .anchors_label
                    .as_deref()
                    .unwrap_or("the trust anchors");
                format!("{}: not in {place}", issuer_name(&last.issuer))
            });
        Direction {
            title,
            verdict,
            code: findings
                .iter()
                .find(|finding| finding.severity == Severity::Error)
                .map(|finding| finding.problem.code()),
            not_reached: false,
            skipped: judgement.skipped.clone(),
            path,
            top,
            missing,
            faults: findings.iter().map(|finding| self.fault(finding)).collect(),
            checks: attempt.map(checks).unwrap_or_default(),
            known: judgement.known.clone(),
            unknown: judgement.unknown.clone(),
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

    fn fault(&self, finding: &Finding) -> Fault {
        Fault {
            certificate: finding
                .certificate
                .as_ref()
                .map(|certificate| certificate.fingerprint),
            code: finding.problem.code(),
            message: finding.problem.to_string(),
            evidence: self.evidence(finding),
            comparison: self.comparison(finding),
            behind: finding.behind,
            severity: finding.severity,
        }
    }

    fn evidence(&self, finding: &Finding) -> Vec<(String, String, String)> {
        let line = |label: &str, value: String, remark: String| (label.to_owned(), value, remark);
        let place = finding
            .locations
            .first()
            .map(Location::short)
            .unwrap_or_default();
        match &finding.problem {
            Problem::Expired { not_after, at } => vec![
                line("not after", not_after.at.human(), String::new()),
                line(
                    "now",
                    at.human(),
                    format!(
                        "later by {}",
                        crate::time::Remaining::between(not_after.at, *at).words()
                    ),
                ),
            ],
            Problem::NotYetValid { not_before, at } => vec![
                line("not before", not_before.at.human(), String::new()),
                line(
                    "now",
                    at.human(),
                    format!(
                        "earlier by {}",
                        crate::time::Remaining::between(*at, not_before.at).words()
                    ),
                ),
            ],
            Problem::NameMismatch {
                wanted, dns, ip, ..
            } => {
                let from = if self.connection.server.server_name_is_set {
                    "tls-server-name"
                } else {
                    "server"
                };
                let ips: Vec<_> = ip.iter().map(IpAddr::to_string).collect();
                vec![
                    line("asked for", wanted.clone(), format!("from {from}")),
                    line("IP SANs", names_or_none(&ips), String::new()),
                    line("DNS SANs", names_or_none(dns), String::new()),
                ]
            }
            Problem::UnknownIssuer {
                authority_key_id: Some(key),
                ..
            } => {
                vec![line(
                    "issuer's key",
                    key.short(),
                    format!("from the certificate's AKI, {place}"),
                )]
            }
            _ => Vec::new(),
        }
    }

    fn comparison(&self, finding: &Finding) -> Option<Comparison> {
        let Problem::IssuerKeyMismatch {
            candidate,
            candidate_fingerprint,
            wanted,
            found,
            go,
        } = &finding.problem
        else {
            return None;
        };
        let candidate_row = self.connection.inventory.get(*candidate_fingerprint)?;
        let child = finding.certificate.as_ref()?;
        let key = |id: &Option<crate::x509::KeyId>| {
            id.as_ref()
                .map_or_else(|| "no key id".to_owned(), |id| id.to_string())
        };
        let holder = match finding.step {
            Some(Step::ServerVerifies) => "trusted by the server",
            _ => "in the kubeconfig",
        };
        let equal = wanted.is_some() && wanted == found;
        let dates = format!(
            "{} to {}",
            candidate_row.certificate.not_before.at.date(),
            candidate_row.certificate.not_after.at.date()
        );
        Some(Comparison {
            headings: [
                holder.to_owned(),
                format!("issuer of {}", child.display_name()),
            ],
            rows: vec![
                (
                    "subject".to_owned(),
                    candidate.clone(),
                    Some(true),
                    child.issuer.to_string(),
                ),
                (
                    "key".to_owned(),
                    key(found),
                    (wanted.is_some() && found.is_some()).then_some(equal),
                    key(wanted),
                ),
                (
                    "valid".to_owned(),
                    dates,
                    None,
                    "unknown: that CA is in no file given".to_owned(),
                ),
            ],
            result: format!(
                "signature of {} does not verify: {go}",
                child.display_name()
            ),
        })
    }
}

fn names_or_none(names: &[String]) -> String {
    const SHOWN: usize = 10;
    if names.is_empty() {
        return "none".to_owned();
    }
    let shown = names.get(..SHOWN).unwrap_or(names).join(", ");
    if names.len() > SHOWN {
        format!("{shown} and {} more", names.len() - SHOWN)
    } else {
        shown
    }
}

fn issuer_name(name: &crate::x509::DistinguishedName) -> String {
    name.common_name()
        .map_or_else(|| name.to_string(), str::to_owned)
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

fn remark(remark: &Remark) -> String {
    match remark {
        Remark::OneCaForBoth { name } => {
            format!(
                "The cluster CA that kubectl trusts and the client CA that the server trusts are one certificate: {name}."
            )
        }
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
                "{name} is not self-signed: {issuer} issued it{absent}. It is a trust anchor all the same."
            )
        }
    }
}

/// Groups of checks, in Go's order, with the worst outcome of each.
fn checks(attempt: &Attempt) -> Vec<CheckSummary> {
    const GROUPS: [(&str, &[Check]); 6] = [
        (
            "trust",
            &[Check::Trust, Check::Authority, Check::DistrustedKeys],
        ),
        ("signature", &[Check::Signature]),
        ("dates", &[Check::Validity]),
        ("usage", &[Check::Purpose]),
        (
            "constraints",
            &[
                Check::PathLength,
                Check::NameConstraints,
                Check::Policies,
                Check::CriticalExtensions,
                Check::KeyType,
            ],
        ),
        ("name", &[Check::ServerName]),
    ];
    let mut summaries = Vec::new();
    for (name, group) in GROUPS {
        let outcomes: Vec<_> = attempt
            .steps
            .iter()
            .filter(|step| group.contains(&step.check))
            .map(|step| &step.outcome)
            .collect();
        let mark = if outcomes
            .iter()
            .any(|outcome| matches!(outcome, CheckOutcome::Failed(_)))
        {
            Mark::Failed
        } else if outcomes
            .iter()
            .any(|outcome| matches!(outcome, CheckOutcome::Undetermined(_)))
        {
            Mark::Unknown
        } else if outcomes
            .iter()
            .any(|outcome| matches!(outcome, CheckOutcome::Passed))
        {
            Mark::Passed
        } else {
            continue;
        };
        // Constraints are rare; where they hold, they need no place on the line.
        if name != "constraints" || mark == Mark::Failed {
            summaries.push(CheckSummary {
                name,
                mark,
                detail: None,
            });
        }
    }
    summaries
}
