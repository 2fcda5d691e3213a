//! Where a value begins and ends, in the dialects of shells, JSON, YAML, logfmt and URLs, quoted as often as may be.

/// A value behind a name, in bytes of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it stands in quotes.
    pub(super) quoted: bool,
}

/// The value that begins at `at`, blanks before it skipped. A quoted one reaches to the same quote, escaped as often as the
/// first; without one, to the end of the line.
pub(super) fn value(line: &str, at: usize) -> Option<Value> {
    let rest = line.get(at..)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let start = at + blanks;
    let text = line.get(start..)?;
    // `$'…'` of a shell, `b'…'` of Python.
    let prefix = ["$'", "b'", "b\"", "r'", "u'"]
        .iter()
        .any(|prefix| text.starts_with(prefix));
    let start = start + usize::from(prefix);
    let text = line.get(start..)?;
    let slashes = text.len() - text.trim_start_matches('\\').len();
    let quote = text
        .get(slashes..)?
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'));
    let Some(quote) = quote else {
        let end = start + bare(text);
        return Some(Value {
            start,
            end,
            quoted: false,
        });
    };
    let begin = start + slashes + 1;
    let end = close(line.get(begin..)?, quote, slashes).map_or(line.len(), |length| begin + length);
    Some(Value {
        start: begin,
        end,
        quoted: true,
    })
}

/// Bytes before the quote that closes: one with as many backslashes before it as the opening one.
fn close(text: &str, quote: char, slashes: usize) -> Option<usize> {
    let mut run = 0;
    for (index, c) in text.char_indices() {
        if c == quote && run == slashes {
            return Some(index - slashes);
        }
        run = if c == '\\' { run + 1 } else { 0 };
    }
    None
}

/// Bytes of a value without quotes: up to a blank, a quote, or a mark behind which the next pair begins.
fn bare(text: &str) -> usize {
    for (index, c) in text.char_indices() {
        let next = || text.get(index + c.len_utf8()..).unwrap_or_default();
        let ends = match c {
            c if c.is_whitespace() => true,
            '"' | '\'' | '`' => index > 0,
            '\\' => next().starts_with(['"', '\'', '\\', 'n', 'r', 't']),
            ',' | ';' | '&' => {
                let next = next().trim_start();
                next.is_empty() || begins_pair(next)
            }
            ')' | '}' | ']' => {
                next().is_empty() || next().starts_with([' ', ',', ')', '}', ']', '"'])
            }
            _ => false,
        };
        if ends {
            return index;
        }
    }
    text.len()
}

/// Whether `name=`, `name:` or `"name"` follows.
fn begins_pair(text: &str) -> bool {
    let text = text.trim_start_matches(['"', '\'', '\\', '{']);
    let end =
        text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ')));
    end.is_some_and(|end| {
        end > 0
            && text
                .get(end..)
                .is_some_and(|rest| rest.starts_with(['=', ':', '"', '\'', '\\']))
    })
}

/// Whether a value names a file, and so holds no secret itself.
pub(super) fn is_path(value: &str) -> bool {
    let rooted = ["/", "./", "../", "~/", "C:\\", "@/", "@./"]
        .iter()
        .any(|root| value.starts_with(root));
    let named = value.rsplit_once('.').is_some_and(|(_, suffix)| {
        let known = [
            "key", "pem", "crt", "cer", "conf", "yaml", "yml", "json", "jks", "p12", "pfx", "txt",
            "pub",
        ];
        known.contains(&suffix)
    });
    (rooted && !super::shape::is_random(value)) || named
}
