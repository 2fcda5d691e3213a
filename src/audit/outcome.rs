//! What an audit has to report, one result for each thing that is wrong: of dates, of hygiene, and each connection that does not
//! work. A result says today what it said yesterday, as long as nothing changes.

use std::borrow::Cow;

use super::connections::{ConnectionEnd, End};
use super::model::Audit;
use super::row::Row;
use crate::finding::{Code, Finding, Severity};
use crate::ground::location::Location;
use crate::verify::Verdict;
use crate::x509::Fingerprint;

/// One thing that is wrong.
pub struct Outcome<'a> {
    /// What.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// In a sentence, with the Secret and the certificate that it is about, and no time that passes.
    pub message: String,
    /// Where, the primary place first.
    pub places: Cow<'a, [Location]>,
    /// The certificate that it is about, where it is one.
    pub certificate: Option<Fingerprint>,
    /// What it is about, by names that stay: of entries of lists the names, not the numbers.
    pub subject: String,
}

impl Outcome<'_> {
    /// By what it is known again: no line, no number, no date.
    pub fn identity(&self) -> Fingerprint {
        Fingerprint::of(format!("{}\n{}", self.code, self.subject).as_bytes())
    }

    /// The file of its primary place.
    pub fn file(&self) -> &str {
        self.places.first().map_or("", Location::outer_file)
    }
}

impl Audit {
    /// Everything that is wrong and is not ignored: dates first, then what is wrong apart from them, then connections.
    pub fn outcomes(&self) -> impl Iterator<Item = Outcome<'_>> {
        self.every_outcome()
            .filter(|(_, ignored)| !ignored)
            .map(|(outcome, _)| outcome)
    }

    /// The same with what is ignored, and whether it is.
    pub(super) fn every_outcome(&self) -> impl Iterator<Item = (Outcome<'_>, bool)> {
        let dates = self.rows.iter().filter_map(|row| {
            let finding = self.dates_of(row)?;
            Some((self.of_row(row, &finding), self.is_ignored(row)))
        });
        let others = self.findings.iter();
        let others = others.map(|finding| (self.of_finding(finding), false));
        let broken = self
            .connections
            .iter()
            .filter_map(|end| Some((end.outcome()?, end.ignored)));
        dates.chain(others).chain(broken)
    }

    /// What is wrong with a certificate's dates, where there is something and it counts.
    pub fn outcome_of_dates(&self, row: &Row) -> Option<Outcome<'static>> {
        let finding = self.date_finding(row)?;
        Some(self.of_row(row, &finding))
    }

    /// What is wrong apart from dates and connections.
    pub fn outcomes_of_findings(&self) -> impl Iterator<Item = Outcome<'_>> {
        self.findings.iter().map(|finding| self.of_finding(finding))
    }

    fn of_row(&self, row: &Row, finding: &Finding) -> Outcome<'static> {
        let place = self.place_in_words(&row.place);
        let name = row.name();
        Outcome {
            code: finding.problem.code(),
            severity: finding.severity,
            message: format!("{place} ({name}): {}", finding.problem.lasting()),
            places: Cow::Owned(finding.locations.clone()),
            certificate: Some(row.fingerprint),
            subject: self.subject(&row.place, Some(&name)),
        }
    }

    fn of_finding<'a>(&self, finding: &'a Finding) -> Outcome<'a> {
        let text = finding.problem.lasting();
        let message = match finding.locations.first() {
            Some(place) => format!("{}: {text}", self.place_in_words(place)),
            None => text,
        };
        let first = finding.locations.first();
        Outcome {
            code: finding.problem.code(),
            severity: finding.severity,
            message,
            places: Cow::Borrowed(&finding.locations),
            certificate: finding.fingerprint(),
            subject: first.map_or_else(String::new, |place| self.subject(place, None)),
        }
    }

    /// `Secret web/serving`, `webhooks validate.example.com of ValidatingWebhookConfiguration hooks`, or the file.
    pub fn place_in_words(&self, place: &Location) -> String {
        let Some(object) = place.object() else {
            return place.outer_file().to_owned();
        };
        let of_object = format!("{} {}", object.kind, object.full_name());
        match (self.entry_name(place), object.key()) {
            (Some(name), _) if place.is_embedded() => format!("{of_object} (kubeconfig, {name})"),
            (Some(name), _) => format!("{of_object}, {name}"),
            (None, Some(key)) => format!("{of_object}, {key}"),
            (None, None) => of_object,
        }
    }

    /// A place by names that stay, and a certificate's name where there is one.
    fn subject(&self, place: &Location, name: Option<&str>) -> String {
        let field = match (place.object(), place.field.as_deref()) {
            (None, Some(field)) => self.entry_name(place).unwrap_or(field),
            _ => "",
        };
        let object = place.object().map(|_| self.place_in_words(place));
        let object = object.unwrap_or_default();
        format!(
            "{}\n{object}\n{field}\n{}",
            place.outer_file(),
            name.unwrap_or_default()
        )
    }
}

impl ConnectionEnd {
    /// That it does not work; none where it does, or where that is not known.
    pub fn outcome(&self) -> Option<Outcome<'static>> {
        self.is_broken().then(|| broken(self))
    }
}

fn broken(end: &ConnectionEnd) -> Outcome<'static> {
    let (code, why) = match &end.end {
        _ if end.verdict != Verdict::Reject && end.is_refused_by_others() => {
            let refusing = end
                .clients
                .iter()
                .filter(|client| client.verdict == Verdict::Reject);
            let names: Vec<_> = refusing.map(|client| client.client.as_str()).collect();
            (
                Code::RefusedOutsideGo,
                format!("does not work with {}", names.join(", ")),
            )
        }
        End::Stopped(through) => {
            let file = through.file.as_deref().unwrap_or(&through.name);
            let day = through.time.date();
            (
                Code::Expired,
                format!("stopped on {day}, when {file} ({}) expired", through.name),
            )
        }
        End::Broken(code, why) => (*code, format!("does not work: {why}")),
        End::Until(_) | End::AtMost(_) | End::Unknown => {
            (Code::Unauthorized, "does not work".to_owned())
        }
    };
    let certificate = end.end.through().map(|through| through.certificate);
    Outcome {
        code,
        severity: Severity::Error,
        message: format!("{} ({}) {why}", end.who(), end.name),
        places: Cow::Owned(vec![Location::file(end.file.as_str())]),
        certificate,
        subject: format!("connection\n{}", end.place),
    }
}
