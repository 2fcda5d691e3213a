//! All certificates that were found, each once, with every place where it occurs.

mod identifier;

use std::collections::BTreeMap;

pub use self::identifier::identified;
pub use crate::decode::bundle::Listed as Placed;
use crate::ground::location::Location;
use crate::x509::{CertificateRef, Fingerprint};

/// One certificate with all its places, in order.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The certificate.
    pub certificate: CertificateRef,
    /// Every place, sorted, each once.
    pub locations: Vec<Location>,
}

/// Certificates by fingerprint: the same certificate in ten files is one entry with ten places.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    entries: BTreeMap<Fingerprint, Entry>,
}

impl Inventory {
    /// An empty inventory.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records a certificate at a place.
    pub fn add(&mut self, placed: &Placed) {
        let entry = self
            .entries
            .entry(placed.certificate.fingerprint)
            .or_insert_with(|| Entry {
                certificate: placed.certificate.clone(),
                locations: Vec::new(),
            });
        if let Err(index) = entry.locations.binary_search(&placed.location) {
            entry.locations.insert(index, placed.location.clone());
        }
    }

    /// Takes over an entry of another inventory.
    pub fn add_entry(&mut self, entry: &Entry) {
        for location in &entry.locations {
            self.add(&Placed {
                certificate: entry.certificate.clone(),
                location: location.clone(),
            });
        }
    }

    /// The entry of a certificate.
    pub fn get(&self, fingerprint: Fingerprint) -> Option<&Entry> {
        self.entries.get(&fingerprint)
    }

    /// Where a certificate was found; empty for one that is not here.
    pub fn locations(&self, fingerprint: Fingerprint) -> &[Location] {
        self.entries
            .get(&fingerprint)
            .map_or(&[], |entry| &entry.locations)
    }

    /// All entries, by fingerprint.
    pub fn iter(&self) -> impl Iterator<Item = (Fingerprint, &Entry)> {
        self.entries
            .iter()
            .map(|(fingerprint, entry)| (*fingerprint, entry))
    }

    /// All entries, by fingerprint, to keep.
    pub fn into_entries(self) -> impl Iterator<Item = Entry> {
        self.entries.into_values()
    }

    /// How many different certificates there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
