//! Boxes and rows as SVG elements. Colours are classes: the page around decides about them.

use std::collections::BTreeMap;

use super::elements::{rectangle, text, tooltip, write};
use super::identity::row_id;
use super::legend::{LEGEND, draw_swatch, legend};
use crate::render::lanes::{
    COLUMN, Columns, Direction, Font, Layout, PADDING, ROW, Rect, Routes, Sizes, Swatch, number,
};
use crate::render::palette;
use crate::report::picture::{Authority, Detail, Ledger, Picture, Rank, Row, Spot, Verifier};
use crate::x509::Fingerprint;

const SIZES: Sizes = Sizes {
    text: 13.0,
    small: 12.0,
};

/// Around everything.
const MARGIN: f64 = 34.0;

/// Of title and subtitle.
const HEADING: f64 = 72.0;

/// Certificates whose details a tooltip shows.
const TOLD: usize = 5;

/// A picture on its way to be text.
pub(super) struct Drawing<'a> {
    picture: &'a Picture,
    pub(super) layout: Layout,
    columns: Columns,
    legend: Vec<(f64, f64, Swatch)>,
    numbers: Option<&'a BTreeMap<Fingerprint, usize>>,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Without title and subtitle.
    pub(super) bare_height: f64,
}

impl<'a> Drawing<'a> {
    pub(super) fn of(picture: &'a Picture, direction: Direction) -> Self {
        let columns = Columns::of(picture, SIZES);
        let layout = Layout::of(picture, &columns, direction);
        let subtitle = Font::plain(13.0).width(&picture.subtitle);
        let title = Font::bold(19.0).width(&picture.title);
        let room = layout
            .width
            .max(subtitle.min(900.0))
            .max(title.min(900.0))
            .max(560.0);
        let (legend, lines) = legend(picture, room);
        let body = layout.height + 24.0 + number(lines) * LEGEND;
        Self {
            picture,
            legend,
            numbers: None,
            columns,
            width: (room + 2.0 * MARGIN).ceil(),
            height: (body + HEADING + 1.5 * MARGIN).ceil(),
            bare_height: (body + MARGIN).ceil(),
            layout,
        }
    }

    /// The same, with the numbers of the certificates of each box and row.
    pub(super) fn numbered(mut self, numbers: &'a BTreeMap<Fingerprint, usize>) -> Self {
        self.numbers = Some(numbers);
        self
    }

    /// The attribute that names certificates by number.
    fn certificates(&self, certificates: &[Fingerprint]) -> String {
        let Some(numbers) = self.numbers else {
            return String::new();
        };
        let numbers = certificates.iter().filter_map(|known| numbers.get(known));
        let numbers: Vec<_> = numbers.map(ToString::to_string).collect();
        format!(" data-c=\"{}\"", numbers.join(" "))
    }

    pub(super) fn with_heading(&self) -> String {
        let room = self.width - 2.0 * MARGIN;
        let title =
            Font::bold(19.0).fit(&crate::render::escape::terminal(&self.picture.title), room);
        let subtitle = crate::render::escape::terminal(&self.picture.subtitle);
        let subtitle = Font::plain(13.0).fit(&subtitle, room);
        let mut out = String::new();
        text(&mut out, "title", MARGIN, 42.0, &title);
        text(&mut out, "subtitle", MARGIN, 63.0, &subtitle);
        out + &self.body(MARGIN, HEADING + MARGIN / 2.0)
    }

    pub(super) fn without_heading(&self) -> String {
        self.body(MARGIN, MARGIN / 2.0)
    }

    fn body(&self, x: f64, y: f64) -> String {
        let mut out = String::from(
            "<defs>
<marker id=\"head\" viewBox=\"0 0 10 8\" refX=\"9\" refY=\"4\" markerWidth=\"10\" markerHeight=\"8\" orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path class=\"head\" d=\"M0 0L10 4L0 8z\"/></marker>
<marker id=\"head-trusts\" viewBox=\"0 0 10 8\" refX=\"9\" refY=\"4\" markerWidth=\"10\" markerHeight=\"8\" orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path class=\"head-trusts\" d=\"M0 0L10 4L0 8z\"/></marker>
<marker id=\"head-rejects\" viewBox=\"0 0 4 14\" refX=\"2\" refY=\"7\" markerWidth=\"4\" markerHeight=\"14\" orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path class=\"head-rejects\" d=\"M2 0V14\"/></marker>
</defs>
",
        );
        write(
            &mut out,
            format_args!("<g transform=\"translate({x} {y})\">\n"),
        );
        let routes = Routes::of(self.picture, &self.layout);
        for edge in &self.picture.edges {
            self.edge(&mut out, edge, &routes);
        }
        for (index, verifier) in self.picture.verifiers.iter().enumerate() {
            self.verifier(&mut out, index, verifier);
        }
        for (index, authority) in self.picture.authorities.iter().enumerate() {
            self.authority(&mut out, index, authority);
        }
        for (index, ledger) in self.picture.ledgers.iter().enumerate() {
            self.ledger(&mut out, index, ledger);
        }
        // Above the boxes: a reason that is covered explains nothing.
        for edge in &self.picture.edges {
            self.reason(&mut out, edge, &routes);
        }
        let top = self.layout.height + 24.0;
        for (x, y, swatch) in &self.legend {
            draw_swatch(&mut out, *x, top + y, swatch);
        }
        out.push_str("</g>\n");
        out
    }

