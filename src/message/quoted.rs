//! Go's quoted strings, read back: klog quotes what it logs, and errors quote names in turn.

/// Reads a quoted string at the start of `text`, as Go's `strconv.Quote` writes it; gives its value and what follows.
/// A text that is cut off before the closing quote still counts: log lines are.
pub(super) fn quoted(text: &str) -> Option<(String, &str)> {
    let body = text.strip_prefix('"')?;
    let mut end = None;
    let mut escaped = false;
    for (index, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                end = Some(index);
                break;
            }
            _ => {}
        }
    }
    let end = end.unwrap_or(body.len());
    let inner = body.get(..end).unwrap_or_default();
    let rest = body.get(end + 1..).unwrap_or_default();
    Some((unescape(inner), rest))
}

/// Takes one level of backslash escapes away; what is no escape stays as it is.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let after = from.get(1..).unwrap_or_default();
        let Some(c) = after.chars().next() else {
            out.push('\\');
            rest = "";
            break;
        };
        rest = after.get(c.len_utf8()..).unwrap_or_default();
        let digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            '"' | '\\' | '\'' | '/' => out.push(c),
            'a' | 'b' | 'f' | 'v' => out.push(' '),
            _ if digits > 0 => match code_point(rest, digits) {
                Some(decoded) => {
                    out.push(decoded);
                    rest = rest.get(digits..).unwrap_or_default();
                }
                None => {
                    out.push('\\');
                    out.push(c);
                }
            },
            _ => {
                out.push('\\');
                out.push(c);
            }
        }
    }
    out.push_str(rest);
    out
}

fn code_point(text: &str, digits: usize) -> Option<char> {
    char::from_u32(u32::from_str_radix(text.get(..digits)?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_go_writes() {
        assert_eq!(
            quoted(r#""a \"b\" \\ é" c"#),
            Some(("a \"b\" \\ é".to_owned(), " c"))
        );
        assert_eq!(
            quoted(r#""cut off \"x"#),
            Some(("cut off \"x".to_owned(), ""))
        );
        assert_eq!(quoted("no"), None);
        assert_eq!(unescape(r"\u202e\U0001f600\xzz\"), "\u{202e}😀\\xzz\\");
    }
}
