//! Where each box stands.

use super::Direction;
use super::columns::Columns;
use super::settle::{Wish, settle};
use crate::report::picture::{Picture, Relation, Spot};

/// A box on the page, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::render) struct Rect {
    pub(in crate::render) x: f64,
    pub(in crate::render) y: f64,
    pub(in crate::render) width: f64,
    pub(in crate::render) height: f64,
}

/// Every box with its place, from the origin on.
pub(in crate::render) struct Layout {
    pub(in crate::render) direction: Direction,
    pub(in crate::render) verifiers: Vec<Rect>,
    pub(in crate::render) authorities: Vec<Rect>,
    pub(in crate::render) ledgers: Vec<Rect>,
    pub(in crate::render) width: f64,
    pub(in crate::render) height: f64,
}

/// Between boxes of a lane.
const GAP: f64 = 12.0;

/// Between groups that have nothing to do with each other.
const GROUP: f64 = 16.0;

/// Between lanes: room for arrows.
const LANE: f64 = 60.0;

/// Around text in a box.
pub(in crate::render) const PADDING: f64 = 7.0;

/// Between columns of a ledger.
pub(in crate::render) const COLUMN: f64 = 14.0;

/// Of a ledger's row.
pub(in crate::render) const ROW: f64 = 23.0;

const VERIFIER: f64 = 42.0;
const AUTHORITY: f64 = 68.0;

impl Layout {
    pub(in crate::render) fn of(
        picture: &Picture,
        columns: &Columns,
        direction: Direction,
    ) -> Self {
        let verifier = Rect {
            width: columns.verifier + 2.0 * PADDING,
            height: VERIFIER,
            ..Rect::default()
        };
        let authorities = picture.authorities.iter();
        let authorities = authorities.map(|of| Rect {
            width: columns.authority(of.depth) + 2.0 * (PADDING + 4.0),
            height: AUTHORITY,
            ..Rect::default()
        });
        let ledger = |rows: usize| Rect {
            width: ledger_width(columns),
            height: number(rows) * ROW + 4.0,
            ..Rect::default()
        };
        let ledgers = picture.ledgers.iter();
        let mut layout = Self {
            direction,
            verifiers: vec![verifier; picture.verifiers.len()],
            authorities: authorities.collect(),
            ledgers: ledgers.map(|of| ledger(of.rows.len())).collect(),
            width: 0.0,
            height: 0.0,
        };
        layout.across(picture);
        layout.along(picture);
        layout.normalise();
        layout
    }

    pub(in crate::render) fn rect(&self, spot: Spot) -> Rect {
        let found = match spot {
            Spot::Verifier(index) => self.verifiers.get(index),
            Spot::Authority(index) => self.authorities.get(index),
            Spot::Ledger(index) => self.ledgers.get(index),
            Spot::Row(ledger, row) => {
                let ledger = self.ledgers.get(ledger).copied().unwrap_or_default();
                return Rect {
                    y: ledger.y + 2.0 + number(row) * ROW,
                    height: ROW,
                    ..ledger
                };
            }
        };
        found.copied().unwrap_or_default()
    }

    /// How much of its lane a box takes.
    fn size(&self, rect: Rect) -> f64 {
        match self.direction {
            Direction::LeftToRight => rect.height,
            Direction::TopToBottom => rect.width,
        }
    }

    fn begin(direction: Direction, rect: &mut Rect) -> &mut f64 {
        match direction {
            Direction::LeftToRight => &mut rect.y,
            Direction::TopToBottom => &mut rect.x,
        }
    }

