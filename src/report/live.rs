//! What a live server showed, in words.

use crate::connection::{Answers, Attempt, Observation};
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

/// What the server answered to the credentials, and what that means.
pub fn login(observed: &Observation) -> Lines {
    match &observed.login {
        None => vec![("sent", "no credentials".to_owned())],
        Some(Attempt::NotMade(reason)) => vec![("sent", format!("no credentials: {reason}"))],
        Some(Attempt::Broken(fault)) => vec![("sent", format!("credentials, and then: {fault}"))],
        Some(Attempt::Answered(answers)) => answered(answers),
    }
}

fn answered(answers: &Answers) -> Lines {
    let mut lines = vec![("sent", answers.sent.to_owned())];
    for (request, status, says) in &answers.requests {
        let says = if says.is_empty() {
            String::new()
        } else {
            format!("  {says}")
        };
        lines.push(("", format!("{request}  {status}{says}")));
    }
    match (&answers.identity, &answers.predicted) {
        (Some(seen), predicted) => {
            let groups = if seen.groups.is_empty() {
                String::new()
            } else {
                format!(", groups {}", seen.groups.join(", "))
            };
            lines.push(("sees", format!("user {}{groups}", seen.user)));
            if let Some(predicted) = predicted
                && predicted.user == seen.user
            {
                lines.push(("", "as the client certificate names him".to_owned()));
            }
        }
        (None, _) if answers.unauthorized() => {
            lines.push((
                "sees",
                "nobody: it does not accept what was sent".to_owned(),
            ));
        }
        (None, _) => {
            lines.push((
                "sees",
                "not told: the server has no SelfSubjectReview".to_owned(),
            ));
        }
    }
    lines
}
