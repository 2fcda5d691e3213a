//! `certgraph verify` for people: Go's verdict, then what fails on each path.

use super::clients::clients;
use super::page::{Line, Page, Style, Tone};
use crate::report::Mark;
use crate::report::clients::ClientRow;
use crate::verify::{Attempt, Check, CheckOutcome, PeerVerification, Verdict};
use crate::x509::CertificateRef;

/// Paths shown before "and N more".
const PATHS_SHOWN: usize = 10;

/// The report, each line ended.
pub fn verify(peer: &PeerVerification, rows: &[ClientRow], style: Style) -> String {
    let mut page = Page::new(style);
    let mark = match peer.verdict() {
        Verdict::Accept => Mark::Passed,
        Verdict::Reject => Mark::Failed,
        Verdict::Undetermined => Mark::Unknown,
    };
    let verdict = match &peer.error {
        None => "OK",
        Some((_, error)) => &error.text,
    };
    let sign = page.mark(mark);
    let first = Line::new().add(sign, mark.into()).text(" ");
    page.wrap(first, verdict, Tone::Bold);

    for refused in &peer.refused {
        page.blank();
        let what = match refused.index {
            0 => "the leaf".to_owned(),
            index => format!("intermediate {index}"),
        };
        page.line(Line::new().add(format!("  {what} is refused"), Tone::Bold));
        failure(
            &mut page,
            refused.problem.code().slug(),
            &refused.problem.to_string(),
        );
    }
    let attempts = peer
        .verification
        .as_ref()
        .map_or(&[][..], |verification| &verification.attempts);
    for attempt in attempts.iter().take(PATHS_SHOWN) {
        page.blank();
        path(&mut page, attempt);
        checks(&mut page, attempt);
    }
    if let Some(more) = attempts.len().checked_sub(PATHS_SHOWN + 1) {
        page.blank();
        page.line(Line::new().add(format!("  and {} more paths", more + 1), Tone::Dim));
    }
    clients(&mut page, rows);
    page.render()
}

/// Leaf first, one certificate a line.
fn path(page: &mut Page, attempt: &Attempt) {
    for (index, certificate) in attempt.path.iter().enumerate() {
        let is_anchor = attempt.anchored && index + 1 == attempt.path.len();
        let line = if index == 0 {
            Line::new().text("  ")
        } else {
            Line::new().text("    ".repeat(index)).text(page.branch())
        };
        let line = line.add(certificate.subject.to_string(), Tone::Bold);
        page.line(if is_anchor {
            line.add("  (trusted CA)", Tone::Dim)
        } else {
            line
        });
    }
}

fn checks(page: &mut Page, attempt: &Attempt) {
    if attempt.passes() {
        let sign = page.mark(Mark::Passed);
        page.line(
            Line::new()
                .text("    ")
                .add(sign, Tone::Good)
                .text(" every check passes"),
        );
    }
    for (step, problem) in attempt.root_causes() {
        let whose = attempt
            .path
            .iter()
            .find(|certificate| certificate.fingerprint == step.certificate)
            .filter(|_| step.check != Check::Policies)
            .map(|certificate| format!("{}: ", name(certificate)))
            .unwrap_or_default();
        failure(page, problem.code().slug(), &format!("{whose}{problem}"));
    }
    for step in &attempt.steps {
        if let CheckOutcome::Undetermined(why) = &step.outcome {
            let sign = page.mark(Mark::Unknown);
            let first = Line::new().text("    ").add(sign, Tone::Warn).text(" ");
            page.wrap(first, why, Tone::Plain);
        }
    }
}

fn failure(page: &mut Page, code: &str, text: &str) {
    let sign = page.mark(Mark::Failed);
    let first = Line::new()
        .text("    ")
        .add(sign, Tone::Bad)
        .text(" ")
        .add(code, Tone::Dim)
        .text("  ");
    page.wrap(first, text, Tone::Plain);
}

fn name(certificate: &CertificateRef) -> String {
    match certificate.display_name() {
        name if name.is_empty() => "(no name)".to_owned(),
        name => name,
    }
}
