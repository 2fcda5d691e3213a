//! A certificate and its key, as crypto/tls `X509KeyPair` takes them: every fault, and Go's words for the first.

use super::bundle::{self, Chain};
use super::pem::{self, Block};
use super::private_key::{self, Encryption, MlDsaForm, PrivateKey, PrivateKeyError};
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::x509::PublicKey;

/// A certificate text and a key text, read together.
#[derive(Clone, Debug)]
pub struct KeyPair {
    /// The certificates, of which the first is the leaf.
    pub chain: Chain,
    /// The public half of the key, where the key can be read.
    pub key: Option<PrivateKey>,
    /// Where the key block stands.
    pub key_location: Option<Location>,
    /// Every fault, in the order in which Go comes to them; Go stops at the first. None: Go takes the pair.
    pub problems: Vec<KeyPairProblem>,
}

impl KeyPair {
    /// What crypto/tls says of the pair, if it refuses it.
    pub fn go_text(&self, release: GoRelease) -> Option<String> {
        self.problems.first().map(|first| first.go_text(release))
    }
}

/// Why crypto/tls refuses a certificate and key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPairProblem {
    /// The certificate text holds nothing but a private key: the two were switched.
    CertificateIsKey,
    /// The key is encrypted, or in a format of OpenSSH's own. Go does not say so: it fails to parse it.
    EncryptedKey {
        /// How.
        by: Encryption,
        /// What Go stumbles over.
        error: PrivateKeyError,
    },
    /// The key text holds nothing but a certificate.
    KeyIsCertificate,
    /// The leaf's public key is another than the key's.
    KeyMismatch {
        /// The number (from 0) of the certificate of the chain that the key belongs to, where there is one: the
        /// chain is in the wrong order.
        belongs_to: Option<usize>,
    },
    /// The leaf's public key is of another type than the key.
    KeyTypeMismatch {
        /// The leaf's, `RSA 2048`.
        certificate: String,
        /// The key's.
        key: String,
    },
    /// Go cannot parse the key.
    MalformedKey {
        /// What Go says, and what is behind it.
        error: PrivateKeyError,
        /// Of an ML-DSA key, how it is encoded: older releases of Go do not say it.
        ml_dsa: Option<MlDsaForm>,
    },
    /// Go cannot parse the leaf.
    MalformedLeaf {
        /// Go's text.
        go: String,
    },
    /// No PEM block is found in the certificate text.
    NoCertificate,
    /// No PEM block is found in the key text.
    NoKey,
    /// The certificate text has PEM blocks, but no certificate.
    OtherThanCertificate {
        /// Their labels.
        labels: Vec<String>,
    },
    /// The key text has PEM blocks, but no private key.
    OtherThanKey {
        /// Their labels.
        labels: Vec<String>,
    },
    /// The leaf's public key is of a type that crypto/tls does not use.
    UnsupportedLeafKey {
        /// The type, `DSA`.
        algorithm: String,
    },
}

impl KeyPairProblem {
    /// What crypto/tls says of it; kubectl prints it behind `error: `.
    pub fn go_text(&self, release: GoRelease) -> String {
        match self {
            Self::CertificateIsKey => "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched".to_owned(),
            Self::EncryptedKey { error, .. } | Self::MalformedKey { error, .. } => {
                error.go_text(release)
            }
            Self::KeyIsCertificate => {
                "tls: found a certificate rather than a key in the PEM for the private key"
                    .to_owned()
            }
            Self::KeyMismatch { .. } => "tls: private key does not match public key".to_owned(),
            Self::KeyTypeMismatch { .. } => {
                "tls: private key type does not match public key type".to_owned()
            }
            Self::MalformedLeaf { go } => go.clone(),
            Self::NoCertificate => {
                "tls: failed to find any PEM data in certificate input".to_owned()
            }
            Self::NoKey => "tls: failed to find any PEM data in key input".to_owned(),
            Self::OtherThanCertificate { labels } => format!(
                "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [{}]",
                labels.join(" ")
            ),
            Self::OtherThanKey { labels } => format!(
                "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [{}]",
                labels.join(" ")
            ),
            Self::UnsupportedLeafKey { .. } => "tls: unknown public key algorithm".to_owned(),
        }
    }
}