    fn verifier(&self, out: &mut String, index: usize, verifier: &Verifier) {
        let rect = self.layout.rect(Spot::Verifier(index));
        let [title, detail] = self.columns.verifier_texts(verifier);
        write(
            out,
            format_args!("<g class=\"box verifier\" id=\"v{index}\">"),
        );
        let (members, bundles) = (told(&verifier.members), told(&verifier.bundles));
        tooltip(out, &format!("{members}\n{bundles}"));
        rectangle(out, "", rect);
        text(out, "strong", rect.x + PADDING, rect.y + 17.0, &title);
        text(out, "small", rect.x + PADDING, rect.y + 34.0, &detail);
        out.push_str("</g>\n");
    }

    fn authority(&self, out: &mut String, index: usize, authority: &Authority) {
        let rect = self.layout.rect(Spot::Authority(index));
        let class = palette::authority(authority).class;
        let [name, rank, key] = self.columns.authority_texts(authority);
        write(
            out,
            format_args!(
                "<g class=\"box authority {class}\" id=\"a{index}\"{}>",
                self.certificates(&authority.certificates)
            ),
        );
        self.details(out, &authority.name, &authority.certificates);
        let mut inner = rect;
        if authority.rank == Rank::Root {
            rectangle(out, "outer", rect);
            inner = Rect {
                x: rect.x + 4.0,
                y: rect.y + 4.0,
                width: rect.width - 8.0,
                height: rect.height - 8.0,
            };
        }
        rectangle(out, "", inner);
        let x = rect.x + 4.0 + PADDING;
        text(out, "strong", x, rect.y + 21.0, &name);
        text(out, "small", x, rect.y + 40.0, &rank);
        text(out, "small", x, rect.y + 57.0, &key);
        out.push_str("</g>\n");
    }

    fn ledger(&self, out: &mut String, index: usize, ledger: &Ledger) {
        let rect = self.layout.rect(Spot::Ledger(index));
        write(out, format_args!("<g class=\"ledger\" id=\"l{index}\">"));
        rectangle(out, "", rect);
        out.push('\n');
        for (number_, row) in ledger.rows.iter().enumerate() {
            let top = rect.y + 2.0 + number(number_) * ROW;
            self.row(
                out,
                &row_id(index, number_),
                row,
                number_ % 2 == 1,
                rect,
                top,
            );
        }
        out.push_str("</g>\n");
    }

    fn row(&self, out: &mut String, id: &str, row: &Row, odd: bool, ledger: Rect, top: f64) {
        let columns = &self.columns;
        let [mark, name, usage, holder, left] = columns.row_texts(row);
        let urgent = palette::urgent(row.urgency);
        let class = match (urgent, odd) {
            (Some(paint), _) => format!("row {}", paint.class),
            (None, true) => "row zebra".to_owned(),
            (None, false) => "row".to_owned(),
        };
        write(
            out,
            format_args!(
                "<g class=\"{class}\" id=\"{id}\"{}>",
                self.certificates(&row.certificates)
            ),
        );
        self.details(out, &row.name, &row.certificates);
        let area = Rect {
            x: ledger.x + 2.0,
            y: top,
            width: ledger.width - 4.0,
            height: ROW,
        };
        rectangle(out, "", area);
        let line = top + 16.0;
        let mut x = ledger.x + PADDING;
        if !mark.is_empty() {
            text(out, "", x, line, &mark);
        }
        x += columns.mark;
        text(
            out,
            if urgent.is_some() { "strong" } else { "" },
            x,
            line,
            &name,
        );
        x += columns.name + COLUMN;
        text(out, "small", x, line, &usage);
        x += columns.usage + COLUMN;
        text(out, "small", x, line, &holder);
        text(out, "end", ledger.x + ledger.width - PADDING, line, &left);
        out.push_str("</g>\n");
    }

    /// What a pointer that rests sees.
    fn details(&self, out: &mut String, name: &str, certificates: &[Fingerprint]) {
        let known = certificates.iter().take(TOLD);
        let known = known.filter_map(|known| self.picture.details.get(known));
        let mut parts: Vec<String> = known.map(describe).collect();
        if certificates.len() > 1 {
            parts.insert(0, name.to_owned());
        }
        if let Some(more) = certificates.len().checked_sub(TOLD + 1) {
            parts.push(format!("and {} more", more + 1));
        }
        if certificates.is_empty() {
            parts.push(format!("{name}: in no input"));
        }
        tooltip(out, &parts.join("\n\n"));
    }
}

fn told(members: &[String]) -> String {
    let mut shown: Vec<_> = members.iter().take(4 * TOLD).cloned().collect();
    if members.len() > shown.len() {
        shown.push(format!("and {} more", members.len() - shown.len()));
    }
    shown.join("\n")
}

fn describe(detail: &Detail) -> String {
    let mut lines = vec![
        format!("subject {}", detail.subject),
        format!("issuer {}", detail.issuer),
        format!("until {} ({})", detail.not_after.human(), detail.left),
        format!("key {}", detail.key),
    ];
    if !detail.names.is_empty() {
        lines.push(format!("names {}", detail.names.join(", ")));
    }
    lines.extend(
        detail
            .places
            .iter()
            .take(TOLD)
            .map(|place| format!("in {place}")),
    );
    if detail.places.len() > TOLD {
        lines.push(format!("and {} more places", detail.places.len() - TOLD));
    }
    lines.join("\n")
}
