//! What a live server showed, in this and other schemas.

use serde_json::{Value, json};

use crate::connection::{Attempt, Observation};

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
        "curl": observed.curl.as_ref().map(|command| command.join(" ")),
        "credentials": observed.login.as_ref().map(login),
    })
}

fn login(attempt: &Attempt) -> Value {
    match attempt {
        Attempt::NotMade(reason) => json!({ "sent": null, "reason": reason }),
        Attempt::Broken(fault) => json!({ "sent": true, "reason": fault.to_string() }),
        Attempt::Answered(answers) => {
            let requests: Vec<_> = answers
                .requests
                .iter()
                .map(|(request, status, says)| {
                    json!({ "request": request, "status": status, "says": says })
                })
                .collect();
            json!({
                "sent": answers.sent,
                "requests": requests,
                "user": answers.identity.as_ref().map(|identity| &identity.user),
                "groups": answers.identity.as_ref().map(|identity| &identity.groups),
            })
        }
    }
}
