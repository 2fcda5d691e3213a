//! The hashes of signatures.

use aws_lc_rs::digest::{Algorithm, Context, Digest, SHA256, SHA384, SHA512};

use crate::x509::SignatureHash;

/// The hash of `parts`, one after the other. MD5 and SHA-1 are refused before anything is hashed.
pub(in crate::x509) fn of(hash: SignatureHash, parts: &[&[u8]]) -> Digest {
    let mut context = Context::new(algorithm(hash));
    for part in parts {
        context.update(part);
    }
    context.finish()
}

pub(in crate::x509) const fn algorithm(hash: SignatureHash) -> &'static Algorithm {
    match hash {
        SignatureHash::Sha384 => &SHA384,
        SignatureHash::Sha512 => &SHA512,
        SignatureHash::Sha256 | SignatureHash::Sha1 | SignatureHash::Md5 => &SHA256,
    }
}
