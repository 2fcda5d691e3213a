//! Certificate policies: RFC 5280 §6.1 as updated by RFC 9618 (a graph, not a tree), as Go's `policiesValid`.
//!
//! Any policy is acceptable to a Kubernetes client or server, so all that can fail is a path that demands an explicit
//! policy and has none, or an invalid mapping. The anchor takes no part.

use std::collections::{BTreeMap, BTreeSet};

use crate::x509::{CertificateRef, Oid, PolicyExtensions};

/// 2.5.29.32.0
const ANY_POLICY: &[u8] = &[0x55, 0x1d, 0x20, 0x00];

/// Whether the policies of a finished path, leaf first, are valid.
pub(crate) fn valid(path: &[CertificateRef]) -> bool {
    let Some((_, below)) = path.split_last() else {
        return true;
    };
    // Without these a path cannot fail; almost none has them, and no graph is built for it.
    if !below.iter().any(|certificate| {
        certificate.policies.require_explicit.is_some() || !certificate.policies.mappings.is_empty()
    }) {
        return true;
    }
    validate(below)
}

fn validate(below: &[CertificateRef]) -> bool {
    let length = below.len() as u64;
    let mut graph = Some(Graph::new());
    let mut explicit = length + 1;
    let mut mapping = length + 1;
    let mut inhibit_any = length + 1;

    for (index, certificate) in below.iter().enumerate().rev() {
        let is_leaf = index == 0;
        let self_issued = certificate.is_self_issued();
        let extensions = &certificate.policies;

        // §6.1.3(e), (f)
        if extensions.policies.is_empty() {
            graph = None;
        }
        if explicit == 0 && graph.is_none() {
            return false;
        }
        if let Some(graph) = &mut graph {
            let any_allowed = inhibit_any > 0 || (!is_leaf && self_issued);
            graph.descend(&extensions.policies, any_allowed);
            if !is_leaf && !graph.map(extensions, mapping > 0) {
                return false;
            }
        }
        if is_leaf {
            break;
        }
        // §6.1.4(h), (i), (j)
        if !self_issued {
            explicit = explicit.saturating_sub(1);
            mapping = mapping.saturating_sub(1);
            inhibit_any = inhibit_any.saturating_sub(1);
        }
        let lower = |counter: &mut u64, limit: Option<u64>| {
            *counter = limit.map_or(*counter, |limit| limit.min(*counter));
        };
        lower(&mut explicit, extensions.require_explicit);
        lower(&mut mapping, extensions.inhibit_mapping);
        lower(&mut inhibit_any, extensions.inhibit_any);
    }

    // §6.1.5(a), (b), (g)
    explicit = explicit.saturating_sub(1);
    if below
        .first()
        .is_some_and(|leaf| leaf.policies.require_explicit == Some(0))
    {
        explicit = 0;
    }
    explicit > 0 || graph.is_some_and(|graph| graph.has_valid_policy())
}

struct Node<'a> {
    policy: &'a [u8],
    expected: Vec<&'a [u8]>,
    parents: BTreeSet<usize>,
    children: usize,
}

/// The valid policy graph: one stratum a certificate, each policy at most once in it.
struct Graph<'a> {
    nodes: Vec<Node<'a>>,
    /// All strata but the lowest.
    above: Vec<BTreeMap<&'a [u8], usize>>,
    lowest: BTreeMap<&'a [u8], usize>,
}

impl<'a> Graph<'a> {
    fn new() -> Self {
        let mut graph = Self {
            nodes: Vec::new(),
            above: Vec::new(),
            lowest: BTreeMap::new(),
        };
        graph.insert(ANY_POLICY, BTreeSet::new());
        graph
    }

    fn insert(&mut self, policy: &'a [u8], parents: BTreeSet<usize>) -> usize {
        for &parent in &parents {
            if let Some(parent) = self.nodes.get_mut(parent) {
                parent.children += 1;
            }
        }
        let index = self.nodes.len();
        self.nodes.push(Node {
            policy,
            expected: vec![policy],
            parents,
            children: 0,
        });
        self.lowest.insert(policy, index);
        index
    }

