//! The public half of a private key. The private half is read to compute it and to find faults, and is never kept.

mod curve;
mod encryption;
mod form;
mod ml_dsa_form;
mod model;
mod pkcs8;
mod rsa;

pub use encryption::Encryption;
pub use ml_dsa_form::MlDsaForm;
pub use model::{KeyFormat, PrivateKey, PrivateKeyError};

use crate::golang::GoRelease;
use crate::ground::secret::Secret;
use crate::x509::PublicKey;
use curve::EcFields;
use rsa::RsaFields;

/// Reads a DER private key as crypto/tls `parsePrivateKey` does: PKCS#8, PKCS#1 and SEC 1 are tried.
///
/// # Errors
/// Why Go does not take it.
pub fn parse(der: &Secret, release: GoRelease) -> Result<PrivateKey, PrivateKeyError> {
    let der = der.expose();
    let key = |format| move |public_key| PrivateKey { public_key, format };
    let detail = match pkcs8::parse(der, release) {
        Ok(PublicKey::X25519) => return Err(PrivateKeyError::UnknownType),
        Ok(public_key) => return Ok(key(KeyFormat::Pkcs8)(public_key)),
        Err(detail) => detail,
    };
    let pkcs1 = pkcs1(der, release).map(key(KeyFormat::Pkcs1));
    let sec1 = EcFields::unmarshal(der)
        .map_err(|_| None)
        .and_then(|fields| fields.check(None, release).map_err(Some))
        .map(key(KeyFormat::Sec1));
    match (pkcs1, sec1) {
        (Ok(found), _) | (Err(_), Ok(found)) => Ok(found),
        (Err(pkcs1), Err(sec1)) => {
            let cause = pkcs1.or(sec1);
            Err(PrivateKeyError::Malformed { detail, cause })
        }
    }
}

/// x509 `ParsePKCS1PrivateKey`; an error is given where it is PKCS#1 in form.
fn pkcs1(der: &[u8], release: GoRelease) -> Result<PublicKey, Option<String>> {
    let (fields, rest) = RsaFields::unmarshal(der).map_err(|_| None)?;
    if !rest.is_empty() {
        return Err(Some("asn1: syntax error: trailing data".to_owned()));
    }
    fields
        .check(release)
        .map_err(|fault| Some(fault.to_owned()))
}
