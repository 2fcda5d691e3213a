//! Who has a certificate, in a few words.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::Entry;
use crate::report::places::Places;
use crate::survey::Survey;
use crate::x509::Fingerprint;

/// Who presents what, and where everything was found.
pub(super) struct Holders {
    presenters: BTreeMap<Fingerprint, BTreeSet<&'static str>>,
    pub(super) names: BTreeMap<Fingerprint, BTreeSet<String>>,
    places: Places,
}

impl Holders {
    pub(super) fn of(survey: &Survey) -> Self {
        let mut presenters: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mut names: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for party in survey.parties.iter() {
            for placed in party.presents.iter().flat_map(|given| given.chain.first()) {
                let fingerprint = placed.certificate.fingerprint;
                presenters
                    .entry(fingerprint)
                    .or_default()
                    .insert(party.component.as_str());
                names
                    .entry(fingerprint)
                    .or_default()
                    .insert(party.name.clone());
            }
        }
        Self {
            presenters,
            names,
            places: Places::of(&survey.inventory),
        }
    }

    /// The program that presents it, or the file where it was found. A kubeconfig says more than the program that
    /// reads it.
    pub(super) fn holder(&self, entry: &Entry) -> String {
        let fingerprint = entry.certificate.fingerprint;
        let kubeconfig = entry
            .locations
            .iter()
            .find(|location| location.field.is_some());
        let programs = self.presenters.get(&fingerprint);
        if let (None, Some(programs)) = (kubeconfig, programs) {
            let programs: Vec<_> = programs.iter().copied().collect();
            return programs.join(", ");
        }
        let files: BTreeSet<&str> = entry
            .locations
            .iter()
            .filter(|location| kubeconfig.is_none() || location.field.is_some())
            .map(|location| self.places.short(location))
            .collect();
        match (files.first(), files.len()) {
            (Some(file), 1) => (*file).to_owned(),
            (Some(_), several) if kubeconfig.is_some() => format!("{several} kubeconfigs"),
            (Some(_), several) => format!("{several} files"),
            (None, _) => String::new(),
        }
    }
}
