//! DOT, for graphviz: three lanes, one table for each CA's certificates. [`plain`] is for other readers of DOT: no
//! HTML-like labels, one node a certificate.

use std::fmt::Write as _;

use super::escape::{dot as escaped, entities, markup, terminal};
use super::lanes::{Columns, Direction, Font, Sizes};
use super::palette::{self, FRAME, GREY, INK, REJECT, TRUST, VERIFIER, ZEBRA};
use crate::report::picture::{Authority, Ledger, Picture, Rank, Relation, Row, Spot, Verifier};

const FONT: &str = "Helvetica,Arial,sans-serif";

const SIZES: Sizes = Sizes {
    text: 10.0,
    small: 9.0,
};

/// Draws the three lanes.
pub fn ledgers(picture: &Picture, direction: Direction) -> String {
    let columns = Columns::of(picture, SIZES);
    let mut out = head(direction);
    let [title, subtitle] = heading(picture);
    push(
        &mut out,
        format_args!(
            "         label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"1\"><tr><td align=\"left\"><font point-size=\"14\"><b>{}</b></font></td></tr><tr><td align=\"left\"><font point-size=\"10\" color=\"{GREY}\">{}</font></td></tr></table>>]\n",
            entities(&title),
            entities(&subtitle)
        ),
    );
    push(
        &mut out,
        format_args!(
            "  node [fontname=\"{FONT}\", fontsize=10, fontcolor=\"{INK}\", shape=plain]\n  edge [fontname=\"{FONT}\", fontsize=9, arrowsize=0.6, color=\"{GREY}\"]\n  subgraph cluster_all {{\n    peripheries=0; labelloc=b; labeljust=l; fontname=\"{FONT}\"\n"
        ),
    );
    for (index, verifier) in picture.verifiers.iter().enumerate() {
        draw_verifier(&mut out, index, verifier, &columns);
    }
    for (index, authority) in picture.authorities.iter().enumerate() {
        draw_authority(&mut out, index, authority, &columns);
    }
    for (index, ledger) in picture.ledgers.iter().enumerate() {
        draw_ledger(&mut out, index, ledger, &columns);
    }
    push(
        &mut out,
        format_args!("    label=<{}>\n  }}\n", legend(picture)),
    );
    for lane in lanes(picture) {
        let mut names: Vec<_> = lane.into_iter().map(id).collect();
        // There graphviz draws the first of a rank at the bottom.
        if direction == Direction::LeftToRight {
            names.reverse();
        }
        push(
            &mut out,
            format_args!(
                "  {{ rank=same; edge [style=invis]; {} }}\n",
                names.join(" -> ")
            ),
        );
    }
    let (tail, head) = match direction {
        Direction::LeftToRight => ("e", "w"),
        Direction::TopToBottom => ("s", "n"),
    };
    let ports = format!("tailport={tail}, headport={head}");
    for edge in &picture.edges {
        let style = style(&edge.relation, &ports);
        push(
            &mut out,
            format_args!("  {} -> {} [{style}]\n", id(edge.from), id(edge.to)),
        );
    }
    out.push_str("}\n");
    out
}

