//! An audit as JUnit XML: a test case for each certificate, connection and finding.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::escape;
use crate::audit::{Audit, End};
use crate::finding::{Finding, Severity};

/// Writes it.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new("certgraph audit");
    report.add_test_suite(certificates(audit));
    report.add_test_suite(connections(audit));
    report.add_test_suite(findings(audit));
    report.serialize(out).map_err(io::Error::other)
}

/// What a warning is about passes: the thresholds say what fails.
fn certificates(audit: &Audit) -> TestSuite {
    let mut suite = TestSuite::new("certificates");
    for row in &audit.rows {
        let status = match audit.date_finding(row) {
            Some(finding) if finding.severity == Severity::Error => failure(&finding),
            _ => TestCaseStatus::success(),
        };
        let mut case = TestCase::new(escape::terminal(&row.name()), status);
        case.set_classname(escape::terminal(&row.place.to_string()));
        let ends = format!("ends {}, {} left", row.not_after, audit.left(row));
        case.set_system_out(ends);
        suite.add_test_case(case);
    }
    suite
}

fn connections(audit: &Audit) -> TestSuite {
    let mut suite = TestSuite::new("connections");
    for connection in &audit.connections {
        let status = match &connection.end {
            End::Stopped(through) => {
                let text = format!("stopped {} through {}", through.time, through.name);
                failed("expired", &text)
            }
            End::Broken(code, why) => failed(code, why),
            End::Until(_) | End::AtMost(_) | End::Unknown => TestCaseStatus::success(),
        };
        let name = format!("{} ({})", connection.who(), connection.name);
        let mut case = TestCase::new(escape::terminal(&name), status);
        case.set_classname(escape::terminal(&connection.file));
        suite.add_test_case(case);
    }
    suite
}

fn findings(audit: &Audit) -> TestSuite {
    let mut suite = TestSuite::new("findings");
    for finding in &audit.findings {
        let status = if finding.severity == Severity::Error {
            failure(finding)
        } else {
            TestCaseStatus::success()
        };
        let mut case = TestCase::new(finding.problem.code().slug(), status);
        if let Some(place) = finding.locations.first() {
            case.set_classname(escape::terminal(&place.to_string()));
        }
        case.set_system_out(escape::terminal(&finding.problem.to_string()));
        suite.add_test_case(case);
    }
    suite
}

fn failure(finding: &Finding) -> TestCaseStatus {
    failed(finding.problem.code().slug(), &finding.problem.to_string())
}

fn failed(code: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(code).set_message(escape::terminal(message));
    status
}
