//! What is to be replaced, as it was named.

use crate::inventory::{Entry, Inventory};
use crate::x509::CertificateRef;

/// Hexadecimal digits that tell a fingerprint from a name.
const DIGITS: usize = 6;

/// What to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request<'a> {
    /// A CA.
    Authority(&'a str),
    /// A certificate that is no CA.
    Leaf(&'a str),
}

/// What is to be replaced.
#[derive(Clone, Debug)]
pub struct Target {
    /// The certificate; of a CA that is in several, the one that ends last.
    pub certificate: CertificateRef,
    /// Whether it is a CA.
    pub is_authority: bool,
    /// Certificates that are renewed with it, each no CA.
    pub others: Vec<CertificateRef>,
}

/// Looks for a certificate by its common name, its file, or the start of its SHA-256 fingerprint.
///
/// # Errors
/// There is none, or several with different keys: what there is.
pub fn find(request: Request<'_>, inventory: &Inventory) -> Result<Target, String> {
    let (text, option, is_authority) = match request {
        Request::Authority(text) => (text, "--ca", true),
        Request::Leaf(text) => (text, "--renew", false),
    };
    let entries = inventory.iter().map(|(_, entry)| entry);
    let candidates: Vec<_> = entries
        .filter(|entry| entry.certificate.is_ca() == is_authority)
        .collect();
    let mut found: Vec<_> = by_fingerprint(text, &candidates);
    for matches in [named, in_file] {
        if found.is_empty() {
            let fitting = candidates.iter().filter(|entry| matches(entry, text));
            found = fitting.copied().collect();
        }
    }
    let kind = if is_authority { "CA" } else { "certificate" };
    let Some(first) = found.first() else {
        return Err(format!(
            "{option}: there is no {kind} {text:?} here; there are {}",
            list(&candidates)
        ));
    };
    let one_key = found.iter().all(|entry| {
        entry.certificate.public_key == first.certificate.public_key
            && entry.certificate.subject.raw == first.certificate.subject.raw
    });
    if !one_key {
        return Err(format!(
            "{option}: {} are named {text:?}; give the fingerprint of one: {}",
            found.len(),
            list(&found)
        ));
    }
    let last = found.iter().max_by_key(|entry| {
        (
            entry.certificate.not_after.at,
            entry.certificate.fingerprint,
        )
    });
    let certificate = &last.unwrap_or(first).certificate;
    Ok(Target {
        certificate: certificate.clone(),
        is_authority,
        others: Vec::new(),
    })
}

fn by_fingerprint<'a>(text: &str, candidates: &[&'a Entry]) -> Vec<&'a Entry> {
    // As openssl writes it, too: `SHA256 Fingerprint=AB:CD`, `sha256 Fingerprint=…`.
    let text = text.rsplit_once('=').map_or(text, |(_, value)| value);
    let digits = text.to_lowercase();
    let digits = digits.strip_prefix("sha256:").unwrap_or(&digits);
    let digits = digits.replace(':', "");
    if digits.len() < DIGITS || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return Vec::new();
    }
    let starts = |entry: &&&Entry| {
        let print = entry.certificate.fingerprint.to_string();
        print.starts_with(&digits)
    };
    candidates.iter().filter(starts).copied().collect()
}

fn named(entry: &Entry, text: &str) -> bool {
    entry.certificate.subject.common_name().as_deref() == Some(text)
        || entry.certificate.subject.to_string() == text
}

fn in_file(entry: &Entry, text: &str) -> bool {
    let ends = |file: &str| {
        file.strip_suffix(text)
            .is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    entry.locations.iter().any(|place| ends(&place.file))
}

fn list(entries: &[&Entry]) -> String {
    const MOST: usize = 10;
    let mut names: Vec<_> = entries
        .iter()
        .map(|entry| {
            let print = entry.certificate.fingerprint.to_string();
            let start = print.get(..12).unwrap_or_default();
            let until = entry.certificate.not_after.at.date();
            let name = entry.certificate.display_name();
            format!("{name:?} ({start}, until {until})")
        })
        .collect();
    names.sort();
    let more = names.len().saturating_sub(MOST);
    names.truncate(MOST);
    match (names.is_empty(), more) {
        (true, _) => "none".to_owned(),
        (false, 0) => names.join(", "),
        (false, more) => format!("{} and {more} more", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::bundle;
    use crate::golang::GoRelease;
    use crate::ground::location::Location;

    fn inventory() -> Inventory {
        let mut inventory = Inventory::new();
        for (file, text) in [
            (
                "pki/ca.crt",
                include_str!("../../fixtures/control-plane/two-cas/etc/kubernetes/pki/ca.crt"),
            ),
            (
                "pki/apiserver.crt",
                include_str!(
                    "../../fixtures/control-plane/two-cas/etc/kubernetes/pki/apiserver.crt"
                ),
            ),
        ] {
            let place = Location::file(file);
            let found = bundle::lenient(text.as_bytes(), &place, GoRelease::GO_1_27);
            found
                .certificates
                .iter()
                .for_each(|placed| inventory.add(placed));
        }
        inventory
    }

    #[test]
    fn a_leaf_is_found_by_name_file_and_fingerprint() {
        let inventory = inventory();
        let named = find(Request::Leaf("kube-apiserver"), &inventory).unwrap();
        let print = named.certificate.fingerprint.to_string();
        for text in [
            "apiserver.crt",
            "pki/apiserver.crt",
            &print[..8],
            &print.to_uppercase(),
            &format!("SHA256:{print}"),
            &format!("sha256 Fingerprint={}:{}", &print[..2], &print[2..]),
        ] {
            let found = find(Request::Leaf(text), &inventory).unwrap();
            assert_eq!(found.certificate.fingerprint, named.certificate.fingerprint);
            assert!(!found.is_authority);
        }
        assert!(find(Request::Leaf("server.crt"), &inventory).is_err());
        assert!(find(Request::Authority("kube-apiserver"), &inventory).is_err());
    }

    /// Two CAs of one name are two.
    #[test]
    fn a_name_that_several_have_is_not_enough() {
        let inventory = inventory();
        let error = find(Request::Authority("kubernetes"), &inventory).unwrap_err();
        assert!(
            error.starts_with("--ca: 2 are named \"kubernetes\""),
            "{error}"
        );
        let start = error.split_once('(').unwrap().1.get(..12).unwrap();
        let found = find(Request::Authority(start), &inventory).unwrap();
        assert!(found.certificate.fingerprint.to_string().starts_with(start));
    }
}
