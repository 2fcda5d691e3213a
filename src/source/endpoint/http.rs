//! A few requests in HTTP/1.1 over an open session, and their answers.

use std::io::{self, Read as _, Write as _};

use zeroize::Zeroizing;

use super::exchange::{Answer, Request};
use super::model::Target;
use super::session::{Session, fault};
use super::stream::Deadline;
use crate::ground::secret::Secret;
use crate::source::{NetworkFault, NetworkStage};

/// The answers that are asked for have a few hundred bytes.
const MOST: usize = 256 << 10;
/// Header lines that a server may send.
const HEADERS: usize = 64;
/// Characters of a header that is kept.
const HEADER: usize = 200;
/// Informational answers before the one that counts. An API server sends none; Go's client once took 5 and now limits their
/// bytes (net/http transport.go, `persistConn.readResponse`).
const INFORMATIONAL: usize = 5;

/// Why there are no answers.
pub(super) enum Unanswered {
    /// The token cannot be sent; nothing was.
    Key(String),
    /// What came is no answer in HTTP.
    Http(&'static str),
    /// The connection broke.
    Network(NetworkFault),
}

/// Sends each request once the answer to the one before is complete.
pub(super) fn converse(
    session: &mut Session,
    target: &Target,
    token: Option<&Secret>,
    requests: &[Request],
    address: &str,
    deadline: Deadline,
) -> Result<Vec<Answer>, Unanswered> {
    let mut answers = Vec::new();
    for (index, request) in requests.iter().enumerate() {
        let last = index + 1 == requests.len();
        let text = write(request, target, token, last)?;
        let lost = |error: &io::Error, session: &Session| match fault(
            error,
            &session.stream,
            address,
            deadline,
        ) {
            NetworkFault::Silent {
                address, waited, ..
            } => NetworkFault::Silent {
                address,
                stage: NetworkStage::Answer,
                waited,
            },
            other => other,
        };
        let sent =
            rustls::Stream::new(&mut session.connection, &mut session.stream).write_all(&text);
        // A server that refuses the certificate says so now, and may have closed already: its alert is in the way in.
        let read = read(session);
        if session.is_renegotiated() {
            let address = address.to_owned();
            return Err(Unanswered::Network(NetworkFault::Renegotiation { address }));
        }
        match (sent, read) {
            (_, Ok((answer, goes_on))) => {
                answers.push(answer);
                if !goes_on {
                    break;
                }
            }
            (_, Err(Unread::Http(why))) => return Err(Unanswered::Http(why)),
            (Err(error), Err(Unread::Io(_))) if error.kind() == io::ErrorKind::TimedOut => {
                return Err(Unanswered::Network(lost(&error, session)));
            }
            (_, Err(Unread::Io(_))) if !answers.is_empty() => break,
            (_, Err(Unread::Io(error))) => return Err(Unanswered::Network(lost(&error, session))),
        }
    }
    Ok(answers)
}

fn write(
    request: &Request,
    target: &Target,
    token: Option<&Secret>,
    last: bool,
) -> Result<Zeroizing<Vec<u8>>, Unanswered> {
    let mut text = Zeroizing::new(Vec::new());
    let path: String = request.path.bytes().map(encoded).collect();
    let connection = if last { "close" } else { "keep-alive" };
    text.extend_from_slice(
        format!(
            "{} {path} HTTP/1.1\r\nHost: {}\r\nUser-Agent: certgraph\r\nAccept: application/json\r\nConnection: {connection}\r\n",
            request.method,
            target.authority(),
        )
        .as_bytes(),
    );
    if let Some(token) = token {
        let token = token.expose().trim_ascii();
        if !token.iter().all(|byte| (0x21..0x7f).contains(byte)) {
            return Err(Unanswered::Key(
                "the token holds a character that no header may hold".to_owned(),
            ));
        }
        text.extend_from_slice(b"Authorization: Bearer ");
        text.extend_from_slice(token);
        text.extend_from_slice(b"\r\n");
    }
    if let Some(body) = request.body {
        text.extend_from_slice(
            format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n",
                body.len()
            )
            .as_bytes(),
        );
    }
    text.extend_from_slice(b"\r\n");
    text.extend_from_slice(request.body.unwrap_or_default().as_bytes());
    Ok(text)
}

/// A byte of a path: as it is, or by its number (RFC 3986 §2.1).
fn encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~/:@!$&'()*+,;=".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

enum Unread {
    Io(io::Error),
    Http(&'static str),
}

/// One answer, and whether the connection goes on.
fn read(session: &mut Session) -> Result<(Answer, bool), Unread> {
    let mut stream = rustls::Stream::new(&mut session.connection, &mut session.stream);
    let mut bytes = Vec::new();
    let mut ended = false;
    loop {
        if let Some(answer) = parse(&bytes, ended).map_err(Unread::Http)? {
            return Ok(answer);
        }
        if ended {
            return Err(Unread::Io(io::ErrorKind::UnexpectedEof.into()));
        }
        let mut buffer = [0; 8 << 10];
        match stream.read(&mut buffer) {
            Ok(0) => ended = true,
            Ok(count) => bytes.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // Many servers close without a goodbye.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && !bytes.is_empty() => {
                ended = true;
            }
            Err(error) => return Err(Unread::Io(error)),
        }
        if bytes.len() > MOST {
            return Err(Unread::Http("the answer is longer than 256 KiB"));
        }
    }
}

