//! Whether the client's key makes a signature that the server takes (crypto/tls `auth.go`, `selectSignatureScheme`).

use crate::connection::{Client, Credential, Predicted, Server};
use crate::finding::{Finding, Problem, Step};
use crate::x509::{Curve, PublicKey};

/// What Go says, and sends nothing.
const WORDS: &str = "tls: peer doesn't support any of the certificate's signature algorithms";

/// What kubectl prints, where there is no such signature.
pub(crate) fn predicted(client: &Client, server: &Server) -> Option<Predicted> {
    is_without(client, server)
        .then(|| Predicted::tls(WORDS, "remote error: tls: handshake failure"))
}

/// The finding.
pub(crate) fn finding(client: &Client, server: &Server) -> Option<Finding> {
    if !is_without(client, server) {
        return None;
    }
    let Credential::Chain(chain) = &client.credential else {
        return None;
    };
    let leaf = chain.leaf()?;
    let schemes = server.observed()?.request.as_ref()?.schemes.clone();
    let key = leaf.certificate.public_key.algorithm();
    let problem = Problem::NoCommonSignatureScheme { key, schemes };
    let places = vec![leaf.location.clone()];
    Some(Finding::new(problem, Step::ClientPresents, places).about(&leaf.certificate))
}

fn is_without(client: &Client, server: &Server) -> bool {
    let request = server.observed().and_then(|live| {
        let is_new = live.version == Some("TLS 1.3");
        live.request.as_ref().map(|request| (request, is_new))
    });
    let (Credential::Chain(chain), Some((request, is_new))) = (&client.credential, request) else {
        return false;
    };
    let Some(leaf) = chain.leaf() else {
        return false;
    };
    let Some(own) = own(&leaf.certificate.public_key, is_new) else {
        return false;
    };
    // A server that lists none means SHA-1 (RFC 5246 §7.4.1.4.1), which is judged nowhere here.
    !request.schemes.is_empty()
        && !request
            .schemes
            .iter()
            .any(|taken| own.contains(&taken.as_str()))
}

/// The schemes of a key, by their registered names (`signatureSchemesForPublicKey`); none for a key that is judged elsewhere.
fn own(key: &PublicKey, is_new: bool) -> Option<Vec<&'static str>> {
    Some(match key {
        // TLS 1.2 ties no curve to a hash.
        PublicKey::Ecdsa {
            curve: Curve::P224, ..
        } => return None,
        PublicKey::Ecdsa { .. } if !is_new => vec![
            "ecdsa_secp256r1_sha256",
            "ecdsa_secp384r1_sha384",
            "ecdsa_secp521r1_sha512",
            "ecdsa_sha1",
        ],
        PublicKey::Ecdsa { curve, .. } => vec![match curve {
            Curve::P224 => return None,
            Curve::P256 => "ecdsa_secp256r1_sha256",
            Curve::P384 => "ecdsa_secp384r1_sha384",
            Curve::P521 => "ecdsa_secp521r1_sha512",
        }],
        PublicKey::Rsa { .. } => {
            let bytes = key.bits()?.div_ceil(8);
            // RSASSA-PSS wants room for hash and salt (RFC 8017 §9.1.1); PKCS #1 v1.5 signs no handshake of TLS 1.3.
            let pss = [
                ("rsa_pss_rsae_sha256", 66),
                ("rsa_pss_rsae_sha384", 98),
                ("rsa_pss_rsae_sha512", 130),
            ];
            let mut own: Vec<_> = pss
                .into_iter()
                .filter(|(_, room)| bytes >= *room)
                .map(|(name, _)| name)
                .collect();
            if !is_new {
                own.extend([
                    "rsa_pkcs1_sha256",
                    "rsa_pkcs1_sha384",
                    "rsa_pkcs1_sha512",
                    "rsa_pkcs1_sha1",
                ]);
            }
            own
        }
        PublicKey::Ed25519(_) => vec!["ed25519"],
        PublicKey::MlDsa { level: 44, .. } => vec!["mldsa44"],
        PublicKey::MlDsa { level: 65, .. } => vec!["mldsa65"],
        PublicKey::MlDsa { .. } => vec!["mldsa87"],
        PublicKey::Dsa | PublicKey::X25519 | PublicKey::Unknown(_) => return None,
    })
}
