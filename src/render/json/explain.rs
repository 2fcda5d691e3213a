//! `certgraph.explain/v1`.

use super::clients::ClientVerdictV1;
use super::predicted::{PredictedV1, predicted};
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::evidence::evidence;
use super::fix::{FixV1, PlanStepV1, fix, plan_step};
use super::verdict::verdict;
use crate::connection::{Identity, Judgement, Presentation};
use crate::finding::{Finding, Step};
use crate::ground::location::Location;
use crate::inventory::{Entry, Inventory};
use crate::report::explain::{ConnectionReport, Explanation, words};
use crate::verify::{Attempt, Check, CheckOutcome};

/// The document, pretty-printed and ended with a newline.
pub fn explain(explanation: &Explanation) -> String {
    super::pretty(&Document {
        schema: "certgraph.explain/v1",
        at: explanation.at.to_string(),
        connections: explanation.connections.iter().map(connection).collect(),
        certificates: certificates(&explanation.inventory),
        findings: explanation.findings.iter().map(finding).collect(),
        fix: explanation.fix.as_ref().map(|plan| NodeFixV1 {
            mends: plan.plan.iter().map(plan_step).collect(),
            accepted_after: plan.accepted,
            connections: plan.connections,
        }),
    })
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    at: String,
    connections: Vec<ConnectionV1>,
    certificates: BTreeMap<String, CertificateV1>,
    findings: Vec<FindingV1>,
    fix: Option<NodeFixV1>,
}

#[derive(Serialize)]
struct ConnectionV1 {
    name: String,
    client: ClientV1,
    server: ServerV1,
    live: Option<Value>,
    verdict: &'static str,
    authentication: &'static str,
    identity: Option<IdentityV1>,
    headline: Option<HeadlineV1>,
    steps: Vec<StepV1>,
    findings: Vec<FindingV1>,
    fix: Option<FixPlanV1>,
    predicted: PredictedV1,
    works_until: Option<WorksUntilV1>,
    remarks: Vec<String>,
    /// There only if `--client` asks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clients: Vec<ClientVerdictV1>,
}

#[derive(Serialize)]
struct ClientV1 {
    kind: &'static str,
    component: &'static str,
    file: String,
    context: Option<String>,
    user: Option<String>,
    cluster: Option<String>,
}

#[derive(Serialize)]
struct ServerV1 {
    component: &'static str,
    url: Option<String>,
    server_name: Option<String>,
}

#[derive(Serialize)]
struct IdentityV1 {
    user: String,
    groups: Vec<String>,
    uid: Option<String>,
    credential_id: Option<String>,
}

#[derive(Serialize)]
struct HeadlineV1 {
    code: &'static str,
    message: String,
}

#[derive(Serialize)]
struct StepV1 {
    step: &'static str,
    verdict: &'static str,
    remark: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificates: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_matches: Option<Option<bool>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<Vec<AttemptV1>>,
}

/// An attempt, in this and other schemas.
#[derive(Serialize)]
pub(super) struct AttemptV1 {
    path: Vec<String>,
    anchored: bool,
    checks: Vec<CheckV1>,
}

#[derive(Serialize)]
struct CheckV1 {
    check: &'static str,
    certificate: String,
    outcome: &'static str,
    evidence: Value,
}

/// A finding, in this and other schemas.
#[derive(Serialize)]
pub(super) struct FindingV1 {
    pub(super) code: &'static str,
    pub(super) severity: &'static str,
    pub(super) step: Option<&'static str>,
    pub(super) message: String,
    pub(super) behind: bool,
    pub(super) locations: Vec<LocationV1>,
    pub(super) certificate: Option<String>,
    pub(super) evidence: Value,
    pub(super) mends: Vec<FixV1>,
}

/// Fixes that lead to a connection together.
#[derive(Serialize)]
struct FixPlanV1 {
    mends: Vec<FixV1>,
    verdict_after: &'static str,
}

/// Fixes that lead to the connections of a control plane together.
#[derive(Serialize)]
struct NodeFixV1 {
    mends: Vec<PlanStepV1>,
    accepted_after: usize,
    connections: usize,
}

/// A place, in this and other schemas.
#[derive(Serialize)]
pub(super) struct LocationV1 {
    file: Arc<str>,
    field: Option<Arc<str>>,
    block: Option<u32>,
    line: Option<u32>,
}

#[derive(Serialize)]
struct WorksUntilV1 {
    time: String,
    certificate: String,
}

/// A certificate, in this and other schemas.
#[derive(Serialize)]
pub(super) struct CertificateV1 {
    subject: String,
    issuer: String,
    serial: String,
    not_before: String,
    not_after: String,
    locations: Vec<LocationV1>,
}

