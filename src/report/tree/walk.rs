//! From trees to lines.

use std::collections::{BTreeMap, BTreeSet};

use super::forest::Forest;
use super::{Stem, Twig, What};
use crate::report::pattern::pattern;

/// A walk through a forest, from top to bottom.
pub(super) struct Walk<'a> {
    forest: &'a Forest,
    folds: bool,
    depth: Option<usize>,
    seen: BTreeSet<usize>,
    twigs: Vec<Twig>,
    /// What is still to come, the next last. No recursion: a chain may be as long as an input is.
    open: Vec<(usize, bool, Bud)>,
}

/// What becomes a line.
enum Bud {
    Node { index: usize, claimed: bool },
    Folded(Vec<(usize, bool)>, String),
    Above(usize),
    Deeper(usize),
}

impl<'a> Walk<'a> {
    pub(super) fn new(forest: &'a Forest, folds: bool, depth: Option<usize>) -> Self {
        Self {
            forest,
            folds,
            depth,
            seen: BTreeSet::new(),
            twigs: Vec::new(),
            open: Vec::new(),
        }
    }

    pub(super) fn twigs(mut self) -> Vec<Twig> {
        let tops: Vec<_> = self.forest.tops.iter().map(|top| (*top, false)).collect();
        self.push(0, &tops);
        while let Some((depth, last, bud)) = self.open.pop() {
            self.draw(depth, last, bud);
        }
        self.twigs
    }

    fn draw(&mut self, depth: usize, last: bool, bud: Bud) {
        let what = match bud {
            Bud::Above(count) => What::Above(count),
            Bud::Deeper(count) => What::Deeper(count),
            Bud::Folded(members, name) => match self.folded(&members, &name) {
                Some(stem) => What::Certificate(Box::new(stem)),
                None => return,
            },
            Bud::Node { index, claimed } => {
                let Some(node) = self.forest.nodes.get(index) else {
                    return;
                };
                let repeated = !self.seen.insert(index) && !node.children.is_empty();
                if !repeated {
                    self.push(depth + 1, &node.children);
                }
                match &node.what {
                    What::Certificate(stem) => {
                        let mut stem = stem.clone();
                        stem.claimed = claimed;
                        stem.repeated = repeated;
                        What::Certificate(stem)
                    }
                    other => other.clone(),
                }
            }
        };
        self.twigs.push(Twig { depth, last, what });
    }

    /// The lines below a line, the last one first.
    fn push(&mut self, depth: usize, children: &[(usize, bool)]) {
        let mut buds = Vec::new();
        if self.depth.is_some_and(|most| depth > most) {
            if !children.is_empty() {
                buds.push(Bud::Deeper(children.len()));
            }
        } else {
            buds = self.buds(depth, children);
        }
        let last = buds.len();
        for (index, bud) in buds.into_iter().enumerate().rev() {
            self.open.push((depth, index + 1 == last, bud));
        }
    }

    fn buds(&self, depth: usize, children: &[(usize, bool)]) -> Vec<Bud> {
        let mut above = Vec::new();
        let mut groups: BTreeMap<_, Vec<(usize, bool)>> = BTreeMap::new();
        let mut order = Vec::new();
        for (index, claimed) in children {
            let Some(node) = self.forest.nodes.get(*index) else {
                continue;
            };
            let leaf = node.children.is_empty();
            if leaf && depth > 0 && self.seen.contains(index) {
                above.push((*index, *claimed));
                continue;
            }
            let group = match &node.what {
                // Inverted, a leaf stands on top, and those with the same issuers are alike.
                What::Certificate(stem)
                    if self.folds
                        && !stem.urgency.needs_attention()
                        && (leaf || depth == 0)
                        && !stem.kind.ends_with("CA") =>
                {
                    (
                        None,
                        pattern(&stem.name),
                        stem.kind,
                        *claimed,
                        node.children.clone(),
                    )
                }
                _ => (Some(*index), String::new(), "", *claimed, Vec::new()),
            };
            if !groups.contains_key(&group) {
                order.push(group.clone());
            }
            groups.entry(group).or_default().push((*index, *claimed));
        }
        let mut buds = Vec::new();
        for group in order {
            let members = groups.remove(&group).unwrap_or_default();
            match members.as_slice() {
                [(index, claimed)] => buds.push(Bud::Node {
                    index: *index,
                    claimed: *claimed,
                }),
                _ => buds.push(Bud::Folded(members, group.1)),
            }
        }
        match above.as_slice() {
            [] => {}
            [(index, claimed)] => buds.push(Bud::Node {
                index: *index,
                claimed: *claimed,
            }),
            several => buds.push(Bud::Above(several.len())),
        }
        buds
    }

    /// Several certificates as one line, with the least time left; what is above them hangs below it where the tree is
    /// inverted.
    fn folded(&mut self, members: &[(usize, bool)], name: &str) -> Option<Stem> {
        let (first, _) = *members.first()?;
        let forest = self.forest;
        let stem = |index: usize| match &forest.nodes.get(index)?.what {
            What::Certificate(stem) => Some(stem),
            _ => None,
        };
        let stems: Vec<_> = members
            .iter()
            .filter_map(|(index, _)| stem(*index))
            .collect();
        let soonest = stems.iter().min_by_key(|stem| stem.not_after)?;
        let places: BTreeSet<&str> = stems.iter().map(|stem| stem.place.as_str()).collect();
        let same = stems.iter().all(|stem| stem.name == soonest.name);
        let name = if same { soonest.name.as_str() } else { name };
        self.seen.extend(members.iter().map(|(index, _)| *index));
        let children = &forest.nodes.get(first)?.children;
        if !children.is_empty() {
            self.push(1, children);
        }
        Some(Stem {
            name: name.to_owned(),
            count: members.len(),
            key: None,
            elsewhere: places.len().saturating_sub(1),
            claimed: members.iter().any(|(_, claimed)| *claimed),
            ..(***soonest).clone()
        })
    }
}
