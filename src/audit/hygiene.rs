//! What is wrong with a stock of certificates though nothing is broken by it yet.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;

use super::row::{Authority, Row};
use super::stock::Relations;
use crate::finding::{Code, Finding, Hygiene, Problem};
use crate::location::Location;
use crate::time::{DAY, Timestamp};
use crate::x509::{KeyKind, SignatureHash};

/// Apple's systems refuse serving certificates that last longer (support.apple.com HT210176), and no tool renews what
/// has years to go.
const LONG: i64 = 825 * DAY;

/// All of it, each kind in the order of the rows.
pub(super) fn findings(rows: &[Row], relations: &Relations, at: Timestamp) -> Vec<Finding> {
    let authorities = Authorities::of(rows);
    let checks: [&(dyn Fn() -> Vec<Finding> + Sync); 9] = [
        &|| outlive(rows, &authorities),
        &|| same_name(&authorities),
        &|| untrusted(rows, relations),
        &|| expired_entries(rows, relations, at),
        &|| signatures(rows),
        &|| short_keys(rows),
        &|| shared_keys(rows),
        &|| long_lifetimes(rows),
        &|| duplicates(rows),
    ];
    checks.par_iter().flat_map_iter(|check| check()).collect()
}

/// An expired CA that stands beside others harms nobody.
pub(super) fn is_idle(row: &Row, relations: &Relations, at: Timestamp, crowded: bool) -> bool {
    if !row.is_ca() || row.not_after >= at {
        return false;
    }
    match relations.trusted.get(&row.fingerprint) {
        Some(trusted) => !trusted.alone,
        None => crowded,
    }
}

/// CAs by their encoded name.
struct Authorities<'a>(BTreeMap<&'a [u8], Vec<(&'a Row, &'a Authority)>>);

impl<'a> Authorities<'a> {
    fn of(rows: &'a [Row]) -> Self {
        let mut names: BTreeMap<&[u8], Vec<_>> = BTreeMap::new();
        for row in rows {
            if let Some(authority) = &row.authority {
                names
                    .entry(&authority.raw)
                    .or_default()
                    .push((row, &**authority));
            }
        }
        Self(names)
    }

    /// Those that may have issued a certificate, by name and key identifier: no signature is checked for it.
    fn issuers(&self, row: &'a Row) -> impl Iterator<Item = &'a Row> {
        let named = self.0.get(&*row.issuer.raw).map_or(&[][..], Vec::as_slice);
        let wanted = row.issuer.key_id.as_ref();
        named.iter().filter_map(move |(issuer, authority)| {
            let agree = match (wanted, authority.key_id.as_ref()) {
                (Some(wanted), Some(found)) => wanted == found,
                _ => true,
            };
            agree.then_some(*issuer)
        })
    }
}

fn finding(fact: Hygiene, places: Vec<Location>) -> Finding {
    Finding::new(Problem::Hygiene(fact), None, places)
}

/// Where several CAs may be the issuer, the one that lasts longest counts.
fn outlive<'a>(rows: &'a [Row], authorities: &Authorities<'a>) -> Vec<Finding> {
    let mut groups: BTreeMap<(Timestamp, &str, &[u8]), Vec<&Row>> = BTreeMap::new();
    for row in rows {
        if row.authority.as_ref().is_some_and(|own| own.self_issued) {
            continue;
        }
        let last = authorities
            .issuers(row)
            .max_by_key(|issuer| (issuer.not_after, issuer.fingerprint));
        if let Some(issuer) = last.filter(|issuer| issuer.not_after < row.not_after) {
            let key = (issuer.not_after, &*issuer.name, &*row.issuer.raw);
            groups.entry(key).or_default().push(row);
        }
    }
    let group = |((issuer_ends, issuer, _), rows): ((Timestamp, &str, &[u8]), Vec<&Row>)| {
        let latest = rows.iter().map(|row| row.not_after).max();
        let fact = Hygiene::OutlivesIssuer {
            issuer: issuer.to_owned(),
            issuer_ends,
            latest: latest.unwrap_or(issuer_ends),
            count: rows.len(),
        };
        finding(fact, places(&rows))
    };
    groups.into_iter().map(group).collect()
}

fn same_name(authorities: &Authorities<'_>) -> Vec<Finding> {
    let several = authorities.0.values().filter_map(|named| {
        let mut keys: Vec<_> = named.iter().map(|(row, _)| row.key.number()).collect();
        keys.sort_unstable();
        keys.dedup();
        let (first, _) = named.first()?;
        let fact = Hygiene::SameNameCas {
            name: first.subject.to_string(),
            keys: keys.len(),
        };
        let rows: Vec<&Row> = named.iter().map(|(row, _)| *row).collect();
        (keys.len() > 1).then(|| finding(fact, places(&rows)))
    });
    several.collect()
}

/// Only where it is known what parties trust.
fn untrusted(rows: &[Row], relations: &Relations) -> Vec<Finding> {
    if relations.trusted.is_empty() {
        return Vec::new();
    }
    let nobodys = rows.iter().filter(|row| {
        let root = row.authority.as_ref().is_some_and(|own| own.self_issued);
        root && !relations.trusted.contains_key(&row.fingerprint)
    });
    nobodys
        .map(|row| {
            let name = row.name.to_string();
            finding(Hygiene::UntrustedCa { name }, places(&[row]))
        })
        .collect()
}