/// Draws one box a verifier, CA and certificate, with labels that every reader of DOT understands.
pub fn plain(picture: &Picture, direction: Direction) -> String {
    let mut out = head(direction);
    let [title, subtitle] = heading(picture);
    push(
        &mut out,
        format_args!(
            "         fontsize=11, label=\"{}\\l{}\\l\"]\n  node [fontname=\"{FONT}\", fontsize=10, fontcolor=\"{INK}\", shape=box, style=filled, fillcolor=white, color=\"{FRAME}\"]\n  edge [fontname=\"{FONT}\", fontsize=9, arrowsize=0.6, color=\"{GREY}\"]\n",
            requoted(&title),
            requoted(&subtitle)
        ),
    );
    for (index, verifier) in picture.verifiers.iter().enumerate() {
        let label = lines(&[&verifier.title, &verifier.detail]);
        push(
            &mut out,
            format_args!("  v{index} [label=\"{label}\", fillcolor=\"{VERIFIER}\"]\n"),
        );
    }
    let columns = Columns::of(picture, SIZES);
    for (index, authority) in picture.authorities.iter().enumerate() {
        let paint = palette::authority(authority);
        let [name, rank, key] = columns.authority_texts(authority);
        // These were escaped when they were measured.
        let label = [name, rank, key].map(|line| requoted(&line)).join("\\n");
        let border = match authority.rank {
            Rank::Root => ", peripheries=2",
            Rank::Missing => ", style=\"filled,dashed\"",
            Rank::Intermediate | Rank::Leaf => "",
        };
        push(
            &mut out,
            format_args!(
                "  a{index} [label=\"{label}\", fillcolor=\"{}\", color=\"{}\", fontcolor=\"{}\"{border}]\n",
                paint.fill, paint.border, paint.ink
            ),
        );
    }
    for (index, ledger) in picture.ledgers.iter().enumerate() {
        for (number, row) in ledger.rows.iter().enumerate() {
            draw_plain_row(&mut out, index, number, row);
        }
    }
    for edge in &picture.edges {
        let to: Vec<String> = match edge.to {
            Spot::Ledger(index) if edge.relation != Relation::Continues => {
                picture.rows_from(index, |ledger, row| format!("l{ledger}r{row}"))
            }
            Spot::Ledger(_) => Vec::new(),
            Spot::Row(ledger, row) => vec![format!("l{ledger}r{row}")],
            other => vec![id(other)],
        };
        for to in to {
            let style = style(&edge.relation, "");
            push(
                &mut out,
                format_args!("  {} -> {to} [{style}]\n", id(edge.from)),
            );
        }
    }
    out.push_str("}\n");
    out
}

/// How long a title may be, in points.
const HEADING: f64 = 900.0;

/// Title and subtitle, escaped for terminals and cut. graphviz makes the picture as wide as they are.
fn heading(picture: &Picture) -> [String; 2] {
    let fit = |font: Font, text: &str| font.fit(&terminal(text), HEADING);
    [
        fit(Font::bold(14.0), &picture.title),
        fit(Font::plain(10.0), &picture.subtitle),
    ]
}

fn head(direction: Direction) -> String {
    let rank = match direction {
        Direction::LeftToRight => "LR",
        Direction::TopToBottom => "TB",
    };
    format!(
        "digraph certgraph {{\n  graph [rankdir={rank}, bgcolor=\"white\", fontname=\"{FONT}\", nodesep=0.12, ranksep=0.7, pad=0.25, labelloc=t, labeljust=l, newrank=true,\n"
    )
}

/// Characters of a quoted string. graphviz refuses a string past 16,384 bytes, and escapes make one character twelve.
const LONGEST: usize = 1_000;

/// Untrusted text inside quotes, cut with `…` where it is too long for graphviz.
fn quoted(text: &str) -> String {
    let mut rest = text.chars();
    let start: String = rest.by_ref().take(LONGEST).collect();
    let end = if rest.next().is_some() { "…" } else { "" };
    escaped(&start) + end
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String does not fail.
    let _ = out.write_fmt(text);
}

fn id(spot: Spot) -> String {
    match spot {
        Spot::Verifier(index) => format!("v{index}"),
        Spot::Authority(index) => format!("a{index}"),
        Spot::Ledger(index) => format!("l{index}"),
        Spot::Row(ledger, row) => format!("l{ledger}:r{row}"),
    }
}

fn draw_verifier(out: &mut String, index: usize, verifier: &Verifier, columns: &Columns) {
    let [title, detail] = columns.verifier_texts(verifier).map(|text| entities(&text));
    let tooltip = quoted(&format!(
        "{}: {}",
        verifier.members.join("; "),
        verifier.bundles.join("; ")
    ));
    let width = columns.verifier;
    push(
        out,
        format_args!(
            "    v{index} [tooltip=\"{tooltip}\", label=<<table border=\"1\" color=\"{FRAME}\" bgcolor=\"{VERIFIER}\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\"><tr><td align=\"left\" width=\"{width}\"><b>{title}</b></td></tr><tr><td align=\"left\"><font point-size=\"9\" color=\"{GREY}\">{detail}</font></td></tr></table>>]\n"
        ),
    );
}

