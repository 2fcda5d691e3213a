//! The order of everything: worst on top, and each thing beside what it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, DraftAuthority, DraftRow, DraftVerifier, Issuers, Rejected, counted};
use super::{
    Authority, Detail, Edge, Ledger, Options, Picture, Rank, Relation, Spot, Tally, Verifier,
};
use crate::ground::time::Timestamp;
use crate::report::urgency::Urgency;
use crate::x509::Fingerprint;

/// Rows of a ledger before it goes on to the right.
pub const LONGEST_LEDGER: usize = 34;

/// The parts of a ledger before they grow instead: beyond, a row of tables is wider than it is of use.
const PARTS: usize = 10;

pub(super) fn arrange(
    draft: Draft,
    details: BTreeMap<Fingerprint, Detail>,
    tally: Tally,
    folded: bool,
    options: &Options,
    at: Timestamp,
) -> Picture {
    let nobody = draft.verifiers.is_empty();
    let plan = Plan::of(&draft);
    let mut picture = Picture {
        title: title(&options.title),
        subtitle: subtitle(&tally, folded, at),
        at,
        verifiers: Vec::new(),
        authorities: Vec::new(),
        ledgers: Vec::new(),
        edges: Vec::new(),
        details,
        issued: Vec::new(),
        findings: Vec::new(),
        tally,
    };
    let mut drawn: BTreeMap<usize, usize> = BTreeMap::new();
    let mut authorities: Vec<Option<DraftAuthority>> =
        draft.authorities.into_iter().map(Some).collect();
    let mut ledgers = draft.ledgers;
    let mut written: BTreeMap<Fingerprint, (usize, usize)> = BTreeMap::new();
    for index in plan.order {
        let Some(authority) = authorities.get_mut(index).and_then(Option::take) else {
            continue;
        };
        drawn.insert(index, picture.authorities.len());
        let to = Spot::Authority(picture.authorities.len());
        for (issuer, relation) in &authority.issuers {
            picture.edges.push(Edge {
                from: Spot::Authority(*issuer),
                to,
                relation: relation.clone(),
            });
        }
        picture.authorities.push(authority.finish(nobody, at));
        for issuers in plan.ledgers.get(&index).into_iter().flatten() {
            let rows = ledgers.remove(issuers).unwrap_or_default();
            picture.ledger(issuers, rows, &mut written);
        }
    }
    // What nobody here issued: self-signed certificates that nobody trusts.
    for (issuers, rows) in ledgers {
        picture.ledger(&issuers, rows, &mut written);
    }
    for edge in &mut picture.edges {
        if let Spot::Authority(index) = &mut edge.from {
            *index = drawn.get(index).copied().unwrap_or(*index);
        }
    }
    picture.verify(draft.verifiers, &drawn, &written);
    picture.edges.sort();
    picture.edges.dedup();
    let rows = picture.ledgers.iter().flat_map(|ledger| &ledger.rows);
    let rows = rows.flat_map(|row| &row.certificates);
    let boxes = picture.authorities.iter();
    let boxes = boxes.flat_map(|authority| &authority.certificates);
    let shown: BTreeSet<Fingerprint> = rows.chain(boxes).copied().collect();
    picture.details.retain(|known, _| shown.contains(known));
    picture
}

fn title(of: &str) -> String {
    if of.is_empty() {
        return "who trusts what".to_owned();
    }
    format!("{of} · who trusts what")
}

fn subtitle(tally: &Tally, folded: bool, at: Timestamp) -> String {
    let count = |count: usize, one: &str, several: &str| {
        format!("{count} {}", if count == 1 { one } else { several })
    };
    let mut parts = vec![
        format!(
            "{}, {}",
            count(tally.certificates, "certificate", "certificates"),
            count(tally.tops, "trust domain", "trust domains")
        ),
        at.human().replacen(":00 UTC", " UTC", 1),
    ];
    if folded {
        parts.push("healthy certificates folded by name and issuer; nothing that needs attention is folded".to_owned());
    } else {
        parts.push("arrows: who trusts which CA, and what each CA issued".to_owned());
        if tally.invalid > 0 {
            parts.push("a row marked ✗ is rejected all the same".to_owned());
        }
    }
    parts.join(" · ")
}

