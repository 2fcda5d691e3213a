//! What `diff` has to say: a headline, and one line for each change.

use std::collections::BTreeSet;

use super::certificate::Mark;
use super::diff_group::{Group, object};
use crate::audit::{ConnectionEnd, End, Row, Standing};
use crate::diff::{
    BundleChange, CertificateChange, ConnectionChange, Difference, Side, Turn, diff,
};
use crate::verify::Verdict;

/// What changed between two sets of files.
pub struct DiffReport<'a> {
    /// The files before.
    pub before: Side<'a>,
    /// The files now.
    pub after: Side<'a>,
    /// Every change as data.
    pub difference: Difference<'a>,
    /// Failed where a connection got worse.
    pub mark: Mark,
    /// How much changed, in one line.
    pub headline: String,
    /// A line for each connection that changed, in the order of [`Difference::connections`].
    pub connections: Vec<DiffLine>,
    /// A line for each bundle, likewise.
    pub bundles: Vec<DiffLine>,
    /// A line for each certificate, likewise.
    pub certificates: Vec<DiffLine>,
    /// Certificates that are there as before and have expired, soonest end first.
    pub expired: Vec<DiffLine>,
}

/// One change in a line.
pub struct DiffLine {
    /// What kind of change it is.
    pub sign: DiffSign,
    /// What changed, and how it was before.
    pub text: String,
    /// Where it belongs.
    pub group: Group,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffSign {
    /// A connection got worse.
    Worse,
    /// A connection got better.
    Better,
    /// Something is there that was not.
    Added,
    /// Something is gone.
    Removed,
    /// Something is there as before, with other contents.
    Changed,
    /// Something is there as before, and has expired.
    Expired,
}

impl<'a> DiffReport<'a> {
    /// Compares two audits.
    pub fn new(before: Side<'a>, after: Side<'a>) -> Self {
        let difference = diff(before, after);
        let expired = expired(&before, &after);
        let (mark, headline) = headline(&difference, expired.len());
        Self {
            expired,
            mark,
            headline,
            connections: difference.connections.iter().map(connection).collect(),
            bundles: difference.bundles.iter().map(bundle).collect(),
            certificates: difference.certificates.iter().map(certificate).collect(),
            before,
            after,
            difference,
        }
    }
}

/// What is in both, unchanged, and past its end.
fn expired(before: &Side<'_>, after: &Side<'_>) -> Vec<DiffLine> {
    let known: BTreeSet<_> = before
        .audit
        .rows
        .iter()
        .map(|row| row.fingerprint)
        .collect();
    let rows = after.audit.rows.iter();
    rows.filter(|row| {
        known.contains(&row.fingerprint) && after.audit.standing(row) == Standing::Expired
    })
    .map(|row| DiffLine {
        sign: DiffSign::Expired,
        text: format!(
            "{} ({}) expired on {}, in {}",
            row.name(),
            row.role,
            row.not_after.date(),
            place(row)
        ),
        group: Group::of(row),
    })
    .collect()
}

fn headline(difference: &Difference<'_>, expired: usize) -> (Mark, String) {
    if difference.is_empty() && expired == 0 {
        return (Mark::Passed, "nothing changed".to_owned());
    }
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let mut parts = Vec::new();
    for turn in [Turn::Worse, Turn::Better, Turn::New, Turn::Gone] {
        let changes = difference.connections.iter();
        let count = changes.filter(|change| change.turn == turn).count();
        if count > 0 {
            parts.push(format!(
                "{count} connection{} {}",
                plural(count),
                turn.as_str()
            ));
        }
    }
    let mut noun = "certificate";
    for kind in ["added", "removed", "renewed", "reissued"] {
        let changes = difference.certificates.iter();
        let count = changes.filter(|change| change.as_str() == kind).count();
        if count > 0 {
            // The first has the noun.
            let plural = if noun.is_empty() { "" } else { plural(count) };
            let space = if noun.is_empty() { "" } else { " " };
            parts.push(format!("{count}{space}{noun}{plural} {kind}"));
            noun = "";
        }
    }
    if expired > 0 {
        let has = if expired == 1 { "has" } else { "have" };
        parts.push(format!(
            "{expired} certificate{} not replaced {has} expired",
            plural(expired)
        ));
    }
    let bundles = difference.bundles.len();
    if bundles > 0 {
        parts.push(format!("{bundles} bundle{} changed", plural(bundles)));
    }
    let mark = match (difference.is_worse(), expired) {
        (true, _) => Mark::Failed,
        (false, 0) => Mark::Passed,
        (false, _) => Mark::Warning,
    };
    (mark, parts.join(", "))
}

fn connection(change: &ConnectionChange<'_>) -> DiffLine {
    let sign = match change.turn {
        Turn::Worse => DiffSign::Worse,
        Turn::Better => DiffSign::Better,
        Turn::New => DiffSign::Added,
        Turn::Gone => DiffSign::Removed,
    };
    let who = change.after.or(change.before).map(ConnectionEnd::who);
    let state = |end: Option<&ConnectionEnd>| end.map_or_else(|| "absent".to_owned(), state);
    let text = format!(
        "{} ({}): {}, before {}",
        who.unwrap_or_default(),
        change.name,
        state(change.after),
        state(change.before)
    );
    DiffLine {
        sign,
        text,
        group: Group::None,
    }
}

fn state(connection: &ConnectionEnd) -> String {
    let verdict = match connection.verdict {
        Verdict::Accept => "works",
        Verdict::Reject => "does not work",
        Verdict::Undetermined => "is undetermined",
    };
    match &connection.end {
        End::Until(through) => format!("{verdict} until {}", through.time.date()),
        End::AtMost(through) => format!("{verdict}, until {} at most", through.time.date()),
        End::Stopped(through) => format!("stopped {}", through.time.date()),
        End::Broken(code, _) => format!("{verdict}: {code}"),
        End::Unknown => verdict.to_owned(),
    }
}

fn bundle(change: &BundleChange<'_>) -> DiffLine {
    let named = |row: &Row| format!("{} ({})", row.name(), row.not_after.date());
    let added = change.added.iter().map(|row| format!("+ {}", named(row)));
    let removed = change.removed.iter().map(|row| format!("- {}", named(row)));
    let parts: Vec<_> = added.chain(removed).collect();
    let (party, label) = (&change.party, &change.label);
    DiffLine {
        sign: DiffSign::Changed,
        text: format!("{party} trusts, by {label}: {}", parts.join(", ")),
        group: Group::None,
    }
}

fn certificate(change: &CertificateChange<'_>) -> DiffLine {
    let replaced = |how: &str, before: &Row, after: &Row| {
        format!(
            "{how} {}, before to {}",
            whole(after),
            before.not_after.date()
        )
    };
    let (sign, text) = match change {
        CertificateChange::Added(row) => (DiffSign::Added, format!("added {}", whole(row))),
        CertificateChange::Removed(row) => (DiffSign::Removed, format!("removed {}", whole(row))),
        CertificateChange::Renewed(before, after) => {
            (DiffSign::Changed, replaced("renewed", before, after))
        }
        CertificateChange::Reissued(before, after) => (
            DiffSign::Changed,
            replaced("reissued with another key", before, after),
        ),
    };
    let (before, after) = change.rows();
    DiffLine {
        sign,
        text,
        group: after.or(before).map_or(Group::None, Group::of),
    }
}

/// The object that a certificate is in, else its file and line.
fn place(row: &Row) -> String {
    object(&row.place).map_or_else(|| row.place.short(), str::to_owned)
}

fn whole(row: &Row) -> String {
    format!(
        "{} ({}) to {} in {}",
        row.name(),
        row.role,
        row.not_after.date(),
        place(row)
    )
}