fn draw_authority(out: &mut String, index: usize, authority: &Authority, columns: &Columns) {
    let paint = palette::authority(authority);
    let [name, rank, key] = columns
        .authority_texts(authority)
        .map(|text| entities(&text));
    let (border, ink, faint) = (paint.border, paint.ink, paint.faint);
    let width = columns.authority(authority.depth);
    let frame = match authority.rank {
        Rank::Missing => " style=\"dashed\"",
        Rank::Root | Rank::Intermediate | Rank::Leaf => "",
    };
    let table = format!(
        "<table border=\"1\" color=\"{border}\" bgcolor=\"{}\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\"{frame}><tr><td align=\"left\" width=\"{width}\"><font color=\"{ink}\"><b>{name}</b></font></td></tr><tr><td align=\"left\"><font point-size=\"9\" color=\"{faint}\">{rank}</font></td></tr><tr><td align=\"left\"><font point-size=\"9\" color=\"{faint}\">{key}</font></td></tr></table>",
        paint.fill
    );
    let label = match authority.rank {
        Rank::Root => format!(
            "<table border=\"1\" color=\"{border}\" cellborder=\"0\" cellspacing=\"2\" cellpadding=\"0\"><tr><td>{table}</td></tr></table>"
        ),
        Rank::Intermediate | Rank::Leaf | Rank::Missing => table,
    };
    push(
        out,
        format_args!(
            "    a{index} [tooltip=\"{}\", label=<{label}>]\n",
            quoted(&authority.name)
        ),
    );
}

fn draw_ledger(out: &mut String, index: usize, ledger: &Ledger, columns: &Columns) {
    push(
        out,
        format_args!(
            "    l{index} [tooltip=\"{} rows\", label=<<table border=\"1\" color=\"{FRAME}\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"3\" bgcolor=\"white\">\n",
            ledger.rows.len()
        ),
    );
    for (number, row) in ledger.rows.iter().enumerate() {
        let [mark, name, usage, holder, left] = columns.row_texts(row).map(|text| entities(&text));
        let (fill, ink, faint, name) = match palette::urgent(row.urgency) {
            Some(paint) => (
                format!(" bgcolor=\"{}\"", paint.fill),
                paint.ink,
                paint.faint,
                format!("<b>{name}</b>"),
            ),
            None if number % 2 == 1 => (format!(" bgcolor=\"{ZEBRA}\""), INK, GREY, name),
            None => (String::new(), INK, GREY, name),
        };
        // An arrow of rejection ends at the row.
        let port = format!(" port=\"r{number}\"");
        let cell = |port: &str, text: &str, width: f64, align: &str, size: &str, color: &str| {
            // A cell without any text is a syntax error.
            let text = if text.is_empty() { " " } else { text };
            format!(
                "<td{port} align=\"{align}\" width=\"{width}\"{fill}><font{size} color=\"{color}\">{text}</font></td>"
            )
        };
        let small = " point-size=\"9\"";
        push(
            out,
            format_args!(
                "      <tr>{}{}{}{}{}</tr>\n",
                cell(&port, &mark, columns.mark, "center", "", ink),
                cell("", &name, columns.name, "left", "", ink),
                cell("", &usage, columns.usage, "left", small, faint),
                cell("", &holder, columns.holder, "left", small, faint),
                cell("", &left, columns.left, "right", "", ink)
            ),
        );
    }
    out.push_str("    </table>>]\n");
}

