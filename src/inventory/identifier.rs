//! What people call a certificate by: whatever a screen of certgraph or of openssl prints of it.

use super::Entry;

/// Hexadecimal digits that tell an identifier from a name.
const DIGITS: usize = 6;

/// The entries that `text` identifies: the start of a SHA-256 fingerprint or of a key id, else a name, else a file.
pub fn identified<'a>(text: &str, entries: &[&'a Entry]) -> Vec<&'a Entry> {
    let digits = digits(text);
    let by_digits = |entry: &Entry| {
        digits.as_deref().is_some_and(|digits| {
            entry
                .certificate
                .fingerprint
                .to_string()
                .starts_with(digits)
                || plain(&entry.certificate.key_id().to_string()).starts_with(digits)
        })
    };
    let named = |entry: &Entry| named(entry, text);
    let in_file = |entry: &Entry| in_file(entry, text);
    let ways: [&dyn Fn(&Entry) -> bool; 3] = [&by_digits, &named, &in_file];
    for fits in ways {
        let found: Vec<_> = entries
            .iter()
            .copied()
            .filter(|entry| fits(entry))
            .collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The digits of a fingerprint or key id, as certgraph and openssl write it: `11:8A:94:DE`, `sha256 Fingerprint=AB:CD`.
fn digits(text: &str) -> Option<String> {
    let text = text.rsplit_once('=').map_or(text, |(_, value)| value);
    let lower = text.trim().to_lowercase();
    let digits = plain(lower.strip_prefix("sha256:").unwrap_or(&lower));
    let is_hex = digits.chars().all(|digit| digit.is_ascii_hexdigit());
    (digits.len() >= DIGITS && is_hex).then_some(digits)
}

fn plain(text: &str) -> String {
    text.to_lowercase().replace(':', "")
}

fn named(entry: &Entry, text: &str) -> bool {
    entry.certificate.subject.common_name().as_deref() == Some(text)
        || entry.certificate.display_name() == text
        || entry.certificate.subject.to_string() == text
}

/// A file is known by the end of its path, with or without the line that a screen shows behind it.
fn in_file(entry: &Entry, text: &str) -> bool {
    let text = text.strip_prefix("./").unwrap_or(text);
    let ends = |file: &str| {
        file.strip_suffix(text)
            .is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    entry
        .locations
        .iter()
        .any(|place| ends(&place.file) || ends(&place.short()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::bundle;
    use crate::golang::GoRelease;
    use crate::ground::location::Location;
    use crate::inventory::Inventory;

    #[test]
    fn whatever_is_printed_of_a_certificate_identifies_it() {
        let text =
            include_str!("../../fixtures/control-plane/two-cas/etc/kubernetes/pki/apiserver.crt");
        let place = Location::file("nodes/cp-1/pki/apiserver.crt");
        let mut inventory = Inventory::new();
        for placed in &bundle::lenient(text.as_bytes(), &place, GoRelease::GO_1_27).certificates {
            inventory.add(placed);
        }
        let entries: Vec<_> = inventory.iter().map(|(_, entry)| entry).collect();
        let certificate = &entries[0].certificate;
        let print = certificate.fingerprint.to_string();
        for text in [
            &print[..8],
            &print.to_uppercase(),
            &format!("sha256 Fingerprint={}:{}", &print[..2], &print[2..]),
            &certificate.key_id().short(),
            &certificate.key_id().to_string(),
            "kube-apiserver",
            "apiserver.crt",
            "./pki/apiserver.crt",
            "pki/apiserver.crt:1",
        ] {
            assert_eq!(identified(text, &entries).len(), 1, "{text}");
        }
        for text in ["", "server.crt", "00:00:00:00", &print[..4]] {
            assert!(identified(text, &entries).is_empty(), "{text}");
        }
    }
}
