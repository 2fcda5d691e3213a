//! Faults of a certificate with its key.

use std::fmt;

use crate::decode::key_pair::KeyPairProblem;
use crate::finding::Code;
use crate::golang::GoRelease;

/// A flag that may be given several times, and the pair that it names here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairing {
    /// `--tls-sni-cert-key`
    pub flag: &'static str,
    /// The file of the certificate.
    pub certificate: String,
    /// The file of the key.
    pub key: String,
}

impl fmt::Display for Pairing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            flag,
            certificate,
            key,
        } = self;
        write!(f, "; {flag} pairs {certificate} with {key}")
    }
}

impl KeyPairProblem {
    /// The code of its finding.
    pub const fn code(&self) -> Code {
        match self {
            Self::CertificateIsKey | Self::KeyIsCertificate => Code::CertificateAndKeySwapped,
            Self::EncryptedKey { .. } => Code::EncryptedPrivateKey,
            Self::KeyMismatch { .. } | Self::KeyTypeMismatch { .. } => Code::KeyPairMismatch,
            Self::MalformedKey { .. } | Self::NoKey | Self::OtherThanKey { .. } => {
                Code::UnusablePrivateKey
            }
            Self::MalformedLeaf { .. } => Code::MalformedCertificate,
            Self::NoCertificate | Self::OtherThanCertificate { .. } => Code::NoCertificateInPair,
            Self::UnsupportedLeafKey { .. } => Code::UnsupportedKey,
        }
    }
}

pub(super) const fn brief(problem: &KeyPairProblem) -> &'static str {
    match problem {
        KeyPairProblem::CertificateIsKey | KeyPairProblem::KeyIsCertificate => {
            "certificate and key are swapped"
        }
        KeyPairProblem::EncryptedKey { .. } => "the private key is encrypted",
        KeyPairProblem::KeyMismatch {
            belongs_to: Some(_),
        } => "the chain is in the wrong order",
        KeyPairProblem::KeyMismatch { belongs_to: None }
        | KeyPairProblem::KeyTypeMismatch { .. } => "the key does not fit the certificate",
        KeyPairProblem::MalformedKey { .. } => "the private key is unusable",
        KeyPairProblem::MalformedLeaf { .. } => "a certificate cannot be parsed",
        KeyPairProblem::NoCertificate | KeyPairProblem::OtherThanCertificate { .. } => {
            "no certificate is found"
        }
        KeyPairProblem::NoKey | KeyPairProblem::OtherThanKey { .. } => "no private key is found",
        KeyPairProblem::UnsupportedLeafKey { .. } => "the key is of a type that is not used",
    }
}

pub(super) fn sentence(
    problem: &KeyPairProblem,
    release: GoRelease,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    match problem {
        KeyPairProblem::CertificateIsKey => {
            f.write_str("there is a private key where the certificate belongs")
        }
        KeyPairProblem::KeyIsCertificate => {
            f.write_str("there is a certificate where the private key belongs")
        }
        KeyPairProblem::EncryptedKey { .. } => write!(
            f,
            "the private key is encrypted; Go only says `{}`",
            problem.go_text(release)
        ),
        KeyPairProblem::KeyMismatch {
            belongs_to: Some(index),
        } => write!(
            f,
            "the private key belongs to certificate {} of the chain, not to the first: the order is wrong",
            index + 1
        ),
        KeyPairProblem::KeyMismatch { belongs_to: None } => {
            f.write_str("the private key does not belong to the certificate")
        }
        KeyPairProblem::KeyTypeMismatch { certificate, key } => write!(
            f,
            "the certificate has a key of type {certificate}, and the private key is {key}"
        ),
        KeyPairProblem::MalformedKey { ml_dsa, .. } => {
            let go = problem.go_text(release);
            write!(f, "the private key cannot be read: {go}")?;
            ml_dsa.iter().try_for_each(|form| write!(f, "; {form}"))
        }
        KeyPairProblem::NoCertificate => {
            f.write_str("no PEM block is found where the certificate belongs")
        }
        KeyPairProblem::NoKey => f.write_str("no PEM block is found where the private key belongs"),
        KeyPairProblem::OtherThanCertificate { labels } => {
            write!(f, "there is no certificate, only {}", labels.join(", "))
        }
        KeyPairProblem::OtherThanKey { labels } => {
            write!(f, "there is no private key, only {}", labels.join(", "))
        }
        // As findings these two are problems of the certificate itself.
        KeyPairProblem::MalformedLeaf { .. } | KeyPairProblem::UnsupportedLeafKey { .. } => {
            f.write_str(&problem.go_text(release))
        }
    }
}
