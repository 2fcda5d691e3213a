//! What `diff` has to say: a headline, and one line for each change.

use super::certificate::Mark;
use crate::audit::{ConnectionEnd, End, Row};
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
}

/// One change in a line.
pub struct DiffLine {
    /// What kind of change it is.
    pub sign: DiffSign,
    /// What changed, and how it was before.
    pub text: String,
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
}

impl<'a> DiffReport<'a> {
    /// Compares two audits.
    pub fn new(before: Side<'a>, after: Side<'a>) -> Self {
        let difference = diff(before, after);
        let (mark, headline) = headline(&difference);
        Self {
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

fn headline(difference: &Difference<'_>) -> (Mark, String) {
    if difference.is_empty() {
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
    for kind in ["added", "removed", "renewed", "reissued"] {
        let changes = difference.certificates.iter();
        let count = changes.filter(|change| change.as_str() == kind).count();
        if count > 0 {
            parts.push(format!("{count} {kind}"));
        }
    }
    let bundles = difference.bundles.len();
    if bundles > 0 {
        parts.push(format!("{bundles} bundle{} changed", plural(bundles)));
    }
    let mark = if difference.is_worse() {
        Mark::Failed
    } else {
        Mark::Passed
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
    DiffLine { sign, text }
}

fn state(connection: &ConnectionEnd) -> String {
    let verdict = match connection.verdict {
        Verdict::Accept => "works",
        Verdict::Reject => "does not work",
        Verdict::Undetermined => "cannot be told",
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
        text: format!("{party} trusts by {label}: {}", parts.join(", ")),
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
    DiffLine { sign, text }
}

fn whole(row: &Row) -> String {
    format!(
        "{} ({}) to {} in {}",
        row.name(),
        row.role,
        row.not_after.date(),
        row.place.short()
    )
}
