//! What is wrong with a stock of certificates though nothing is broken by it yet.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;

use super::row::{Authority, KeyDigest, Row};
use super::stock::Relations;
use crate::finding::{Finding, Hygiene, InputFault, Problem};
use crate::ground::location::Location;
use crate::ground::time::{DAY, Timestamp};
use crate::x509::{Fingerprint, KeyKind, SignatureHash};

/// Apple's systems refuse serving certificates that last longer (support.apple.com HT210176), and no tool renews what
/// has years to go.
const LONG: i64 = 825 * DAY;

/// What there is to say of rows beside their ends.
pub(super) struct Hygienic {
    /// Each kind in the order of the rows.
    pub(super) findings: Vec<Finding>,
    /// Expired CAs that nobody misses, sorted.
    pub(super) idle: Vec<Fingerprint>,
    /// The numbers of rows that have not begun.
    pub(super) early: Vec<usize>,
}

/// Looks at rows that are sorted by their ends.
pub(super) fn look(rows: &[Row], relations: &Relations, at: Timestamp) -> Hygienic {
    let glance = Glance::of(rows, at);
    let authorities = Authorities::of(&glance.authorities);
    let idle = idle(rows, relations, at);
    let odd = &*glance.odd;
    let checks: [&(dyn Fn() -> Vec<Finding> + Sync); 9] = [
        &|| outlive(rows, &authorities),
        &|| same_name(&authorities),
        &|| untrusted(&glance.authorities, relations),
        &|| expired_entries(&idle, at),
        &|| signatures(odd),
        &|| short_keys(odd),
        &|| shared_keys(rows, &glance.keys),
        &|| long_lifetimes(odd),
        &|| duplicates(odd),
    ];
    let findings = checks.par_iter().flat_map_iter(|check| check()).collect();
    let mut idle: Vec<_> = idle.iter().map(|row| row.fingerprint).collect();
    idle.sort_unstable();
    Hygienic {
        findings,
        idle,
        early: glance.early,
    }
}

/// What one look at each row tells: to walk through all the memory of a million rows once for each check takes its time.
struct Glance<'a> {
    authorities: Vec<&'a Row>,
    /// Those of which a check that looks at nothing else may have something to say.
    odd: Vec<&'a Row>,
    early: Vec<usize>,
    /// Each row's key and number, the same keys together.
    keys: Vec<(KeyDigest, usize)>,
}

impl<'a> Glance<'a> {
    fn of(rows: &'a [Row], at: Timestamp) -> Self {
        let mut glance = Self {
            authorities: Vec::new(),
            odd: Vec::new(),
            early: Vec::new(),
            keys: Vec::with_capacity(rows.len()),
        };
        for (number, row) in rows.iter().enumerate() {
            glance.keys.push((row.key, number));
            if at < row.not_before {
                glance.early.push(number);
            }
            if row.is_ca() {
                glance.authorities.push(row);
            }
            let several = !row.others.is_empty();
            if several || is_refused(row) || short_key(row).is_some() || is_long(row) {
                glance.odd.push(row);
            }
        }
        glance.keys.par_sort_unstable();
        glance
    }
}

/// Of rows that are sorted by their ends, those that have ended.
fn ended(rows: &[Row], at: Timestamp) -> &[Row] {
    let count = rows.partition_point(|row| row.not_after < at);
    rows.get(..count).unwrap_or_default()
}

fn idle<'a>(rows: &'a [Row], relations: &Relations, at: Timestamp) -> Vec<&'a Row> {
    let expired: Vec<&Row> = ended(rows, at).iter().filter(|row| row.is_ca()).collect();
    let crowds = Crowds::around(&expired, rows);
    let idle = expired
        .into_iter()
        .filter(|row| is_idle(row, relations, &crowds));
    idle.collect()
}

/// An expired CA that stands beside others harms nobody.
fn is_idle(row: &Row, relations: &Relations, crowds: &Crowds<'_>) -> bool {
    match relations.trusted.get(&row.fingerprint) {
        Some(trusted) => !trusted.alone,
        None => crowds.surround(row),
    }
}

/// CAs by their encoded name.
struct Authorities<'a>(BTreeMap<&'a [u8], Vec<(&'a Row, &'a Authority)>>);

