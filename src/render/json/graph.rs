//! `certgraph.graph/v1`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::clients::ClientVerdictV1;
use super::explain::{LocationV1, location};
use crate::connection::Bundle;
use crate::report::Urgency;
use crate::report::clients::ClientRow;
use crate::report::picture::{Detail, Picture, Rank, Spot, Verifier};
use crate::survey::{Party, Survey};
use crate::x509::Fingerprint;

/// Every certificate, missing CA, bundle and party that an unfolded picture has, with the relations between them.
pub fn graph(survey: &Survey, picture: &Picture) -> String {
    let known = |certificate: &Fingerprint| picture.details.contains_key(certificate);
    let certificates: Vec<_> = picture
        .details
        .iter()
        .map(|(known, detail)| certificate(survey, *known, detail))
        .collect();
    let mut edges = Vec::new();
    for (issuer, subject, verified) in &picture.issued {
        if known(issuer) && known(subject) {
            edges.push(EdgeV1 {
                from: issuer.to_string(),
                to: subject.to_string(),
                relation: "issued",
                verified: Some(*verified),
            });
        }
    }
    let missing = missing(survey, picture, &mut edges);
    let mut bundles = Vec::new();
    let mut parties = Vec::new();
    let drawn: BTreeSet<(&str, &str)> = picture.verifiers.iter().flat_map(held).collect();
    let is_drawn = |party: &&Party| {
        let chains = party.presents.iter().flat_map(|presented| &presented.chain);
        let mut presented = chains.map(|placed| placed.certificate.fingerprint);
        let trusts =
            |bundle: &Bundle| drawn.contains(&(party.name.as_str(), bundle.label.as_str()));
        party.trusts.iter().any(trusts) || presented.any(|certificate| known(&certificate))
    };
    for party in survey.parties.iter().filter(is_drawn) {
        let own = format!("party {}", parties.len() + 1);
        let trusts = party.trusts.iter();
        for bundle in trusts.filter(|bundle| drawn.contains(&(&party.name, &bundle.label))) {
            let id = format!("bundle {}", bundles.len() + 1);
            edges.push(EdgeV1::new(&own, &id, "trusts"));
            let anchors = bundle.anchors.iter();
            let anchors: BTreeSet<_> = anchors
                .map(|anchor| anchor.certificate.fingerprint)
                .collect();
            for anchor in anchors.iter().filter(|anchor| known(anchor)) {
                edges.push(EdgeV1::new(&id, &anchor.to_string(), "contains"));
            }
            bundles.push(BundleV1 {
                id,
                label: bundle.label.clone(),
                location: location(&bundle.location),
            });
        }
        let presented = party.presents.iter().flat_map(|presented| &presented.chain);
        let presented: BTreeSet<_> = presented
            .map(|placed| placed.certificate.fingerprint)
            .collect();
        for certificate in presented.iter().filter(|certificate| known(certificate)) {
            edges.push(EdgeV1::new(&own, &certificate.to_string(), "presents"));
        }
        parties.push(PartyV1 {
            id: own,
            component: party.component.as_str(),
            name: party.name.clone(),
        });
    }
    super::pretty(&Document {
        schema: "certgraph.graph/v1",
        at: picture.at.to_string(),
        certificates,
        missing,
        bundles,
        parties,
        edges,
        connections: connections(survey),
    })
}

/// What other clients make of each connection, where they were asked for.
fn connections(survey: &Survey) -> Vec<ConnectionV1> {
    let judged = survey.connections.iter().zip(&survey.sides);
    judged
        .filter(|(_, sides)| !sides.clients.is_empty())
        .map(|(connection, sides)| ConnectionV1 {
            name: connection.name.clone(),
            file: connection.client.file.clone(),
            url: connection.server.url.clone(),
            clients: sides
                .clients
                .iter()
                .map(|client| ClientVerdictV1::from(&ClientRow::new(client, &connection.inventory)))
                .collect(),
        })
        .collect()
}

