//! What an audit has to say, line by line.

use super::Mark;
use crate::audit::{Audit, ConnectionEnd, End, Row, Standing};
use crate::ground::time::Remaining;

/// How many certificates stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Ended, and missed by someone.
    pub expired: usize,
    /// Ended, in a bundle that has others.
    pub idle: usize,
    /// Not begun.
    pub early: usize,
    /// Within a threshold.
    pub soon: usize,
    /// The rest.
    pub fine: usize,
}

/// One certificate as a table shows it.
#[derive(Clone, Debug)]
pub struct CertificateLine {
    /// Whether someone must act.
    pub mark: Option<Mark>,
    /// `212d`, `-2d`, `not yet`.
    pub left: String,
    /// The day.
    pub expires: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: &'static str,
    /// Its issuer's name; `self` of a root.
    pub issuer: String,
    /// Its first place, and how many more there are.
    pub place: String,
    /// Who uses it.
    pub used_by: String,
}

/// One connection as a table shows it.
#[derive(Clone, Debug)]
pub struct ConnectionLine {
    /// Whether someone must act.
    pub mark: Option<Mark>,
    /// Time left, where a date ends it.
    pub left: String,
    /// What to say of its end.
    pub end: String,
}

/// Counts the certificates.
pub fn counts(audit: &Audit) -> Counts {
    let mut counts = Counts {
        fine: audit.rows.len(),
        ..Counts::default()
    };
    for row in audit.pressing() {
        let count = match audit.standing(row) {
            Standing::Expired => &mut counts.expired,
            Standing::Idle => &mut counts.idle,
            Standing::Early => &mut counts.early,
            Standing::Soon => &mut counts.soon,
            Standing::Fine => continue,
        };
        *count += 1;
        counts.fine -= 1;
    }
    counts
}

/// The first line, without its mark: how many certificates there are, what is urgent among them, and which is next.
pub fn headline(audit: &Audit) -> (Mark, String) {
    let counts = counts(audit);
    let mark = if audit.failed() {
        Mark::Failed
    } else if counts.soon > 0 {
        Mark::Warning
    } else if audit.is_incomplete() {
        Mark::Unknown
    } else {
        Mark::Passed
    };
    let mut parts = certificates_clause(audit, &counts);
    let broken = audit
        .connections
        .iter()
        .filter(|connection| matches!(connection.end, End::Stopped(_) | End::Broken(..)))
        .count();
    if broken > 0 {
        parts.push(format!("{} broken", counted(broken, "connection")));
    }
    let refused = audit
        .connections
        .iter()
        .filter(|connection| connection.is_refused_by_others())
        .count();
    if refused > 0 {
        let what = counted(refused, "connection");
        parts.push(format!("{what} refused by other clients"));
    }
    if audit.ignored > 0 {
        parts.push(format!("{} ignored", counted(audit.ignored, "result")));
    }
    if audit.is_incomplete() {
        parts.push("some of the input could not be read".to_owned());
    }
    let next = next_to_expire(audit);
    (mark, format!("{}{next}", parts.join(", ")))
}

/// `5 certificates, none expires within 30 days`, or what of them is urgent.
fn certificates_clause(audit: &Audit, counts: &Counts) -> Vec<String> {
    let all = audit.rows.len();
    if all == 0 {
        return vec!["no certificates".to_owned()];
    }
    let within = audit.thresholds.warn.max(audit.thresholds.fail);
    let within = Remaining(within).words();
    let urgent = [
        (counts.expired, "expired".to_owned()),
        (counts.early, "not valid yet".to_owned()),
        (
            counts.soon,
            format!(
                "expire{} within {within}",
                if counts.soon == 1 { "s" } else { "" }
            ),
        ),
    ];
    let mut parts = Vec::new();
    for (count, what) in urgent.iter().filter(|(count, _)| *count > 0) {
        // The first has the noun, and the number of all.
        match parts.is_empty() {
            true if *count == all => parts.push(format!("{} {what}", counted(all, "certificate"))),
            true => parts.push(format!("{count} of {} {what}", counted(all, "certificate"))),
            false => parts.push(format!("{count} {what}")),
        }
    }
    if parts.is_empty() {
        parts.push(counted(all, "certificate"));
        parts.push(format!("none expires within {within}"));
    }
    if counts.idle > 0 {
        parts.push(format!(
            "{} expired and unused in bundles",
            counted(counts.idle, "CA")
        ));
    }
    parts
}