    /// Along the lanes: each CA beside what it issued, each verifier beside what it trusts.
    fn across(&mut self, picture: &Picture) {
        let bands = Bands::of(picture, self);
        for (index, begin) in bands.authorities.iter().enumerate() {
            if let Some(rect) = self.authorities.get_mut(index) {
                *Self::begin(self.direction, rect) = *begin;
            }
        }
        for (index, begin) in bands.ledgers.iter().enumerate() {
            if let Some(rect) = self.ledgers.get_mut(index) {
                *Self::begin(self.direction, rect) = *begin;
            }
        }
        let mut wishes: Vec<(f64, f64)> = vec![(0.0, 0.0); self.verifiers.len()];
        for edge in &picture.edges {
            let (Spot::Verifier(from), Relation::Trusts) = (edge.from, &edge.relation) else {
                continue;
            };
            let mut to = self.rect(edge.to);
            let size = self.size(to);
            let middle = *Self::begin(self.direction, &mut to) + size / 2.0;
            if let Some((sum, count)) = wishes.get_mut(from) {
                *sum += middle;
                *count += 1.0;
            }
        }
        let wishes: Vec<Wish> = wishes
            .iter()
            .zip(&self.verifiers)
            .map(|((sum, count), rect)| Wish {
                middle: if *count > 0.0 { sum / count } else { bands.end },
                size: self.size(*rect),
            })
            .collect();
        let direction = self.direction;
        for (rect, begin) in self.verifiers.iter_mut().zip(settle(&wishes, GAP)) {
            *Self::begin(direction, rect) = begin;
        }
    }

    /// From lane to lane.
    fn along(&mut self, picture: &Picture) {
        let direction = self.direction;
        let room = |rect: &Rect| match direction {
            Direction::LeftToRight => rect.width + LANE,
            Direction::TopToBottom => rect.height + LANE,
        };
        let mut lanes: Vec<f64> = Vec::new();
        for (rect, of) in self.authorities.iter().zip(&picture.authorities) {
            lanes.resize(lanes.len().max(of.depth + 1), 0.0);
            put(&mut lanes, of.depth, room(rect));
        }
        let mut begin = self.verifiers.first().map_or(0.0, room);
        for lane in &mut lanes {
            begin += std::mem::replace(lane, begin);
        }
        let longest = self.ledgers.iter().map(room).fold(0.0, f64::max);
        let set = |rect: &mut Rect, at: f64| match direction {
            Direction::LeftToRight => rect.x = at,
            Direction::TopToBottom => rect.y = at,
        };
        for (rect, of) in self.authorities.iter_mut().zip(&picture.authorities) {
            set(rect, lanes.get(of.depth).copied().unwrap_or_default());
        }
        for (rect, of) in self.ledgers.iter_mut().zip(&picture.ledgers) {
            // A continuation stands closer: no arrow has to find its way there.
            set(rect, begin + (longest - LANE + 28.0) * number(of.part));
        }
    }

    /// Moves everything to the origin, and measures it.
    fn normalise(&mut self) {
        let all = || {
            self.verifiers
                .iter()
                .chain(&self.authorities)
                .chain(&self.ledgers)
        };
        let left = all().map(|rect| rect.x).fold(f64::INFINITY, f64::min);
        let top = all().map(|rect| rect.y).fold(f64::INFINITY, f64::min);
        if !left.is_finite() || !top.is_finite() {
            return;
        }
        let right = all().map(|rect| rect.x + rect.width).fold(0.0, f64::max);
        let bottom = all().map(|rect| rect.y + rect.height).fold(0.0, f64::max);
        self.width = right - left;
        self.height = bottom - top;
        let lanes = [
            &mut self.verifiers,
            &mut self.authorities,
            &mut self.ledgers,
        ];
        for rect in lanes.into_iter().flatten() {
            rect.x -= left;
            rect.y -= top;
        }
    }
}

pub(in crate::render) fn ledger_width(columns: &Columns) -> f64 {
    columns.mark
        + columns.name
        + columns.usage
        + columns.holder
        + columns.left
        + 3.0 * COLUMN
        + 2.0 * PADDING
}

/// Where each CA's band begins, with its ledgers and the CAs below it.
struct Bands {
    authorities: Vec<f64>,
    ledgers: Vec<f64>,
    end: f64,
}