/// Reads a certificate text and a key text as `X509KeyPair` does, and goes on past the first fault.
pub fn key_pair(
    certificate: (&[u8], &Location),
    key: (&Secret, &Location),
    release: GoRelease,
) -> KeyPair {
    let mut problems = Vec::new();
    let chain = bundle::chain(certificate.0, certificate.1, release);
    problems.extend(certificate_problem(&chain));
    let (block, key_location) = match find_key(key.0.expose(), key.1, release) {
        Ok((block, location)) => (Some(block), Some(location)),
        Err(problem) => {
            problems.push(problem);
            (None, None)
        }
    };
    let leaf = chain.leaf().map(|leaf| &leaf.parsed);
    if let Some(Err(error)) = leaf {
        let go = error.to_string();
        problems.push(KeyPairProblem::MalformedLeaf { go });
    }
    let found = block.and_then(|block| match read_key(block, release) {
        Ok(key) => Some(key),
        Err(problem) => {
            problems.push(problem);
            None
        }
    });
    if let Some(Ok(leaf)) = leaf {
        problems.extend(match_problem(&leaf.public_key, found.as_ref(), &chain));
    }
    KeyPair {
        chain,
        key: found,
        key_location,
        problems,
    }
}

fn certificate_problem(chain: &Chain) -> Option<KeyPairProblem> {
    if !chain.links.is_empty() {
        return None;
    }
    Some(match chain.other_labels.as_slice() {
        [] => KeyPairProblem::NoCertificate,
        [only] if only.ends_with("PRIVATE KEY") => KeyPairProblem::CertificateIsKey,
        labels => KeyPairProblem::OtherThanCertificate {
            labels: labels.to_vec(),
        },
    })
}

/// The first block that is a key by its label.
fn find_key<'a>(
    text: &'a [u8],
    base: &Location,
    release: GoRelease,
) -> Result<(Block<'a>, Location), KeyPairProblem> {
    let mut labels = Vec::new();
    for block in pem::blocks(text, release.into()) {
        if block.label == b"PRIVATE KEY" || block.label.ends_with(b" PRIVATE KEY") {
            let location = bundle::place(base, block.line, Some(block.number));
            return Ok((block, location));
        }
        labels.push(block.label_text());
    }
    Err(match labels.as_slice() {
        [] => KeyPairProblem::NoKey,
        [only] if only == "CERTIFICATE" => KeyPairProblem::KeyIsCertificate,
        _ => KeyPairProblem::OtherThanKey { labels },
    })
}

fn read_key(mut block: Block<'_>, release: GoRelease) -> Result<PrivateKey, KeyPairProblem> {
    let encryption = Encryption::of(&block);
    let der = Secret::new(std::mem::take(&mut block.bytes));
    private_key::parse(&der, release).map_err(|error| match encryption {
        Some(by) => KeyPairProblem::EncryptedKey { by, error },
        None => KeyPairProblem::MalformedKey {
            error,
            ml_dsa: MlDsaForm::of(der.expose()),
        },
    })
}

/// Whether key and leaf belong together; without a key, only whether the leaf could have one.
fn match_problem(
    leaf: &PublicKey,
    key: Option<&PrivateKey>,
    chain: &Chain,
) -> Option<KeyPairProblem> {
    if matches!(
        leaf,
        PublicKey::Dsa | PublicKey::X25519 | PublicKey::Unknown(_)
    ) {
        let algorithm = leaf.algorithm();
        return Some(KeyPairProblem::UnsupportedLeafKey { algorithm });
    }
    let key = &key?.public_key;
    if std::mem::discriminant(leaf) != std::mem::discriminant(key) {
        return Some(KeyPairProblem::KeyTypeMismatch {
            certificate: leaf.algorithm(),
            key: key.algorithm(),
        });
    }
    if leaf == key {
        return None;
    }
    let belongs_to = chain.links.iter().position(|link| {
        link.parsed
            .as_ref()
            .is_ok_and(|certificate| certificate.public_key == *key)
    });
    Some(KeyPairProblem::KeyMismatch { belongs_to })
}

#[cfg(test)]
mod tests;
