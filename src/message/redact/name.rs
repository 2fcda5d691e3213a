//! Secrets by their names: keys of JSON and YAML, variables, flags, headers, and what a sentence calls them.

use super::prose::is_word_of_ours;
use super::span::Spans;
use super::value::{Value, is_path, value};

/// How sure a name makes, the surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Only where `=` assigns it, as in the query of a signed URL.
    Query,
    /// Also a common word: what follows has to look like a secret where only a colon or a blank is between them.
    Word,
    /// What follows is a secret, whatever it looks like.
    Certain,
    /// The whole rest of the line is secret, as that of a header.
    Header,
}

/// Parts of names, in lower case and without `-`, `_`, `.` and blanks, with their weight.
const NAMES: [(&str, Weight); 32] = [
    ("password", Weight::Certain),
    ("passwd", Weight::Certain),
    ("passwort", Weight::Certain),
    ("passphrase", Weight::Certain),
    ("passcode", Weight::Certain),
    ("passin", Weight::Certain),
    ("passout", Weight::Certain),
    ("pwd", Weight::Certain),
    ("secret", Weight::Word),
    ("token", Weight::Word),
    ("apikey", Weight::Certain),
    ("accesskey", Weight::Certain),
    ("accountkey", Weight::Certain),
    ("sharedkey", Weight::Certain),
    ("storagekey", Weight::Certain),
    ("masterkey", Weight::Certain),
    ("encryptionkey", Weight::Certain),
    ("signingkey", Weight::Certain),
    ("certificatekey", Weight::Certain),
    ("privatekey", Weight::Word),
    ("sshkey", Weight::Word),
    ("clientkey", Weight::Word),
    ("tlskey", Weight::Certain),
    ("cakey", Weight::Word),
    ("keydata", Weight::Certain),
    ("keyb64", Weight::Certain),
    ("saskey", Weight::Certain),
    ("credential", Weight::Word),
    ("sessionid", Weight::Certain),
    ("otp", Weight::Word),
    ("bindpw", Weight::Certain),
    ("dockerconfigjson", Weight::Certain),
];

/// Headers whose whole value is secret.
const HEADERS: [&str; 6] = [
    "authorization",
    "proxyauthorization",
    "cookie",
    "setcookie",
    "xauthtoken",
    "xapikey",
];

/// Names that hold one of the above and no secret.
const INNOCENT: [&str; 22] = [
    "tokenfile",
    "tokenauthfile",
    "passwordfile",
    "secretname",
    "secretnamespace",
    "secretref",
    "secretkeyref",
    "secrettype",
    "tokenreview",
    "tokenaudiences",
    "signaturealgorithm",
    "signaturealgorithms",
    "credentialid",
    "clientkeyfile",
    "tlsprivatekeyfile",
    "privatekeyfile",
    "accesskeyid",
    "credentialprovider",
    "imagepullsecrets",
    "secretproviderclass",
    "tokenurl",
    "keyfile",
];

/// Adds the value behind each name of the line.
pub(super) fn find(line: &str, spans: &mut Spans) {
    let mut at = 0;
    while let Some(name) = next_name(line, at) {
        at = name.end;
        let Some(weight) = weight(&line[name.start..name.end]) else {
            continue;
        };
        if let Some(found) = behind(line, &name, weight) {
            spans.add(found.start, found.end);
            at = found.end.max(at);
        }
    }
}

/// A word that may be a name, in bytes of its line.
struct Name {
    start: usize,
    end: usize,
}

