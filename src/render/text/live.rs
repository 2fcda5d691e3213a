//! What a live server showed, as lines.

use super::page::{Line, Page, Tone};

/// Labels and texts below one another.
pub(super) fn live_lines(page: &mut Page, lines: &[(&'static str, String)]) {
    for (label, text) in lines {
        page.wrap(
            Line::new().text("  ").add(label, Tone::Bold).pad_to(15),
            text,
            Tone::Plain,
        );
    }
}
