//! Syntax of domains and mailboxes in names and constraints, as loose as Go's (parser.go `domainNameValid`,
//! verify.go `parseRFC2821Mailbox`).

use super::rules::ParseRules;

/// Whether a URI's host is empty or a domain: labels of printable ASCII, none empty.
pub(in crate::x509) fn is_valid_host(host: &str) -> bool {
    host.is_empty() || are_labels(host)
}

/// Whether a name is one that the strict check takes: at most 253 octets, and labels of 1 to 63 (parser.go `domainNameValid` of
/// Go 1.24.8 and 1.25.2).
pub(in crate::x509) fn is_strict_name(name: &str) -> bool {
    name.len() <= 253 && name.split('.').all(|label| matches!(label.len(), 1..=63))
}

/// The same of a constraint, which may start with a dot to mean subdomains only.
pub(in crate::x509) fn is_valid_constraint(domain: &str, rules: ParseRules) -> bool {
    if rules.strict_names {
        return domain.is_empty() || is_strict_name(domain.strip_prefix('.').unwrap_or(domain));
    }
    match domain {
        "" => true,
        "." => rules.lone_dot_constraint,
        _ => are_labels(domain.strip_prefix('.').unwrap_or(domain)),
    }
}

fn are_labels(domain: &str) -> bool {
    domain
        .split('.')
        .all(|label| !label.is_empty() && label.bytes().all(|octet| (33..=126).contains(&octet)))
}

/// What follows the local part of a mailbox that Go can take apart; else none.
pub(in crate::x509) fn domain_of_mailbox(text: &str) -> Option<&str> {
    let octets = text.as_bytes();
    let domain = match octets.strip_prefix(b"\"") {
        Some(quoted) => skip_quoted(quoted),
        None => skip_atoms(octets),
    };
    str::from_utf8(domain?).ok()
}

/// Whether `text` is a mailbox of RFC 2821 §4.1.2 as Go takes it.
pub(in crate::x509) fn is_mailbox(text: &str, rules: ParseRules) -> bool {
    domain_of_mailbox(text).is_some_and(|domain| {
        is_valid_host(domain) && (rules.second_at_in_mailbox || !domain.contains('@'))
    })
}

/// What follows `"@`; the input starts after the first quote.
fn skip_quoted(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let (&octet, after) = rest.split_first()?;
        rest = after;
        match octet {
            b'"' => return rest.strip_prefix(b"@"),
            b'\\' => {
                let (&escaped, after) = rest.split_first()?;
                if !matches!(escaped, 1..=9 | 11 | 12 | 14..=127) {
                    return None;
                }
                rest = after;
            }
            // RFC 2822 §3.2.5 qtext, and the space, of which the errata still dispute.
            1..=8 | 11 | 12 | 14..=33 | 35..=91 | 93..=127 => {}
            _ => return None,
        }
    }
}

/// What follows the local part and `@`. Dots may not stand first, last or together (RFC 3696 §3).
fn skip_atoms(mut rest: &[u8]) -> Option<&[u8]> {
    let mut before = b'.';
    let mut empty = true;
    while let Some((&first, after)) = rest.split_first() {
        let (octet, after) = match first {
            b'\\' => {
                let (&escaped, after) = after.split_first()?;
                (escaped, after)
            }
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => (first, after),
            _ if b"!#$%&'*+-/=?^_`{|}~.".contains(&first) => (first, after),
            _ => break,
        };
        if octet == b'.' && before == b'.' {
            return None;
        }
        (before, empty, rest) = (octet, false, after);
    }
    if empty || before == b'.' {
        return None;
    }
    rest.strip_prefix(b"@")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golang::GoRelease;

    #[test]
    fn hosts_have_labels() {
        for good in ["", "a", "a.b", "*.b", "_x", "[::1]:80"] {
            assert!(is_valid_host(good), "{good}");
        }
        for bad in [".", "a.", ".a", "a..b", "a b", "a\u{7f}", "é"] {
            assert!(!is_valid_host(bad), "{bad}");
        }
        let newest = ParseRules::of(GoRelease::GO_1_27);
        assert!(is_valid_constraint(".a", newest));
        assert!(is_valid_constraint("", newest));
        assert!(!is_valid_constraint(".", newest));
        assert!(!is_valid_constraint("..a", newest));
        assert!(is_valid_constraint(".", ParseRules::of(GoRelease::GO_1_24)));
    }

    #[test]
    fn mailboxes_have_a_local_part() {
        let newest = ParseRules::of(GoRelease::GO_1_27);
        assert!(is_mailbox("a@b@c", ParseRules::of(GoRelease::GO_1_24)));
        for good in [
            "a@b",
            "a.b@c",
            "\"a b\"@c",
            "\"\\\"\"@c",
            "\\@@b",
            "\"\"@b",
            "a@",
        ] {
            assert!(is_mailbox(good, newest), "{good}");
        }
        for bad in [
            "", "a@b@c", "@b", "a", ".a@b", "a.@b", "a..b@c", "\"a@b", "a b@c", "a@b.", "\"\0\"@b",
        ] {
            assert!(!is_mailbox(bad, newest), "{bad}");
        }
    }
}