fn connection(report: &ConnectionReport) -> ConnectionV1 {
    let [server_presents, client_presents] = &report.presentations;
    let [client_verifies, server_verifies] = &report.judgements;
    ConnectionV1 {
        name: report.name.clone(),
        client: ClientV1 {
            kind: report.client_kind.as_str(),
            component: report.client_component,
            file: report.file.clone(),
            context: report.context.clone(),
            user: report.user.clone(),
            cluster: report.cluster.clone(),
        },
        server: ServerV1 {
            component: report.server_component,
            url: Some(report.url.clone()).filter(|url| !url.is_empty()),
            server_name: report.server_name.clone(),
        },
        live: report.live.as_ref().map(super::live::live),
        verdict: verdict(report.verdict),
        authentication: report.authentication.as_str(),
        identity: report.identity.as_ref().map(identity),
        headline: report.cause.as_ref().map(|cause| HeadlineV1 {
            code: cause.code.slug(),
            message: cause.message.clone(),
        }),
        steps: vec![
            presents(Step::ServerPresents, server_presents),
            verifies(Step::ClientVerifies, client_verifies),
            presents(Step::ClientPresents, client_presents),
            verifies(Step::ServerVerifies, server_verifies),
        ],
        findings: report
            .findings
            .iter()
            .enumerate()
            .map(|(index, found)| FindingV1 {
                mends: report.advice.for_finding(index).iter().map(fix).collect(),
                ..finding(found)
            })
            .collect(),
        fix: report.advice.plan.as_ref().map(|plan| FixPlanV1 {
            mends: plan.fixes.iter().map(fix).collect(),
            verdict_after: verdict(plan.verdict_after),
        }),
        predicted: predicted(&report.predicted),
        works_until: report.works_until.as_ref().map(|(time, row)| WorksUntilV1 {
            time: time.to_string(),
            certificate: row.fingerprint.to_string(),
        }),
        remarks: report.remarks.clone(),
        clients: report.clients.iter().map(ClientVerdictV1::from).collect(),
    }
}

fn identity(identity: &Identity) -> IdentityV1 {
    IdentityV1 {
        user: identity.user.clone(),
        groups: identity.groups.clone(),
        uid: identity.uid.clone(),
        credential_id: identity.credential_id.clone(),
    }
}

fn presents(step: Step, presentation: &Presentation) -> StepV1 {
    StepV1 {
        step: step.as_str(),
        verdict: verdict(presentation.verdict),
        remark: presentation.remark.as_ref().map(words),
        certificates: Some(
            presentation
                .chain
                .iter()
                .map(|placed| placed.certificate.fingerprint.to_string())
                .collect(),
        ),
        key_matches: Some(presentation.key_matches),
        attempts: None,
    }
}

fn verifies(step: Step, judgement: &Judgement) -> StepV1 {
    let attempts = judgement
        .verification
        .iter()
        .flat_map(|verification| &verification.attempts);
    StepV1 {
        step: step.as_str(),
        verdict: verdict(judgement.verdict),
        remark: judgement.skipped.as_ref().map(words),
        certificates: None,
        key_matches: None,
        attempts: Some(attempts.map(attempt).collect()),
    }
}

/// An attempt with every check.
pub(super) fn attempt(attempt: &Attempt) -> AttemptV1 {
    AttemptV1 {
        path: attempt
            .path
            .iter()
            .map(|certificate| certificate.fingerprint.to_string())
            .collect(),
        anchored: attempt.anchored,
        checks: attempt
            .steps
            .iter()
            .map(|step| {
                let (outcome, evidence) = outcome(&step.outcome);
                CheckV1 {
                    check: check(step.check),
                    certificate: step.certificate.to_string(),
                    outcome,
                    evidence,
                }
            })
            .collect(),
    }
}

/// The stable name of a check.
pub(super) const fn check(check: Check) -> &'static str {
    match check {
        Check::Trust => "trust",
        Check::Signature => "signature",
        Check::Authority => "authority",
        Check::Validity => "validity",
        Check::PathLength => "path-length",
        Check::CriticalExtensions => "critical-extensions",
        Check::Policies => "policies",
        Check::Purpose => "purpose",
        Check::NameConstraints => "name-constraints",
        Check::DistrustedKeys => "distrusted-keys",
        Check::ServerName => "server-name",
        Check::KeyType => "key-type",
    }
}

fn outcome(outcome: &CheckOutcome) -> (&'static str, Value) {
    let reason = |text: &str| serde_json::json!({ "reason": text });
    match outcome {
        CheckOutcome::Passed => ("passed", serde_json::json!({})),
        CheckOutcome::Failed(problem) => {
            let mut facts = serde_json::Map::new();
            facts.insert("code".to_owned(), problem.code().slug().into());
            if let Value::Object(more) = evidence(problem) {
                facts.extend(more);
            }
            ("failed", Value::Object(facts))
        }
        CheckOutcome::NotApplicable(why) => ("not-applicable", reason(why)),
        CheckOutcome::Undetermined(why) => ("undetermined", reason(why)),
    }
}

/// A finding as JSON.
pub(super) fn finding(finding: &Finding) -> FindingV1 {
    FindingV1 {
        code: finding.problem.code().slug(),
        severity: finding.severity.as_str(),
        step: finding.step.map(Step::as_str),
        message: finding.problem.to_string(),
        behind: finding.behind,
        locations: finding.locations.iter().map(location).collect(),
        certificate: finding.fingerprint().map(|known| known.to_string()),
        evidence: evidence(&finding.problem),
        mends: Vec::new(),
    }
}

/// A place as JSON.
pub(super) fn location(location: &Location) -> LocationV1 {
    LocationV1 {
        file: location.file.clone(),
        field: location.field.clone(),
        block: location.block,
        line: location.line,
    }
}

/// Certificates by fingerprint, in this and other schemas.
pub(super) fn certificates(inventory: &Inventory) -> BTreeMap<String, CertificateV1> {
    inventory
        .iter()
        .map(|(fingerprint, entry)| (fingerprint.to_string(), certificate(entry)))
        .collect()
}

fn certificate(entry: &Entry) -> CertificateV1 {
    let certificate = &entry.certificate;
    CertificateV1 {
        subject: certificate.subject.to_string(),
        issuer: certificate.issuer.to_string(),
        serial: certificate.serial_decimal(),
        not_before: certificate.not_before.at.to_string(),
        not_after: certificate.not_after.at.to_string(),
        locations: entry.locations.iter().map(location).collect(),
    }
}
