//! The public half of a private key. The private half is read to compute it and to find faults, and is never kept.

mod curve;
mod encryption;
mod ml_dsa_form;
mod pkcs8;
mod rsa;

pub use encryption::Encryption;
pub use ml_dsa_form::MlDsaForm;

use crate::golang::GoRelease;
use crate::ground::secret::Secret;
use crate::x509::PublicKey;
use curve::EcFields;
use rsa::RsaFields;

/// A private key that Go takes, without what is private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateKey {
    /// The public half.
    pub public_key: PublicKey,
    /// The format that it was read from, whatever its label says.
    pub format: KeyFormat,
}

/// Formats of private keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyFormat {
    /// RFC 8017 A.1.2, `RSA PRIVATE KEY`.
    Pkcs1,
    /// RFC 5208, `PRIVATE KEY`.
    Pkcs8,
    /// RFC 5915, `EC PRIVATE KEY`.
    Sec1,
}

/// Why crypto/tls does not take a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivateKeyError {
    /// It is neither of the three formats, or its numbers are wrong.
    Malformed {
        /// Why it is not PKCS#8, in the words of Go 1.27's crypto/x509; there is no more that Go says. It names tags,
        /// lengths and versions, never a value.
        detail: String,
        /// Why it is not the format that it seems to be, where that is another than PKCS#8.
        cause: Option<String>,
    },
    /// An X25519 key, which signs nothing.
    UnknownType,
}

impl PrivateKeyError {
    /// What crypto/tls says.
    pub fn go_text(&self, release: GoRelease) -> String {
        match self {
            Self::Malformed { detail, .. } if release >= GoRelease::Go1_27 => {
                format!("tls: failed to parse private key: {detail}")
            }
            Self::Malformed { .. } => "tls: failed to parse private key".to_owned(),
            Self::UnknownType => {
                "tls: found unknown private key type in PKCS#8 wrapping".to_owned()
            }
        }
    }
}

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

/// The formats by form alone, for the hints in Go's messages.
fn is_pkcs1(der: &[u8]) -> bool {
    RsaFields::unmarshal(der).is_ok()
}

fn is_sec1(der: &[u8]) -> bool {
    EcFields::unmarshal(der).is_ok()
}

fn is_pkcs8(der: &[u8]) -> bool {
    pkcs8::unmarshal(der).is_ok()
}
