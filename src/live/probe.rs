//! A server by itself, without a kubeconfig.

use std::sync::Arc;
use std::time::Duration;

use super::observe::{chain, observation};
use crate::connection::{Bundle, Chain, Judgement, Observation};
use crate::finding::{Finding, Problem, Severity, Step};
use crate::ground::location::Location;
use crate::handshake::{VerificationContext, network_messages, receive};
use crate::inventory::Inventory;
use crate::source::endpoint::{Accept, Proxy, Route, Target, observe};
use crate::verify::{Policy, SignatureCache, Verdict};

/// What a server shows whom nobody has to trust.
#[derive(Clone, Debug)]
pub struct Probed {
    /// The handshake.
    pub observation: Observation,
    /// What came, in DER.
    pub certificates: Vec<Vec<u8>>,
    /// What came, read.
    pub chain: Chain,
    /// Against the anchors, where there are any.
    pub judgement: Option<Judgement>,
    /// Accept and reject where there are anchors; otherwise reject for what no anchor fixes.
    pub verdict: Verdict,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Calls `target` and looks at what it presents, by `policy` and against `anchors`.
pub fn probe(
    target: &Target,
    proxy: Option<&Proxy>,
    anchors: Option<&Bundle>,
    policy: &Policy,
    timeout: Duration,
) -> Probed {
    // No proxy of a user's choice is held to a cluster's CA.
    let accept: Arc<Accept<'static>> = Arc::new(|_: &[Vec<u8>]| Ok(()));
    let route = Route {
        proxy,
        accept: &accept,
        timeout,
        insist: false,
    };
    let observed = observe(target, &route);
    let observation = observation(target, proxy, timeout, &observed);
    let chain = chain(&observed.chain, &target.authority(), policy.release);
    let mut findings = Vec::new();
    let mut verdict = Verdict::Undetermined;
    if let Some(fault) = &observation.fault {
        let place = vec![Location::file(observation.endpoint.clone())];
        let mut finding =
            Finding::new(Problem::Network(fault.clone()), Step::ServerPresents, place);
        if network_messages::is_certain(fault) {
            verdict = Verdict::Reject;
        } else {
            finding.severity = Severity::Warning;
        }
        findings.push(finding);
    }
    let mut judgement = None;
    if !chain.certificates.is_empty() {
        let (judged, found) = judge(&chain, anchors, policy);
        if verdict == Verdict::Undetermined {
            verdict = judged.verdict;
        }
        judgement = Some(judged);
        findings.extend(found);
    }
    Probed {
        observation,
        certificates: observed.chain,
        chain,
        judgement,
        verdict,
        findings,
    }
}

fn judge(chain: &Chain, anchors: Option<&Bundle>, policy: &Policy) -> (Judgement, Vec<Finding>) {
    let nobody = || Bundle {
        label: "the trusted CAs".to_owned(),
        location: Location::file(""),
        anchors: Vec::new(),
    };
    let bundle = anchors.cloned().unwrap_or_else(nobody);
    let mut inventory = Inventory::new();
    chain
        .parsed()
        .chain(&bundle.anchors)
        .for_each(|placed| inventory.add(placed));
    let signatures = SignatureCache::default();
    let context = VerificationContext {
        policy,
        signatures: &signatures,
        inventory: &inventory,
    };
    let mut outcome = receive(chain, &bundle, context);
    let mut judgement = Judgement::undetermined();
    judgement.anchors.clone_from(&bundle.anchors);
    judgement.anchors_label = anchors.map(|bundle| bundle.label.clone());
    if anchors.is_none() {
        outcome = outcome.without_trust();
        if outcome
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
        {
            judgement.verdict = Verdict::Reject;
        }
        return (judgement, outcome.findings);
    }
    judgement.verdict = if outcome.accepted() {
        Verdict::Accept
    } else {
        Verdict::Reject
    };
    judgement.verification = outcome.verification().cloned();
    (judgement, outcome.findings)
}
