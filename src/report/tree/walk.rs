//! From trees to lines.

use std::collections::{BTreeMap, BTreeSet};

use super::issuance_tree::{Branch, IssuanceTree};
use super::line::{CertificateLine, Content, Line};
use crate::report::pattern::pattern;
use crate::x509::CertificateRole;

/// A walk through trees, from top to bottom.
pub(super) struct Walk<'a> {
    tree: &'a IssuanceTree,
    /// Like certificates are one line.
    folds: bool,
    /// Branches that several CAs have in common are shown below the first of these alone: below each they would be
    /// quadratic, and cubic where CAs certify each other.
    once: bool,
    /// Levels below the first; `None` for all.
    depth: Option<usize>,
    /// Nodes that have their line.
    seen: BTreeSet<usize>,
    /// Limbs that have their lines, or will have.
    grown: BTreeSet<usize>,
    has_rings: bool,
    lines: Vec<Line>,
    /// What is still to come, the next last. No recursion: a chain may be as long as an input is.
    open: Vec<Pending>,
}

/// A line that is still to come.
struct Pending {
    depth: usize,
    last: bool,
    bud: Bud,
}

/// What becomes a line.
enum Bud {
    Node(Branch),
    Folded { members: Vec<Branch>, name: String },
    Repeated(usize),
    Deeper(usize),
}

