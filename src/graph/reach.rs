//! What stands anywhere above or below a certificate.

use std::collections::BTreeSet;

use petgraph::graph::{EdgeReference, NodeIndex};
use petgraph::visit::{Dfs, EdgeFiltered, EdgeRef as _, Reversed};

use super::model::{Edge, Node, NodeId, TrustGraph};
use crate::x509::Fingerprint;

impl TrustGraph {
    /// The certificates `of` and all that stand below them: what they issued, what that issued, and so on.
    pub fn descendants(&self, of: impl IntoIterator<Item = Fingerprint>) -> BTreeSet<Fingerprint> {
        let issuance = EdgeFiltered::from_fn(&self.graph, |edge| self.leads_down(edge));
        let mut search = Dfs::empty(&issuance);
        self.collect(of, |start| {
            search.move_to(start);
            std::iter::from_fn(|| search.next(&issuance)).collect()
        })
    }

    /// The certificates `of` and all that stand above them: their issuers, those of the issuers, and so on.
    pub fn ancestors(&self, of: impl IntoIterator<Item = Fingerprint>) -> BTreeSet<Fingerprint> {
        let issuance = EdgeFiltered::from_fn(&self.graph, |edge| self.leads_down(edge));
        let upwards = Reversed(&issuance);
        let mut search = Dfs::empty(upwards);
        self.collect(of, |start| {
            search.move_to(start);
            std::iter::from_fn(|| search.next(upwards)).collect()
        })
    }

    /// The certificates that some participant trusts, and all that stand below them.
    pub fn trusted(&self) -> BTreeSet<Fingerprint> {
        let certificates = self.certificates.iter();
        let anchors = certificates.filter(|(_, id)| self.is_anchor(**id));
        self.descendants(anchors.map(|(known, _)| *known))
    }

    /// Searches from each of `starts` in turn, and gives the certificates that were met.
    fn collect(
        &self,
        starts: impl IntoIterator<Item = Fingerprint>,
        mut search: impl FnMut(NodeIndex<u32>) -> Vec<NodeIndex<u32>>,
    ) -> BTreeSet<Fingerprint> {
        starts
            .into_iter()
            .filter_map(|known| self.find(known))
            .flat_map(|start| search(start.0))
            .filter_map(|index| match self.graph.node_weight(index)? {
                Node::Certificate(fingerprint) => Some(*fingerprint),
                _ => None,
            })
            .collect()
    }

    fn leads_down(&self, edge: EdgeReference<'_, Edge, u32>) -> bool {
        self.is_downward(*edge.weight(), NodeId(edge.target()))
    }

    /// Whether an edge is a step from a CA to what stands below it. Nothing stands above a self-signed certificate, and
    /// a CA that issued only such certificates has nothing below it.
    pub(super) fn is_downward(&self, edge: Edge, target: NodeId) -> bool {
        match edge {
            Edge::Certifies => self
                .subjects(target)
                .any(|subject| !self.is_self_signed(subject)),
            Edge::Issued(_) => !self.is_self_signed(target),
            Edge::Contains | Edge::Presents | Edge::Trusts => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::GraphBuilder;
    use super::super::testing::Authority;

    #[test]
    fn descendants_and_ancestors_go_through_every_certificate_of_a_ca() {
        let [root, old] = ["root", "old"].map(Authority::new);
        let ca = Authority::new("ca");
        let (by_root, by_old) = (ca.signed_by(&root), ca.signed_by(&old));
        let (root, old, leaf) = (root.root(), old.root(), ca.leaf("leaf"));
        let mut builder = GraphBuilder::new();
        for certificate in [&root, &old, &by_root, &by_old, &leaf] {
            builder.certificate(certificate);
        }
        let graph = builder.build();
        let set =
            |of: &[&crate::x509::CertificateRef]| of.iter().map(|own| own.fingerprint).collect();
        assert_eq!(
            graph.descendants([root.fingerprint]),
            set(&[&root, &by_root, &leaf])
        );
        assert_eq!(
            graph.ancestors([leaf.fingerprint]),
            set(&[&leaf, &by_root, &by_old, &root, &old])
        );
        assert_eq!(graph.descendants([leaf.fingerprint]), set(&[&leaf]));
        assert_eq!(graph.ancestors([root.fingerprint]), set(&[&root]));
    }

    #[test]
    fn what_stands_below_an_anchor_is_trusted() {
        let [root, other] = ["root", "other"].map(Authority::new);
        let ca = Authority::new("ca");
        let (by_root, leaf) = (ca.signed_by(&root), ca.leaf("leaf"));
        let (root, stray) = (root.root(), other.leaf("stray"));
        let mut builder = GraphBuilder::new();
        for certificate in [&root, &by_root, &leaf, &stray] {
            builder.certificate(certificate);
        }
        let participant = builder.participant("kubectl");
        let bundle = builder.bundle("certificate-authority", [&by_root]);
        builder.trusts(participant, bundle);
        let graph = builder.build();
        let trusted = graph.trusted();
        assert!(trusted.contains(&by_root.fingerprint));
        assert!(trusted.contains(&leaf.fingerprint));
        assert!(!trusted.contains(&root.fingerprint));
        assert!(!trusted.contains(&stray.fingerprint));
        assert_eq!(graph.trusting(by_root.fingerprint), ["kubectl"]);
        assert_eq!(graph.trusting(leaf.fingerprint), [""; 0]);
    }
}
