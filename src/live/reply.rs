//! An answer of HTTP, and what its body is.

use serde_json::Value;

use crate::connection::{Body, Reply};
use crate::ground::secret::Secret;
use crate::source::endpoint::{Answer, Request};

/// As much of a body as client-go quotes (`rest/request.go`, `maxUnstructuredResponseTextBytes`).
const QUOTED: usize = 2048;
/// Characters of a title.
const TITLE: usize = 120;

/// The answer to `request`; a token that it echoes is not shown.
pub(super) fn reply(request: &Request, answer: &Answer, token: Option<&Secret>) -> Reply {
    let echoes = |bytes: &[u8]| {
        token.is_some_and(|token| {
            let token = token.expose().trim_ascii();
            !token.is_empty() && memchr::memmem::find(bytes, token).is_some()
        })
    };
    let kept = |text: &Option<String>| text.clone().filter(|text| !echoes(text.as_bytes()));
    Reply {
        request: format!("{} {}", request.method, request.path),
        status: answer.status,
        server: kept(&answer.server),
        location: kept(&answer.location),
        body: if echoes(&answer.body) {
            Body::Text {
                plain: false,
                text: "(it holds what was sent)".to_owned(),
            }
        } else {
            body(answer)
        },
    }
}

fn body(answer: &Answer) -> Body {
    if answer.body.is_empty() {
        return Body::Empty;
    }
    if let Ok(value) = serde_json::from_slice::<Value>(&answer.body) {
        return json(&value);
    }
    let kind = answer.content_type.as_deref().unwrap_or_default();
    let kind = kind.trim().to_ascii_lowercase();
    let whole = String::from_utf8_lossy(&answer.body);
    let text = quoted(&answer.body);
    let begin = whole.trim_start();
    if kind.starts_with("text/html") || begin.starts_with("<!") || begin.starts_with("<html") {
        return Body::Page {
            title: title(&whole),
            text,
        };
    }
    // client-go `isTextResponse`.
    let plain = kind.is_empty() || kind.starts_with("text/");
    Body::Text { plain, text }
}

fn quoted(body: &[u8]) -> String {
    let text = body.get(..QUOTED).unwrap_or(body);
    String::from_utf8_lossy(text).into_owned()
}

fn json(value: &Value) -> Body {
    let text = |field: &str| value.get(field).and_then(Value::as_str).map(str::to_owned);
    if let Some(version) = text("gitVersion") {
        return Body::Version(version);
    }
    let kind = text("kind");
    if kind.as_deref() == Some("Status") {
        return Body::Status {
            reason: text("reason").unwrap_or_default(),
            message: text("message").unwrap_or_default(),
        };
    }
    Body::Json {
        kubernetes: kind.is_some(),
    }
}

/// What stands in `<title>`, with single blanks.
fn title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let begin = lower.find("<title")?;
    let begin = begin + lower.get(begin..)?.find('>')? + 1;
    let end = begin + lower.get(begin..)?.find("</title")?;
    let words: Vec<_> = page.get(begin..end)?.split_whitespace().collect();
    let title: String = words.join(" ").chars().take(TITLE).collect();
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handshake::live::http_words;

    fn of(kind: &str, body: &str) -> Body {
        super::body(&Answer {
            status: 200,
            content_type: Some(kind.to_owned()),
            server: None,
            location: None,
            body: body.as_bytes().to_vec(),
        })
    }

    #[test]
    fn tells_a_page_from_an_api_server() {
        let version = r#"{"major":"1","gitVersion":"v1.33.0"}"#;
        assert_eq!(
            of("application/json", version),
            Body::Version("v1.33.0".to_owned())
        );
        let page = "<html><HEAD><Title>\n 502  Bad\tGateway</title></head></html>";
        let Body::Page { title, .. } = of("text/html", page) else {
            panic!("a page");
        };
        assert_eq!(title.as_deref(), Some("502 Bad Gateway"));
        assert_eq!(
            of("application/json", r#"{"a":1}"#),
            Body::Json { kubernetes: false }
        );
        assert!(matches!(
            of("text/plain", "no"),
            Body::Text { plain: true, .. }
        ));
        assert!(matches!(
            of("image/png", "no"),
            Body::Text { plain: false, .. }
        ));
        assert_eq!(of("text/html", ""), Body::Empty);
        assert_eq!(super::title("<title>never ended"), None);
    }

    /// What kubectl prints of each status and body, recorded.
    #[test]
    fn kubectl_words_an_answer_as_recorded() {
        const STATUS: &str = r#"{"kind": "Status", "message": "own words", "reason": "RRR"}"#;
        let html = "<html>\r\n<head><title>T x</title></head>\r\n<body>b</body></html>\r\n";
        let recorded = include_str!("../../fixtures/live/kubectl-words.tsv");
        let rows = recorded.lines().filter(|line| !line.starts_with('#'));
        let mut count = 0;
        for row in rows {
            let cells: Vec<_> = row.split('\t').collect();
            let [status, kind, pods, raw] = cells.as_slice() else {
                panic!("{row}");
            };
            let (content_type, body) = match *kind {
                "empty" => (None, ""),
                "html" => (Some("text/html; charset=utf-8"), html),
                "text" => (Some("text/plain"), "plain \"words\"\n"),
                "bare" => (None, "some words"),
                "json" => (Some("application/json"), r#"{"a":1}"#),
                "status" => (Some("application/json"), STATUS),
                other => panic!("{other}"),
            };
            let status: u16 = status.parse().unwrap();
            // No answer of this status has a body (RFC 9110 §6.4.1).
            let body = if status == 204 { "" } else { body };
            let answer = Answer {
                status,
                content_type: content_type.map(str::to_owned),
                server: None,
                location: None,
                body: body.as_bytes().to_vec(),
            };
            let request = Request {
                method: "GET",
                path: "/api".to_owned(),
                body: None,
            };
            let predicted = http_words(&reply(&request, &answer, None));
            let said = |text: Option<String>| text.unwrap_or_default().replace("\r\n", "\n");
            let recorded = |text: &str| serde_json::from_str::<String>(text).unwrap();
            assert_eq!(said(predicted.kubectl), recorded(pods), "{row}");
            assert_eq!(said(predicted.kubectl_raw), recorded(raw), "{row}");
            count += 1;
        }
        assert!(count > 120, "{count} rows");
    }

    #[test]
    fn a_token_that_comes_back_is_not_shown() {
        let request = Request {
            method: "GET",
            path: "/version".to_owned(),
            body: None,
        };
        let answer = Answer {
            status: 200,
            content_type: None,
            server: Some("x s3cr3t".to_owned()),
            location: Some("https://login/?token=s3cr3t".to_owned()),
            body: b"Authorization: Bearer s3cr3t".to_vec(),
        };
        let token = Secret::new(b"s3cr3t\n".to_vec());
        let shown = format!("{:?}", reply(&request, &answer, Some(&token)));
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
}
