//! Values for commands that people will run.

use super::printable::is_unprintable;

/// A value for a POSIX shell, in single quotes where it needs them; none if it holds a control character, since a
/// command with one cannot be shown as it would run.
pub fn quote(value: &str) -> Option<String> {
    if value.chars().any(is_unprintable) {
        return None;
    }
    let plain = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '-' | '_' | '.' | '/' | ':' | '=' | '@' | '%' | '+' | ',')
    };
    if !value.is_empty() && value.chars().all(plain) {
        return Some(value.to_owned());
    }
    Some(format!("'{}'", value.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_shell_reads_stays_bare() {
        for c in ' '..='~' {
            let bare = c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
            let text = c.to_string();
            let quoted = quote(&text).unwrap();
            assert_eq!(quoted == text, bare, "{c}");
            if !bare && c != '\'' {
                assert_eq!(quoted, format!("'{c}'"));
            }
        }
        let quote_alone = quote("'").unwrap();
        assert_eq!(quote_alone.replace('\'', "q"), r"qq\qqq");
        assert_eq!(quote("é").as_deref(), Some("'é'"));
        assert_eq!(quote("").unwrap(), "'".repeat(2));
    }

    #[test]
    fn what_cannot_be_shown_is_refused() {
        for c in [
            '\u{1b}',
            '\n',
            '\u{7f}',
            '\u{85}',
            '\u{202e}',
            '\u{1fffe}',
            '\u{10ffff}',
        ] {
            assert_eq!(quote(&format!("a{c}b")), None, "{c:?}");
        }
    }
}
