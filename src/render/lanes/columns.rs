//! Equal columns in all ledgers, equal widths in each lane.

use super::metrics::Font;
use crate::render::escape;
use crate::render::palette::sign;
use crate::report::picture::{Authority, Picture, Rank, Row, Verifier};

/// Sizes of writing, in the unit of the medium.
#[derive(Clone, Copy)]
pub(in crate::render) struct Sizes {
    /// Of names.
    pub(in crate::render) text: f64,
    /// Of detail.
    pub(in crate::render) small: f64,
}

/// Widths of what a lane holds. Texts that are wider are cut; the whole is in the tooltip and in the other formats.
pub(in crate::render) struct Columns {
    pub(in crate::render) sizes: Sizes,
    pub(in crate::render) verifier: f64,
    /// By how many CAs stand above.
    authorities: Vec<f64>,
    pub(in crate::render) mark: f64,
    pub(in crate::render) name: f64,
    pub(in crate::render) usage: f64,
    pub(in crate::render) holder: f64,
    pub(in crate::render) left: f64,
}

/// The least and the most that a column may have, as multiples of the size of its writing.
const VERIFIER: [f64; 2] = [8.0, 18.0];
const AUTHORITY: [f64; 2] = [8.0, 20.0];
const NAME: [f64; 2] = [6.0, 25.0];
const OTHER: [f64; 2] = [3.0, 17.0];

/// Other fonts than the measured one are somewhat wider.
const SLACK: f64 = 1.04;

impl Columns {
    pub(in crate::render) fn of(picture: &Picture, sizes: Sizes) -> Self {
        let bold = Font::bold(sizes.text);
        let plain = Font::plain(sizes.text);
        let small = Font::plain(sizes.small);
        let most = |widths: &mut dyn Iterator<Item = f64>, [least, most]: [f64; 2]| {
            let widest = widths.fold(least * sizes.text, f64::max);
            (widest.min(most * sizes.text) * SLACK).ceil()
        };
        let rows = || picture.ledgers.iter().flat_map(|ledger| &ledger.rows);
        let verifiers = picture.verifiers.iter();
        let shown = |text: &str| escape::terminal(text);
        Self {
            sizes,
            verifier: most(
                &mut verifiers.map(|verifier| {
                    let title = bold.width(&shown(&verifier.title));
                    title.max(small.width(&shown(&verifier.detail)))
                }),
                VERIFIER,
            ),
            authorities: lanes(picture)
                .iter()
                .map(|lane| {
                    let widths = lane.iter().map(|authority| {
                        let [one, two, three] = authority_lines(authority);
                        let name = bold.width(&shown(&one));
                        name.max(small.width(&two)).max(small.width(&three))
                    });
                    most(&mut { widths }, AUTHORITY)
                })
                .collect(),
            mark: sizes.text * 1.4,
            name: most(&mut rows().map(|row| bold.width(&shown(&row.name))), NAME),
            usage: most(&mut rows().map(|row| small.width(row.usage)), OTHER),
            holder: most(
                &mut rows().map(|row| small.width(&shown(&row.holder))),
                OTHER,
            ),
            left: most(&mut rows().map(|row| plain.width(&row.left)), OTHER),
        }
    }

    /// Of CAs that so many others stand above.
    pub(in crate::render) fn authority(&self, depth: usize) -> f64 {
        self.authorities.get(depth).copied().unwrap_or_default()
    }

    pub(in crate::render) fn verifier_texts(&self, verifier: &Verifier) -> [String; 2] {
        [
            self.bold(&verifier.title, self.verifier),
            self.small(&verifier.detail, self.verifier),
        ]
    }

    pub(in crate::render) fn authority_texts(&self, authority: &Authority) -> [String; 3] {
        let [one, two, three] = authority_lines(authority);
        let room = self.authority(authority.depth);
        [
            self.bold(&one, room),
            self.small(&two, room),
            self.small(&three, room),
        ]
    }

    /// Mark, name, usage, holder, time left.
    pub(in crate::render) fn row_texts(&self, row: &Row) -> [String; 5] {
        let plain = Font::plain(self.sizes.text);
        [
            sign(row.urgency).to_owned(),
            self.bold(&row.name, self.name),
            self.small(row.usage, self.usage),
            self.small(&row.holder, self.holder),
            plain.fit(&row.left, self.left),
        ]
    }

    fn bold(&self, text: &str, room: f64) -> String {
        Font::bold(self.sizes.text).fit(&escape::terminal(text), room)
    }

    fn small(&self, text: &str, room: f64) -> String {
        Font::plain(self.sizes.small).fit(&escape::terminal(text), room)
    }
}

/// The CAs of each lane.
fn lanes(picture: &Picture) -> Vec<Vec<&Authority>> {
    let mut lanes: Vec<Vec<&Authority>> = Vec::new();
    for authority in &picture.authorities {
        if lanes.len() <= authority.depth {
            lanes.resize(authority.depth + 1, Vec::new());
        }
        if let Some(lane) = lanes.get_mut(authority.depth) {
            lane.push(authority);
        }
    }
    lanes
}

/// Name; what it is and how long it lasts; its key. What nobody trusts is said once, at the top of each tree.
fn authority_lines(authority: &Authority) -> [String; 3] {
    let mark = sign(authority.urgency);
    let name = match mark {
        "" => authority.name.clone(),
        mark => format!("{mark} {}", authority.name),
    };
    let rank = match authority.rank {
        Rank::Root => "root · ",
        Rank::Intermediate => "CA · ",
        Rank::Leaf => "no CA · ",
        Rank::Missing => "",
    };
    let mut key = match &authority.key {
        Some(key) => format!("key {key}"),
        None if authority.rank == Rank::Missing => "key not known".to_owned(),
        None => "several keys".to_owned(),
    };
    if !authority.trusted && authority.depth == 0 {
        key += " · trusted by nobody here";
    }
    [name, format!("{rank}{}", authority.left), key]
}
