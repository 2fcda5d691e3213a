//! All that a picture knows of one certificate, for those who look closer.

use std::collections::BTreeSet;

use super::holder::Holders;
use crate::graph::TrustGraph;
use crate::inventory::Entry;

use crate::ground::time::Timestamp;
use crate::report::urgency::Urgency;
use crate::x509::{Certificate, CertificateRole};

/// Names and places that are listed before the rest is counted.
const LISTED: usize = 20;

/// One certificate in full.
#[derive(Clone, Debug)]
pub struct Detail {
    /// Common name, else organization, else serial number.
    pub name: String,
    /// `root CA`, `CA`, `server`, `client`, `server + client`.
    pub usage: &'static str,
    /// Its subject, as Go prints it.
    pub subject: String,
    /// Its issuer, likewise.
    pub issuer: String,
    /// The issuer's common name, else its organization.
    pub issuer_name: String,
    /// DNS names, addresses and other alternative names.
    pub names: Vec<String>,
    /// In decimal.
    pub serial: String,
    /// Begin of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// How soon someone must act.
    pub urgency: Urgency,
    /// Time left in words.
    pub left: String,
    /// Its key identifier.
    pub key: String,
    /// Where it was found.
    pub places: Vec<String>,
    /// Who presents it.
    pub presented_by: Vec<String>,
    /// Who trusts it as an anchor.
    pub trusted_by: Vec<String>,
}

impl Detail {
    pub(super) fn new(entry: &Entry, graph: &TrustGraph, holders: &Holders, at: Timestamp) -> Self {
        let certificate = &entry.certificate;
        let fingerprint = certificate.fingerprint;
        let presented_by = holders.names.get(&fingerprint);
        Self {
            presented_by: listed(presented_by.into_iter().flatten()),
            trusted_by: listed(graph.trusting(fingerprint)),
            places: listed(&entry.locations),
            ..Self::bare(certificate, at)
        }
    }

    /// What the certificate itself says.
    pub(super) fn bare(certificate: &Certificate, at: Timestamp) -> Self {
        let urgency = Urgency::of(certificate, at);
        Self {
            name: certificate.display_name(),
            usage: usage(certificate),
            subject: certificate.subject.to_string(),
            issuer: certificate.issuer.to_string(),
            issuer_name: certificate.issuer.short(),
            names: names(certificate),
            serial: certificate.serial_decimal(),
            not_before: certificate.not_before.at,
            not_after: certificate.not_after.at,
            urgency,
            left: urgency.left(certificate.not_after.at, at),
            key: certificate.key_id().to_string(),
            places: Vec::new(),
            presented_by: Vec::new(),
            trusted_by: Vec::new(),
        }
    }
}

/// What a certificate is for.
pub(super) fn usage(certificate: &Certificate) -> &'static str {
    match certificate.role() {
        CertificateRole::Both => "server + client",
        role => role.as_str(),
    }
}

fn names(certificate: &Certificate) -> Vec<String> {
    let Some(names) = &certificate.subject_alt_name else {
        return Vec::new();
    };
    let dns = names.dns.iter().cloned();
    let addresses = names.ip.iter().map(ToString::to_string);
    let others = names.email.iter().cloned();
    let uris = names.uri.iter().map(|uri| uri.text.clone());
    listed(dns.chain(addresses).chain(others).chain(uris))
}

/// The first ones, and how many more there are.
fn listed<T: ToString>(things: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut texts = Vec::new();
    let mut seen = BTreeSet::new();
    let mut more = 0;
    for text in things.into_iter().map(|thing| thing.to_string()) {
        if texts.len() >= LISTED {
            more += 1;
        } else if seen.insert(text.clone()) {
            texts.push(text);
        }
    }
    if more > 0 {
        texts.push(format!("and {more} more"));
    }
    texts
}