impl DraftAuthority {
    /// `nobody` trusts anything in this picture, so that it says nothing of a CA that nobody trusts it.
    fn finish(self, nobody: bool, at: Timestamp) -> Authority {
        let left = match self.not_after {
            Some(not_after) => self.urgency.left(not_after, at),
            None => "in no input here".to_owned(),
        };
        Authority {
            name: counted(self.count, self.name),
            rank: self.rank,
            trusted: self.trusted || nobody || self.rank == Rank::Missing,
            urgency: self.urgency,
            left,
            key: self.key,
            depth: self.depth,
            certificates: self.certificates,
        }
    }
}

impl Picture {
    fn ledger(
        &mut self,
        issuers: &Issuers,
        mut rows: Vec<DraftRow>,
        written: &mut BTreeMap<Fingerprint, (usize, usize)>,
    ) {
        rows.sort_by(|one, other| one.order().cmp(&other.order()));
        let longest = LONGEST_LEDGER.max(root(rows.len().saturating_mul(PARTS * 2)));
        let longest = if rows.len() <= LONGEST_LEDGER * PARTS {
            LONGEST_LEDGER
        } else {
            longest
        };
        let first = self.ledgers.len();
        let at = self.at;
        let mut rows = rows.into_iter().map(|row| row.finish(at)).peekable();
        while rows.peek().is_some() {
            let rows: Vec<_> = rows.by_ref().take(longest).collect();
            let index = self.ledgers.len();
            for (number, row) in rows.iter().enumerate() {
                let certificates = row.certificates.iter();
                written.extend(certificates.map(|known| (*known, (index, number))));
            }
            self.ledgers.push(Ledger {
                rows,
                part: index - first,
            });
            if index > first {
                self.edges.push(Edge {
                    from: Spot::Ledger(index - 1),
                    to: Spot::Ledger(index),
                    relation: Relation::Continues,
                });
            }
        }
        for (issuer, relation) in issuers {
            self.edges.push(Edge {
                from: Spot::Authority(*issuer),
                to: Spot::Ledger(first),
                relation: relation.clone(),
            });
        }
    }

    /// Places the verifiers beside what they trust.
    fn verify(
        &mut self,
        verifiers: Vec<DraftVerifier>,
        drawn: &BTreeMap<usize, usize>,
        written: &BTreeMap<Fingerprint, (usize, usize)>,
    ) {
        let mut placed: Vec<_> = verifiers
            .into_iter()
            .map(|verifier| {
                let trusts = verifier
                    .trusts
                    .iter()
                    .filter_map(|old| drawn.get(old).copied());
                let trusts: BTreeSet<usize> = trusts.collect();
                (trusts, verifier)
            })
            .collect();
        placed.sort_by(|(one, first), (other, second)| {
            (middle(one), &first.title, &first.detail).cmp(&(
                middle(other),
                &second.title,
                &second.detail,
            ))
        });
        for (trusts, verifier) in placed {
            let from = Spot::Verifier(self.verifiers.len());
            let trusted = trusts
                .iter()
                .map(|index| (Spot::Authority(*index), Relation::Trusts));
            let rejected = verifier.rejects.into_iter().filter_map(|(what, why)| {
                let to = match what {
                    Rejected::Authority(index) => Spot::Authority(*drawn.get(&index)?),
                    Rejected::Certificate(of) => match written.get(&of) {
                        Some((ledger, row)) => Spot::Row(*ledger, *row),
                        None => Spot::Authority(
                            self.authorities
                                .iter()
                                .position(|authority| authority.certificates.contains(&of))?,
                        ),
                    },
                };
                Some((to, Relation::Rejects(why)))
            });
            let edges = trusted.chain(rejected);
            let edges: Vec<_> = edges
                .map(|(to, relation)| Edge { from, to, relation })
                .collect();
            self.edges.extend(edges);
            let detail = match trusts.is_empty() {
                true => format!("{}: no certificate", verifier.detail),
                false => verifier.detail,
            };
            self.verifiers.push(Verifier {
                title: verifier.title,
                detail,
                members: verifier.members,
                bundles: verifier.bundles,
            });
        }
    }
}