impl Bands {
    fn of(picture: &Picture, layout: &Layout) -> Self {
        let count = picture.authorities.len();
        let parents = parents(picture);
        let own = own_ledgers(picture, layout);
        let size = |ledger: usize| {
            let rect = layout.ledgers.get(ledger).copied();
            rect.map_or(0.0, |rect| layout.size(rect))
        };
        let single = |index: usize| {
            let rect = layout.authorities.get(index).copied();
            rect.map_or(0.0, |rect| layout.size(rect))
        };
        // Children stand behind their parents, so that the whole of each is known before it is needed.
        let mut content = vec![0.0_f64; count];
        let mut extent = vec![0.0_f64; count];
        for index in (0..count).rev() {
            let mut total = content.get(index).copied().unwrap_or_default();
            for ledger in own.get(index).into_iter().flatten() {
                total += size(*ledger) + GAP;
            }
            let whole = (total - GAP).max(single(index));
            put(&mut content, index, total);
            put(&mut extent, index, whole);
            if let Some(parent) = parents.get(index).copied().flatten() {
                let sum = content.get(parent).copied().unwrap_or_default();
                put(&mut content, parent, sum + whole + GAP);
            }
        }
        let mut bands = Self {
            authorities: vec![0.0; count],
            ledgers: vec![0.0; picture.ledgers.len()],
            end: 0.0,
        };
        // Where the next thing inside each band begins.
        let mut cursor = vec![0.0_f64; count];
        for index in 0..count {
            let whole = extent.get(index).copied().unwrap_or_default();
            let begin = match parents.get(index).copied().flatten() {
                None => {
                    let begin = bands.end;
                    bands.end += whole + GROUP;
                    begin
                }
                Some(parent) => {
                    let begin = cursor.get(parent).copied().unwrap_or_default();
                    put(&mut cursor, parent, begin + whole + GAP);
                    begin
                }
            };
            put(
                &mut bands.authorities,
                index,
                begin + (whole - single(index)) / 2.0,
            );
            let inside = content.get(index).copied().unwrap_or_default() - GAP;
            let mut at = begin + (whole - inside.max(0.0)) / 2.0;
            for ledger in own.get(index).into_iter().flatten() {
                put(&mut bands.ledgers, *ledger, at);
                at += size(*ledger) + GAP;
            }
            put(&mut cursor, index, at);
        }
        for ledger in own.last().into_iter().flatten() {
            put(&mut bands.ledgers, *ledger, bands.end);
            bands.end += size(*ledger) + GROUP;
        }
        // The rest of a ledger stands beside its begin.
        for (index, ledger) in picture.ledgers.iter().enumerate() {
            if ledger.part > 0 {
                let before = bands.ledgers.get(index - 1).copied().unwrap_or_default();
                put(&mut bands.ledgers, index, before);
            }
        }
        bands
    }
}

fn put(values: &mut [f64], index: usize, value: f64) {
    if let Some(slot) = values.get_mut(index) {
        *slot = value;
    }
}

/// Below which CA each CA stands: the last one before it that is one step nearer to a root.
fn parents(picture: &Picture) -> Vec<Option<usize>> {
    let mut above: Vec<usize> = Vec::new();
    let authorities = picture.authorities.iter().enumerate();
    authorities
        .map(|(index, authority)| {
            above.truncate(authority.depth);
            let parent = above.last().copied();
            above.push(index);
            parent
        })
        .collect()
}

/// The ledgers of each CA without their continuations, and behind all CAs those that have none. A ledger of several
/// CAs belongs to the first.
fn own_ledgers(picture: &Picture, layout: &Layout) -> Vec<Vec<usize>> {
    let count = layout.authorities.len();
    let mut owner = vec![count; picture.ledgers.len()];
    for edge in &picture.edges {
        if let (Spot::Authority(from), Spot::Ledger(to)) = (edge.from, edge.to)
            && let Some(known) = owner.get_mut(to)
        {
            *known = (*known).min(from);
        }
    }
    let mut own = vec![Vec::new(); count + 1];
    for (index, ledger) in picture.ledgers.iter().enumerate() {
        let owner = owner.get(index).copied().unwrap_or(count);
        if let Some(list) = own.get_mut(owner).filter(|_| ledger.part == 0) {
            list.push(index);
        }
    }
    own
}

/// A count as a length.
pub(in crate::render) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
