//! The order of CAs from roots down. CAs may certify each other in rings, so it is taken over the condensation of the
//! graph, in which each ring is one node.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::algo::{condensation, toposort};
use petgraph::graph::{DiGraph, NodeIndex};

use super::model::{Node, NodeId, TrustGraph};
use crate::x509::Fingerprint;

/// Rings and single nodes, each with the nodes of the trust graph that it stands for.
type Condensed = DiGraph<Vec<NodeIndex<u32>>, (), u32>;

impl TrustGraph {
    /// For each certificate, the number of CAs between it and the nearest top: 0 for a root, and for a certificate
    /// whose issuer is not here. CAs that certify each other in a ring are in one layer, because none is above another.
    pub fn layers(&self) -> BTreeMap<Fingerprint, usize> {
        let rings = self.condensed();
        // A condensation has no cycle.
        let order = toposort(&rings, None).unwrap_or_default();
        let mut depths: BTreeMap<NodeIndex<u32>, Option<usize>> = BTreeMap::new();
        let mut layers = BTreeMap::new();
        for ring in order {
            let members: Vec<_> = self.certificates_in(&rings, ring).collect();
            let above = rings
                .neighbors_directed(ring, Direction::Incoming)
                .filter_map(|above| *depths.get(&above)?)
                .min();
            // Authorities stand between certificates and are no layer themselves; absent ones count for nothing.
            let depth = match above {
                Some(above) => Some(above + usize::from(!members.is_empty())),
                None if members.is_empty() => None,
                None => Some(0),
            };
            depths.insert(ring, depth);
            layers.extend(
                members
                    .into_iter()
                    .map(|member| (member, depth.unwrap_or(0))),
            );
        }
        layers
    }

    /// What has nothing above it, absent issuers too: single nodes, and rings of CAs that only certify each other.
    pub fn tops(&self) -> Vec<Vec<NodeId>> {
        self.ends(Direction::Incoming)
    }

    /// What has nothing below it: single certificates, and rings of CAs that only certify each other.
    pub fn bottoms(&self) -> Vec<Vec<NodeId>> {
        self.ends(Direction::Outgoing)
    }

    fn ends(&self, direction: Direction) -> Vec<Vec<NodeId>> {
        let rings = self.condensed();
        rings
            .externals(direction)
            .filter_map(|ring| rings.node_weight(ring))
            .map(|members| {
                let members = members.iter().copied();
                let things = members.filter(|index| {
                    let node = self.graph.node_weight(*index);
                    matches!(node, Some(Node::Certificate(_) | Node::Absent(_)))
                });
                things.map(NodeId).collect::<Vec<_>>()
            })
            .filter(|members| !members.is_empty())
            .collect()
    }

    fn certificates_in(
        &self,
        rings: &Condensed,
        ring: NodeIndex<u32>,
    ) -> impl Iterator<Item = Fingerprint> {
        let members = rings.node_weight(ring).into_iter().flatten();
        members.filter_map(|index| match self.graph.node_weight(*index)? {
            Node::Certificate(fingerprint) => Some(*fingerprint),
            _ => None,
        })
    }

    fn condensed(&self) -> Condensed {
        let issuance = self.graph.filter_map(
            |index, node| {
                let has_place = match node {
                    Node::Certificate(_) | Node::Absent(_) => true,
                    Node::Authority => self
                        .subjects(NodeId(index))
                        .any(|subject| !self.is_self_signed(subject)),
                    Node::Bundle { .. } | Node::Participant { .. } => false,
                };
                has_place.then_some(index)
            },
            |index, edge| {
                let (_, to) = self.graph.edge_endpoints(index)?;
                self.is_downward(*edge, NodeId(to)).then_some(())
            },
        );
        condensation(issuance, true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Authority;
    use super::super::{GraphBuilder, TrustGraph};
    use crate::x509::CertificateRef;

    fn graph<'a>(certificates: impl IntoIterator<Item = &'a CertificateRef>) -> TrustGraph {
        let mut builder = GraphBuilder::new();
        for certificate in certificates {
            builder.certificate(certificate);
        }
        builder.build()
    }

    #[test]
    fn a_layer_is_the_way_to_the_nearest_root() {
        let [root, other, middle, low] = ["root", "other", "middle", "low"].map(Authority::new);
        let long = [middle.signed_by(&root), low.signed_by(&middle)];
        let short = low.signed_by(&other);
        let leaf = low.leaf("leaf");
        let (root, other) = (root.root(), other.root());
        let graph = graph(long.iter().chain([&root, &other, &short, &leaf]));
        let layers = graph.layers();
        let layer = |certificate: &CertificateRef| layers[&certificate.fingerprint];
        assert_eq!([&root, &other].map(layer), [0, 0]);
        assert_eq!([&long[0], &long[1], &short].map(layer), [1, 2, 1]);
        // Its CA has two certificates; the one that is nearer to a root counts.
        assert_eq!(layer(&leaf), 2);
    }

    #[test]
    fn a_ring_is_one_layer_and_one_top() {
        let [one, other] = ["one", "other"].map(Authority::new);
        let ring = [one.signed_by(&other), other.signed_by(&one)];
        let leaf = one.leaf("leaf");
        let graph = graph(ring.iter().chain([&leaf]));
        let layers = graph.layers();
        assert_eq!(ring.each_ref().map(|own| layers[&own.fingerprint]), [0, 0]);
        assert_eq!(layers[&leaf.fingerprint], 1);
        let tops = graph.tops();
        assert_eq!(tops.len(), 1);
        assert_eq!(tops[0].len(), 2);
        let bottoms = graph.bottoms();
        assert_eq!(bottoms, [vec![graph.find(leaf.fingerprint).unwrap()]]);
    }

    /// A missing CA is a top, and no layer of certificates.
    #[test]
    fn what_a_missing_ca_issued_is_in_the_first_layer() {
        let absent = Authority::new("absent");
        let ca = Authority::new("ca");
        let (signed, leaf) = (ca.signed_by(&absent), ca.leaf("leaf"));
        let graph = graph([&signed, &leaf]);
        let layers = graph.layers();
        assert_eq!(layers[&signed.fingerprint], 0);
        assert_eq!(layers[&leaf.fingerprint], 1);
        let (id, issuer) = graph.absent_issuer(signed.fingerprint).unwrap();
        assert_eq!(issuer.name, "absent");
        assert_eq!(graph.tops(), [vec![id]]);
        assert_eq!(graph.absent_issuer(leaf.fingerprint), None);
    }

    /// N CAs that certify each other are N² certificates; the graph has as many edges, not N³, and no call recurses.
    #[test]
    fn a_mesh_stays_quadratic() {
        let authorities: Vec<_> = (0..12)
            .map(|n| Authority::new(&format!("ca-{n}")))
            .collect();
        let certificates: Vec<_> = authorities
            .iter()
            .flat_map(|own| authorities.iter().map(|issuer| own.signed_by(issuer)))
            .collect();
        let graph = graph(&certificates);
        assert_eq!(graph.graph.edge_count(), 2 * 144);
        // A self-signed certificate has nothing above it, and all others stand below each of these.
        assert_eq!(graph.tops().len(), 12);
        let layers = graph.layers();
        assert!(layers.values().all(|layer| *layer <= 1));
        let reached = graph.descendants([certificates[0].fingerprint]);
        assert_eq!(reached.len(), 1 + 144 - 12);
    }
}
