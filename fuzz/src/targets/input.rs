//! Any input, as `inspect` reads it.

use certgraph::assemble::file_findings;
use certgraph::decode::certificates::find_with;
use certgraph::golang::GoRelease;
use certgraph::ground::location::Location;
use certgraph::ground::secret::Secret;
use certgraph::render::{json, pem, text};
use certgraph::report::inspect::Inspection;

use crate::{AT, check_json, check_text};

/// Everything of it, in every format.
pub fn run(bytes: &[u8]) {
    run_with(bytes, &[]);
}

/// The same with a password for key stores.
pub fn run_with(bytes: &[u8], passwords: &[Secret]) {
    let release = GoRelease::default();
    let found = find_with(bytes, &Location::file("input"), release, passwords);
    let findings = file_findings(&found, release);
    let inspections = [Inspection::new("input".to_owned(), &found, findings, *AT)];
    let mut out = Vec::new();
    text::inspect::inspect(&inspections, true, text::Style::default(), &mut out).expect("memory");
    check_text(&String::from_utf8(out).expect("text"));
    let mut out = Vec::new();
    json::inspect::inspect(&inspections, *AT, &mut out).expect("memory");
    check_json(&String::from_utf8(out).expect("text"));
    check_text(&pem::certificates(&inspections));
}
