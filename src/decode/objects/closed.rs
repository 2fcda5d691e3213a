//! Objects that hold certificates, and show none.

use super::fault::{ObjectFault, ObjectProblem};
use super::field::Walk;
use super::node::{Map, Node};

impl Walk<'_> {
    /// Says of an object what it does not show.
    pub(super) fn closed(&mut self, kind: &str, object: &Node<'_>) {
        match kind {
            "SealedSecret" => self.sealed(object),
            "Secret" => self.empty(object),
            _ => {}
        }
    }

    /// Sealed Secrets (bitnami.com/v1alpha1): each value is encrypted, and its key tells what it is.
    fn sealed(&mut self, object: &Node<'_>) {
        let values = object.at(&["spec", "encryptedData"]).and_then(Node::as_map);
        let mut keys = values.into_iter().flat_map(Map::iter).map(|(key, _)| key);
        if keys.any(is_certificate_key) {
            self.faults.push(ObjectFault {
                location: self.at_path("spec.encryptedData"),
                problem: ObjectProblem::Sealed,
            });
        }
    }

    /// A Secret for TLS with an empty certificate: what is to fill it has not, or no longer works.
    fn empty(&mut self, object: &Node<'_>) {
        let is_tls = object.get("type").and_then(Node::as_text) == Some("kubernetes.io/tls");
        let is_empty = |field| {
            let text = object.at(&[field, "tls.crt"]).and_then(Node::as_text);
            text.is_some_and(str::is_empty)
        };
        if is_tls && is_empty("data") {
            self.faults.push(ObjectFault {
                location: self.place_below("data", "tls.crt"),
                problem: ObjectProblem::EmptyCertificate,
            });
        }
    }
}

/// Whether people keep certificates under such a key: `tls.crt`, `ca.pem`, `client-cert`, `keystore.jks`.
pub(in crate::decode) fn is_certificate_key(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    [".crt", ".cer", ".pem", ".p12", ".pfx", ".jks", ".p7b"]
        .iter()
        .any(|ending| key.ends_with(ending))
        || ["cert", "kubeconfig", "cabundle", "ca-bundle"]
            .iter()
            .any(|part| key.contains(part))
}
