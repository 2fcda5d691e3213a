//! The ways of arrows: past the boxes of the lanes that they cross, never behind one.

use super::Direction;
use super::place::{Layout, Rect};
use crate::report::picture::{Edge, Picture, Relation, Spot};

/// Between an arrow and the box that it passes.
const CLEARANCE: f64 = 5.0;

/// Where a rejection comes in, above the arrow of the trust that is there.
const BESIDE: f64 = 10.0;

/// A lane of CAs that arrows cross.
struct Lane {
    begin: f64,
    end: f64,
    /// What its boxes take, in order and apart.
    taken: Vec<(f64, f64)>,
}

/// All ways of a picture.
pub(in crate::render) struct Routes<'a> {
    picture: &'a Picture,
    layout: &'a Layout,
    lanes: Vec<Lane>,
}

impl<'a> Routes<'a> {
    pub(in crate::render) fn of(picture: &'a Picture, layout: &'a Layout) -> Self {
        let depths = picture.authorities.iter().map(|of| of.depth);
        let mut boxes: Vec<Vec<Span>> = Vec::new();
        for (rect, depth) in layout.authorities.iter().zip(depths) {
            boxes.resize_with(boxes.len().max(depth + 1), Vec::new);
            if let Some(lane) = boxes.get_mut(depth) {
                lane.push(Span::of(*rect, layout.direction));
            }
        }
        Self {
            picture,
            layout,
            lanes: boxes.into_iter().map(Lane::of).collect(),
        }
    }

    /// Points in pairs: a curve leads from the first of a pair to the second, and a straight line on to the next pair.
    pub(in crate::render) fn route(&self, edge: &Edge) -> Vec<(f64, f64)> {
        let direction = self.layout.direction;
        let [from, to] = [edge.from, edge.to].map(|spot| self.layout.rect(spot));
        let (from, to) = (Span::of(from, direction), Span::of(to, direction));
        let (first, last) = match edge.relation {
            // Ledgers hang beside each other by their first rows.
            Relation::Continues => (from.across + 14.0, to.across + 14.0),
            Relation::Rejects(_) if matches!(edge.to, Spot::Authority(_)) => {
                (from.middle(), to.middle() - BESIDE)
            }
            _ => (from.middle(), to.middle()),
        };
        let mut points = vec![(from.end(), first)];
        let crossed = self.position(edge.from)..self.position(edge.to).saturating_sub(1);
        let mut at = first;
        for lane in self.lanes.get(crossed).into_iter().flatten() {
            at = lane.passage(at, last);
            points.extend([(lane.begin, at), (lane.end, at)]);
        }
        points.push((to.along - 1.0, last));
        let turn = |(along, across)| match direction {
            Direction::LeftToRight => (along, across),
            Direction::TopToBottom => (across, along),
        };
        points.into_iter().map(turn).collect()
    }

    /// How many lanes stand before it. A lane of CAs has one before it that is none: the verifiers'.
    fn position(&self, spot: Spot) -> usize {
        match spot {
            Spot::Verifier(_) => 0,
            Spot::Authority(index) => {
                let authority = self.picture.authorities.get(index);
                authority.map_or(0, |of| of.depth + 1)
            }
            Spot::Ledger(_) | Spot::Row(..) => self.lanes.len() + 1,
        }
    }
}

/// A box as arrows see it, in either direction.
#[derive(Clone, Copy)]
struct Span {
    along: f64,
    across: f64,
    length: f64,
    breadth: f64,
}

impl Span {
    fn of(rect: Rect, direction: Direction) -> Self {
        let (along, across, length, breadth) = match direction {
            Direction::LeftToRight => (rect.x, rect.y, rect.width, rect.height),
            Direction::TopToBottom => (rect.y, rect.x, rect.height, rect.width),
        };
        Self {
            along,
            across,
            length,
            breadth,
        }
    }

    fn end(self) -> f64 {
        self.along + self.length
    }

    fn middle(self) -> f64 {
        self.across + self.breadth / 2.0
    }
}

impl Lane {
    fn of(mut boxes: Vec<Span>) -> Self {
        boxes.sort_by(|one, other| one.across.total_cmp(&other.across));
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for span in &boxes {
            let (begin, end) = (
                span.across - CLEARANCE,
                span.across + span.breadth + CLEARANCE,
            );
            match taken.last_mut() {
                Some((_, last)) if begin < *last => *last = last.max(end),
                _ => taken.push((begin, end)),
            }
        }
        Self {
            begin: boxes
                .iter()
                .map(|span| span.along)
                .fold(f64::INFINITY, f64::min),
            end: boxes.iter().map(|span| span.end()).fold(0.0, f64::max),
            taken,
        }
    }

    /// Where an arrow that is at `at` and goes to `to` passes: there or there if it can, else with the least detour.
    fn passage(&self, at: f64, to: f64) -> f64 {
        let detour = |of: &f64| (of - at).abs() + (of - to).abs();
        let ways = [at, to].map(|wanted| (wanted, self.in_the_way(wanted)));
        if let Some((free, _)) = ways.iter().find(|(_, taken)| taken.is_none()) {
            return *free;
        }
        let ends = ways.into_iter().filter_map(|(_, taken)| taken);
        let ends = ends.flat_map(|(begin, end)| [begin, end]);
        let least = ends.min_by(|one, other| detour(one).total_cmp(&detour(other)));
        least.unwrap_or(at)
    }

    fn in_the_way(&self, wanted: f64) -> Option<(f64, f64)> {
        let index = self.taken.partition_point(|(_, end)| *end <= wanted);
        self.taken
            .get(index)
            .copied()
            .filter(|(begin, _)| *begin < wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_passes_between_boxes() {
        let box_at = |across: f64| Span {
            along: 100.0,
            across,
            length: 50.0,
            breadth: 40.0,
        };
        let lane = Lane::of(vec![box_at(200.0), box_at(0.0), box_at(48.0)]);
        assert_eq!((lane.begin, lane.end), (100.0, 150.0));
        // The first two are too near to each other.
        assert_eq!(lane.taken, [(-5.0, 93.0), (195.0, 245.0)]);
        assert_eq!(lane.passage(150.0, 20.0), 150.0);
        assert_eq!(lane.passage(20.0, 150.0), 150.0);
        assert_eq!(lane.passage(20.0, 30.0), -5.0);
        assert_eq!(lane.passage(60.0, 220.0), 93.0);
    }
}
