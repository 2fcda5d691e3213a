//! SVG, laid out by certgraph itself: the same three lanes that graphviz draws from DOT.

mod draw;
mod edges;
mod elements;
mod identity;
mod legend;

use std::collections::BTreeMap;

use self::draw::Drawing;
use super::escape::markup;
use super::lanes::Direction;
use super::palette::{FRAME, GREY, INK, REJECT, TRUST, VERIFIER, ZEBRA};
use crate::report::picture::Picture;
use crate::x509::Fingerprint;

/// A picture as a file of its own.
pub fn svg(picture: &Picture, direction: Direction) -> String {
    let drawing = Drawing::of(picture, direction);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\">\n<title>{title}</title>\n<desc>{desc}</desc>\n<style>\n{style}</style>\n<rect class=\"page\" width=\"{w}\" height=\"{h}\"/>\n{body}</svg>\n",
        w = drawing.width,
        h = drawing.height,
        title = markup(&picture.title),
        desc = markup(&picture.subtitle),
        style = style(),
        body = drawing.with_heading(),
    )
}

/// A picture inside a page that has its own title, style and list of certificates, by whose numbers boxes and rows name
/// theirs.
pub(super) fn inline(
    picture: &Picture,
    direction: Direction,
    numbers: &BTreeMap<Fingerprint, usize>,
) -> String {
    let drawing = Drawing::of(picture, direction).numbered(numbers);
    format!(
        "<svg width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"group\" aria-label=\"{title}\">\n{body}</svg>\n",
        w = drawing.width,
        h = drawing.bare_height,
        title = markup(&picture.title),
        body = drawing.without_heading(),
    )
}

/// The style of a picture by itself: colours on white.
fn style() -> String {
    format!(
        "text {{ font-family: Helvetica, Arial, sans-serif; font-size: 13px; fill: {INK}; }}
.title {{ font-size: 19px; font-weight: bold; }}
.subtitle {{ font-size: 13px; fill: {GREY}; }}
.small {{ font-size: 12px; fill: {GREY}; }}
.strong {{ font-weight: bold; }}
.end {{ text-anchor: end; }}
.page, .ledger > rect, .missing rect {{ fill: #FFFFFF; }}
.verifier rect {{ fill: {VERIFIER}; stroke: {FRAME}; }}
.ledger > rect {{ stroke: {FRAME}; }}
.zebra rect {{ fill: {ZEBRA}; }}
.root rect {{ fill: #DDEBF5; stroke: {TRUST}; }}
.intermediate rect {{ fill: #EFF5FA; stroke: {TRUST}; }}
.untrusted rect {{ fill: #E7DAF2; stroke: #6F3A9C; }}
.missing rect {{ stroke: {FRAME}; stroke-dasharray: 4 3; }}
.expired rect {{ fill: #B23A0A; stroke: #6B2000; }}
.week rect {{ fill: #E8853B; stroke: #8A3B00; }}
.month rect {{ fill: #F6C445; stroke: #9A6700; }}
.row rect {{ stroke: none; }}
.root rect.outer, .expired rect.outer, .week rect.outer, .month rect.outer, .untrusted rect.outer {{ fill: #FFFFFF; }}
.row:not(.expired, .week, .month, .zebra) rect {{ fill: none; }}
.expired text {{ fill: #FFFFFF; }}
.week text, .month text {{ fill: {INK}; }}
.edge {{ fill: none; stroke: {GREY}; stroke-width: 1.2; }}
.trusts {{ stroke: {TRUST}; stroke-dasharray: 7 5; }}
.claimed, .continues {{ stroke-dasharray: 2 4; }}
.rejects {{ stroke: {REJECT}; stroke-width: 2.2; stroke-dasharray: 7 5; }}
.head {{ fill: {GREY}; }}
.head-trusts {{ fill: {TRUST}; }}
.head-rejects {{ fill: none; stroke: {REJECT}; stroke-width: 2; }}
.why {{ fill: {REJECT}; font-size: 12px; }}
"
    )
}
