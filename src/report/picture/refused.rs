//! What other clients refuse of a server that kubectl reaches, as arrows of the kubeconfig that they would use.

use std::collections::BTreeMap;

use super::draft::Rejected;
use crate::survey::{Party, Survey};
use crate::verify::Verdict;
use crate::x509::Fingerprint;

/// By the party's name: the certificates that clients refuse, and which clients do so by which rule.
pub(super) struct Refused {
    by_party: BTreeMap<String, BTreeMap<Fingerprint, Vec<String>>>,
}

impl Refused {
    pub(super) fn of(survey: &Survey) -> Self {
        let mut by_party: BTreeMap<String, BTreeMap<_, Vec<String>>> = BTreeMap::new();
        for sides in &survey.sides {
            let refusing = sides.clients.iter();
            for client in refusing.filter(|client| client.verdict == Verdict::Reject) {
                let Some(certificate) = &client.certificate else {
                    continue;
                };
                let rule = client.codes.first().copied().unwrap_or_default();
                let text = format!("{} refuses: {rule}", client.client.as_str());
                let texts = by_party
                    .entry(Party::of_client(&sides.client).name)
                    .or_default()
                    .entry(certificate.fingerprint)
                    .or_default();
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
        }
        Self { by_party }
    }

    /// Arrows of a party; `authority` knows the box of a CA.
    pub(super) fn rejects(
        &self,
        party: &str,
        authority: impl Fn(&Fingerprint) -> Option<usize>,
    ) -> Vec<(Rejected, String)> {
        let refused = self.by_party.get(party).into_iter().flatten();
        refused
            .map(|(certificate, texts)| {
                let what = match authority(certificate) {
                    Some(index) => Rejected::Authority(index),
                    None => Rejected::Certificate(*certificate),
                };
                (what, texts.join(", "))
            })
            .collect()
    }
}