/// The CAs that certificates name and that are in no input.
fn missing(survey: &Survey, picture: &Picture, edges: &mut Vec<EdgeV1>) -> Vec<MissingV1> {
    let mut missing: BTreeMap<usize, MissingV1> = BTreeMap::new();
    for edge in &picture.edges {
        let (Spot::Authority(from), Spot::Ledger(to)) = (edge.from, edge.to) else {
            continue;
        };
        let authority = picture.authorities.get(from);
        let Some(authority) = authority.filter(|of| of.rank == Rank::Missing) else {
            continue;
        };
        let number = missing.len() + 1;
        let own = missing.entry(from).or_insert_with(|| MissingV1 {
            id: format!("missing {number}"),
            name: authority.name.clone(),
            key_id: None,
        });
        let rows = picture.rows_from(to, |ledger, row| (ledger, row));
        let rows = rows.iter().filter_map(|(ledger, row)| {
            let ledger = picture.ledgers.get(*ledger)?;
            ledger.rows.get(*row)
        });
        for known in rows.flat_map(|row| &row.certificates) {
            let found = survey.inventory.get(*known);
            let key_id = found.and_then(|of| of.certificate.authority_key_id.as_ref());
            own.key_id = key_id.map(ToString::to_string);
            edges.push(EdgeV1 {
                verified: Some(false),
                ..EdgeV1::new(&own.id, &known.to_string(), "issued")
            });
        }
    }
    missing.into_values().collect()
}

/// Every party of a verifier with every bundle.
fn held(verifier: &Verifier) -> impl Iterator<Item = (&str, &str)> {
    let members = verifier.members.iter();
    members.flat_map(|member| {
        let bundles = verifier.bundles.iter();
        bundles.map(move |bundle| (member.as_str(), bundle.as_str()))
    })
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    at: String,
    certificates: Vec<CertificateV1>,
    missing: Vec<MissingV1>,
    bundles: Vec<BundleV1>,
    parties: Vec<PartyV1>,
    edges: Vec<EdgeV1>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    connections: Vec<ConnectionV1>,
}

/// A connection that other clients were asked about.
#[derive(Serialize)]
struct ConnectionV1 {
    name: String,
    file: String,
    url: String,
    clients: Vec<ClientVerdictV1>,
}

#[derive(Serialize)]
struct CertificateV1 {
    id: String,
    name: String,
    usage: &'static str,
    subject: String,
    issuer: String,
    serial: String,
    not_before: String,
    not_after: String,
    state: &'static str,
    key_id: String,
    names: Vec<String>,
    locations: Vec<LocationV1>,
}

/// A CA in no input, as what it issued names it.
#[derive(Serialize)]
struct MissingV1 {
    id: String,
    name: String,
    key_id: Option<String>,
}

#[derive(Serialize)]
struct BundleV1 {
    id: String,
    label: String,
    location: LocationV1,
}

#[derive(Serialize)]
struct PartyV1 {
    id: String,
    component: &'static str,
    name: String,
}

/// `issued`, with whether the signature was checked; `trusts`, `contains`, `presents`.
#[derive(Serialize)]
struct EdgeV1 {
    from: String,
    to: String,
    relation: &'static str,
    verified: Option<bool>,
}

impl EdgeV1 {
    fn new(from: &str, to: &str, relation: &'static str) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            relation,
            verified: None,
        }
    }
}

fn certificate(survey: &Survey, known: Fingerprint, detail: &Detail) -> CertificateV1 {
    CertificateV1 {
        id: known.to_string(),
        name: detail.name.clone(),
        usage: detail.usage,
        subject: detail.subject.clone(),
        issuer: detail.issuer.clone(),
        serial: detail.serial.clone(),
        not_before: detail.not_before.to_string(),
        not_after: detail.not_after.to_string(),
        state: match detail.urgency {
            Urgency::Expired => "expired",
            Urgency::Early => "not-yet-valid",
            Urgency::Week => "within-7-days",
            Urgency::Month => "within-30-days",
            Urgency::Fine => "valid",
        },
        key_id: detail.key.clone(),
        names: detail.names.clone(),
        locations: survey
            .inventory
            .locations(known)
            .iter()
            .map(location)
            .collect(),
    }
}