/// `; next is kubernetes-admin in 276 days`
fn next_to_expire(audit: &Audit) -> String {
    let first = audit
        .rows
        .iter()
        .find(|row| audit.standing(row) != Standing::Idle);
    first.map_or_else(String::new, |row| {
        let left = audit.left(row);
        if left.0 < 0 {
            format!("; first is {}, expired {} ago", row.name(), left.words())
        } else if left.is_endless() {
            format!("; next is {}, {}", row.name(), left.words())
        } else {
            format!("; next is {} in {}", row.name(), left.words())
        }
    })
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// The directory that all certificates stand below, with its slash; where they stand in one directory's tree, a table
/// says it once.
pub fn common_directory(rows: &[Row]) -> String {
    let mut files = rows.iter().flat_map(Row::places).map(|place| &*place.file);
    let Some(first) = files.next() else {
        return String::new();
    };
    let mut common = first
        .rfind('/')
        .map_or("", |end| first.get(..=end).unwrap_or_default());
    // In a fleet's bundle the same one, again and again.
    let mut last = first;
    for file in files {
        if std::ptr::eq(last, file) {
            continue;
        }
        last = file;
        while !file.starts_with(common) {
            let shorter = common.strip_suffix('/').unwrap_or(common);
            common = shorter
                .rfind('/')
                .map_or("", |end| shorter.get(..=end).unwrap_or_default());
        }
    }
    common.to_owned()
}

/// The line of a certificate; its place without `directory`.
pub fn certificate(audit: &Audit, row: &Row, directory: &str) -> CertificateLine {
    let standing = audit.standing(row);
    let mark = match standing {
        Standing::Expired | Standing::Early => Some(Mark::Failed),
        Standing::Soon if audit.fails(row) => Some(Mark::Failed),
        Standing::Soon => Some(Mark::Warning),
        Standing::Idle | Standing::Fine => None,
    };
    let root = row.authority.as_ref().is_some_and(|own| own.self_issued);
    let more = match row.others.len() {
        0 => String::new(),
        more => format!(" +{more}"),
    };
    // The first block of a file of its own needs no line.
    let alone = row.place.field.is_none() && row.place.block.is_none_or(|block| block == 1);
    let file = if alone {
        row.place.file.to_string()
    } else {
        row.place.short()
    };
    CertificateLine {
        mark,
        left: match standing {
            Standing::Early => "not yet".to_owned(),
            _ => audit.left(row).to_string(),
        },
        expires: row.not_after.date(),
        name: row.name().into_owned(),
        kind: row.role.as_str(),
        issuer: if root {
            "self".to_owned()
        } else {
            row.issuer.name.to_string()
        },
        place: format!("{}{more}", file.strip_prefix(directory).unwrap_or(&file)),
        used_by: used_by(audit, row),
    }
}

fn used_by(audit: &Audit, row: &Row) -> String {
    let Some(uses) = audit.uses(row.fingerprint) else {
        return String::new();
    };
    let mut parts = Vec::new();
    if uses.bundles > 0 {
        let plural = if uses.bundles == 1 { "" } else { "s" };
        parts.push(format!("{} bundle{plural}", uses.bundles));
    }
    parts.extend(
        uses.presented_by
            .iter()
            .map(|program| (*program).to_owned()),
    );
    parts.join(", ")
}

/// The line of a connection.
pub fn connection(audit: &Audit, connection: &ConnectionEnd) -> ConnectionLine {
    let left = connection
        .end
        .through()
        .map(|through| Remaining::between(audit.at, through.time));
    let soon = left.is_some_and(|left| left.0 <= audit.thresholds.warn);
    let who = connection.who();
    let name = if connection.name == connection.file {
        String::new()
    } else {
        format!(" ({})", connection.name)
    };
    let (mark, end) = match &connection.end {
        End::Until(through) | End::AtMost(through) | End::Stopped(through) => {
            let file = through.file.as_deref().unwrap_or(&through.name);
            let date = through.time.date();
            let text = match connection.end {
                End::Stopped(_) => format!("{who}{name} stopped on {date}, when {file} expired"),
                End::AtMost(_) => {
                    format!("{who}{name} cannot work after {date}, when {file} expires")
                }
                _ => format!("{who}{name} stops on {date}, when {file} expires"),
            };
            let mark = match connection.end {
                End::Stopped(_) => Some(Mark::Failed),
                _ => soon.then_some(Mark::Warning),
            };
            (mark, text)
        }
        End::Broken(_, why) => (
            Some(Mark::Failed),
            format!("{who}{name} does not work: {why}"),
        ),
        End::Unknown => (
            None,
            format!("{who}{name}: no expiry, no certificate here limits it"),
        ),
    };
    ConnectionLine {
        mark,
        left: left.map(|left| left.to_string()).unwrap_or_default(),
        end,
    }
}
