//! The credentials on a live server: what is sent, and whom the server sees.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::credentials::Credentials;
use super::curl::curl;
use crate::connection::{Answers, Attempt, Client, Identity};
use crate::source::endpoint::{
    self, Accept, Answer, Login, LoginError, Proxy, Request, Route, Target,
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
    let sent = match (&credentials.certificate, &credentials.token) {
        (Some(_), Some(_)) => "the client certificate and the token",
        (Some(_), None) => "the client certificate",
        (None, Some(_)) => "the token",
        (None, None) => {
            return Attempt::NotMade(
                "the user has no client certificate that can be presented; a token is sent with --send-token"
                    .to_owned(),
            );
        }
    };
    let login = Login {
        certificate: credentials.certificate.as_ref(),
        token: credentials.token.as_ref(),
        accept: Arc::clone(accept),
    };
    let route = Route {
        proxy,
        accept,
        timeout,
    };
    let requests = requests(prefix);
    match endpoint::log_in(target, &route, &login, &requests) {
        Ok(answers) => Attempt::Answered(answered(sent, &requests, &answers, credentials)),
        Err(LoginError::Refused(go)) => {
            Attempt::NotMade(format!("kubectl does not accept the server: {go}"))
        }
        Err(LoginError::Key(why)) => Attempt::NotMade(why),
        Err(LoginError::Answer(why)) => Attempt::NotMade(format!("they led to nothing: {why}")),
        Err(LoginError::Network(fault)) => Attempt::Broken(fault),
    }
}

fn answered(
    sent: &'static str,
    requests: &[Request],
    answers: &[Answer],
    credentials: &Credentials,
) -> Answers {
    let mut found = Answers {
        sent,
        requests: Vec::new(),
        identity: None,
        predicted: credentials.certificate.as_ref().and_then(|pair| {
            let leaf = Certificate::parse(pair.chain.first()?).ok()?;
            Identity::from_certificate(&leaf).ok().flatten()
        }),
    };
    for (request, answer) in requests.iter().zip(answers) {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let text = |field: &str| body.get(field)?.as_str().map(str::to_owned);
        if let Some(identity) = reviewed(&body) {
            found.identity = Some(identity);
        } else if answer.status == 403 && found.identity.is_none() {
            found.identity = text("message").as_deref().and_then(forbidden);
        }
        let says = text("gitVersion")
            .or_else(|| text("message"))
            .unwrap_or_default();
        let says: String = says.chars().take(200).collect();
        let what = format!("{} {}", request.method, request.path);
        found.requests.push((what, answer.status, says));
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