fn draw_plain_row(out: &mut String, ledger: usize, number: usize, row: &Row) {
    let mark = palette::sign(row.urgency);
    let name = if mark.is_empty() {
        row.name.clone()
    } else {
        format!("{mark} {}", row.name)
    };
    let label = lines(&[&name, &format!("{} · {}", row.usage, row.left), &row.holder]);
    let paint = palette::urgent(row.urgency);
    let paint = paint.map(|paint| {
        format!(
            ", fillcolor=\"{}\", color=\"{}\", fontcolor=\"{}\"",
            paint.fill, paint.border, paint.ink
        )
    });
    push(
        out,
        format_args!(
            "  l{ledger}r{number} [label=\"{label}\"{}]\n",
            paint.unwrap_or_default()
        ),
    );
}

/// Lines of a label, without those that are empty.
fn lines(texts: &[&str]) -> String {
    let texts = texts.iter().filter(|text| !text.is_empty());
    let texts: Vec<_> = texts.map(|text| quoted(text)).collect();
    texts.join("\\n")
}

fn requoted(escaped: &str) -> String {
    let text = escaped.replace('\\', "\\\\").replace('"', "\\\"");
    text.replace('&', "&amp;")
}

fn style(relation: &Relation, ports: &str) -> String {
    let with = |style: &str| match (style, ports) {
        ("", ports) => ports.to_owned(),
        (style, "") => style.to_owned(),
        (style, ports) => format!("{style}, {ports}"),
    };
    match relation {
        Relation::Trusts => with(&format!("style=dashed, color=\"{TRUST}\"")),
        Relation::Issued => with(""),
        Relation::Claimed => with("style=dotted"),
        Relation::Continues => with("style=dotted, arrowhead=none"),
        Relation::Rejects(why) => format!(
            "style=dashed, color=\"{REJECT}\", fontcolor=\"{REJECT}\", penwidth=1.8, arrowhead=tee, arrowsize=1.0, label=\"{}\"",
            quoted(why)
        ),
    }
}

/// What stands in one rank, from top to bottom.
fn lanes(picture: &Picture) -> Vec<Vec<Spot>> {
    let mut lanes = vec![(0..picture.verifiers.len()).map(Spot::Verifier).collect()];
    let deepest = picture.authorities.iter().map(|authority| authority.depth);
    for depth in 0..=deepest.max().unwrap_or_default() {
        let authorities = picture.authorities.iter().enumerate();
        let here = authorities.filter(|(_, authority)| authority.depth == depth);
        lanes.push(here.map(|(index, _)| Spot::Authority(index)).collect());
    }
    let ledgers = picture.ledgers.iter().enumerate();
    let first = ledgers.filter(|(_, ledger)| ledger.part == 0);
    lanes.push(first.map(|(index, _)| Spot::Ledger(index)).collect());
    lanes.retain(|lane: &Vec<Spot>| lane.len() > 1);
    lanes
}

fn legend(picture: &Picture) -> String {
    let mut cells = String::new();
    let swatches = super::lanes::swatches(picture);
    for swatch in swatches {
        let text = match swatch.line {
            None => {
                push(
                    &mut cells,
                    format_args!(
                        "<td border=\"1\" color=\"{}\" bgcolor=\"{}\" width=\"14\" height=\"10\" fixedsize=\"true\"></td>",
                        swatch.border, swatch.fill
                    ),
                );
                swatch.text.to_owned()
            }
            Some(line) => format!("{line} {}", swatch.text),
        };
        push(
            &mut cells,
            format_args!(
                "<td align=\"left\"><font point-size=\"9\" color=\"{}\">{}  </font></td>",
                swatch.ink,
                markup(&text)
            ),
        );
    }
    format!(
        "<table border=\"0\" cellborder=\"0\" cellspacing=\"4\" cellpadding=\"1\"><tr>{cells}</tr></table>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_string_is_longer_than_graphviz_reads() {
        assert_eq!(quoted("a\"b"), "a\\\"b");
        let long = "\u{10ffff}".repeat(50_000);
        assert!(quoted(&long).len() < 16_384 && quoted(&long).ends_with('…'));
        let parties = "kubectl, context user-0 (conf/user-0.conf); ".repeat(500);
        assert!(quoted(&parties).len() < 16_384);
    }
}
