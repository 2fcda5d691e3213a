//! Mermaid, which GitHub and others draw inside a Markdown file: one node a verifier, CA and row.

use super::escape::mermaid as label;
use super::lanes::Direction;
use super::palette;
use crate::report::picture::{Authority, Picture, Rank, Relation, Row, Spot};

/// A flowchart.
pub struct Chart {
    /// As Mermaid reads it.
    pub text: String,
    edges: usize,
}

impl Chart {
    /// Whether Mermaid refuses to draw it, unless its page has raised `maxTextSize`, in units of UTF-16, or `maxEdges`; a
    /// chart itself cannot (Mermaid `packages/mermaid/src/config.type.ts`, `secure`).
    pub fn is_too_large(&self) -> bool {
        const MOST_TEXT: usize = 50_000;
        const MOST_EDGES: usize = 500;
        self.edges > MOST_EDGES || self.text.encode_utf16().count() > MOST_TEXT
    }
}

/// Draws the picture as a flowchart.
pub fn mermaid(picture: &Picture, direction: Direction) -> Chart {
    let mut out = format!(
        "---\ntitle: \"{}\"\n---\nflowchart {}\n",
        label(&short(&picture.title)),
        match direction {
            Direction::LeftToRight => "LR",
            Direction::TopToBottom => "TB",
        }
    );
    for (index, verifier) in picture.verifiers.iter().enumerate() {
        let text = lines(&[&verifier.title, &verifier.detail]);
        out.push_str(&format!("  v{index}[\"{text}\"]:::verifier\n"));
    }
    for (index, authority) in picture.authorities.iter().enumerate() {
        let class = palette::authority(authority).class;
        let text = authority_text(authority);
        // A double border says that it is self-signed.
        let [open, close] = match authority.rank {
            Rank::Root => ["[[", "]]"],
            Rank::Intermediate | Rank::Leaf | Rank::Missing => ["[", "]"],
        };
        out.push_str(&format!("  a{index}{open}\"{text}\"{close}:::{class}\n"));
    }
    for (index, ledger) in picture.ledgers.iter().enumerate() {
        for (number, row) in ledger.rows.iter().enumerate() {
            let class = palette::urgent(row.urgency).map_or("row", |paint| paint.class);
            let text = row_text(row);
            out.push_str(&format!("  l{index}r{number}[\"{text}\"]:::{class}\n"));
        }
    }
    let mut edges = 0;
    for edge in &picture.edges {
        let from = match edge.from {
            Spot::Verifier(index) => format!("v{index}"),
            Spot::Authority(index) => format!("a{index}"),
            // Rows have their own arrows.
            Spot::Ledger(_) | Spot::Row(..) => continue,
        };
        let arrow = match &edge.relation {
            Relation::Trusts => "-.->".to_owned(),
            Relation::Issued | Relation::Continues => "-->".to_owned(),
            Relation::Claimed => "-.-o".to_owned(),
            Relation::Rejects(why) => format!("-. \"{}\" .-x", label(&short(why))),
        };
        for to in heads(picture, edge.to) {
            out.push_str(&format!("  {from} {arrow} {to}\n"));
            edges += 1;
        }
    }
    out.push_str(CLASSES);
    Chart { text: out, edges }
}

const CLASSES: &str = "  classDef verifier fill:#F6F8FA,stroke:#8C959F,color:#1F2328
  classDef root fill:#DDEBF5,stroke:#0072B2,color:#1F2328
  classDef intermediate fill:#EFF5FA,stroke:#0072B2,color:#1F2328
  classDef untrusted fill:#E7DAF2,stroke:#6F3A9C,color:#1F2328
  classDef missing fill:#FFFFFF,stroke:#8C959F,color:#1F2328,stroke-dasharray:4 3
  classDef row fill:#FFFFFF,stroke:#8C959F,color:#1F2328
  classDef expired fill:#B23A0A,stroke:#6B2000,color:#FFFFFF
  classDef week fill:#E8853B,stroke:#8A3B00,color:#1F2328
  classDef month fill:#F6C445,stroke:#9A6700,color:#1F2328
";

fn heads(picture: &Picture, to: Spot) -> Vec<String> {
    match to {
        Spot::Verifier(index) => vec![format!("v{index}")],
        Spot::Authority(index) => vec![format!("a{index}")],
        Spot::Row(ledger, row) => vec![format!("l{ledger}r{row}")],
        Spot::Ledger(index) => picture.rows_from(index, |ledger, row| format!("l{ledger}r{row}")),
    }
}

fn authority_text(authority: &Authority) -> String {
    let rank = match authority.rank {
        Rank::Root => "root, ",
        Rank::Intermediate => "CA, ",
        Rank::Leaf => "no CA, ",
        Rank::Missing => "",
    };
    let nobody = if authority.trusted {
        ""
    } else {
        ", trusted by nobody here"
    };
    let key = authority.key.as_ref().map(|key| format!("key {key}"));
    lines(&[
        &marked(palette::sign(authority.urgency), &authority.name),
        &format!("{rank}{}{nobody}", authority.left),
        &key.unwrap_or_default(),
    ])
}

fn row_text(row: &Row) -> String {
    lines(&[
        &marked(palette::sign(row.urgency), &row.name),
        &format!("{}, {}", row.usage, row.left),
        &row.holder,
    ])
}

fn marked(mark: &str, name: &str) -> String {
    match mark {
        "" => name.to_owned(),
        mark => format!("{mark} {name}"),
    }
}

/// Lines of a label, without those that are empty. The break is the one tag in a label.
fn lines(texts: &[&str]) -> String {
    let texts = texts.iter().filter(|text| !text.is_empty());
    let texts: Vec<_> = texts.map(|text| label(&short(text))).collect();
    texts.join("<br/>")
}

/// The start of a text that is too long to be read in a box, and that would use up what Mermaid takes.
fn short(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
