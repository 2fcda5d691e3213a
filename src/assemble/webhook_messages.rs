//! What kube-apiserver says of a webhook or an extension API server that it cannot reach.

use crate::connection::{Connection, Fact, Predicted, Role};
use crate::decode::objects::{Call, ClientConfig, Target};
use crate::finding::Code;
use crate::golang::go_quote;
use crate::verify::Verdict;

/// Says what is particular to such a connection, in kube-apiserver's words where they are known.
pub fn webhook_messages(config: &ClientConfig, connection: &mut Connection) {
    if config.role() == Role::WEBHOOK {
        connection.client_presents.remark = None;
        connection.server_verifies.skipped = Some(Fact::WebhookAsksNobody);
    } else if connection.client_presents.verdict == Verdict::Undetermined {
        connection.client_presents.remark = Some(Fact::ProxyCertificateNotGiven);
    }
    if connection.verdict != Verdict::Reject {
        return;
    }
    let predicted = &mut connection.predicted;
    // A caBundle that cannot be used ends every call before it is made.
    let unusable = connection.findings.iter().find_map(|finding| {
        let is_ours = finding.problem.code() == Code::NoUsableCa;
        is_ours.then(|| finding.problem.to_string())
    });
    let error = unusable.clone().or_else(|| predicted.client_error.clone());
    match &config.call {
        Call::Aggregation { path } => {
            // The availability check verifies nothing, so it notices only that it is not let in
            // (kube-aggregator remote_available_controller.go).
            if let Some(status) = predicted.http_status.filter(|status| *status != 200) {
                let url = format!("https://SERVICE-IP:{}{path}", port(&config.target));
                *predicted = Predicted {
                    http_status: Some(status),
                    client_error: Some(format!(
                        "FailedDiscoveryCheck: failing or missing response from {url}: bad status from {url}: {status}"
                    )),
                    ..Predicted::unknown()
                };
            } else if let Some(error) = error {
                let (status, text) = match unusable {
                    Some(_) => (500, error),
                    None => (503, format!("error trying to reach service: {error}")),
                };
                predicted.http_status = Some(status);
                predicted.client_error = Some(text);
            }
        }
        Call::Admission {
            webhook,
            timeout,
            fails_open,
        } => {
            let reason = match (&unusable, error) {
                (Some(text), _) => format!("could not get REST client: {text}"),
                (None, Some(error)) => {
                    let url = url_with_timeout(&config.target, *timeout);
                    format!(
                        "failed to call webhook: Post {}: {error}",
                        go_quote(url.as_bytes())
                    )
                }
                (None, None) => return,
            };
            let failing = if *fails_open { "open" } else { "closed" };
            // apiserver admission/plugin/webhook/validating/dispatcher.go.
            predicted.apiserver_log = Some(format!(
                "Failed calling webhook, failing {failing} {webhook}: failed calling webhook {}: {reason}",
                go_quote(webhook.as_bytes())
            ));
        }
        Call::Conversion { kind } => {
            let Some(error) = error else { return };
            let text = match unusable {
                Some(_) => error,
                None => {
                    // apiextensions-apiserver conversion/webhook_converter.go.
                    let url = url_with_timeout(&config.target, 30);
                    format!("Post {}: {error}", go_quote(url.as_bytes()))
                }
            };
            predicted.client_error = Some(format!("conversion webhook for {kind} failed: {text}"));
        }
    }
}

fn url_with_timeout(target: &Target, seconds: u64) -> String {
    format!("{}?timeout={seconds}s", target.url())
}

fn port(target: &Target) -> u64 {
    match target {
        Target::Service { port, .. } => *port,
        Target::Url(_) => 443,
    }
}
