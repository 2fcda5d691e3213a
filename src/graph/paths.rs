//! The ways from a certificate up to what somebody trusts.

use std::cell::Cell;
use std::collections::hash_map::RandomState;

use petgraph::algo::all_simple_paths;
use petgraph::visit::{EdgeFiltered, EdgeRef as _, Reversed};

use super::model::{Node, NodeId, TrustGraph};
use crate::x509::Fingerprint;

/// Paths that are listed for one certificate.
const MOST_PATHS: usize = 64;

/// CA certificates of a path. Go has no such limit; a longer chain is of no use to anybody.
const LONGEST_PATH: usize = 16;

/// Edges that are looked at for one certificate: CAs that certify each other have more paths than can be listed.
const MOST_EDGES: usize = 20_000;

impl TrustGraph {
    /// The paths of issuance from `leaf`, which comes first, to a certificate that some participant trusts, shortest
    /// first. At most 64 paths of at most 16 CAs; a path says who issued whom and nothing about dates, names or usage,
    /// which is `verify`'s to judge.
    pub fn anchored_paths(&self, leaf: Fingerprint) -> Vec<Vec<Fingerprint>> {
        let Some(leaf) = self.find(leaf) else {
            return Vec::new();
        };
        let left = Cell::new(MOST_EDGES);
        let mut paths = Vec::new();
        if self.is_anchor(leaf) {
            paths.extend(self.fingerprints(&[leaf]));
        }
        let issuance = EdgeFiltered::from_fn(&self.graph, |edge| {
            let spent = left.get() == 0;
            left.set(left.get().saturating_sub(1));
            !spent && self.is_downward(*edge.weight(), NodeId(edge.target()))
        });
        let anchors = self.anchors_above(leaf);
        // Length by length, or a search could lose itself in long detours before it finds the short ways.
        for length in 1..=LONGEST_PATH {
            // Between two certificates stands the authority that both have to do with.
            let between = 2 * length - 1;
            for anchor in &anchors {
                let found = all_simple_paths::<Vec<_>, _, RandomState>(
                    Reversed(&issuance),
                    leaf.0,
                    anchor.0,
                    between,
                    Some(between),
                );
                let room = MOST_PATHS.saturating_sub(paths.len());
                paths.extend(found.take(room).filter_map(|path| {
                    let path: Vec<_> = path.into_iter().map(NodeId).collect();
                    self.fingerprints(&path)
                }));
            }
        }
        paths.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
        paths
    }

    /// The trusted certificates above `leaf`, by fingerprint.
    fn anchors_above(&self, leaf: NodeId) -> Vec<NodeId> {
        let Some(Node::Certificate(fingerprint)) = self.graph.node_weight(leaf.0) else {
            return Vec::new();
        };
        self.ancestors([*fingerprint])
            .into_iter()
            .filter_map(|known| self.find(known))
            .filter(|known| *known != leaf && self.is_anchor(*known))
            .collect()
    }

    /// The certificates among nodes.
    fn fingerprints(&self, nodes: &[NodeId]) -> Option<Vec<Fingerprint>> {
        let certificates: Vec<_> = nodes
            .iter()
            .filter_map(|id| match self.graph.node_weight(id.0)? {
                Node::Certificate(fingerprint) => Some(*fingerprint),
                _ => None,
            })
            .collect();
        (!certificates.is_empty()).then_some(certificates)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Authority;
    use super::super::{GraphBuilder, Issuance};
    use super::*;
    use crate::ground::time::Timestamp;
    use crate::verify::{CertPool, GoVerdict, Policy, SignatureCache, verify};
    use crate::x509::CertificateRef;

    #[test]
    fn each_way_to_an_anchor_is_a_path() {
        let [root, old] = ["root", "old"].map(Authority::new);
        let ca = Authority::new("ca");
        let (by_root, by_old, leaf) = (ca.signed_by(&root), ca.signed_by(&old), ca.leaf("leaf"));
        let (root, old) = (root.root(), old.root());
        let mut builder = GraphBuilder::new();
        for certificate in [&by_root, &by_old, &leaf, &old] {
            builder.certificate(certificate);
        }
        let participant = builder.participant("kube-apiserver");
        let bundle = builder.bundle("--client-ca-file", [&root, &by_root]);
        builder.trusts(participant, bundle);
        let graph = builder.build();
        let path =
            |of: &[&CertificateRef]| -> Vec<_> { of.iter().map(|own| own.fingerprint).collect() };
        assert_eq!(
            graph.anchored_paths(leaf.fingerprint),
            [path(&[&leaf, &by_root]), path(&[&leaf, &by_root, &root])]
        );
        // Old is in no bundle.
        assert!(graph.anchored_paths(by_old.fingerprint).is_empty());
        assert_eq!(graph.anchored_paths(root.fingerprint), [path(&[&root])]);
    }

    #[test]
    fn paths_through_a_mesh_are_bounded() {
        let authorities: Vec<_> = (0..14)
            .map(|n| Authority::new(&format!("ca-{n}")))
            .collect();
        let certificates: Vec<_> = authorities
            .iter()
            .flat_map(|own| authorities.iter().map(|issuer| own.signed_by(issuer)))
            .collect();
        let leaf = authorities[3].leaf("leaf");
        let mut builder = GraphBuilder::new();
        builder.certificate(&leaf);
        for certificate in &certificates {
            builder.certificate(certificate);
        }
        let participant = builder.participant("kubectl");
        let bundle = builder.bundle("certificate-authority", [&certificates[0]]);
        builder.trusts(participant, bundle);
        let paths = builder.build().anchored_paths(leaf.fingerprint);
        assert!((1..=MOST_PATHS).contains(&paths.len()), "{}", paths.len());
        assert!(paths.iter().all(|path| path.len() <= LONGEST_PATH + 1));
    }

    /// The edges of the graph are those that `verify` takes: a leaf and a CA that it has as the only anchor.
    #[test]
    fn verified_issuance_is_what_verify_accepts() {
        let authorities = ["a", "b", "a", "c"].map(Authority::new);
        let [a, b, namesake, c] = &authorities;
        let mut certificates: Vec<_> = authorities.iter().map(Authority::root).collect();
        certificates.extend([c.signed_by(a), c.signed_by(b), b.signed_by(namesake)]);
        certificates.extend(authorities.iter().map(|own| own.leaf("leaf")));
        let mut builder = GraphBuilder::new();
        for certificate in &certificates {
            builder.certificate(certificate);
        }
        let graph = builder.build();
        let at = Timestamp::parse("2026-01-01").unwrap();
        let signatures = SignatureCache::default();
        let mut accepted = 0;
        for leaf in &certificates {
            for issuer in &certificates {
                // Go puts no name and key twice into a chain (`alreadyInChain` in crypto/x509/verify.go).
                let same_name = leaf.subject.raw == issuer.subject.raw;
                if same_name && leaf.public_key == issuer.public_key {
                    continue;
                }
                let mut anchors = CertPool::new();
                anchors.add(issuer.clone());
                let policy = Policy::client(at);
                let judged = verify(leaf, &CertPool::new(), &anchors, &policy, &signatures);
                let accepts = matches!(judged.go, GoVerdict::Chains(_));
                let issuers = graph.issuers(leaf.fingerprint);
                let edge = issuers.contains(&(issuer.fingerprint, Issuance::Verified));
                assert_eq!(edge, accepts, "{} by {}", leaf.subject, issuer.subject);
                accepted += usize::from(edge);
            }
        }
        assert!(accepted > 10, "{accepted}");
    }
}
