//! Which nodes are of one cluster: by the CAs that they hold.

use std::collections::{BTreeSet, HashMap};

use super::ControlPlane;
use crate::fix::NodeRank;
use crate::x509::PublicKey;

/// The cluster of each node. Nodes with a CA in the same place are of one, also by way of others, while that CA is being
/// replaced; a worker that shares none with any is taken for one of the only cluster that is given.
pub(super) fn clusters(planes: &[ControlPlane]) -> Vec<usize> {
    let mut own = Joined::new(planes.len());
    let mut known: HashMap<(&str, &PublicKey), usize> = HashMap::new();
    for (index, plane) in planes.iter().enumerate() {
        for authority in &plane.node.authorities {
            for anchor in &authority.anchors {
                let key = (authority.name, &anchor.certificate.public_key);
                let first = *known.entry(key).or_insert(index);
                own.join(index, first);
            }
        }
    }
    let mut own: Vec<_> = (0..planes.len()).map(|node| own.first(node)).collect();
    let serving = own.iter().zip(planes);
    let serving = serving.filter(|(_, plane)| plane.has_api_server());
    let serving: BTreeSet<_> = serving.map(|(cluster, _)| *cluster).collect();
    if let (Some(only), 1) = (serving.first(), serving.len()) {
        let workers = own.iter_mut().zip(planes);
        workers
            .filter(|(_, plane)| plane.node.rank == NodeRank::Worker)
            .for_each(|(cluster, _)| *cluster = *only);
    }
    own
}

/// Numbers that are joined pair by pair (a disjoint-set forest).
struct Joined {
    /// A lower number that each is joined with, or its own.
    lower: Vec<usize>,
}

impl Joined {
    fn new(count: usize) -> Self {
        let lower = (0..count).collect();
        Self { lower }
    }

    /// The lowest that a number is joined with. Each step halves the way for those that ask later.
    fn first(&mut self, mut number: usize) -> usize {
        while let Some(lower) = self.lower.get(number).copied() {
            if lower == number {
                break;
            }
            let next = self.lower.get(lower).copied().unwrap_or(lower);
            if let Some(own) = self.lower.get_mut(number) {
                *own = next;
            }
            number = next;
        }
        number
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        if let Some(upper) = self.lower.get_mut(one.max(other)) {
            *upper = one.min(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_by_way_of_others_is_one() {
        let mut numbers = Joined::new(7);
        for (one, other) in [(5, 6), (1, 0), (2, 1), (6, 2), (4, 4)] {
            numbers.join(one, other);
        }
        let first: Vec<_> = (0..7).map(|number| numbers.first(number)).collect();
        assert_eq!(first, [0, 0, 0, 3, 4, 0, 0]);
    }
}
