//! The credentials on a live server: what is sent, and whom the server sees.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::credentials::Credentials;
use super::curl::curl;
use super::reply::reply;
use crate::connection::{Answers, Attempt, Client, Identity, Sent};
use crate::source::endpoint::{
    self, Accept, Exchange, Login, LoginError, Proxy, Request, Route, Target,
};
use crate::x509::Certificate;

/// The requests: what every user may ask, and whom the server sees (Kubernetes 1.28 and later).
fn requests(prefix: &str) -> Vec<Request> {
    let get = |path: &str| Request {
        method: "GET",
        path: format!("{prefix}{path}"),
        body: None,
    };
    vec![
        get("/version"),
        get("/api"),
        Request {
            method: "POST",
            path: format!("{prefix}/apis/authentication.k8s.io/v1/selfsubjectreviews"),
            body: Some(r#"{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"#),
        },
    ]
}

/// Presents the credentials on a second connection, to a server that kubectl accepts; also, the same by curl.
pub fn log_in(
    client: &Client,
    target: &Target,
    prefix: &str,
    proxy: Option<&Proxy>,
    accept: &Arc<Accept<'static>>,
    timeout: Duration,
    credentials: &Credentials,
) -> (Attempt, Option<Vec<String>>) {
    let attempt = attempt(target, prefix, proxy, accept, timeout, credentials);
    let sent = credentials.certificate.is_some() || credentials.token.is_some();
    let curl = sent.then(|| curl(client, target, prefix, proxy, credentials));
    (attempt, curl.flatten())
}

fn attempt(
    target: &Target,
    prefix: &str,
    proxy: Option<&Proxy>,
    accept: &Arc<Accept<'static>>,
    timeout: Duration,
    credentials: &Credentials,
) -> Attempt {
    if credentials.certificate.is_none() && credentials.token.is_none() {
        return Attempt::NotMade(
            "the user has no client certificate that can be presented; a token is sent with --send-token"
                .to_owned(),
        );
    }
    let login = Login {
        certificate: credentials.certificate.as_ref(),
        token: credentials.token.as_ref(),
        accept: Arc::clone(accept),
    };
    let route = Route {
        proxy,
        accept,
        timeout,
        insist: false,
    };
    let requests = requests(prefix);
    match endpoint::log_in(target, &route, &login, &requests) {
        Ok(exchange) => Attempt::Answered(answered(&requests, &exchange, credentials)),
        Err(LoginError::Refused(go)) => {
            Attempt::NotMade(format!("kubectl does not accept the server: {go}"))
        }
        Err(LoginError::Key(why)) => Attempt::NotMade(why),
        Err(LoginError::Answer(why)) => Attempt::NotMade(format!("they led to nothing: {why}")),
        Err(LoginError::Network { fault, presented }) => Attempt::Broken { fault, presented },
    }
}

fn answered(requests: &[Request], exchange: &Exchange, credentials: &Credentials) -> Answers {
    let token = credentials.token.as_ref();
    let mut found = Answers {
        sent: Sent {
            certificate: exchange.presented,
            token: token.is_some(),
        },
        replies: Vec::new(),
        identity: None,
        predicted: credentials.certificate.as_ref().and_then(|pair| {
            let leaf = Certificate::parse(pair.chain.first()?).ok()?;
            Identity::from_certificate(&leaf).ok().flatten()
        }),
    };
    for (request, answer) in requests.iter().zip(&exchange.answers) {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if let Some(identity) = reviewed(&body) {
            found.identity = Some(identity);
        } else if answer.status == 403 && found.identity.is_none() {
            let message = body.get("message").and_then(Value::as_str);
            found.identity = message.and_then(forbidden);
        }
        found.replies.push(reply(request, answer, token));
    }
    found
}

/// The user in a `SelfSubjectReview`.
fn reviewed(body: &Value) -> Option<Identity> {
    let info = body.pointer("/status/userInfo")?;
    let texts = |path: &str| -> Vec<String> {
        info.pointer(path)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect()
    };
    Some(Identity {
        user: info.get("username")?.as_str()?.to_owned(),
        groups: texts("/groups"),
        uid: info
            .get("uid")
            .and_then(Value::as_str)
            .filter(|uid| !uid.is_empty())
            .map(str::to_owned),
        credential_id: texts("/extra/authentication.kubernetes.io~1credential-id")
            .into_iter()
            .next(),
    })
}

/// The user that a refusal names: `forbidden: User "bob" cannot get path "/api"`.
fn forbidden(message: &str) -> Option<Identity> {
    let (_, rest) = message.split_once("User \"")?;
    let (user, _) = rest.split_once("\" cannot ")?;
    Some(Identity {
        user: user.to_owned(),
        groups: Vec::new(),
        uid: None,
        credential_id: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whom_the_server_sees() {
        let review = serde_json::json!({ "status": { "userInfo": {
            "username": "alice", "groups": ["dev"],
            "extra": { "authentication.kubernetes.io/credential-id": ["X509SHA256=00"] } } } });
        let seen = reviewed(&review).unwrap();
        assert_eq!(
            (seen.user.as_str(), seen.groups.as_slice()),
            ("alice", &["dev".to_owned()][..])
        );
        assert_eq!(seen.credential_id.as_deref(), Some("X509SHA256=00"));
        let refused = forbidden(r#"forbidden: User "bob \"x\"" cannot get path "/api""#);
        assert_eq!(refused.unwrap().user, r#"bob \"x\""#);
        assert!(forbidden("no").is_none());
    }
}