    /// §6.1.3(d): a new stratum for the policies of the next certificate.
    fn descend(&mut self, policies: &'a [Oid], any_allowed: bool) {
        let parents = std::mem::take(&mut self.lowest);
        let mut expecting: BTreeMap<&[u8], BTreeSet<usize>> = BTreeMap::new();
        for &parent in parents.values() {
            for expected in self
                .nodes
                .get(parent)
                .map_or(&[][..], |node| &node.expected)
            {
                expecting.entry(expected).or_default().insert(parent);
            }
        }
        // (1)
        for policy in policies.iter().map(|policy| &*policy.0) {
            if policy == ANY_POLICY {
                continue;
            }
            let by_name = expecting.get(policy).cloned();
            let by_any = || parents.get(ANY_POLICY).map(|&any| BTreeSet::from([any]));
            if let Some(found) = by_name.or_else(by_any) {
                self.insert(policy, found);
            }
        }
        // (2)
        if any_allowed && policies.iter().any(|policy| *policy.0 == *ANY_POLICY) {
            for (expected, parents) in expecting {
                if !self.lowest.contains_key(expected) {
                    self.insert(expected, parents);
                }
            }
        }
        // (3)
        self.above.push(parents);
        self.prune();
    }

    /// §6.1.4(b). False for a mapping from or to anyPolicy.
    fn map(&mut self, extensions: &'a PolicyExtensions, allowed: bool) -> bool {
        if extensions.mappings.is_empty() {
            return true;
        }
        let mut mappings: BTreeMap<&[u8], Vec<&[u8]>> = BTreeMap::new();
        for (issuer, subject) in &extensions.mappings {
            if !allowed {
                self.delete_leaf(&issuer.0);
                continue;
            }
            if *issuer.0 == *ANY_POLICY || *subject.0 == *ANY_POLICY {
                return false;
            }
            mappings.entry(&issuer.0).or_default().push(&subject.0);
        }
        self.prune();
        for (issuer, subjects) in mappings {
            let mapped = match (self.lowest.get(issuer), self.lowest.get(ANY_POLICY)) {
                (Some(&node), _) => node,
                // The parent is the anyPolicy of the same stratum, as in Go.
                (None, Some(&any)) => self.insert(issuer, BTreeSet::from([any])),
                (None, None) => continue,
            };
            if let Some(node) = self.nodes.get_mut(mapped) {
                node.expected = subjects;
            }
        }
        true
    }

    fn delete_leaf(&mut self, policy: &[u8]) {
        if let Some(index) = self.lowest.remove(policy) {
            self.release_parents(index);
        }
    }

    fn release_parents(&mut self, index: usize) {
        let parents = self
            .nodes
            .get(index)
            .map(|node| node.parents.clone())
            .unwrap_or_default();
        for parent in parents {
            if let Some(parent) = self.nodes.get_mut(parent) {
                parent.children = parent.children.saturating_sub(1);
            }
        }
    }

    /// Drops what has no children, from the lowest stratum but one up; the first stratum stays.
    fn prune(&mut self) {
        let mut strata = std::mem::take(&mut self.above);
        for stratum in strata.iter_mut().skip(1).rev() {
            let childless: Vec<_> = stratum
                .iter()
                .filter(|&(_, &index)| self.nodes.get(index).is_some_and(|node| node.children == 0))
                .map(|(policy, index)| (*policy, *index))
                .collect();
            for (policy, index) in childless {
                stratum.remove(policy);
                self.release_parents(index);
            }
        }
        self.above = strata;
    }

    /// §6.1.5(g): a policy that stands under anyPolicy alone, or anyPolicy itself at the end.
    fn has_valid_policy(&self) -> bool {
        self.lowest.contains_key(ANY_POLICY)
            || self
                .above
                .iter()
                .chain([&self.lowest])
                .flat_map(BTreeMap::values)
                .filter_map(|&index| self.nodes.get(index))
                .any(|node| {
                    node.policy != ANY_POLICY
                        && node.parents.len() == 1
                        && node.parents.first().is_some_and(|&parent| {
                            self.nodes
                                .get(parent)
                                .is_some_and(|parent| parent.policy == ANY_POLICY)
                        })
                })
    }
}