/// The next word of letters, digits, `-`, `_` and `.`.
fn next_name(line: &str, from: usize) -> Option<Name> {
    let rest = line.get(from..)?;
    let start = from + rest.find(is_name)?;
    let word = line.get(start..)?;
    let length = word.find(|c| !is_name(c)).unwrap_or(word.len());
    Some(Name {
        start,
        end: start + length,
    })
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// What a name is worth; none where it names no secret.
pub(super) fn weight(name: &str) -> Option<Weight> {
    let flat: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if INNOCENT.contains(&flat.as_str()) || flat.ends_with("file") || flat.starts_with("public") {
        return None;
    }
    if HEADERS.contains(&flat.as_str()) {
        return Some(Weight::Header);
    }
    if matches!(
        flat.as_str(),
        "pw" | "pass" | "auth" | "sig" | "sas" | "pin" | "jwt" | "k10"
    ) {
        return Some(Weight::Word);
    }
    // `storePass`, `bind_pw`: an abbreviation at the end of a longer name.
    let short = ["pass", "pw"].iter().any(|end| flat.ends_with(end));
    NAMES
        .iter()
        .filter(|(part, _)| flat.contains(part))
        .map(|(_, weight)| *weight)
        .chain(short.then_some(Weight::Certain))
        .max()
        .or_else(|| flat.ends_with("signature").then_some(Weight::Query))
}

/// The value behind a name, by what is between them.
fn behind(line: &str, name: &Name, weight: Weight) -> Option<Value> {
    let before = line.get(..name.start)?;
    let word = line.get(name.start..name.end)?;
    let after = line.get(name.end..)?;
    // The end of a quoted or bracketed name: `"token":`, `data["tls.key"]:`, `token\":`.
    let closed = after.trim_start_matches(['"', '\'', '\\', ']', '`']);
    let separator = closed.trim_start_matches([' ', '\t']);
    let at = |rest: &str| line.len() - rest.len();
    let is_option = before.ends_with('-') || word.starts_with('-');
    let assigned = separator
        .strip_prefix("=>")
        .or_else(|| separator.strip_prefix(":="))
        .or_else(|| separator.strip_prefix('='))
        // `["--token","X"]`: an option and its value as two words of a list.
        .or_else(|| separator.strip_prefix(',').filter(|_| is_option));
    if let Some(rest) = assigned {
        return worth(line, value(line, at(rest))?, true);
    }
    if weight == Weight::Query {
        return None;
    }
    if let Some(rest) = separator.strip_prefix(':') {
        if weight == Weight::Header {
            return header(line, at(rest), before);
        }
        let found = value(line, at(rest))?;
        let is_first = begins_line(before);
        let found = worth(line, found, weight == Weight::Certain || is_first)?;
        // YAML writes words without quotes: all of the line is the value.
        let whole = weight == Weight::Certain && !found.quoted && is_first;
        return Some(Value {
            end: if whole { line.len() } else { found.end },
            ..found
        });
    }
    if closed.len() == separator.len() {
        return None;
    }
    if is_option {
        return worth(line, value(line, at(separator))?, true);
    }
    spoken(line, word, weight, at(separator))
}

/// The value behind a name and a blank: in a sentence a secret is told from the next word by its look.
fn spoken(line: &str, name: &str, weight: Weight, at: usize) -> Option<Value> {
    let rest = line.get(at..)?;
    let verb = ["is ", "was ", "are ", "to ", "of "]
        .iter()
        .find(|verb| rest.starts_with(**verb));
    let found = value(line, at + verb.map_or(0, |verb| verb.len()))?;
    let text = line.get(found.start..found.end)?;
    if is_path(text) || is_word_of_ours(text) {
        return None;
    }
    // `client-key-data X`: no word of a sentence.
    let is_identifier = name.starts_with(|c: char| c.is_ascii_lowercase())
        && (name.contains(['_', '-']) || name.contains(|c: char| c.is_ascii_uppercase()));
    let is_object = found.quoted
        && line.get(found.end..).is_some_and(|rest| {
            rest.trim_start_matches(['"', '\'', '\\'])
                .starts_with(" not found")
        });
    let looks = if weight == Weight::Certain {
        odd(text) || found.quoted || verb.is_some() || is_last(line, found)
    } else {
        (found.quoted && !is_object)
            || (odd(text) && (text.contains(|c: char| c.is_ascii_digit()) || text.len() >= 12))
    };
    (looks || is_identifier).then_some(found)
}

/// A value whose separator is clear; where the name is a common word it has to look like a secret.
fn worth(line: &str, found: Value, certain: bool) -> Option<Value> {
    let text = line.get(found.start..found.end)?;
    if text.is_empty() || is_path(text) || matches!(text, "null" | "true" | "false" | "[]" | "{}") {
        return None;
    }
    let looks = odd(text) || (text.len() >= 6 && is_last(line, found));
    let told = certain || found.quoted || (looks && !is_word_of_ours(text));
    told.then_some(found)
}

/// A header's value: behind its scheme, up to the quote that encloses the header, or all of the line.
fn header(line: &str, at: usize, before: &str) -> Option<Value> {
    let rest = line.get(at..)?;
    let blanks = rest.len()
        - rest
            .trim_start_matches([' ', '\t', '"', '\'', '\\', '['])
            .len();
    let mut start = at + blanks;
    let opened = rest
        .trim_start_matches([' ', '\t', '\\', '['])
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\''))
        .or_else(|| {
            before
                .chars()
                .next_back()
                .filter(|c| matches!(c, '"' | '\''))
        });
    let end = opened
        .and_then(|quote| line.get(start..)?.find(quote).map(|length| start + length))
        .unwrap_or(line.len());
    let end = line
        .get(start..end)
        .map_or(end, |text| start + text.trim_end_matches('\\').len());
    let schemes = [
        "Bearer ",
        "Basic ",
        "Token ",
        "Digest ",
        "Negotiate ",
        "ApiKey ",
    ];
    let text = line.get(start..end)?;
    for scheme in schemes {
        if text
            .get(..scheme.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(scheme))
        {
            start += scheme.len();
        }
    }
    Some(Value {
        start,
        end,
        quoted: opened.is_some(),
    })
}

/// Whether a name begins its line, as a key of YAML does.
fn begins_line(before: &str) -> bool {
    before
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '-' | '+' | '>' | '|' | '#' | '"' | '\''))
}

fn is_last(line: &str, found: Value) -> bool {
    line.get(found.end..).is_some_and(|rest| {
        rest.trim_matches(['"', '\'', '\\', '}', ')', ']', ',', ' ', '.'])
            .is_empty()
    })
}

/// Whether a word looks like no word of a sentence.
fn odd(text: &str) -> bool {
    let has = |kind: fn(&char) -> bool| text.chars().any(|c| kind(&c));
    let inner_capital = text.chars().skip(1).any(|c| c.is_ascii_uppercase());
    let lower = has(char::is_ascii_lowercase);
    has(char::is_ascii_digit)
        || (inner_capital && lower)
        || (text.len() == 1 && text.chars().all(|c| c.is_ascii_uppercase()))
        || text.contains(['!', '$', '%', '+', '#', '~', '^'])
}
