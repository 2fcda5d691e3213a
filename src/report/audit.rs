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

/// The first line, without its mark, and what more it says where there is room.
pub fn headline(audit: &Audit) -> (Mark, String, String) {
    let counts = counts(audit);
    let mut parts = Vec::new();
    let within = audit.thresholds.warn.max(audit.thresholds.fail);
    for (count, what) in [
        (counts.expired, "expired".to_owned()),
        (counts.early, "not valid yet".to_owned()),
        (counts.soon, format!("within {}", Remaining(within).words())),
        (counts.idle, "expired in bundles".to_owned()),
        (counts.fine, "later".to_owned()),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let broken = audit
        .connections
        .iter()
        .filter(|connection| matches!(connection.end, End::Stopped(_) | End::Broken(..)))
        .count();
    if broken > 0 {
        let plural = if broken == 1 { "" } else { "s" };
        parts.push(format!("{broken} connection{plural} broken"));
    }
    let refused = audit
        .connections
        .iter()
        .filter(|connection| connection.is_refused_by_others())
        .count();
    if refused > 0 {
        let plural = if refused == 1 { "" } else { "s" };
        parts.push(format!(
            "{refused} connection{plural} refused by other clients"
        ));
    }
    let mark = if audit.failed() {
        Mark::Failed
    } else if counts.soon > 0 {
        Mark::Warning
    } else if audit.is_incomplete() {
        Mark::Unknown
    } else {
        Mark::Passed
    };
    if audit.ignored > 0 {
        let plural = if audit.ignored == 1 { "" } else { "s" };
        parts.push(format!("{} result{plural} ignored", audit.ignored));
    }
    if audit.is_incomplete() {
        parts.push("a part of the inputs could not be read".to_owned());
    }
    if audit.rows.is_empty() {
        parts.insert(0, "no certificates".to_owned());
        return (mark, parts.join(", "), String::new());
    }
    let first = audit
        .rows
        .iter()
        .find(|row| audit.standing(row) != Standing::Idle);
    let more = first.map_or_else(String::new, |row| {
        let left = audit.left(row);
        let when = if left.0 < 0 {
            format!("expired {} ago", left.words())
        } else if left.is_endless() {
            left.words()
        } else {
            format!("in {}", left.words())
        };
        format!(". First: {}, {when}", row.name())
    });
    (mark, parts.join(", "), more)
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
            let verb = match connection.end {
                End::Stopped(_) => "stopped",
                End::AtMost(_) => "can work no longer than",
                _ => "stops",
            };
            let on = if verb == "can work no longer than" {
                ""
            } else {
                " on"
            };
            let text = format!(
                "{who}{name} {verb}{on} {} through {file}",
                through.time.date()
            );
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
        End::Unknown => (None, format!("{who}{name} is ended by no certificate here")),
    };
    ConnectionLine {
        mark,
        left: left.map(|left| left.to_string()).unwrap_or_default(),
        end,
    }
}
