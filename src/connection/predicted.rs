//! What kubectl and kube-apiserver print (kubectl `pkg/cmd/util/helpers.go`, apiserver `filters/authentication.go`).

use super::client::Refusal;
use crate::golang::go_quote;

/// The messages that people will see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Predicted {
    /// kubectl's exit code; none where it cannot be known.
    pub exit: Option<u8>,
    /// Standard error of `kubectl get pods`, last lines; empty on success.
    pub kubectl: Option<String>,
    /// Standard error of `kubectl get --raw /api`.
    pub kubectl_raw: Option<String>,
    /// What kube-apiserver logs.
    pub apiserver_log: Option<String>,
    /// The HTTP status, where it comes to one.
    pub http_status: Option<u16>,
    /// The error that the client's TLS ends with, where it does (Go's `crypto/tls`).
    pub client_error: Option<String>,
}

impl Predicted {
    /// Nothing can be told.
    pub const fn unknown() -> Self {
        Self {
            exit: None,
            kubectl: None,
            kubectl_raw: None,
            apiserver_log: None,
            http_status: None,
            client_error: None,
        }
    }

    /// The request is answered.
    pub fn success() -> Self {
        Self {
            exit: Some(0),
            kubectl: Some(String::new()),
            kubectl_raw: Some(String::new()),
            apiserver_log: None,
            http_status: Some(200),
            client_error: None,
        }
    }

    /// kubectl refuses its own configuration.
    pub fn refused(refusal: &Refusal) -> Self {
        Self {
            // Without its words it is only certgraph that gives up.
            exit: (refusal.get_pods.is_some() || refusal.get_raw.is_some()).then_some(1),
            kubectl: refusal.get_pods.clone(),
            kubectl_raw: refusal.get_raw.clone(),
            apiserver_log: None,
            http_status: None,
            client_error: None,
        }
    }

    /// kubectl prints the same for every command.
    pub fn failed(message: String) -> Self {
        Self {
            exit: Some(1),
            kubectl: Some(message.clone()),
            kubectl_raw: Some(message),
            apiserver_log: None,
            http_status: None,
            client_error: None,
        }
    }

    /// The connection breaks with an error of crypto/tls on the client's side; `log` is what the server notes of it.
    pub fn tls(error: &str, log: &str) -> Self {
        Self {
            apiserver_log: Some(format!("http: TLS handshake error from CLIENT:PORT: {log}")),
            client_error: Some(error.to_owned()),
            ..Self::failed(format!("Unable to connect to the server: {error}"))
        }
    }

    /// Nothing listens, since the server did not start.
    /// Nothing is known of its log where the cause is in the files of another connection.
    pub fn not_started(host_port: &str, log: Option<&str>) -> Self {
        Self {
            apiserver_log: log.map(str::to_owned),
            ..Self::failed(format!(
                "The connection to the server {host_port} was refused - did you specify the right host or port?"
            ))
        }
    }

    /// Plain HTTP to a TLS port.
    pub fn http_to_https() -> Self {
        Self {
            http_status: Some(400),
            ..Self {
                apiserver_log: Some(
                    "http: TLS handshake error from CLIENT:PORT: client sent an HTTP request to an HTTPS server".to_owned(),
                ),
                ..Self::failed(
                    "Error from server (BadRequest): the server rejected our request for an unknown reason".to_owned(),
                )
            }
        }
    }

    /// 401: no authenticator took the credentials; `errors` are the authenticators', in their order.
    pub fn unauthorized(errors: &[String]) -> Self {
        Self {
            http_status: Some(401),
            apiserver_log: aggregate(errors)
                .map(|text| format!("\"Unable to authenticate the request\" err={}", go_quote(text.as_bytes()))),
            kubectl_raw: Some("error: You must be logged in to the server (Unauthorized)".to_owned()),
            ..Self::failed(
                "error: You must be logged in to the server (the server has asked for the client to provide credentials)"
                    .to_owned(),
            )
        }
    }

    /// 403: the client is taken for `system:anonymous`.
    pub fn anonymous() -> Self {
        Self {
            http_status: Some(403),
            kubectl_raw: Some(
                "Error from server (Forbidden): forbidden: User \"system:anonymous\" cannot get path \"/api\"".to_owned(),
            ),
            ..Self::failed("Error from server (Forbidden): unknown".to_owned())
        }
    }

    /// The same where neither kubectl nor, for `logged` false, kube-apiserver's own request log is involved.
    #[must_use]
    pub(crate) fn between_components(self, logged: bool) -> Self {
        Self {
            exit: None,
            kubectl: None,
            kubectl_raw: None,
            apiserver_log: self.apiserver_log.filter(|_| logged),
            ..self
        }
    }
}

/// Several errors in one, as apimachinery `util/errors` prints an aggregate: equal ones once, brackets around several.
pub(crate) fn aggregate(errors: &[String]) -> Option<String> {
    let mut distinct: Vec<&str> = Vec::new();
    for error in errors {
        if !distinct.contains(&error.as_str()) {
            distinct.push(error);
        }
    }
    match distinct.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        several => Some(format!("[{}]", several.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_aggregate_as_apimachinery_does() {
        let errors = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(aggregate(&[]), None);
        assert_eq!(aggregate(&errors(&["a", "a"])).as_deref(), Some("a"));
        assert_eq!(aggregate(&errors(&["a", "b"])).as_deref(), Some("[a, b]"));
    }

    #[test]
    fn an_unauthorized_request_is_logged_quoted() {
        let predicted = Predicted::unauthorized(&["x \"y\"".to_owned()]);
        assert_eq!(
            predicted.apiserver_log.as_deref(),
            Some(r#""Unable to authenticate the request" err="x \"y\"""#)
        );
        assert_eq!(predicted.http_status, Some(401));
    }
}
