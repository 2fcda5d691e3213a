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
