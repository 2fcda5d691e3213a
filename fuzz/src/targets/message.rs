//! Log lines, as `message` reads them.

use certgraph::golang::GoRelease;
use certgraph::message::{Evidence, read};
use certgraph::render::{json, text};
use certgraph::report::message::MessageReport;

use crate::{AT, check_json, check_text};

/// With no files at hand.
pub fn run(bytes: &[u8]) {
    let Ok(pasted) = std::str::from_utf8(bytes) else {
        return;
    };
    let evidence = Evidence::new(*AT, GoRelease::default());
    let report = MessageReport::new(read(pasted), &evidence, *AT);
    check_text(&text::message::message(&report, text::Style::default()));
    check_json(&json::message::message(&report));
}
