//! Secrets that a server may serve from, until it is known which servers are called.

use std::sync::Arc;

use crate::decode::bundle::Listed;
use crate::decode::certificates::SecretPair;
use crate::decode::objects::Pair;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::x509::Certificate;

/// A Secret with its certificate and key, whole or in few bytes.
pub(super) enum Kept {
    Whole(SecretPair),
    Packed(Packed),
}

/// Of a Secret in a stream of a million, what a connection is judged by; the certificates are read again if one is.
pub(super) struct Packed {
    name: Box<str>,
    certificate_name: Option<Box<str>>,
    certificate: Location,
    key: Location,
    has_key: bool,
    chain: Box<[Box<[u8]>]>,
}

impl Kept {
    /// Packs what can be, and drops what no server can serve from.
    pub(super) fn packed(secret: SecretPair) -> Option<Self> {
        let pair = &secret.pair;
        let mut chain = Vec::with_capacity(pair.chain.len());
        for (number, link) in (1..).zip(&pair.chain) {
            match link {
                Ok(link) if link.location == pair.certificate.clone().with_block(number) => {
                    chain.push(link.certificate.der.clone());
                }
                Ok(_) | Err(_) => return Some(Self::Whole(secret)),
            }
        }
        if pair.refused.is_some() || chain.is_empty() {
            return Some(Self::Whole(secret));
        }
        let leaf = pair.chain.first().and_then(|link| link.as_ref().ok());
        let names = leaf.and_then(|leaf| leaf.certificate.subject_alt_name.as_ref());
        let has_names = names.is_some_and(|names| !names.dns.is_empty() || !names.ip.is_empty());
        let is_ca = leaf.is_some_and(|leaf| leaf.certificate.is_ca());
        // Other than by a name it is found by what cert-manager takes a `caBundle` from, or as the CA of an issuer.
        if !has_names && !is_ca && secret.certificate_name.is_none() && !secret.injectable {
            return None;
        }
        Some(Self::Packed(Packed {
            name: secret.name.into(),
            certificate_name: secret.certificate_name.map(Into::into),
            certificate: secret.pair.certificate,
            key: secret.pair.key,
            has_key: secret.pair.has_key,
            chain: chain.into(),
        }))
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Whole(secret) => &secret.name,
            Self::Packed(packed) => &packed.name,
        }
    }

    /// Where its certificates stand.
    pub(super) const fn place(&self) -> &Location {
        match self {
            Self::Whole(secret) => &secret.pair.certificate,
            Self::Packed(packed) => &packed.certificate,
        }
    }

    /// The cert-manager Certificate that it is written for.
    pub(super) fn certificate_name(&self) -> Option<&str> {
        match self {
            Self::Whole(secret) => secret.certificate_name.as_deref(),
            Self::Packed(packed) => packed.certificate_name.as_deref(),
        }
    }

    /// The DER of its certificates, and whether there is a key; none where something of it cannot be read.
    pub(super) fn certificates(&self) -> Option<(Vec<&[u8]>, bool)> {
        match self {
            Self::Whole(secret) if secret.pair.refused.is_some() => None,
            Self::Whole(secret) => {
                let links = secret.pair.chain.iter();
                let ders = links.map(|link| Some(&*link.as_ref().ok()?.certificate.der));
                Some((ders.collect::<Option<_>>()?, secret.pair.has_key))
            }
            Self::Packed(packed) => {
                let ders = packed.chain.iter().map(|der| &**der);
                Some((ders.collect(), packed.has_key))
            }
        }
    }

    /// The certificate that is served, if it can be read.
    pub(super) fn leaf(&self, release: GoRelease) -> Option<Arc<Certificate>> {
        match self {
            Self::Whole(secret) => {
                let first = secret.pair.chain.first()?.as_ref().ok()?;
                Some(Arc::clone(&first.certificate))
            }
            Self::Packed(packed) => read(packed.chain.first()?, release),
        }
    }

    /// All of it; `namespace` is the one that it is kept under.
    pub(super) fn open(&self, namespace: &str, release: GoRelease) -> SecretPair {
        let packed = match self {
            Self::Whole(secret) => {
                return SecretPair {
                    namespace: namespace.to_owned(),
                    ..secret.clone()
                };
            }
            Self::Packed(packed) => packed,
        };
        let links = (1..).zip(&packed.chain).filter_map(|(number, der)| {
            Some(Ok(Listed {
                certificate: read(der, release)?,
                location: packed.certificate.clone().with_block(number),
            }))
        });
        SecretPair {
            namespace: namespace.to_owned(),
            name: packed.name.to_string(),
            certificate_name: packed.certificate_name.as_deref().map(str::to_owned),
            injectable: true,
            pair: Pair {
                certificate: packed.certificate.clone(),
                key: packed.key.clone(),
                has_key: packed.has_key,
                chain: links.collect(),
                problems: Vec::new(),
                refused: None,
            },
        }
    }
}

/// It was read before by the same rules.
fn read(der: &[u8], release: GoRelease) -> Option<Arc<Certificate>> {
    Certificate::parse_as(der, release).ok().map(Arc::new)
}
