//! What depends on what is replaced.

use std::collections::BTreeSet;

use super::model::Side;
use super::model::{Place, Use};
use super::replacement::Replacement;
use super::simulation::places;
use crate::connection::Connection;
use crate::ground::location::Location;
use crate::survey::{Sides, Survey};
use crate::x509::CertificateRef;

/// What depends on a certificate.
#[derive(Default)]
pub struct Impact {
    /// Who trusts the CA, and where.
    pub trusting: Vec<Trusting>,
    /// What it issued.
    pub issued: Vec<Issued>,
    /// Further places of the CA itself, in no bundle that somebody here is known to read.
    pub elsewhere: Vec<Location>,
    /// Connections that touch it, by index.
    pub connections: Vec<usize>,
}

/// A bundle that holds the CA.
pub struct Trusting {
    /// Who reads it.
    pub party: String,
    /// Its program.
    pub component: &'static str,
    /// The flag or field.
    pub label: String,
    /// Where it is.
    pub file: String,
}

/// A certificate under the CA.
pub struct Issued {
    /// The certificate.
    pub certificate: CertificateRef,
    /// Where it is.
    pub locations: Vec<Location>,
}

impl Impact {
    pub(super) fn of(survey: &Survey, replacement: &Replacement) -> Self {
        let mut trusting = Vec::new();
        for party in survey.parties.iter() {
            for bundle in &party.trusts {
                if replacement.is_trusted_by(bundle) {
                    trusting.push(Trusting {
                        party: party.name.clone(),
                        component: party.component.as_str(),
                        label: bundle.label.clone(),
                        file: bundle.location.file.to_string(),
                    });
                }
            }
        }
        let issued: Vec<_> = replacement
            .under
            .iter()
            .filter_map(|fingerprint| {
                let entry = survey.inventory.get(*fingerprint)?;
                Some(Issued {
                    certificate: entry.certificate.clone(),
                    locations: entry.locations.clone(),
                })
            })
            .collect();
        let mut known: BTreeSet<&str> = trusting.iter().map(|held| held.file.as_str()).collect();
        let presented = survey.sides.iter().flat_map(|sides| {
            [Side::Client, Side::Server].map(|side| places(sides, side, replacement))
        });
        let presented: Vec<Place> = presented.flatten().collect();
        known.extend(
            presented
                .iter()
                .filter(|place| place.role == Use::Presents)
                .map(|place| place.file.as_str()),
        );
        let copies = replacement.old.iter();
        let copies = copies.flat_map(|old| survey.inventory.locations(old.fingerprint));
        let elsewhere = copies.filter(|place| !known.contains(&*place.file));
        let mut elsewhere: Vec<_> = elsewhere.cloned().collect();
        elsewhere.sort();
        let connections = touched(&survey.connections, &survey.sides, replacement);
        let mut impact = Self {
            trusting,
            issued,
            elsewhere,
            connections,
        };
        impact.issued.sort_by(|one, other| {
            let key = |issued: &Issued| (issued.locations.clone(), issued.certificate.fingerprint);
            key(one).cmp(&key(other))
        });
        impact
    }
}

fn touched(connections: &[Connection], sides: &[Sides], replacement: &Replacement) -> Vec<usize> {
    let each = connections.iter().zip(sides).enumerate();
    each.filter(|(_, (_, sides))| {
        [Side::Client, Side::Server]
            .iter()
            .any(|side| !places(sides, *side, replacement).is_empty())
    })
    .map(|(index, _)| index)
    .collect()
}
