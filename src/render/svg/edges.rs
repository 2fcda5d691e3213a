//! Arrows between boxes.

use super::draw::Drawing;
use super::elements::{rounded, text, write};
use super::identity::spot_id;
use crate::render::lanes::{Direction, Font, Routes};
use crate::report::picture::{Edge, Relation};

impl Drawing<'_> {
    pub(super) fn edge(&self, out: &mut String, edge: &Edge, routes: &Routes<'_>) {
        let (class, head) = match edge.relation {
            Relation::Trusts => ("trusts", "head-trusts"),
            Relation::Issued => ("issued", "head"),
            Relation::Claimed => ("claimed", "head"),
            Relation::Continues => ("continues", ""),
            Relation::Rejects(_) => ("rejects", "head-rejects"),
        };
        let marker = if head.is_empty() {
            String::new()
        } else {
            format!(" marker-end=\"url(#{head})\"")
        };
        write(
            out,
            format_args!(
                "<path class=\"edge {class}\" data-from=\"{}\" data-to=\"{}\" d=\"{}\"{marker}/>\n",
                spot_id(edge.from),
                spot_id(edge.to),
                self.way(&routes.route(edge))
            ),
        );
    }

    /// Curves that leave and arrive at right angles to the lanes, with straight lines between them.
    fn way(&self, points: &[(f64, f64)]) -> String {
        let mut out = String::new();
        for pair in points.chunks_exact(2) {
            let &[(x1, y1), (x4, y4)] = pair else {
                continue;
            };
            let reach = |way: f64| (way / 2.0).clamp(10.0, 90.0);
            let controls = match self.layout.direction {
                Direction::LeftToRight => {
                    let reach = reach(x4 - x1);
                    [(x1 + reach, y1), (x4 - reach, y4)]
                }
                Direction::TopToBottom => {
                    let reach = reach(y4 - y1);
                    [(x1, y1 + reach), (x4, y4 - reach)]
                }
            };
            let [(x1, y1), (x4, y4)] = [(x1, y1), (x4, y4)].map(rounded);
            let [(x2, y2), (x3, y3)] = controls.map(rounded);
            let to = if out.is_empty() { 'M' } else { 'L' };
            write(
                &mut out,
                format_args!("{to}{x1} {y1}C{x2} {y2} {x3} {y3} {x4} {y4}"),
            );
        }
        out
    }

    pub(super) fn reason(&self, out: &mut String, edge: &Edge, routes: &Routes<'_>) {
        let Relation::Rejects(why) = &edge.relation else {
            return;
        };
        let route = routes.route(edge);
        let Some([(x1, y1), (x4, y4)]) = route.last_chunk::<2>() else {
            return;
        };
        let width = Font::plain(12.0).width(why);
        let (x, y) = rounded((
            x1 + (x4 - x1) * 0.72 - width / 2.0,
            y1 + (y4 - y1) * 0.9 - 6.0,
        ));
        text(out, "why", x, y, &crate::render::escape::terminal(why));
    }
}