const BROKEN: &str = "what answers does not speak HTTP";

/// The answer, once it is complete (RFC 9112 §6.3). A loop, for a server decides how many informational answers come first.
pub(super) fn parse(mut bytes: &[u8], ended: bool) -> Result<Option<(Answer, bool)>, &'static str> {
    for _ in 0..=INFORMATIONAL {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        let length = match response.parse(bytes).map_err(|_| BROKEN)? {
            httparse::Status::Complete(length) => length,
            httparse::Status::Partial => return Ok(None),
        };
        let rest = bytes.get(length..).unwrap_or_default();
        let status = response.code.ok_or(BROKEN)?;
        // 101 is the last: what follows it is another protocol.
        if !(100..200).contains(&status) || status == 101 {
            return with_body(status, response.headers, rest, ended);
        }
        bytes = rest;
    }
    Err("more than 5 informational answers (1xx) come before the one that counts")
}

/// An answer whose header is complete, once its body is.
fn with_body(
    status: u16,
    headers: &[httparse::Header<'_>],
    rest: &[u8],
    ended: bool,
) -> Result<Option<(Answer, bool)>, &'static str> {
    let header = |name: &str| {
        let found = headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    let closes = header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    let chunked = header("transfer-encoding")
        .is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
    let (body, goes_on) = if chunked {
        (chunks(rest)?, !closes && !ended)
    } else if let Some(length) = header("content-length") {
        let length: usize = length.trim().parse().map_err(|_| BROKEN)?;
        (rest.get(..length).map(<[u8]>::to_vec), !closes && !ended)
    } else if matches!(status, 101 | 204 | 304) {
        (Some(Vec::new()), !closes && !ended)
    } else {
        (ended.then(|| rest.to_vec()), false)
    };
    let text = |name: &str| header(name).map(|value| value.chars().take(HEADER).collect());
    Ok(body.map(|body| {
        let answer = Answer {
            status,
            content_type: text("content-type"),
            server: text("server"),
            location: text("location"),
            body,
        };
        (answer, goes_on)
    }))
}

/// RFC 9112 §7.1; trailers are passed over with the end.
fn chunks(mut rest: &[u8]) -> Result<Option<Vec<u8>>, &'static str> {
    let mut body = Vec::new();
    loop {
        let (start, size) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete(found)) => found,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err("the answer's chunks are broken"),
        };
        if size == 0 {
            return Ok(Some(body));
        }
        let size = usize::try_from(size).map_err(|_| "a chunk of the answer is too large")?;
        let chunk = start.checked_add(size).and_then(|end| rest.get(start..end));
        let Some(chunk) = chunk else {
            return Ok(None);
        };
        body.extend_from_slice(chunk);
        rest = rest.get(start + size..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r\n").unwrap_or(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str, ended: bool) -> Option<(u16, String, bool)> {
        parse(text.as_bytes(), ended)
            .unwrap()
            .map(|(answer, goes_on)| {
                (
                    answer.status,
                    String::from_utf8(answer.body).unwrap(),
                    goes_on,
                )
            })
    }

    #[test]
    fn reads_a_body_to_its_end() {
        let ok = "HTTP/1.1 200 OK\r\n";
        let found = |text: &str, goes_on| Some((200, text.to_owned(), goes_on));
        assert_eq!(
            body(&format!("{ok}Content-Length: 2\r\n\r\n{{"), false),
            None
        );
        assert_eq!(
            body(&format!("{ok}Content-Length: 2\r\n\r\n{{}}"), false),
            found("{}", true)
        );
        let chunked = format!("{ok}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n");
        assert_eq!(body(&chunked, false), None);
        assert_eq!(
            body(&format!("{chunked}0\r\n\r\n"), false),
            found("abc", true)
        );
        assert_eq!(body(&format!("{ok}\r\nabc"), false), None);
        assert_eq!(body(&format!("{ok}\r\nabc"), true), found("abc", false));
        assert_eq!(
            body(
                &format!("HTTP/1.1 100 Continue\r\n\r\n{ok}Content-Length: 0\r\n\r\n"),
                false
            ),
            found("", true)
        );
        assert!(parse(b"SSH-2.0-x\r\n", false).is_err());
    }

    #[test]
    fn passes_over_as_many_informational_answers_as_go() {
        let after = |count: usize| {
            let text = "HTTP/1.1 100 Continue\r\n\r\n".repeat(count)
                + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            parse(text.as_bytes(), false).map(|answer| answer.map(|(answer, _)| answer.status))
        };
        assert_eq!(after(5), Ok(Some(200)));
        for count in [6, 100_000] {
            assert!(after(count).is_err());
        }
    }

    #[test]
    fn a_path_holds_no_line_end() {
        let path: String = "/k8s/a b\r\nX: y".bytes().map(encoded).collect();
        assert_eq!(path, "/k8s/a%20b%0D%0AX:%20y");
    }
}
