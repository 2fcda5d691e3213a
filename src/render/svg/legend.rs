//! What colours and arrows mean.

use super::elements::{rectangle, text, write};
use crate::render::lanes::{Font, Rect, Swatch, number, swatches};
use crate::report::picture::Picture;

/// Of a line of the legend.
pub(super) const LEGEND: f64 = 24.0;

/// Places the entries of the legend in lines of a width, and counts the lines.
pub(super) fn legend(picture: &Picture, room: f64) -> (Vec<(f64, f64, Swatch)>, usize) {
    let mut placed = Vec::new();
    let (mut x, mut line) = (0.0, 0);
    for swatch in swatches(picture) {
        let width = 32.0 + Font::plain(12.0).width(swatch.text) + 18.0;
        if x > 0.0 && x + width > room {
            x = 0.0;
            line += 1;
        }
        placed.push((x, number(line) * LEGEND, swatch));
        x += width;
    }
    (placed, line + 1)
}

/// An entry of the legend.
pub(super) fn draw_swatch(out: &mut String, x: f64, y: f64, swatch: &Swatch) {
    if swatch.line.is_some() {
        let head = match swatch.class {
            "trusts" => "head-trusts",
            "rejects" => "head-rejects",
            _ => "head",
        };
        write(
            out,
            format_args!(
                "<path class=\"edge {}\" d=\"M{x} {y1}H{x2}\" marker-end=\"url(#{head})\"/>",
                swatch.class,
                y1 = y + 8.0,
                x2 = x + 24.0
            ),
        );
    } else {
        write(out, format_args!("<g class=\"{}\">", swatch.class));
        let rect = Rect {
            x,
            y: y + 1.0,
            width: 19.0,
            height: 13.0,
        };
        rectangle(out, "", rect);
        out.push_str("</g>");
    }
    text(out, "small", x + 29.0, y + 12.0, swatch.text);
    out.push('\n');
}
