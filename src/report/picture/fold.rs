//! Drawing like things as one. Nothing that needs attention is ever folded.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, DraftAuthority, DraftRow, DraftVerifier};
use super::{Fold, Rank};
use crate::report::pattern::pattern;

/// Boxes and rows that are drawn one by one before `auto` folds.
const MANY: usize = 60;

/// Folded rows of a ledger, and folded boxes of a lane, before those that have nothing in common but their kind are
/// folded too.
const STILL_MANY: usize = 30;

/// Folds, and says whether certificates were folded.
pub(super) fn fold(draft: &mut Draft, fold: Fold) -> bool {
    let rows: usize = draft.ledgers.values().map(Vec::len).sum();
    let many = rows > MANY || draft.authorities.len() > MANY / 2;
    let folds = match fold {
        Fold::Never => return false,
        Fold::Auto => many,
        Fold::Always => true,
    };
    let before = (rows, draft.authorities.len());
    if folds {
        authorities(draft, |_, authority| pattern(&authority.name));
        if draft.authorities.len() > STILL_MANY {
            authorities(draft, |_, _| String::new());
        }
    }
    verifiers(draft);
    if folds {
        for ledger in draft.ledgers.values_mut() {
            *ledger = ledger_rows(std::mem::take(ledger));
        }
    }
    let rows: usize = draft.ledgers.values().map(Vec::len).sum();
    before != (rows, draft.authorities.len())
}

/// Folds healthy CAs that have the same key, issuers and verifiers, no CA below them, and only healthy leaves.
fn authorities(draft: &mut Draft, key: impl Fn(usize, &DraftAuthority) -> String) {
    let mut busy: BTreeSet<usize> = BTreeSet::new();
    for authority in &draft.authorities {
        busy.extend(authority.issuers.keys());
    }
    for (issuers, rows) in &draft.ledgers {
        let healthy = rows.iter().all(|row| !row.urgency.needs_attention());
        if !healthy || issuers.len() > 1 {
            busy.extend(issuers.keys());
        }
    }
    let mut trusting: BTreeMap<usize, BTreeSet<(&'static str, &str)>> = BTreeMap::new();
    for verifier in &draft.verifiers {
        let kind = (verifier.kind, verifier.detail.as_str());
        for trusted in &verifier.trusts {
            trusting.entry(*trusted).or_default().insert(kind);
        }
        busy.extend(verifier.rejects.iter().filter_map(|(what, _)| match what {
            super::draft::Rejected::Authority(index) => Some(*index),
            super::draft::Rejected::Certificate(_) => None,
        }));
    }
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, authority) in draft.authorities.iter().enumerate() {
        let healthy = !authority.urgency.needs_attention();
        if healthy && !busy.contains(&index) {
            let group = (
                key(index, authority),
                authority.rank,
                authority.issuers.clone(),
                trusting.get(&index).cloned(),
            );
            groups.entry(group).or_default().push(index);
        }
    }
    let groups: Vec<(String, Vec<usize>)> = groups
        .into_iter()
        .filter(|(_, members)| members.len() > 1)
        .map(|((name, ..), members)| (name, members))
        .collect();
    merge(draft, groups);
}

/// Makes each group one authority.
fn merge(draft: &mut Draft, groups: Vec<(String, Vec<usize>)>) {
    let mut renamed: BTreeMap<usize, usize> =
        (0..draft.authorities.len()).map(|old| (old, old)).collect();
    let mut gone = BTreeSet::new();
    for (name, members) in groups {
        let Some((first, others)) = members.split_first() else {
            continue;
        };
        for other in others {
            renamed.insert(*other, *first);
            gone.insert(*other);
        }
        let parts = others
            .iter()
            .filter_map(|other| draft.authorities.get(*other));
        let parts: Vec<_> = parts.cloned().collect();
        if let Some(kept) = draft.authorities.get_mut(*first) {
            kept.absorb(&name, parts);
        }
    }
    draft.rename(&renamed);
    let kept = (0..draft.authorities.len()).filter(|index| !gone.contains(index));
    draft.keep(&kept.collect());
}

impl DraftAuthority {
    fn absorb(&mut self, name: &str, others: Vec<Self>) {
        let same = others.iter().all(|other| other.name == self.name);
        for other in others {
            self.count += other.count;
            self.not_after = self.not_after.min(other.not_after);
            self.certificates.extend(other.certificates);
        }
        match name {
            _ if same => {}
            "" if self.rank == Rank::Missing => "other issuers".clone_into(&mut self.name),
            "" => "other CAs".clone_into(&mut self.name),
            name => name.clone_into(&mut self.name),
        }
        self.key = None;
    }
}

/// Folds verifiers of a kind that trust the same, by whatever flags.
fn verifiers(draft: &mut Draft) {
    let mut order = Vec::new();
    let mut groups: BTreeMap<_, Vec<DraftVerifier>> = BTreeMap::new();
    for (index, verifier) in std::mem::take(&mut draft.verifiers).into_iter().enumerate() {
        // What rejects something is what the picture is about.
        let own = (!verifier.rejects.is_empty()).then_some(index);
        let group = (verifier.kind, verifier.trusts.clone(), own);
        if !groups.contains_key(&group) {
            order.push(group.clone());
        }
        groups.entry(group).or_default().push(verifier);
    }
    for group in order {
        let members = groups.remove(&group).unwrap_or_default();
        draft.verifiers.extend(DraftVerifier::joined(members));
    }
}

