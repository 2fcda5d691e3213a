//! That something ends TLS before kube-apiserver, by what it shows and answers.
//!
//! A load balancer that passes TLS through cannot be told from the API server itself, and need not be.

use super::ca_names::{Standing, standing};
use super::products::product;
use crate::connection::{Answers, Attempt, Body, Client, Credential, Observation, Server};
use crate::finding::{Finding, FrontEndSign, Problem, Severity, Step};
use crate::ground::location::Location;
use crate::verify::Verdict;
use crate::x509::Certificate;

/// The finding, where there is evidence. It is an error where it is what keeps the client out.
pub(crate) fn finding(client: &Client, server: &Server, accepts: Verdict) -> Option<Finding> {
    let live = server.observed()?;
    let signs = signs(client, server);
    if signs.is_empty() {
        return None;
    }
    let shown = signs.iter().any(|sign| {
        matches!(
            sign,
            FrontEndSign::DefaultCertificate(_) | FrontEndSign::Inspection(_)
        )
    });
    let nobody = answers(live).is_some_and(|answers| {
        let unsent = matches!(client.credential, Credential::Chain(_)) && !answers.sent.certificate;
        answers.is_anonymous() && (unsent || answers.sent.certificate)
            || answers.unauthorized() && unsent && client.token.is_none()
    });
    let refused = shown && accepts == Verdict::Reject;
    let step = if refused {
        Step::ServerPresents
    } else {
        Step::ServerVerifies
    };
    let place = vec![Location::file(live.endpoint.clone())];
    let mut finding = Finding::new(Problem::TlsTerminated { signs }, step, place);
    if !refused && !nobody {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// Whether there is evidence of a front end.
pub(crate) fn is_front_end(client: &Client, server: &Server) -> bool {
    !signs(client, server).is_empty()
}

/// The evidence, the strongest first; none where nothing of it says so by itself.
fn signs(client: &Client, server: &Server) -> Vec<FrontEndSign> {
    let Some(live) = server.observed().filter(|live| live.is_answered()) else {
        return Vec::new();
    };
    let leaf = server.serving.value().and_then(|pair| pair.chain.leaf());
    let leaf = leaf.map(|leaf| &*leaf.certificate);
    let mut signs: Vec<_> = leaf.and_then(product).into_iter().collect();
    signs.extend(anonymous(client, live));
    if live.request.is_some() && live.turned_away.is_some() {
        signs.push(FrontEndSign::DemandsCertificate);
    }
    if !live.speaks_h2() {
        signs.push(FrontEndSign::Protocol(live.alpn.clone()));
    }
    if let Some(answers) = answers(live) {
        signs.extend(of_answers(answers));
    }
    let asks_nobody = live.request.is_none();
    let others = leaf.and_then(other_names);
    // Not to be asked for a certificate is in itself an API server without client CAs.
    if asks_nobody && (others.is_some() || !signs.is_empty()) {
        signs.push(FrontEndSign::AsksNobody);
    }
    if !signs.is_empty() {
        signs.extend(others);
    }
    signs
}

fn answers(live: &Observation) -> Option<&Answers> {
    match &live.login {
        Some(Attempt::Answered(answers)) => Some(answers),
        Some(Attempt::NotMade(_) | Attempt::Broken { .. }) | None => None,
    }
}

/// kube-apiserver answers a certificate that it does not take with 401, and knows the user of one that it takes
/// (apiserver `request/x509/x509.go`).
fn anonymous(client: &Client, live: &Observation) -> Option<FrontEndSign> {
    let answers = answers(live)?;
    let Credential::Chain(chain) = &client.credential else {
        return None;
    };
    // One that asks for the front proxy's sake alone does not look at other certificates.
    let for_another = live.speaks_h2() && matches!(standing(chain, live), Standing::NotNamed);
    let shown = answers.sent.certificate && answers.is_anonymous();
    (shown && !for_another).then_some(FrontEndSign::Anonymous)
}

fn of_answers(answers: &Answers) -> Vec<FrontEndSign> {
    let mut signs = Vec::new();
    let replies = &answers.replies;
    if let Some(server) = replies.iter().find_map(|reply| reply.server.clone()) {
        signs.push(FrontEndSign::ServerHeader(server));
    }
    let page = replies.iter().find_map(|reply| match &reply.body {
        Body::Page { title, .. } => Some(title.clone()),
        _ => None,
    });
    signs.extend(page.map(FrontEndSign::Page));
    signs
}

/// What a certificate names, where that is not the API server's Service: kubeadm, k3s and the providers all put it in.
fn other_names(leaf: &Certificate) -> Option<FrontEndSign> {
    let names = leaf.subject_alt_name.as_ref()?;
    if names.dns.iter().any(|name| name.starts_with("kubernetes")) {
        return None;
    }
    let addresses = names.ip.iter().map(ToString::to_string);
    let all: Vec<_> = names.dns.iter().cloned().chain(addresses).take(3).collect();
    (!all.is_empty()).then(|| FrontEndSign::OtherNames(all.join(", ")))
}
