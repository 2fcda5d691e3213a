//! What kubectl prints of an answer of HTTP (apimachinery `api/errors/errors.go` `NewGenericServerResponse`, client-go
//! `rest/request.go` `transformResponse`, kubectl `pkg/cmd/util/helpers.go` `StandardErrorMessage`).

use crate::connection::{Body, Predicted, Reply};
use crate::golang::go_quote;

/// The words for an answer to `GET /api`, kubectl's first request, in place of the version of the API.
pub(crate) fn predicted(reply: &Reply) -> Predicted {
    let generic = sentence(reply.status, &server_message(&reply.body));
    let (pods, raw) = match (reply.status, &reply.body) {
        (200..=299, body) => (format!("error: {}", unreadable(body)), String::new()),
        // `get --raw` decodes a Status, and discovery, which `get pods` begins with, does not.
        (_, Body::Status { reason, message }) if !reason.is_empty() => {
            (generic, standard(reason, message))
        }
        _ => (generic.clone(), generic),
    };
    Predicted {
        exit: Some(1),
        kubectl: Some(pods),
        kubectl_raw: Some(raw),
        http_status: Some(reply.status),
        ..Predicted::unknown()
    }
}

/// `Status.message` as client-go makes it of a body that it does not decode.
fn server_message(body: &Body) -> String {
    match body {
        Body::Page { text, .. } | Body::Text { plain: true, text } => text.trim().to_owned(),
        Body::Empty => String::new(),
        Body::Version(_) | Body::Status { .. } | Body::Json { .. } | Body::Text { .. } => {
            "unknown".to_owned()
        }
    }
}

/// `NewGenericServerResponse`, without a resource, and how kubectl prints it.
fn sentence(status: u16, server_message: &str) -> String {
    let unsaid = || {
        format!(
            "the server responded with the status code {status} but did not return more information"
        )
    };
    let (reason, message) = match status {
        400 => ("BadRequest", "the server rejected our request for an unknown reason".to_owned()),
        401 => ("Unauthorized", "the server has asked for the client to provide credentials".to_owned()),
        403 => ("Forbidden", server_message.to_owned()),
        404 => ("NotFound", "the server could not find the requested resource".to_owned()),
        405 => (
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource".to_owned(),
        ),
        406 if matches!(server_message, "" | "unknown") => (
            "NotAcceptable",
            "the server was unable to respond with a content type that the client supports".to_owned(),
        ),
        406 => ("NotAcceptable", server_message.to_owned()),
        409 => ("Conflict", "the server reported a conflict".to_owned()),
        415 => ("UnsupportedMediaType", server_message.to_owned()),
        422 => ("Invalid", server_message.to_owned()),
        429 => (
            "TooManyRequests",
            "the server has received too many requests and has asked us to try again later".to_owned(),
        ),
        503 => ("ServiceUnavailable", "the server is currently unable to handle the request".to_owned()),
        504 => (
            "Timeout",
            "the server was unable to return a response in the time allotted, but may still be processing the request"
                .to_owned(),
        ),
        500.. => {
            let said = go_quote(server_message.as_bytes());
            ("InternalError", format!("an error on the server ({said}) has prevented the request from succeeding"))
        }
        _ => ("", unsaid()),
    };
    standard(reason, &message)
}

/// `StandardErrorMessage`.
fn standard(reason: &str, message: &str) -> String {
    match reason {
        "" => format!("Error from server: {message}"),
        "Unauthorized" => format!("error: You must be logged in to the server ({message})"),
        "Invalid" => format!("The request is invalid: : {message}"),
        _ => format!("Error from server ({reason}): {message}"),
    }
}

/// What encoding/json says of the body that should be the versions of the API; of JSON, what kubectl makes of nothing in it.
fn unreadable(body: &Body) -> String {
    let (Body::Page { text, .. } | Body::Text { text, .. }) = body else {
        return match body {
            Body::Empty => "unexpected end of JSON input".to_owned(),
            _ => "the server doesn't have a resource type \"pods\"".to_owned(),
        };
    };
    let begin = text
        .trim_start_matches([' ', '\t', '\r', '\n'])
        .chars()
        .next();
    let shown = match begin {
        None => return "unexpected end of JSON input".to_owned(),
        Some('\'') => r"'\''".to_owned(),
        Some('"') => "'\"'".to_owned(),
        Some(c) => {
            let quoted = go_quote(c.to_string().as_bytes());
            format!("'{}'", quoted.trim_matches('"'))
        }
    };
    format!("invalid character {shown} looking for beginning of value")
}
