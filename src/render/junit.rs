//! An audit as JUnit XML: a test case for each certificate, connection and finding.

use std::collections::HashMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::escape;
use crate::audit::{Audit, Outcome};
use crate::finding::Severity;
use crate::x509::Fingerprint;

/// Writes it.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new("certgraph audit");
    for suite in [certificates(audit), connections(audit), findings(audit)] {
        report.add_test_suite(labelled(suite, audit));
    }
    report.serialize(out).map_err(io::Error::other)
}

fn labelled(mut suite: TestSuite, audit: &Audit) -> TestSuite {
    for (name, value) in audit.labels.iter() {
        suite.add_property(Property::new(name, escape::terminal(value)));
    }
    suite
}

/// What a warning is about passes: the thresholds say what fails.
fn certificates(audit: &Audit) -> TestSuite {
    let mut suite = TestSuite::new("certificates");
    for row in &audit.rows {
        let outcome = audit.outcome_of_dates(row);
        let status = status(outcome.as_ref());
        let mut case = TestCase::new(escape::terminal(&row.name()), status);
        case.set_classname(escape::terminal(&audit.place_in_words(&row.place)));
        case.set_system_out(format!("ends {}", row.not_after));
        suite.add_test_case(case);
    }
    suite
}

fn connections(audit: &Audit) -> TestSuite {
    let mut suite = TestSuite::new("connections");
    for connection in &audit.connections {
        let outcome = connection.outcome().filter(|_| !connection.ignored);
        let name = format!("{} ({})", connection.who(), connection.name);
        let mut case = TestCase::new(escape::terminal(&name), status(outcome.as_ref()));
        case.set_classname(escape::terminal(&connection.file));
        suite.add_test_case(case);
    }
    suite
}

fn findings(audit: &Audit) -> TestSuite {
    let mut suite = TestSuite::new("findings");
    // Two findings of one code and place are two cases all the same: readers take equal names for one.
    let mut seen: HashMap<Fingerprint, usize> = HashMap::new();
    for outcome in audit.outcomes_of_findings() {
        let count = seen.entry(outcome.identity()).or_default();
        *count += 1;
        let name = match *count {
            1 => outcome.code.slug().to_owned(),
            several => format!("{} ({several})", outcome.code.slug()),
        };
        let mut case = TestCase::new(name, status(Some(&outcome)));
        if let Some(place) = outcome.places.first() {
            case.set_classname(escape::terminal(&audit.place_in_words(place)));
        }
        case.set_system_out(escape::terminal(&outcome.message));
        suite.add_test_case(case);
    }
    suite
}

fn status(outcome: Option<&Outcome<'_>>) -> TestCaseStatus {
    match outcome {
        Some(outcome) if outcome.severity == Severity::Error => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let message = escape::terminal(&outcome.message);
            status.set_type(outcome.code.slug()).set_message(message);
            status
        }
        Some(_) | None => TestCaseStatus::success(),
    }
}