/// Twice the middle of what a verifier trusts; what trusts nothing stands last.
fn middle(trusts: &BTreeSet<usize>) -> usize {
    let sum: usize = trusts.iter().sum();
    (sum * 2).checked_div(trusts.len()).unwrap_or(usize::MAX)
}

fn root(number: usize) -> usize {
    number.isqrt()
}

impl DraftRow {
    fn order(&self) -> impl Ord + '_ {
        (self.urgency, self.not_after, &self.name, &self.certificates)
    }
}

/// In which order authorities are drawn, with the ledgers behind each.
struct Plan {
    order: Vec<usize>,
    ledgers: BTreeMap<usize, Vec<Issuers>>,
}

impl Plan {
    fn of(draft: &Draft) -> Self {
        let depth = |index: usize| {
            draft
                .authorities
                .get(index)
                .map(|authority| authority.depth)
        };
        // Cross-signed CAs have several issuers; each stands below the one that is nearest to a root.
        let parent = |issuers: &Issuers| {
            let known = issuers.keys().copied();
            known.min_by_key(|issuer| (depth(*issuer), *issuer))
        };
        let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (index, authority) in draft.authorities.iter().enumerate() {
            // CAs that certify each other are in one layer: none of them is above another.
            let above = parent(&authority.issuers).filter(|above| depth(*above) < depth(index));
            children.entry(above).or_default().push(index);
        }
        let mut ledgers: BTreeMap<usize, Vec<Issuers>> = BTreeMap::new();
        let mut worst: BTreeMap<usize, Urgency> = BTreeMap::new();
        for (issuers, rows) in &draft.ledgers {
            let Some(of) = parent(issuers) else { continue };
            ledgers.entry(of).or_default().push(issuers.clone());
            let urgency = rows.iter().map(|row| row.urgency).min();
            let known = worst.entry(of).or_insert(Urgency::Fine);
            *known = (*known).min(urgency.unwrap_or(Urgency::Fine));
        }
        let mut plan = Self {
            order: Vec::new(),
            ledgers,
        };
        // The worst of each whole tree, from the leaves up.
        let mut by_depth: Vec<usize> = (0..draft.authorities.len()).collect();
        by_depth.sort_by_key(|index| std::cmp::Reverse(depth(*index)));
        for index in by_depth {
            let Some(authority) = draft.authorities.get(index) else {
                continue;
            };
            let below = children.get(&Some(index)).into_iter().flatten();
            let below = below.filter_map(|child| worst.get(child).copied());
            let own = [
                authority.urgency,
                worst.get(&index).copied().unwrap_or(Urgency::Fine),
            ];
            let urgency = below.chain(own).min().unwrap_or(Urgency::Fine);
            worst.insert(index, urgency);
        }
        for siblings in children.values_mut() {
            siblings.sort_by_cached_key(|index| {
                let urgency = worst.get(index).copied();
                let authority = draft.authorities.get(*index);
                let own = authority.map(|authority| {
                    (
                        authority.rank == Rank::Missing,
                        authority.name.clone(),
                        authority.certificates.clone(),
                        authority.key.clone(),
                    )
                });
                (urgency, own)
            });
        }
        let mut open: Vec<usize> = children.remove(&None).unwrap_or_default();
        open.reverse();
        while let Some(next) = open.pop() {
            plan.order.push(next);
            let below = children.remove(&Some(next)).unwrap_or_default();
            open.extend(below.into_iter().rev());
        }
        plan
    }
}
