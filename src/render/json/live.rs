//! What a live server showed, in this and other schemas.

use serde_json::{Value, json};

use super::network::network;
use crate::connection::{Attempt, Body, Observation, Reply};

/// The handshake, and what became of the credentials.
pub(super) fn live(observed: &Observation) -> Value {
    let request = observed.request.as_ref().map(|request| {
        json!({
            "authorities": request.authorities.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "unreadable_authorities": request.unreadable,
            "signature_schemes": request.schemes,
        })
    });
    json!({
        "endpoint": observed.endpoint,
        "proxy": observed.proxy,
        "address": observed.address,
        "tls_version": observed.version,
        "alpn": observed.alpn,
        "certificate_request": request,
        "turned_away": observed.turned_away.as_ref().map(network),
        "curl": observed.curl.as_ref().map(|command| command.join(" ")),
        "credentials": observed.login.as_ref().map(login),
    })
}

fn login(attempt: &Attempt) -> Value {
    match attempt {
        Attempt::NotMade(reason) => json!({ "sent": null, "reason": reason }),
        Attempt::Broken { fault, presented } => {
            json!({
                "sent": true,
                "presented": presented,
                "reason": fault.to_string(),
                "fault": network(fault),
            })
        }
        Attempt::Answered(answers) => {
            let requests: Vec<_> = answers.replies.iter().map(reply).collect();
            json!({
                "sent": answers.sent.name(),
                "presented": answers.sent.certificate,
                "requests": requests,
                "user": answers.identity.as_ref().map(|identity| &identity.user),
                "groups": answers.identity.as_ref().map(|identity| &identity.groups),
            })
        }
    }
}

fn reply(reply: &Reply) -> Value {
    let title = match &reply.body {
        Body::Page { title, .. } => title.as_deref(),
        _ => None,
    };
    json!({
        "request": reply.request,
        "status": reply.status,
        "says": reply.body.says(),
        "title": title,
        "server": reply.server,
        "location": reply.location,
    })
}
