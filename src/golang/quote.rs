//! Text in double quotes as Go's `strconv.Quote` (`%q`) prints it: its error messages quote names so.

/// Quotes `text`, which need not be UTF-8, as a Go string literal.
pub fn go_quote(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().chars() {
            push(&mut out, c);
        }
        for octet in chunk.invalid() {
            out.push_str(&format!("\\x{octet:02x}"));
        }
    }
    out.push('"');
    out
}

fn push(out: &mut String, c: char) {
    match c {
        '"' | '\\' => {
            out.push('\\');
            out.push(c);
        }
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        ' '..='~' => out.push(c),
        '\0'..='\x7f' => out.push_str(&format!("\\x{:02x}", u32::from(c))),
        _ if is_printable(c) => out.push(c),
        '\u{80}'..='\u{ffff}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        _ => out.push_str(&format!("\\U{:08x}", u32::from(c))),
    }
}

/// Go's `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols. The standard library knows the same set,
/// but only through `str::escape_debug`, which escapes a combining mark in first place for another reason.
fn is_printable(c: char) -> bool {
    let mut text = [b'a', 0, 0, 0, 0];
    let Some(room) = text.get_mut(1..) else {
        return false;
    };
    let length = 1 + c.encode_utf8(room).len();
    let text = text
        .get(..length)
        .and_then(|text| str::from_utf8(text).ok())
        .unwrap_or_default();
    text.escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::go_quote;

    #[test]
    fn quotes_as_go_does() {
        assert_eq!(go_quote(b"a \"b\" \\"), r#""a \"b\" \\""#);
        assert_eq!(go_quote(b"\x00\x07\n\x1b\x7f"), r#""\x00\a\n\x1b\x7f""#);
        assert_eq!(
            go_quote("é\u{301}\u{a0}\u{ad}".as_bytes()),
            "\"é\u{301}\\u00a0\\u00ad\""
        );
        assert_eq!(
            go_quote("\u{202e}\u{e0001}😀".as_bytes()),
            "\"\\u202e\\U000e0001😀\""
        );
        assert_eq!(go_quote(b"a\xff\xc3("), r#""a\xff\xc3(""#);
    }
}
