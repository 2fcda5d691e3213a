//! One escaping rule for each sink of untrusted text.

pub use crate::shell::{is_unprintable, quote as shell};

/// Text for a terminal, also when it is piped: nothing in it moves the cursor, changes the direction of writing,
/// or hides. A backslash is doubled, so that the escape is not ambiguous.
pub fn terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            c if is_unprintable(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_on_the_terminal() {
        assert_eq!(terminal("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(terminal("\u{202e}live"), "\\u{202e}live");
        assert_eq!(terminal("C:\\x"), "C:\\\\x");
        assert_eq!(terminal("bücher 日本"), "bücher 日本");
    }

    #[test]
    fn shell_values_are_quoted_or_refused() {
        assert_eq!(shell("prod").as_deref(), Some("prod"));
        assert_eq!(shell("it's; rm").as_deref(), Some(r"'it'\''s; rm'"));
        assert_eq!(shell("").as_deref(), Some("''"));
        assert_eq!(shell("a\u{7}"), None);
    }
}
