//! What colours and lines mean.

use crate::render::palette::{FRAME, GREY, REJECT, TRUST};
use crate::report::picture::{Picture, Rank, Relation};

/// One entry of the legend: a filled box, or a line.
pub(in crate::render) struct Swatch {
    pub(in crate::render) fill: &'static str,
    pub(in crate::render) border: &'static str,
    /// The line drawn with letters, where it is a line.
    pub(in crate::render) line: Option<&'static str>,
    pub(in crate::render) ink: &'static str,
    pub(in crate::render) text: &'static str,
    /// The class of the box or line in SVG.
    pub(in crate::render) class: &'static str,
}

const fn filled(
    class: &'static str,
    fill: &'static str,
    border: &'static str,
    text: &'static str,
) -> Swatch {
    Swatch {
        fill,
        border,
        line: None,
        ink: GREY,
        text,
        class,
    }
}

const fn line(
    class: &'static str,
    line: &'static str,
    ink: &'static str,
    text: &'static str,
) -> Swatch {
    Swatch {
        fill: "",
        border: "",
        line: Some(line),
        ink,
        text,
        class,
    }
}

/// The legend: what is always said, and what only this picture has.
pub(in crate::render) fn swatches(picture: &Picture) -> Vec<Swatch> {
    let has =
        |wanted: fn(&Relation) -> bool| picture.edges.iter().any(|edge| wanted(&edge.relation));
    let mut swatches = vec![
        filled("expired", "#B23A0A", "#6B2000", "✗ expired"),
        filled("week", "#E8853B", "#8A3B00", "▲ ≤ 7 days"),
        filled("month", "#F6C445", "#9A6700", "▲ ≤ 30 days"),
        filled("root", "#DDEBF5", TRUST, "CA, double border = self-signed"),
        filled("untrusted", "#E7DAF2", "#6F3A9C", "CA nobody here trusts"),
    ];
    if picture
        .authorities
        .iter()
        .any(|authority| authority.rank == Rank::Missing)
    {
        swatches.push(filled("missing", "#FFFFFF", FRAME, "CA in no input"));
    }
    swatches.push(line("trusts", "╌╌▶", TRUST, "trusts"));
    swatches.push(line("issued", "──▶", GREY, "issued"));
    if has(|relation| *relation == Relation::Claimed) {
        swatches.push(line(
            "claimed",
            "┈┈▶",
            GREY,
            "names match, signature not checked",
        ));
    }
    if has(|relation| matches!(relation, Relation::Rejects(_))) {
        swatches.push(line("rejects", "╌╌┤", REJECT, "does not trust, or rejects"));
    }
    swatches
}
