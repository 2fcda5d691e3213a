//! What a live server showed, in words.

use crate::connection::{Answers, Attempt, Observation, Reply};
use crate::finding::NetworkFault;
use crate::x509::DistinguishedName;

/// Names of client CAs that are shown.
const SHOWN: usize = 10;

/// A label and its text, one line each.
pub type Lines = Vec<(&'static str, String)>;

/// What one handshake showed.
pub fn lines(observed: &Observation) -> Lines {
    let mut lines = Vec::new();
    let mut called = observed.endpoint.clone();
    if let Some(proxy) = &observed.proxy {
        called.push_str(&format!(", through {proxy}"));
    } else if let Some(address) = observed.address.as_ref().filter(|found| **found != called) {
        called.push_str(&format!(", at {address}"));
    }
    if let Some(version) = observed.version {
        called.push_str(&format!(", {version}"));
    }
    if let Some(alpn) = &observed.alpn {
        called.push_str(&format!(", {alpn}"));
    }
    lines.push(("called", called));
    if !observed.is_answered() {
        return lines;
    }
    if let Some(fault) = &observed.turned_away {
        lines.push(("ends", turned_away(fault)));
    }
    let asks = match &observed.request {
        None => "for no client certificate".to_owned(),
        Some(request) if request.authorities.is_empty() && request.unreadable == 0 => {
            "for a client certificate, and names no CA".to_owned()
        }
        Some(request) => {
            let names: Vec<_> = request
                .authorities
                .iter()
                .map(DistinguishedName::short)
                .collect();
            let mut text = format!(
                "for a client certificate of {}",
                names.get(..SHOWN).unwrap_or(&names).join(", ")
            );
            let more = names.len().saturating_sub(SHOWN) + request.unreadable;
            if more > 0 {
                text.push_str(&format!(" and {more} more"));
            }
            text
        }
    };
    lines.push(("asks", asks));
    lines
}

/// What becomes of a client that shows no certificate, as this one did.
fn turned_away(fault: &NetworkFault) -> String {
    match fault.alert() {
        Some(alert) => format!("the connection of whoever shows no certificate: alert \"{alert}\""),
        None => "the connection of whoever shows no certificate, without a word".to_owned(),
    }
}

/// What the server answered to the credentials, and what that means.
pub fn login(observed: &Observation) -> Lines {
    match &observed.login {
        None => vec![("sent", "no credentials".to_owned())],
        Some(Attempt::NotMade(reason)) => vec![("sent", format!("no credentials: {reason}"))],
        Some(Attempt::Broken { fault, presented }) => {
            let sent = if *presented {
                "the client certificate"
            } else {
                "no credentials"
            };
            vec![("sent", format!("{sent}, and then: {fault}"))]
        }
        Some(Attempt::Answered(answers)) => answered(answers),
    }
}

fn answered(answers: &Answers) -> Lines {
    let mut lines = vec![("sent", answers.sent.name().to_owned())];
    for reply in &answers.replies {
        let Reply {
            request, status, ..
        } = reply;
        let mut says = reply.body.says();
        if let Some(location) = &reply.location {
            says = format!("to {location}");
        }
        let server = reply.server.as_ref();
        let server = server.map_or_else(String::new, |server| format!("  [{server}]"));
        let gap = if says.is_empty() { "" } else { "  " };
        lines.push(("", format!("{request}  {status}{gap}{says}{server}")));
    }
    lines.extend(sees(answers));
    lines
}

/// Whom the server sees.
fn sees(answers: &Answers) -> Lines {
    if let Some(seen) = &answers.identity {
        let groups = if seen.groups.is_empty() {
            String::new()
        } else {
            format!(", groups {}", seen.groups.join(", "))
        };
        let mut lines = vec![("sees", format!("user {}{groups}", seen.user))];
        let named = answers.predicted.as_ref();
        if named.is_some_and(|named| named.user == seen.user) {
            lines.push(("", "as the client certificate names him".to_owned()));
        }
        return lines;
    }
    let text = if answers.unauthorized() {
        "nobody: it does not accept what was sent"
    } else if answers
        .replies
        .iter()
        .any(|reply| reply.body.is_kubernetes())
    {
        "not told: the server has no SelfSubjectReview"
    } else {
        "not told: what answers is no API server, or does not let the request through to it"
    };
    vec![("sees", text.to_owned())]
}
