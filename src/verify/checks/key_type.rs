//! What crypto/tls takes as a peer's key (handshake_client.go `verifyServerCertificate`, handshake_server.go
//! `processCertsFromClient`).

use crate::finding::Problem;
use crate::x509::{Certificate, PublicKey};

/// The default of `tlsmaxrsasize`.
const MAX_RSA_BITS: usize = 8192;

/// The leaf's key must be RSA, ECDSA, Ed25519 or ML-DSA.
pub(crate) fn check(leaf: &Certificate) -> Result<(), Problem> {
    let key = &leaf.public_key;
    if key.is_known() && *key != PublicKey::Dsa {
        return Ok(());
    }
    Err(Problem::UnsupportedKey {
        go_type: key.go_type().to_owned(),
    })
}

/// No certificate of the message may hold an RSA key above 8192 bits (CVE-2023-29409).
pub(crate) fn check_size(certificate: &Certificate) -> Result<(), Problem> {
    match &certificate.public_key {
        key @ PublicKey::Rsa { .. } => match key.bits() {
            Some(bits) if bits > MAX_RSA_BITS => Err(Problem::RsaKeyTooLarge { bits }),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}
