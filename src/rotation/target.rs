//! What is to be replaced, as it was named.

use std::fmt;

use super::algorithm::Algorithm;
use crate::golang::go_quote;
use crate::ground::likeness::did_you_mean;
use crate::ground::location::Location;
use crate::inventory::{Entry, Inventory, identified};
use crate::x509::CertificateRef;

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
    /// The kind of key that a CA and what it issues move to; none where it stays.
    pub algorithm: Option<Algorithm>,
}

/// What is named is not one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// Nothing has that name.
    Unknown {
        /// A CA was asked for.
        is_authority: bool,
        /// As it was typed.
        asked: String,
        /// ` (did you mean …?)`; empty where no name is near.
        near: String,
        /// What there is, as it may be typed.
        there: String,
    },
    /// Certificates with different keys have that name.
    Ambiguous {
        /// A CA was asked for.
        is_authority: bool,
        /// As it was typed.
        asked: String,
        /// How many there are.
        count: usize,
        /// Which, as each may be typed.
        there: String,
    },
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |is_authority: &bool| match is_authority {
            true => ("--ca", "CA"),
            false => ("--renew", "certificate"),
        };
        match self {
            Self::Unknown {
                is_authority,
                asked,
                near,
                there,
            } => {
                let (option, kind) = words(is_authority);
                write!(
                    f,
                    "{option}: no {kind} here is named {}{near}; there are {there}",
                    go_quote(asked.as_bytes())
                )
            }
            Self::Ambiguous {
                is_authority,
                asked,
                count,
                there,
            } => {
                let (option, kind) = words(is_authority);
                write!(
                    f,
                    "{option}: {count} {kind}s are named {}; give the file or the fingerprint of one: {there}",
                    go_quote(asked.as_bytes())
                )
            }
        }
    }
}

impl std::error::Error for TargetError {}

/// Looks for a certificate by what identifies it ([`identified`]).
///
/// # Errors
/// There is none, or several with different keys: what there is.
pub fn find(request: Request<'_>, inventory: &Inventory) -> Result<Target, TargetError> {
    let (text, is_authority) = match request {
        Request::Authority(text) => (text, true),
        Request::Leaf(text) => (text, false),
    };
    let entries = inventory.iter().map(|(_, entry)| entry);
    let candidates: Vec<_> = entries
        .filter(|entry| entry.certificate.is_ca() == is_authority)
        .collect();
    let found = identified(text, &candidates);
    let Some(first) = found.first() else {
        return Err(TargetError::Unknown {
            is_authority,
            asked: text.to_owned(),
            near: suggestion(text, &candidates),
            there: list(&candidates),
        });
    };
    let one_key = found.iter().all(|entry| {
        entry.certificate.public_key == first.certificate.public_key
            && entry.certificate.subject.raw == first.certificate.subject.raw
    });
    if !one_key {
        return Err(TargetError::Ambiguous {
            is_authority,
            asked: text.to_owned(),
            count: found.len(),
            there: list(&found),
        });
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
        algorithm: None,
    })
}

fn suggestion(text: &str, candidates: &[&Entry]) -> String {
    let names: Vec<_> = candidates
        .iter()
        .map(|entry| entry.certificate.display_name())
        .collect();
    did_you_mean(text, names.iter().map(String::as_str))
}

fn list(entries: &[&Entry]) -> String {
    const MOST: usize = 10;
    let mut shown = entries.to_vec();
    shown.sort_by_cached_key(|entry| {
        let certificate = &entry.certificate;
        (certificate.display_name(), certificate.fingerprint)
    });
    let more = shown.len().saturating_sub(MOST);
    shown.truncate(MOST);
    let names: Vec<_> = shown.iter().map(|entry| line(entry, &shown)).collect();
    match (names.is_empty(), more) {
        (true, _) => "none".to_owned(),
        (false, 0) => names.join(", "),
        (false, more) => format!("{} and {more} more", names.join(", ")),
    }
}

/// A certificate as it may be named: its name, the start of its fingerprint, and a file, if it can be one that no other of
/// them is in.
fn line(entry: &Entry, others: &[&Entry]) -> String {
    let shared = |place: &Location| {
        others.iter().any(|other| {
            other.certificate.fingerprint != entry.certificate.fingerprint
                && other.locations.iter().any(|there| there.file == place.file)
        })
    };
    let place = entry.locations.iter().find(|place| !shared(place));
    let place = place.or_else(|| entry.locations.first());
    let place = place.map_or_else(String::new, |place| format!(", in {}", place.short()));
    let print = entry.certificate.fingerprint.to_string();
    let start = print.get(..12).unwrap_or_default();
    let until = entry.certificate.not_after.at.date();
    let name = entry.certificate.display_name();
    format!("{name:?} ({start}, until {until}{place})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::bundle;
    use crate::golang::GoRelease;

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
        let error = error.to_string();
        assert!(
            error.starts_with("--ca: 2 CAs are named \"kubernetes\""),
            "{error}"
        );
        let start = error.split_once('(').unwrap().1.get(..12).unwrap();
        let found = find(Request::Authority(start), &inventory).unwrap();
        assert!(found.certificate.fingerprint.to_string().starts_with(start));
    }
}