impl DraftVerifier {
    fn joined(members: Vec<Self>) -> Option<Self> {
        let mut members = members.into_iter();
        let mut first = members.next()?;
        let mut flags = BTreeSet::from([std::mem::take(&mut first.detail)]);
        for other in members {
            flags.insert(other.detail);
            first.members.extend(other.members);
            first.bundles.extend(other.bundles);
        }
        for list in [&mut first.members, &mut first.bundles] {
            list.sort();
            list.dedup();
        }
        let count = first.members.len();
        if count > 1 {
            first.title = format!("{count} {}", plural(first.kind));
        }
        first.detail = flags.into_iter().collect::<Vec<_>>().join(", ");
        Some(first)
    }
}

/// Several of a program.
pub(in crate::report) fn plural(component: &str) -> String {
    match component {
        "kubectl" => "kubeconfigs".to_owned(),
        "etcd-probe" => "etcd probes".to_owned(),
        "etcd" => "etcd members".to_owned(),
        "front-proxy" => "front proxies".to_owned(),
        other => format!("{other}s"),
    }
}

/// Folds the healthy rows of a ledger by the kind of their names; then, where there are many still, by their usage.
fn ledger_rows(rows: Vec<DraftRow>) -> Vec<DraftRow> {
    let (mut kept, healthy): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| row.urgency.needs_attention());
    let mut groups: BTreeMap<(String, &'static str), Vec<DraftRow>> = BTreeMap::new();
    for row in healthy {
        let group = (pattern(&row.name), row.usage);
        groups.entry(group).or_default().push(row);
    }
    let mut folded: Vec<DraftRow> = groups
        .into_iter()
        .filter_map(|((name, _), members)| DraftRow::joined(&name, members))
        .collect();
    if folded.len() > STILL_MANY {
        // The largest groups say most; single names are what fills the page.
        folded.sort_by_key(|row| (std::cmp::Reverse(row.certificates.len()), row.not_after));
        let rest = folded.split_off(STILL_MANY / 2);
        let mut usages: BTreeMap<&'static str, Vec<DraftRow>> = BTreeMap::new();
        for row in rest {
            usages.entry(row.usage).or_default().push(row);
        }
        let rest = usages.into_values();
        folded.extend(rest.filter_map(|members| DraftRow::joined("other names", members)));
    }
    kept.extend(folded);
    kept
}

impl DraftRow {
    fn joined(name: &str, mut members: Vec<Self>) -> Option<Self> {
        members.sort_by(|one, other| {
            (one.not_after, &one.name, &one.certificates).cmp(&(
                other.not_after,
                &other.name,
                &other.certificates,
            ))
        });
        let first = members.first()?;
        if members.len() == 1 {
            return Some(first.clone());
        }
        let same_name = members.iter().all(|row| row.name == first.name);
        let same_holder = members.iter().all(|row| row.holder == first.holder);
        let certificates: Vec<_> = members
            .iter()
            .flat_map(|row| row.certificates.clone())
            .collect();
        let holder = match (same_name, same_holder) {
            (true, true) => first.holder.clone(),
            (true, false) => format!("first: {}", first.holder),
            (false, _) => format!("first: {}", first.name),
        };
        Some(Self {
            name: if same_name { &first.name } else { name }.to_owned(),
            holder,
            certificates,
            ..first.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::time::Timestamp;
    use crate::report::urgency::Urgency;
    use crate::x509::Fingerprint;

    fn row(name: &str, number: u8, urgency: Urgency) -> DraftRow {
        DraftRow {
            urgency,
            name: name.to_owned(),
            usage: "client",
            holder: "kubelet".to_owned(),
            not_after: Timestamp::from_seconds(i64::from(number) * 1000),
            certificates: vec![Fingerprint([number; 32])],
        }
    }

    #[test]
    fn healthy_rows_of_a_kind_are_one_and_others_stay() {
        let rows = vec![
            row("worker-1", 9, Urgency::Fine),
            row("worker-2", 8, Urgency::Fine),
            row("worker-3", 1, Urgency::Week),
            row("admin", 7, Urgency::Fine),
        ];
        let folded = ledger_rows(rows);
        let texts: Vec<_> = folded
            .iter()
            .map(|row| (row.name.as_str(), row.holder.as_str()))
            .collect();
        assert_eq!(
            texts,
            [
                ("worker-3", "kubelet"),
                ("admin", "kubelet"),
                ("worker-*", "first: worker-2")
            ]
        );
        assert_eq!(folded[2].not_after, Timestamp::from_seconds(8000));
    }

    #[test]
    fn many_different_names_are_folded_by_usage_and_none_is_lost() {
        let name = |number: u8| {
            format!("{0}{0}", char::from(b'A' + number % 26)).repeat(1 + usize::from(number / 26))
        };
        let rows: Vec<_> = (0..200)
            .map(|number| {
                row(
                    &name(number),
                    number,
                    if number < 5 {
                        Urgency::Month
                    } else {
                        Urgency::Fine
                    },
                )
            })
            .collect();
        let folded = ledger_rows(rows);
        assert!(folded.len() <= STILL_MANY + 5, "{}", folded.len());
        let certificates: usize = folded.iter().map(|row| row.certificates.len()).sum();
        assert_eq!(certificates, 200);
        assert!(folded.iter().take(5).all(|row| row.certificates.len() == 1));
    }
}
