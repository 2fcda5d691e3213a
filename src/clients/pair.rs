//! A client's certificate and key, as a stack loads them.

use super::stack::{EcKeys, OtherType, PairRules, Reading};
use crate::assemble::chain_of;
use crate::connection::Chain;
use crate::decode::key_pair::{KeyPairProblem, key_pair};
use crate::decode::pem;
use crate::decode::private_key::KeyFormat;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::x509::{Curve, KeyKind};

/// Why a stack refuses a certificate and key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairFault {
    /// The key is another than the certificate's.
    OtherKey,
    /// The key is of another type than the certificate's.
    OtherType,
    /// The RSA key is too short.
    ShortKey,
    /// The key is of a kind that the stack does not sign with.
    UnsupportedKey,
    /// The key is of a kind, or in a form, that the client's own reader does not know.
    UnreadableForm,
    /// The key is encrypted, which no client is given a password for.
    Encrypted,
    /// There is no key in the text, or none that parses.
    NoKey,
    /// There is no certificate in the text, or none that parses.
    NoCertificate,
    /// A key stands in the certificate's text.
    KeyBesideCertificate,
    /// A certificate of the text is not the issuer of the one before it.
    UnorderedChain,
}

impl PairFault {
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OtherKey | Self::OtherType => "key-pair-mismatch",
            Self::ShortKey => "short-key",
            Self::UnsupportedKey => "unsupported-key",
            Self::Encrypted => "encrypted-private-key",
            Self::UnreadableForm | Self::NoKey | Self::KeyBesideCertificate => {
                "unusable-private-key"
            }
            Self::NoCertificate => "no-certificate-in-pair",
            Self::UnorderedChain => "unordered-chain",
        }
    }
}

/// What a client presents when it is asked for a certificate.
#[derive(Clone, Debug)]
pub(super) enum Sends {
    /// Nothing.
    Nothing,
    /// Its chain.
    Chain(Chain),
}

/// Loads a certificate and its key.
///
/// # Errors
/// What the stack refuses them for.
pub(super) fn load(
    certificate: &[u8],
    key: &Secret,
    rules: &PairRules,
) -> Result<Sends, PairFault> {
    if !rules.combined && has_key(certificate) {
        return Err(PairFault::KeyBesideCertificate);
    }
    let plain = without_mark(key);
    let key = match &plain {
        Some(_) if rules.byte_order_mark == Reading::Refused => return Err(PairFault::NoKey),
        Some(plain) => plain,
        None => key,
    };
    if !rules.ec_parameters && first_label_is(key.expose(), b"EC PARAMETERS") {
        return Err(PairFault::UnreadableForm);
    }
    let place = Location::file("");
    // The key readers of all stacks take what Go 1.23 takes.
    let pair = key_pair((certificate, &place), (key, &place), GoRelease::GO_1_23);
    if let Some(problem) = pair.problems.first() {
        return match problem {
            KeyPairProblem::KeyTypeMismatch { .. }
                if rules.other_type == OtherType::SendsNothing =>
            {
                Ok(Sends::Nothing)
            }
            problem => Err(fault(problem)),
        };
    }
    if let Some(found) = &pair.key {
        let kind = found.public_key.kind();
        readable(kind, found.format, rules)?;
        if matches!(kind, KeyKind::Rsa(_)) && !rules.rsa_signs {
            return Ok(Sends::Nothing);
        }
    }
    let chain = chain_of(&pair);
    let ordered = chain
        .parsed()
        .zip(chain.parsed().skip(1))
        .all(|(below, above)| below.certificate.issuer.raw == above.certificate.subject.raw);
    if rules.ordered_chain && !ordered {
        return Err(PairFault::UnorderedChain);
    }
    Ok(Sends::Chain(chain))
}

const fn fault(problem: &KeyPairProblem) -> PairFault {
    match problem {
        KeyPairProblem::KeyMismatch { .. } => PairFault::OtherKey,
        KeyPairProblem::KeyTypeMismatch { .. } => PairFault::OtherType,
        KeyPairProblem::EncryptedKey { .. } => PairFault::Encrypted,
        KeyPairProblem::UnsupportedLeafKey { .. } => PairFault::UnsupportedKey,
        KeyPairProblem::KeyIsCertificate
        | KeyPairProblem::MalformedKey { .. }
        | KeyPairProblem::NoKey
        | KeyPairProblem::OtherThanKey { .. } => PairFault::NoKey,
        KeyPairProblem::CertificateIsKey
        | KeyPairProblem::MalformedLeaf { .. }
        | KeyPairProblem::NoCertificate
        | KeyPairProblem::OtherThanCertificate { .. } => PairFault::NoCertificate,
    }
}

fn readable(kind: KeyKind, format: KeyFormat, rules: &PairRules) -> Result<(), PairFault> {
    match kind {
        KeyKind::Rsa(bits) if bits < rules.rsa_bits => Err(PairFault::ShortKey),
        KeyKind::Ecdsa(_) if rules.ec_keys == EcKeys::Sec1 && format == KeyFormat::Pkcs8 => {
            Err(PairFault::UnreadableForm)
        }
        KeyKind::Ecdsa(curve) if !rules.all_curves => match curve {
            Curve::P256 | Curve::P384 => Ok(()),
            Curve::P224 | Curve::P521 => Err(PairFault::UnsupportedKey),
        },
        KeyKind::Ed25519 if !rules.ed25519 => Err(PairFault::UnreadableForm),
        _ => Ok(()),
    }
}

fn has_key(text: &[u8]) -> bool {
    pem::blocks(text, pem::Rules::default()).any(|block| block.label.ends_with(b"PRIVATE KEY"))
}

fn first_label_is(text: &[u8], label: &[u8]) -> bool {
    pem::blocks(text, pem::Rules::default())
        .next()
        .is_some_and(|block| block.label == label)
}

/// The key without a byte order mark, if it begins with one.
fn without_mark(key: &Secret) -> Option<Secret> {
    let plain = key.expose().strip_prefix(b"\xef\xbb\xbf")?;
    Some(Secret::new(plain.to_vec()))
}
