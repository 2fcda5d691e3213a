//! Puts certificates that are issued again in the place of their originals, on both sides.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::evaluation::Evaluation;
use super::reissue::{reissued, sign};
use crate::connection::{Chain, ChainMember, Client, Credential, Evidence, Server, Trust};
use crate::fix::model::{Change, Edit};
use crate::inventory::Placed;
use crate::x509::{CertificateRef, Fingerprint};

/// Puts every certificate that is issued anew in the place of its original, on both sides.
pub(crate) fn reissue(
    evaluation: &Evaluation<'_>,
    edits: &[Edit],
    client: &mut Client,
    server: &mut Server,
) {
    let mut successors: BTreeMap<Fingerprint, CertificateRef> = BTreeMap::new();
    let mut signers = Vec::new();
    for edit in edits {
        let Edit::Reissue(fingerprint, change) = edit else {
            continue;
        };
        // A fix that was found on the way names the successor.
        let original = successors
            .iter()
            .find(|(_, new)| new.fingerprint == *fingerprint)
            .map_or(*fingerprint, |(original, _)| *original);
        let present = successors
            .get(&original)
            .cloned()
            .or_else(|| find(client, server, original));
        if let Some(present) = present {
            let new = Arc::new(reissued(&present, original, change, evaluation.at));
            successors.insert(original, new);
        }
        if let Change::By(issuer) = change {
            signers.push((original, issuer.clone()));
        }
    }
    for (original, issuer) in signers {
        if let Some(new) = successors.get(&original) {
            let issuer = successors.get(&issuer.fingerprint).unwrap_or(&issuer);
            sign(new, issuer, evaluation.signatures);
        }
    }
    if successors.is_empty() {
        return;
    }
    each(client, server, &mut |placed| {
        if let Some(new) = successors.get(&placed.certificate.fingerprint) {
            placed.certificate = Arc::clone(new);
        }
    });
}

fn find(client: &mut Client, server: &mut Server, wanted: Fingerprint) -> Option<CertificateRef> {
    let mut found = None;
    each(client, server, &mut |placed| {
        if placed.certificate.fingerprint == wanted {
            found.get_or_insert_with(|| Arc::clone(&placed.certificate));
        }
    });
    found
}

/// Every certificate of both sides.
fn each(client: &mut Client, server: &mut Server, visit: &mut dyn FnMut(&mut Placed)) {
    if let Trust::Bundle(bundle) = &mut client.trust {
        bundle.anchors.iter_mut().for_each(&mut *visit);
    }
    match &mut client.credential {
        Credential::Chain(chain) => each_of(chain, visit),
        Credential::Unusable { chain, .. } => chain.iter_mut().for_each(&mut *visit),
        Credential::None | Credential::Missing => {}
    }
    if let Evidence::Given(pair) | Evidence::Assumed(pair, _) = &mut server.serving {
        each_of(&mut pair.chain, visit);
    }
    for pair in &mut server.sni {
        each_of(&mut pair.chain, visit);
    }
    for ca in [&mut server.client_ca, &mut server.request_header_ca] {
        if let Evidence::Given(Some(bundle)) | Evidence::Assumed(Some(bundle), _) = ca {
            bundle.anchors.iter_mut().for_each(&mut *visit);
        }
    }
}

fn each_of(chain: &mut Chain, visit: &mut dyn FnMut(&mut Placed)) {
    for member in &mut chain.certificates {
        if let ChainMember::Parsed(placed) = member {
            visit(placed);
        }
    }
}
