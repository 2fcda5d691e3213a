//! Leaving out what is not asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::{Detail, Only};
use crate::graph::TrustGraph;
use crate::inventory::Inventory;
use crate::report::matching::{FocusError, Wanted};
use crate::report::urgency::Urgency;
use crate::x509::Fingerprint;

/// Keeps what has a name, what leads to it and what it leads to.
pub(super) fn focus(
    draft: &mut Draft,
    graph: &TrustGraph,
    details: &BTreeMap<Fingerprint, Detail>,
    inventory: &Inventory,
    wanted: &str,
) -> Result<(), FocusError> {
    let names = details
        .iter()
        .map(|(known, detail)| (*known, detail.name.as_str()));
    let members = draft
        .verifiers
        .iter()
        .flat_map(|verifier| &verifier.members);
    let wanted = Wanted::new(wanted, inventory, names, members.map(String::as_str))?;

    let all = |certificates: &[Fingerprint]| {
        certificates
            .iter()
            .any(|certificate| wanted.has(*certificate))
    };
    let authorities = draft.authorities.iter().enumerate();
    let named: Vec<usize> = authorities
        .filter(|(_, authority)| all(&authority.certificates))
        .map(|(index, _)| index)
        .collect();
    let asked = |members: &[String]| members.iter().any(|member| wanted.names(member));
    let trusted: Vec<usize> = draft
        .verifiers
        .iter()
        .filter(|verifier| asked(&verifier.members))
        .flat_map(|verifier| verifier.trusts.iter().copied())
        .collect();

    let below = draft.below(named.iter().chain(&trusted).copied(), graph);
    for (issuers, rows) in &mut draft.ledgers {
        if !issuers.keys().any(|issuer| below.contains(issuer)) {
            rows.retain(|row| all(&row.certificates));
        }
    }
    draft.ledgers.retain(|_, rows| !rows.is_empty());
    let leading = draft.ledgers.keys().flat_map(|issuers| issuers.keys());
    let above = draft.above(
        leading
            .copied()
            .filter(|issuer| !below.contains(issuer))
            .chain(named.iter().copied()),
        graph,
    );
    let from_below = draft.below(named, graph);
    draft.verifiers.retain(|verifier| {
        asked(&verifier.members)
            || verifier
                .trusts
                .iter()
                .any(|trusted| above.contains(trusted) || from_below.contains(trusted))
    });
    draft.keep(&above.union(&below).copied().collect());
    Ok(())
}

/// Keeps certificates of a kind, and what leads to them.
pub(super) fn only(draft: &mut Draft, graph: &TrustGraph, wanted: Only) {
    let trusted = draft.trusted();
    let asked = |urgency: Urgency| match wanted {
        Only::Expiring => urgency.needs_attention(),
        Only::Expired => urgency <= Urgency::Early,
        Only::Untrusted | Only::Authorities => false,
    };
    for (issuers, rows) in &mut draft.ledgers {
        let untrusted = !issuers.keys().any(|issuer| trusted.contains(issuer));
        if !(wanted == Only::Untrusted && untrusted) {
            rows.retain(|row| asked(row.urgency));
        }
    }
    draft.ledgers.retain(|_, rows| !rows.is_empty());
    let authorities = draft.authorities.iter().enumerate();
    let named = authorities.filter(|(index, authority)| match wanted {
        Only::Authorities => true,
        Only::Untrusted => !trusted.contains(index),
        Only::Expiring | Only::Expired => asked(authority.urgency),
    });
    let mut needed: BTreeSet<usize> = named.map(|(index, _)| index).collect();
    needed.extend(draft.ledgers.keys().flat_map(|issuers| issuers.keys()));
    let kept = draft.above(needed, graph);
    draft
        .verifiers
        .retain(|verifier| verifier.trusts.iter().any(|trusted| kept.contains(trusted)));
    draft.keep(&kept);
}
