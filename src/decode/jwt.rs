//! A JSON Web Token (RFC 7519) in its compact form (RFC 7515 §7.1): what it says of itself, and whether a key signed it.
//!
//! Nothing of it is ever printed but its issuer, its audiences and its times.

use serde::Deserialize;

use crate::golang::base64;
use crate::golang::{GoRelease, der::tag};
use crate::ground::time::Timestamp;
use crate::x509::{PublicKey, SignatureAlgorithm, SignatureHash, check_signature_as};

/// What a token says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audiences: Vec<String>,
    /// `exp`.
    pub expires: Option<Timestamp>,
    /// `nbf`.
    pub not_before: Option<Timestamp>,
    /// `sub`: whom it names.
    pub subject: String,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Deserialize)]
struct Payload {
    #[serde(default)]
    iss: String,
    #[serde(default)]
    sub: String,
    aud: Option<Audiences>,
    exp: Option<f64>,
    nbf: Option<f64>,
}

/// RFC 7519 §4.1.3: one, or a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audiences {
    One(String),
    Several(Vec<String>),
}

/// Reads a token; none where it is none.
pub fn claims(token: &[u8]) -> Option<Claims> {
    let (_, payload, _) = parts(token)?;
    let payload: Payload = serde_json::from_slice(&decoded(payload)?).ok()?;
    Some(Claims {
        issuer: payload.iss,
        subject: payload.sub,
        audiences: match payload.aud {
            Some(Audiences::One(one)) => vec![one],
            Some(Audiences::Several(several)) => several,
            None => Vec::new(),
        },
        expires: payload.exp.map(time),
        not_before: payload.nbf.map(time),
    })
}

/// RFC 7519 §2, `NumericDate`: seconds, perhaps with a fraction.
fn time(seconds: f64) -> Timestamp {
    // A cast of floats saturates.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a fraction of a second is cut off"
    )]
    let whole = seconds as i64;
    Timestamp::from_seconds(whole.clamp(-62_135_596_800, 253_402_300_799))
}

/// Whether one of the keys made the signature; none where it is of a kind that is not known here.
pub fn is_signed_by(token: &[u8], keys: &[PublicKey], release: GoRelease) -> Option<bool> {
    let (header, _, signature) = parts(token)?;
    let header: Header = serde_json::from_slice(&decoded(header)?).ok()?;
    let signature = decoded(signature)?;
    let end = token.iter().rposition(|byte| *byte == b'.')?;
    let signed = token.get(..end)?;
    let (algorithm, signature) = match header.alg.as_str() {
        "RS256" => (SignatureAlgorithm::Rsa(SignatureHash::Sha256), signature),
        "RS384" => (SignatureAlgorithm::Rsa(SignatureHash::Sha384), signature),
        "RS512" => (SignatureAlgorithm::Rsa(SignatureHash::Sha512), signature),
        "ES256" => (
            SignatureAlgorithm::Ecdsa(SignatureHash::Sha256),
            in_der(&signature)?,
        ),
        "ES384" => (
            SignatureAlgorithm::Ecdsa(SignatureHash::Sha384),
            in_der(&signature)?,
        ),
        "ES512" => (
            SignatureAlgorithm::Ecdsa(SignatureHash::Sha512),
            in_der(&signature)?,
        ),
        _ => return None,
    };
    let fits =
        |key: &PublicKey| check_signature_as(release, algorithm, signed, &signature, key).is_ok();
    Some(keys.iter().any(fits))
}

/// The three parts of a token.
fn parts(token: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let mut parts = token.split(|byte| *byte == b'.');
    let found = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(found)
}

/// RFC 7515 §2: base64url without padding.
fn decoded(part: &[u8]) -> Option<Vec<u8>> {
    let standard = part.iter().map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    });
    let mut standard: Vec<u8> = standard.collect();
    while !standard.len().is_multiple_of(4) {
        standard.push(b'=');
    }
    base64::decode(&standard).ok()
}

/// RFC 7518 §3.4: both numbers of an ECDSA signature one behind the other, and as X.509 has them.
fn in_der(signature: &[u8]) -> Option<Vec<u8>> {
    let (first, second) = signature.split_at_checked(signature.len() / 2)?;
    let mut body = integer(first)?;
    body.extend(integer(second)?);
    element(tag::SEQUENCE, &body)
}

fn integer(number: &[u8]) -> Option<Vec<u8>> {
    let start = number
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(number.len());
    let mut bytes = number.get(start..)?.to_vec();
    if bytes.first().is_none_or(|first| first & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    element(tag::INTEGER, &bytes)
}

fn element(tag: u8, content: &[u8]) -> Option<Vec<u8>> {
    let length = u8::try_from(content.len()).ok()?;
    let mut der = vec![tag];
    if length >= 0x80 {
        der.push(0x81);
    }
    der.push(length);
    der.extend(content);
    Some(der)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_whose_it_is_and_until_when() {
        // {"alg":"none"} . {"iss":"i","aud":["a"],"exp":10.5,"sub":"s"} . empty
        let token =
            b"eyJhbGciOiJub25lIn0.eyJpc3MiOiJpIiwiYXVkIjpbImEiXSwiZXhwIjoxMC41LCJzdWIiOiJzIn0.";
        let read = claims(token).unwrap();
        assert_eq!((read.issuer.as_str(), read.subject.as_str()), ("i", "s"));
        assert_eq!(read.audiences, ["a"]);
        assert_eq!(read.expires, Some(Timestamp::from_seconds(10)));
        assert_eq!(read.not_before, None);
        assert_eq!(is_signed_by(token, &[], GoRelease::default()), None);
        for text in ["", "a.b", "a.b.c.d", "..", "x"] {
            assert_eq!(claims(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_a_signature_are_integers_without_a_sign() {
        assert_eq!(
            in_der(&[0x00, 0x01, 0x80, 0x00]),
            Some(vec![0x30, 0x08, 2, 1, 1, 2, 3, 0, 0x80, 0])
        );
        assert_eq!(in_der(&[0, 0]), Some(vec![0x30, 0x06, 2, 1, 0, 2, 1, 0]));
    }
}
