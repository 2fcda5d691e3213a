//! Secrets that stand in a pasted line. They are taken out first, so that nothing behind can print them.

/// What stands in a secret's place.
const ELIDED: &str = "[…]";

/// Words that name a secret when `=`, `:` or a blank and a value follow.
const NAMES: [&str; 6] = [
    "token",
    "password",
    "passwd",
    "secret",
    "authorization",
    "client-key-data",
];

/// The line without the values of `Bearer …`, `token=…`, `--token …` and their like, of user information in URLs, and
/// of anything that looks like a JSON web token or a private key.
pub fn redact(line: &str) -> String {
    let line = bearer(line, "bearer ");
    let line = bearer(&line, "basic ");
    let mut line = line;
    for name in NAMES {
        line = named(&line, name);
    }
    let line = user_information(&line);
    private_key(&web_token(&line))
}

/// Cuts at every place of a lower-case ASCII `needle`, whatever the case there; `value` says how much behind the place
/// is the secret: bytes to keep, bytes to elide.
fn elide(line: &str, needle: &str, value: impl Fn(&str, &str) -> Option<(usize, usize)>) -> String {
    let lower = line.to_ascii_lowercase();
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    while let Some(found) = lower.get(at..).and_then(|rest| rest.find(needle)) {
        let start = at + found;
        let end = start + needle.len();
        let before = line.get(..start).unwrap_or_default();
        let behind = line.get(end..).unwrap_or_default();
        out.push_str(line.get(at..end).unwrap_or_default());
        at = end;
        if let Some((keep, length)) = value(before, behind).filter(|(_, length)| *length > 0) {
            out.push_str(behind.get(..keep).unwrap_or_default());
            out.push_str(ELIDED);
            at = end + keep + length;
        }
    }
    out.push_str(line.get(at..).unwrap_or_default());
    out
}

/// `Bearer abc`; not "invalid bearer token", which names none.
fn bearer(line: &str, scheme: &str) -> String {
    elide(line, scheme, |_, behind| {
        let length = value_length(behind);
        let word = behind.get(..length)?.to_ascii_lowercase();
        let prose = ["token", "tokens", "auth", "authentication", "constraints"];
        let is_prose = prose.contains(&word.trim_end_matches([':', '.', ']', ')']));
        (!is_prose).then_some((0, length))
    })
}

/// `token=abc`, `"token":"abc"`, `token: abc`, `--token abc`.
fn named(line: &str, name: &str) -> String {
    elide(line, name, |before, behind| {
        let after_quote = behind.trim_start_matches(['"', '\'', '\\']);
        let is_option = before.ends_with("--");
        let (rest, certain) = if let Some(rest) = after_quote.strip_prefix('=') {
            (rest, true)
        } else if let Some(rest) = after_quote.strip_prefix(':') {
            (rest, false)
        } else if is_option && after_quote.starts_with(' ') {
            (after_quote, true)
        } else {
            return None;
        };
        let value = rest.trim_start_matches([' ', '"', '\'', '\\']);
        let length = value_length(value);
        let text = value.get(..length)?;
        // "invalid bearer token: it has expired" is prose.
        let quoted = rest.trim_start().starts_with(['"', '\'', '\\']);
        let odd = text
            .chars()
            .any(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        let schemes = ["bearer", "basic"];
        if schemes.contains(&text.to_ascii_lowercase().as_str()) || text == ELIDED {
            return None;
        }
        (certain || quoted || odd).then_some((behind.len() - value.len(), length))
    })
}

/// `https://user:password@host`; a password may have a slash in it, and then no port stands before that.
fn user_information(line: &str) -> String {
    elide(line, "://", |_, behind| {
        let url = behind
            .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\'))
            .next()?;
        let authority = url.split(['/', '?']).next()?;
        if let Some(at) = authority.rfind('@') {
            return Some((0, at));
        }
        let (_, port) = authority.rsplit_once(':')?;
        let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
        (!is_port && !port.ends_with(']')).then(|| url.rfind('@').map(|at| (0, at)))?
    })
}

/// `eyJ…`: the start of a JSON object in base64, which every JSON web token begins with.
fn web_token(line: &str) -> String {
    elide(line, "eyj", |_, behind| {
        let length = value_length(behind);
        (length >= 16).then_some((0, length))
    })
}

/// `-----BEGIN … PRIVATE KEY-----` and all that follows.
fn private_key(line: &str) -> String {
    let Some(begin) = line.find("-----BEGIN ") else {
        return line.to_owned();
    };
    elide(line, "private key-----", |before, behind| {
        (before.len() > begin).then_some((0, behind.len()))
    })
}

fn value_length(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '&' | ',' | ';' | '}'))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_and_prose_stays() {
        for (line, shown) in [
            ("Authorization: Bearer abc.def", "Authorization: Bearer […]"),
            ("kubectl --token s3cret get", "kubectl --token […] get"),
            ("kubectl --token=s3cret get", "kubectl --token=[…] get"),
            (r#"{"token":"abc"}"#, r#"{"token":"[…]"}"#),
            (r#"{\"token\":\"abc\"}"#, r#"{\"token\":\"[…]\"}"#),
            ("GET /?access_token=abc&x=1", "GET /?access_token=[…]&x=1"),
            ("https://u:p@h:1/x", "https://[…]@h:1/x"),
            ("https://u:p/w@h:1/x", "https://[…]@h:1/x"),
            (
                "https://h:1/a@b https://[::1]/a@b",
                "https://h:1/a@b https://[::1]/a@b",
            ),
            (
                "err=\"invalid bearer token\"",
                "err=\"invalid bearer token\"",
            ),
            (
                "invalid bearer token: it has expired",
                "invalid bearer token: it has expired",
            ),
            ("jwt eyJhbGciOiJSUzI1NiIsImtpZCI6I.x", "jwt eyJ[…]"),
            (
                "-----BEGIN EC PRIVATE KEY-----MHcCAQ",
                "-----BEGIN EC PRIVATE KEY-----[…]",
            ),
            ("password: hunter2", "password: […]"),
        ] {
            assert_eq!(redact(line), shown);
        }
    }
}