impl<'a> Authorities<'a> {
    fn of(rows: &[&'a Row]) -> Self {
        let mut names: BTreeMap<&[u8], Vec<_>> = BTreeMap::new();
        for row in rows.iter().copied() {
            if let Some(authority) = &row.authority {
                names
                    .entry(&row.subject.raw)
                    .or_default()
                    .push((row, &**authority));
            }
        }
        Self(names)
    }

    /// When the first of them ends.
    fn first_end(&self) -> Option<Timestamp> {
        let all = self.0.values().flatten();
        all.map(|(row, _)| row.not_after).min()
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

/// About the first of these, and the others like it.
fn finding(fact: Hygiene, rows: &[&Row]) -> Finding {
    let mut finding = Finding::new(Problem::Hygiene(fact), None, places(rows));
    let first = rows.iter().min_by_key(|row| (&row.place, row.fingerprint));
    finding.kept = first.map(|row| row.fingerprint);
    finding
}

/// Where several CAs may be the issuer, the one that lasts longest counts.
fn outlive<'a>(rows: &'a [Row], authorities: &Authorities<'a>) -> Vec<Finding> {
    // By the issuer's end, its name, and the whole of that.
    type Key<'a> = (Timestamp, Cow<'a, str>, &'a [u8]);
    let mut groups: BTreeMap<Key<'_>, Vec<&Row>> = BTreeMap::new();
    let Some(first_end) = authorities.first_end() else {
        return Vec::new();
    };
    let may = rows.partition_point(|row| row.not_after <= first_end);
    for row in rows.get(may..).unwrap_or_default() {
        if row.authority.as_ref().is_some_and(|own| own.self_issued) {
            continue;
        }
        let last = authorities
            .issuers(row)
            .max_by_key(|issuer| (issuer.not_after, issuer.fingerprint));
        if let Some(issuer) = last.filter(|issuer| issuer.not_after < row.not_after) {
            let key = (issuer.not_after, issuer.name(), &*row.issuer.raw);
            groups.entry(key).or_default().push(row);
        }
    }
    let findings = groups.into_iter().map(|((issuer_ends, issuer, _), rows)| {
        let latest = rows.iter().map(|row| row.not_after).max();
        let fact = Hygiene::OutlivesIssuer {
            issuer: issuer.into_owned(),
            issuer_ends,
            latest: latest.unwrap_or(issuer_ends),
            count: rows.len(),
        };
        finding(fact, &rows)
    });
    findings.collect()
}

fn same_name(authorities: &Authorities<'_>) -> Vec<Finding> {
    let several = authorities.0.values().filter_map(|named| {
        let mut keys: Vec<_> = named.iter().map(|(row, _)| row.key).collect();
        keys.sort_unstable();
        keys.dedup();
        let (first, _) = named.first()?;
        let fact = Hygiene::SameNameCas {
            name: first.subject.to_string(),
            keys: keys.len(),
        };
        let rows: Vec<&Row> = named.iter().map(|(row, _)| *row).collect();
        (keys.len() > 1).then(|| finding(fact, &rows))
    });
    several.collect()
}

/// Only where it is known what parties trust.
fn untrusted(authorities: &[&Row], relations: &Relations) -> Vec<Finding> {
    if relations.trusted.is_empty() {
        return Vec::new();
    }
    let nobodys = authorities.iter().filter(|row| {
        let root = row.authority.as_ref().is_some_and(|own| own.self_issued);
        root && !relations.trusted.contains_key(&row.fingerprint)
    });
    nobodys
        .map(|row| {
            let name = row.name().into_owned();
            finding(Hygiene::UntrustedCa { name }, &[row])
        })
        .collect()
}

fn expired_entries(idle: &[&Row], at: Timestamp) -> Vec<Finding> {
    let entry = |row: &&Row| {
        let not_after = row.not_after;
        let fact = Hygiene::ExpiredBundleEntry { not_after, at };
        finding(fact, &[*row])
    };
    idle.iter().map(entry).collect()
}

/// The files and fields in which expired CAs stand, and how many certificates do.
struct Crowds<'a>(BTreeMap<(&'a str, Option<&'a str>), usize>);

impl<'a> Crowds<'a> {
    fn around(expired: &[&'a Row], rows: &'a [Row]) -> Self {
        let mut crowds: BTreeMap<_, usize> = expired
            .iter()
            .flat_map(|row| row.places())
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
    fn surround(&self, row: &Row) -> bool {
        row.places()
            .all(|place| self.0.get(&text_of(place)).is_some_and(|count| *count > 1))
    }
}

/// One text of certificates: a file, or a field of it.
fn text_of(place: &Location) -> (&str, Option<&str>) {
    (&*place.file, place.field.as_deref())
}

/// Whether Go refuses its signature. A root's own is checked by nobody.
fn is_refused(row: &Row) -> bool {
    let root = row.authority.as_ref().is_some_and(|own| own.self_issued);
    let hash = row.signature.hash();
    matches!(hash, Some(SignatureHash::Md5 | SignatureHash::Sha1)) && !root
}

fn signatures(rows: &[&Row]) -> Vec<Finding> {
    let mut groups: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_refused(row)) {
        groups.entry(row.signature.go_name()).or_default().push(row);
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

/// The bits of a key that is too short. Below 1024 bits Go refuses signatures; below 2048 NIST disallows them, and
/// OpenSSL at security level 2 refuses them.
const fn short_key(row: &Row) -> Option<usize> {
    match row.key_kind {
        KeyKind::Rsa(bits @ ..2048) => Some(bits),
        _ => None,
    }
}

fn short_keys(rows: &[&Row]) -> Vec<Finding> {
    let mut groups: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        if let Some(bits) = short_key(row) {
            groups.entry(bits).or_default().push(row);
        }
    }
    let group = |(bits, rows): (usize, Vec<&Row>)| {
        let fact = Hygiene::ShortKey {
            bits,
            count: rows.len(),
        };
        finding(fact, &rows)
    };
    groups.into_iter().map(group).collect()
}

/// A renewed certificate keeps its name, and may keep its key.
fn shared_keys(rows: &[Row], keys: &[(KeyDigest, usize)]) -> Vec<Finding> {
    let groups = keys.chunk_by(|(one, _), (other, _)| one == other);
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
            findings.push(finding(Hygiene::SharedKey { names }, &rows));
        }
    }
    findings
}

const fn lifetime(row: &Row) -> i64 {
    row.not_before.seconds_until(row.not_after)
}

const fn is_long(row: &Row) -> bool {
    !row.is_ca() && lifetime(row) > LONG
}

fn long_lifetimes(rows: &[&Row]) -> Vec<Finding> {
    let mut groups: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_long(row)) {
        groups.entry(&row.issuer.name).or_default().push(row);
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
        finding(fact, &rows)
    };
    groups.into_iter().map(group).collect()
}

/// One certificate twice in one text.
fn duplicates(rows: &[&Row]) -> Vec<Finding> {
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
            let problem = Problem::from(InputFault::Repeated {
                name: row.name().to_string(),
                first: (*first).clone(),
            });
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