/// What like certificates have in common. One that is shown by itself has an `alone` of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    alone: Option<usize>,
    name: String,
    role: Option<CertificateRole>,
    claimed: bool,
    limb: Option<usize>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        tree: &'a IssuanceTree,
        folds: bool,
        once: bool,
        depth: Option<usize>,
    ) -> Self {
        Self {
            tree,
            folds,
            once,
            depth,
            seen: BTreeSet::new(),
            grown: BTreeSet::new(),
            has_rings: false,
            lines: Vec::new(),
            open: Vec::new(),
        }
    }

    /// The lines, and whether some of what is marked as repeated is shown further down.
    pub(super) fn lines(mut self) -> (Vec<Line>, bool) {
        let tops = self.tree.tops.iter().map(|top| Branch {
            node: *top,
            claimed: false,
        });
        let tops: Vec<_> = tops.collect();
        self.push(0, &tops);
        while let Some(next) = self.open.pop() {
            self.draw(next);
        }
        (self.lines, self.has_rings)
    }

    fn draw(&mut self, next: Pending) {
        let Pending { depth, last, bud } = next;
        let content = match bud {
            Bud::Repeated(count) => Content::Repeated(count),
            Bud::Deeper(count) => Content::Deeper(count),
            Bud::Folded { members, name } => match self.folded(&members, &name) {
                Some(line) => Content::Certificate(Box::new(line)),
                None => return,
            },
            Bud::Node(branch) => match self.node(branch, depth) {
                Some(content) => content,
                None => return,
            },
        };
        self.lines.push(Line {
            depth,
            last,
            content,
        });
    }

    fn node(&mut self, branch: Branch, depth: usize) -> Option<Content> {
        let node = self.tree.nodes.get(branch.node)?;
        let repeated = !self.seen.insert(branch.node) && node.limb.is_some();
        if let Some(limb) = node.limb.filter(|_| !repeated) {
            self.grow(depth + 1, limb, self.tree.branches(node));
        }
        Some(match &node.content {
            Content::Certificate(line) => Content::Certificate(Box::new(CertificateLine {
                claimed: branch.claimed,
                repeated,
                ..(**line).clone()
            })),
            other => other.clone(),
        })
    }

    /// The branches of a CA, unless another certificate of it has them already.
    fn grow(&mut self, depth: usize, limb: usize, branches: &[Branch]) {
        let is_shown = !self.grown.insert(limb);
        let is_deeper = self.depth.is_some_and(|most| depth > most);
        if !self.once || !is_shown || is_deeper || branches.len() == 1 {
            self.push(depth, branches);
            return;
        }
        self.has_rings |= branches
            .iter()
            .any(|branch| !self.seen.contains(&branch.node));
        self.open.push(Pending {
            depth,
            last: true,
            bud: Bud::Repeated(branches.len()),
        });
    }

    /// The lines below a line, the last one first.
    fn push(&mut self, depth: usize, branches: &[Branch]) {
        let mut buds = Vec::new();
        if self.depth.is_some_and(|most| depth > most) {
            if !branches.is_empty() {
                buds.push(Bud::Deeper(branches.len()));
            }
        } else {
            buds = self.buds(depth, branches);
        }
        let last = buds.len();
        for (index, bud) in buds.into_iter().enumerate().rev() {
            self.open.push(Pending {
                depth,
                last: index + 1 == last,
                bud,
            });
        }
    }

    fn buds(&self, depth: usize, branches: &[Branch]) -> Vec<Bud> {
        let mut repeated = Vec::new();
        let mut groups: BTreeMap<Likeness, Vec<Branch>> = BTreeMap::new();
        let mut order = Vec::new();
        for branch in branches {
            let Some(node) = self.tree.nodes.get(branch.node) else {
                continue;
            };
            if node.limb.is_none() && depth > 0 && self.seen.contains(&branch.node) {
                repeated.push(*branch);
                continue;
            }
            let likeness = self.likeness(depth, *branch);
            let group = groups.entry(likeness.clone()).or_default();
            if group.is_empty() {
                order.push(likeness);
            }
            group.push(*branch);
        }
        let mut buds = Vec::new();
        for likeness in order {
            let members = groups.remove(&likeness).unwrap_or_default();
            buds.push(match members.as_slice() {
                [branch] => Bud::Node(*branch),
                _ => Bud::Folded {
                    members,
                    name: likeness.name,
                },
            });
        }
        match repeated.as_slice() {
            [] => {}
            [branch] => buds.push(Bud::Node(*branch)),
            several => buds.push(Bud::Repeated(several.len())),
        }
        buds
    }

    /// Certificates fold where nobody has to act on them and nothing hangs below. Inverted, these stand on top, and
    /// those with the same issuers are alike.
    fn likeness(&self, depth: usize, branch: Branch) -> Likeness {
        let alone = Likeness {
            alone: Some(branch.node),
            name: String::new(),
            role: None,
            claimed: branch.claimed,
            limb: None,
        };
        let Some(node) = self.tree.nodes.get(branch.node) else {
            return alone;
        };
        match &node.content {
            Content::Certificate(line)
                if self.folds
                    && !line.urgency.needs_attention()
                    && (node.limb.is_none() || depth == 0)
                    && !line.role.is_authority() =>
            {
                Likeness {
                    alone: None,
                    name: pattern(&line.name),
                    role: Some(line.role),
                    claimed: branch.claimed,
                    limb: node.limb,
                }
            }
            _ => alone,
        }
    }

    /// Several certificates as one line, with the least time left; what is above them hangs below it where the tree is
    /// inverted.
    fn folded(&mut self, members: &[Branch], name: &str) -> Option<CertificateLine> {
        let tree = self.tree;
        let nodes = || {
            members
                .iter()
                .filter_map(|branch| tree.nodes.get(branch.node))
        };
        let lines: Vec<_> = nodes()
            .filter_map(|node| match &node.content {
                Content::Certificate(line) => Some(line),
                _ => None,
            })
            .collect();
        let soonest = lines.iter().min_by_key(|line| line.not_after)?;
        let places: BTreeSet<&str> = lines.iter().map(|line| line.place.as_str()).collect();
        let same = lines.iter().all(|line| line.name == soonest.name);
        let name = if same { soonest.name.as_str() } else { name };
        self.seen.extend(members.iter().map(|branch| branch.node));
        if let Some(first) = nodes().next()
            && let Some(limb) = first.limb
        {
            self.grow(1, limb, tree.branches(first));
        }
        Some(CertificateLine {
            name: name.to_owned(),
            count: members.len(),
            key: None,
            elsewhere: places.len().saturating_sub(1),
            claimed: members.iter().any(|branch| branch.claimed),
            ..(***soonest).clone()
        })
    }
}
