//! SVG elements as text.

use std::fmt::Write as _;

use crate::render::escape::{entities, markup};
use crate::render::lanes::Rect;

/// A place to a tenth of a pixel: more makes a picture larger, and no better.
pub(super) fn rounded((x, y): (f64, f64)) -> (f64, f64) {
    ((x * 10.0).round() / 10.0, (y * 10.0).round() / 10.0)
}

pub(super) fn write(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String does not fail.
    let _ = out.write_fmt(text);
}

/// Untrusted text, whole; its own line ends stay line ends, those of input are escaped.
pub(super) fn tooltip(out: &mut String, lines: &str) {
    let lines: Vec<_> = lines.split('\n').map(markup).collect();
    write(out, format_args!("<title>{}</title>", lines.join("&#10;")));
}

/// Text that was escaped for terminals when it was measured.
pub(super) fn text(out: &mut String, class: &str, x: f64, y: f64, escaped: &str) {
    if escaped.is_empty() {
        return;
    }
    let (x, y) = rounded((x, y));
    let class = if class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{class}\"")
    };
    write(
        out,
        format_args!(
            "<text{class} x=\"{x}\" y=\"{y}\">{}</text>",
            entities(escaped)
        ),
    );
}

pub(super) fn rectangle(out: &mut String, class: &str, rect: Rect) {
    let (x, y) = rounded((rect.x, rect.y));
    let (width, height) = rounded((rect.width, rect.height));
    let class = if class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{class}\"")
    };
    write(
        out,
        format_args!("<rect{class} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"),
    );
}
