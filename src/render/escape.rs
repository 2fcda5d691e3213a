//! One escaping rule for each sink of untrusted text.

pub use crate::ground::printable::is_unprintable;
pub use crate::ground::shell::quote as shell;

/// Text for a terminal, also when it is piped: nothing in it moves the cursor, changes the direction of writing,
/// or hides. A backslash is doubled, so that the escape is not ambiguous.
pub fn terminal(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
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

/// Text that somebody pasted, as it was pasted: a backslash stays one. What could act on a terminal is escaped all the same,
/// so that an escape there may as well have been pasted.
pub fn pasted(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unprintable(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Printable ASCII without a backslash, as nearly all text is.
fn is_plain(text: &str) -> bool {
    // Without a way out, so that many are looked at in one step.
    let plain = |all, byte| all & (matches!(byte, b' '..=b'~') & (byte != b'\\'));
    text.bytes().fold(true, plain)
}

/// Text between the tags of HTML, SVG and the HTML-like labels of DOT, or inside a quoted attribute there.
pub fn markup(text: &str) -> String {
    entities(&terminal(text))
}

/// The second half of [`markup`], for text that was measured and cut after its first half.
pub(super) fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Text inside a quoted string of DOT. A backslash would begin an escape sequence there (`\N` is the node's name), a
/// quote would end the string, and graphviz reads entities in every label.
pub fn dot(text: &str) -> String {
    let text = terminal(text).replace('\\', "\\\\");
    text.replace('"', "\\\"").replace('&', "&amp;")
}

/// Text inside a quoted label of Mermaid. Mermaid looks for directives (`%%{`), Markdown and tags in labels too, so
/// whatever is no plain text becomes a character code.
pub fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in terminal(text).chars() {
        let plain = c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',' | ':' | '/');
        if plain || !c.is_ascii() {
            out.push(c);
        } else {
            out.push_str(&format!("#{};", u32::from(c)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_label() {
        let hostile = "\"]; x [URL=\"javascript:1\"] \\N <script>&amp;'\n%%{init}%%`";
        assert_eq!(
            dot(hostile),
            "\\\"]; x [URL=\\\"javascript:1\\\"] \\\\\\\\N <script>&amp;amp;'\\\\u{a}%%{init}%%`"
        );
        assert_eq!(
            markup("<a href=\"x\">'&\u{202e}"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\\u{202e}"
        );
        assert_eq!(
            mermaid("a\"#<%%{`_é"),
            "a#34;#35;#60;#37;#37;#123;#96;#95;é"
        );
    }

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

    /// Texts of one kind of character alone: what is looked for in one step, all at once, must not cancel out.
    #[test]
    fn a_text_of_nothing_but_what_acts_is_escaped() {
        for (text, escaped) in [
            ("\u{1b}", "\\u{1b}"),
            ("\u{1b}\u{7}", "\\u{1b}\\u{7}"),
            ("\u{7f}\u{0}\n", "\\u{7f}\\u{0}\\u{a}"),
            ("\\", "\\\\"),
            ("\\\\", "\\\\\\\\"),
            ("\u{9b}", "\\u{9b}"),
        ] {
            assert_eq!(terminal(text), escaped);
        }
        assert_eq!(terminal(" ~"), " ~");
        assert_eq!(terminal(""), "");
    }

    #[test]
    fn every_character_of_each_medium_is_escaped_by_itself() {
        for (c, entity) in [
            ("&", "&amp;"),
            ("<", "&lt;"),
            (">", "&gt;"),
            ("\"", "&quot;"),
            ("'", "&#39;"),
        ] {
            assert_eq!(
                (markup(c), entities(c)),
                (entity.to_owned(), entity.to_owned())
            );
        }
        assert_eq!(dot("\""), "\\\"");
        assert_eq!(dot("&"), "&amp;");
        assert_eq!(dot("\\"), "\\\\\\\\");
        for c in (' '..='~').filter(|c| !c.is_ascii_alphanumeric() && *c != '\\') {
            let plain = " -.,:/".contains(c);
            let coded = format!("#{};", u32::from(c));
            assert_eq!(mermaid(&c.to_string()) == coded, !plain, "{c}");
        }
    }
}