fn expired_entries(rows: &[Row], relations: &Relations, at: Timestamp) -> Vec<Finding> {
    let crowds = Crowds::of(rows, at);
    let idle = rows
        .iter()
        .filter(|row| is_idle(row, relations, at, crowds.around(row)));
    idle.map(|row| {
        let not_after = row.not_after;
        finding(
            Hygiene::ExpiredBundleEntry { not_after, at },
            places(&[row]),
        )
    })
    .collect()
}

/// The files and fields in which an expired CA stands, and how many certificates do.
pub(super) struct Crowds<'a>(BTreeMap<(&'a str, Option<&'a str>), usize>);

impl<'a> Crowds<'a> {
    pub(super) fn of(rows: &'a [Row], at: Timestamp) -> Self {
        let expired = rows.iter().filter(|row| row.is_ca() && row.not_after < at);
        let mut crowds: BTreeMap<_, usize> = expired
            .flat_map(Row::places)
            .map(|place| (text_of(place), 0))
            .collect();
        if !crowds.is_empty() {
            for place in rows.iter().flat_map(Row::places) {
                if let Some(count) = crowds.get_mut(&text_of(place)) {
                    *count += 1;
                }
            }
        }
        Self(crowds)
    }

    /// Whether it always has others beside it.
    pub(super) fn around(&self, row: &'a Row) -> bool {
        row.places()
            .all(|place| self.0.get(&text_of(place)).is_some_and(|count| *count > 1))
    }
}

/// One text of certificates: a file, or a field of it.
fn text_of(place: &Location) -> (&str, Option<&str>) {
    (&*place.file, place.field.as_deref())
}

/// A root's own signature is checked by nobody.
fn signatures(rows: &[Row]) -> Vec<Finding> {
    let mut groups: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let root = row.authority.as_ref().is_some_and(|own| own.self_issued);
        let refused = matches!(
            row.signature.hash(),
            Some(SignatureHash::Md5 | SignatureHash::Sha1)
        );
        if refused && !root {
            groups.entry(row.signature.go_name()).or_default().push(row);
        }
    }
    let group = |(algorithm, rows): (&str, Vec<&Row>)| {
        let algorithm = algorithm.to_owned();
        Finding::new(
            Problem::InsecureSignature { algorithm },
            None,
            places(&rows),
        )
    };
    groups.into_iter().map(group).collect()
}

/// Below 1024 bits Go refuses signatures; below 2048 NIST disallows them, and OpenSSL at security level 2 refuses them.
fn short_keys(rows: &[Row]) -> Vec<Finding> {
    let mut groups: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        if let KeyKind::Rsa(bits @ ..2048) = row.key_kind {
            groups.entry(bits).or_default().push(row);
        }
    }
    let group = |(bits, rows): (usize, Vec<&Row>)| {
        let fact = Hygiene::ShortKey {
            bits,
            count: rows.len(),
        };
        finding(fact, places(&rows))
    };
    groups.into_iter().map(group).collect()
}

/// A renewed certificate keeps its name, and may keep its key.
fn shared_keys(rows: &[Row]) -> Vec<Finding> {
    let numbers = rows.iter().enumerate();
    let mut order: Vec<(u64, usize)> = numbers
        .map(|(number, row)| (row.key.number(), number))
        .collect();
    order.par_sort_unstable();
    let groups = order.chunk_by(|(one, _), (other, _)| one == other);
    let mut groups: Vec<_> = groups.filter(|group| group.len() > 1).collect();
    groups.sort_unstable_by_key(|group| group.first().map(|(_, number)| *number));
    let mut findings = Vec::new();
    for group in groups {
        let rows: Vec<&Row> = group
            .iter()
            .filter_map(|(_, number)| rows.get(*number))
            .collect();
        let mut names: Vec<String> = rows.iter().map(|row| row.subject.to_string()).collect();
        names.sort_unstable();
        names.dedup();
        if names.len() > 1 {
            findings.push(finding(Hygiene::SharedKey { names }, places(&rows)));
        }
    }
    findings
}

fn long_lifetimes(rows: &[Row]) -> Vec<Finding> {
    let lifetime = |row: &Row| row.not_before.seconds_until(row.not_after);
    let mut groups: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        if !row.is_ca() && lifetime(row) > LONG {
            groups.entry(&row.issuer.name).or_default().push(row);
        }
    }
    let group = |(issuer, rows): (&str, Vec<&Row>)| {
        let longest = rows
            .iter()
            .map(|row| lifetime(row))
            .max()
            .unwrap_or_default();
        let fact = Hygiene::LongLifetime {
            issuer: issuer.to_owned(),
            days: longest / DAY,
            count: rows.len(),
        };
        finding(fact, places(&rows))
    };
    groups.into_iter().map(group).collect()
}

/// One certificate twice in one text.
fn duplicates(rows: &[Row]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in rows.iter().filter(|row| !row.others.is_empty()) {
        let all: Vec<_> = row.places().collect();
        let mut seen: BTreeMap<(&str, Option<&str>), &Location> = BTreeMap::new();
        for place in all {
            if place.block.is_none() {
                continue;
            }
            let Some(first) = seen.get(&text_of(place)) else {
                seen.insert(text_of(place), place);
                continue;
            };
            let problem = Problem::Input {
                code: Code::DuplicateCertificate,
                message: format!("{} stands twice; first at {first}", row.name),
                brief: "a certificate stands twice".to_owned(),
            };
            findings.push(Finding::new(problem, None, vec![place.clone()]));
        }
    }
    findings
}

/// The first place of each, in order.
fn places(rows: &[&Row]) -> Vec<Location> {
    let mut places: Vec<_> = rows.iter().map(|row| row.place.clone()).collect();
    places.sort();
    places
}
