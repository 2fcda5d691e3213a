//! PKCS#8 (x509 `ParsePKCS8PrivateKey`), with Go's words.

use aws_lc_rs::signature::{
    Ed25519KeyPair, KeyPair, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING, PqdsaKeyPair,
};

use super::curve::EcFields;
use super::form::{is_pkcs1, is_sec1};
use super::rsa::RsaFields;
use crate::golang::asn1::{Fault, Fields};
use crate::golang::{Change, GoRelease};
use crate::x509::{Oid, PublicKey};

/// RFC 5208 §5, without attributes.
pub(super) struct Pkcs8<'a> {
    oid: &'a [u8],
    parameters: &'a [u8],
    key: &'a [u8],
}

/// What `asn1.Unmarshal` makes of it. The version may be any number.
pub(super) fn unmarshal(der: &[u8]) -> Result<Pkcs8<'_>, Fault> {
    let (mut fields, _) = Fields::of(der, "pkcs8")?;
    fields.int()?;
    let (oid, parameters) = fields.algorithm()?;
    let key = fields.octets()?;
    Ok(Pkcs8 {
        oid,
        parameters,
        key,
    })
}

/// The public half; X25519 where it is such a key.
pub(super) fn parse(der: &[u8], release: GoRelease) -> Result<PublicKey, Fault> {
    let wrapping = unmarshal(der).map_err(|fault| {
        if is_sec1(der) {
            hint("ParseECPrivateKey")
        } else if is_pkcs1(der) {
            hint("ParsePKCS1PrivateKey")
        } else {
            fault
        }
    })?;
    let Pkcs8 {
        oid,
        parameters,
        key,
    } = wrapping;
    match oid {
        RSA => rsa(key, release).map_err(|fault| {
            format!("x509: failed to parse RSA private key embedded in PKCS#8: {fault}")
        }),
        EC => ec(parameters, key, release).map_err(|fault| {
            format!("x509: failed to parse EC private key embedded in PKCS#8: {fault}")
        }),
        ED25519 => {
            let seed = octets("Ed25519", parameters, key)?;
            if seed.len() != 32 {
                return Err(format!(
                    "x509: invalid Ed25519 private key length: {}",
                    seed.len()
                ));
            }
            let pair = Ed25519KeyPair::from_seed_unchecked(seed)
                .map_err(|_| "x509: invalid Ed25519 private key".to_owned())?;
            Ok(PublicKey::Ed25519(pair.public_key().as_ref().into()))
        }
        X25519 => {
            if octets("X25519", parameters, key)?.len() != 32 {
                return Err("crypto/ecdh: invalid private key size".to_owned());
            }
            Ok(PublicKey::X25519)
        }
        [prefix @ .., set @ 17..=19] if prefix == ML_DSA && release.has(Change::MlDsa) => {
            ml_dsa(*set, parameters, key)
        }
        _ => Err(format!(
            "x509: PKCS#8 wrapping contained private key with unknown algorithm: {}",
            Oid::new(oid)
        )),
    }
}

fn hint(function: &str) -> Fault {
    format!("x509: failed to parse private key (use {function} instead for this key format)")
}

fn rsa(key: &[u8], release: GoRelease) -> Result<PublicKey, Fault> {
    match RsaFields::unmarshal(key) {
        Ok((_, rest)) if !rest.is_empty() => Err("asn1: syntax error: trailing data".to_owned()),
        Ok((fields, _)) => fields.check(release).map_err(str::to_owned),
        Err(_) if is_sec1(key) => Err(hint("ParseECPrivateKey")),
        Err(_) if is_pkcs8(key) => Err(hint("ParsePKCS8PrivateKey")),
        Err(fault) => Err(fault),
    }
}

fn ec(parameters: &[u8], key: &[u8], release: GoRelease) -> Result<PublicKey, Fault> {
    // Parameters that are no OID are as good as none.
    let curve = Fields::at(parameters).oid().ok();
    match EcFields::unmarshal(key) {
        Ok(fields) => fields.check(curve, release),
        Err(_) if is_pkcs8(key) => Err(hint("ParsePKCS8PrivateKey")),
        Err(_) if is_pkcs1(key) => Err(hint("ParsePKCS1PrivateKey")),
        Err(fault) => Err(format!("x509: failed to parse EC private key: {fault}")),
    }
}

/// The OCTET STRING in the OCTET STRING of RFC 8410 §7.
fn octets<'a>(name: &str, parameters: &[u8], key: &'a [u8]) -> Result<&'a [u8], Fault> {
    if !parameters.is_empty() {
        return Err(format!("x509: invalid {name} private key parameters"));
    }
    Fields::at(key)
        .octets()
        .map_err(|fault| format!("x509: invalid {name} private key: {fault}"))
}

/// RFC 9881 §6: a seed, an expanded key, or both; Go takes a seed alone.
fn ml_dsa(set: u8, parameters: &[u8], key: &[u8]) -> Result<PublicKey, Fault> {
    if !parameters.is_empty() {
        return Err("x509: invalid ML-DSA private key parameters".to_owned());
    }
    let length = || format!("x509: invalid ML-DSA private key length: {}", key.len());
    match key.first() {
        None => return Err(length()),
        Some(0x80) => {}
        Some(0x04) => {
            return Err(
                "x509: semi-expanded ML-DSA private keys without seed are not supported".to_owned(),
            );
        }
        Some(0x30) => {
            return Err("x509: ML-DSA private keys with both seed and expanded key are not supported, use e.g. \"openssl pkey -provparam ml-dsa.output_formats=seed-only\" to convert to a seed-only key".to_owned());
        }
        Some(tag) => {
            return Err(format!(
                "x509: invalid ML-DSA private key: invalid ASN.1 tag {tag:02x}"
            ));
        }
    }
    let Some(([_, claimed], seed)) = key.split_first_chunk().filter(|(_, seed)| seed.len() == 32)
    else {
        return Err(length());
    };
    if *claimed != 32 {
        return Err("x509: invalid ML-DSA private key ASN.1 encoding".to_owned());
    }
    let (level, algorithm) = match set {
        17 => (44, &ML_DSA_44_SIGNING),
        18 => (65, &ML_DSA_65_SIGNING),
        _ => (87, &ML_DSA_87_SIGNING),
    };
    let pair = PqdsaKeyPair::from_seed(algorithm, seed)
        .map_err(|_| "x509: unknown ML-DSA parameters".to_owned())?;
    Ok(PublicKey::MlDsa {
        level,
        key: pair.public_key().as_ref().into(),
    })
}

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const X25519: &[u8] = &[0x2b, 0x65, 0x6e];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
/// Without the last octet, which tells the parameter set.
const ML_DSA: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3];

pub(super) fn is_pkcs8(der: &[u8]) -> bool {
    unmarshal(der).is_ok()
}
