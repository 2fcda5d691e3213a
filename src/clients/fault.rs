//! Why a client refuses, as facts. Code and words derive from it.

use super::strict_rule::StrictRule;
use crate::ground::time::CertificateTime;
use crate::x509::{CertificateRef, KeyKind, Oid, SignatureAlgorithm};

/// Which of several failures a client prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// The first.
    First,
    /// The last: Node lets OpenSSL go on and reads what it noted last (`SSL_get_verify_result`).
    Last,
    /// The first of the path that comes furthest.
    MostSpecific,
    /// All of them.
    All,
}

/// A rule that a path breaks, and the certificate that does.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What is wrong.
    pub fault: Fault,
    /// The certificate, where it is about one.
    pub certificate: Option<CertificateRef>,
}

/// What a client finds wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The path ends before a trust anchor.
    NotTrusted(PathEnd),
    /// The signature does not verify with the candidate's key.
    BadSignature,
    /// The stack does not verify such a signature.
    UnsupportedSignature {
        /// The signature.
        algorithm: SignatureAlgorithm,
        /// The issuer's key.
        key: KeyKind,
    },
    /// The stack may verify such a signature, and it is not verified here.
    UncheckedSignature(SignatureAlgorithm),
    /// The key is of a kind that the stack does not offer in the handshake.
    UnsupportedKey(KeyKind),
    /// Over.
    Expired(CertificateTime),
    /// Not begun.
    NotYetValid(CertificateTime),
    /// It may not issue certificates.
    NotACa,
    /// The server's certificate is a CA certificate.
    LeafIsCa,
    /// More CAs stand below than the path length allows.
    PathTooLong,
    /// Critical extensions that the stack does not know.
    UnknownCriticalExtension(Vec<Oid>),
    /// It is not version 3.
    OldVersion,
    /// Name constraints forbid a name.
    NameForbidden {
        /// Whether it is a directory name.
        directory: bool,
    },
    /// Extended key usage lacks serverAuth.
    WrongPurpose,
    /// Key usage has none of the bits that a server needs.
    KeyUsage,
    /// An RSA key that is too short for the stack.
    ShortKey {
        /// Its size.
        bits: usize,
        /// Whether it is an issuer's.
        of_ca: bool,
    },
    /// SHA-1 or MD5 in a signature.
    WeakDigest,
    /// One of OpenSSL's strict rules.
    Strict(StrictRule),
    /// The issuer has an empty name.
    EmptyIssuer,
    /// An empty subject, and the SAN extension is not critical.
    UncriticalSan,
    /// It demands a stapled OCSP response, which kube-apiserver never sends.
    MustStaple,
    /// No name of the certificate is the server's.
    WrongName(NameFault),
}

/// Where a path ends that is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathEnd {
    /// At the server's certificate, which is self-signed.
    SelfSigned,
    /// At a self-signed certificate that the server sends.
    SelfSignedInChain,
    /// No issuer of the last certificate that the server sends is trusted.
    NoIssuer {
        /// The path is the server's certificate alone.
        alone: bool,
        /// Trusted certificates have the issuer's name, and other identifiers than the certificate says.
        others_of_the_name: bool,
    },
    /// At a trusted certificate that is not self-signed, whose issuer is not trusted.
    NotSelfSigned,
    /// The path is longer than the stack follows.
    TooLong,
}

/// How the names differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// None of the names that the stack compares is the host.
    NoMatch {
        /// The host that was wanted.
        host: String,
    },
    /// The host name is none that the stack takes for one.
    UnusableHost {
        /// The host that was wanted.
        host: String,
    },
}

impl Fault {
    /// The stable name of the rule, kebab-case; those that Go has as well are named as its findings are.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotTrusted(PathEnd::NotSelfSigned) => "anchor-not-self-signed",
            Self::NotTrusted(PathEnd::NoIssuer {
                others_of_the_name: true,
                ..
            }) => "identifiers-differ",
            Self::NotTrusted(PathEnd::TooLong) | Self::PathTooLong => "path-too-long",
            Self::NotTrusted(_) => "unknown-issuer",
            Self::BadSignature => "issuer-key-mismatch",
            Self::UnsupportedSignature { .. } | Self::UncheckedSignature(_) => {
                "unsupported-signature"
            }
            Self::UnsupportedKey(_) => "unsupported-key",
            Self::Expired(_) => "expired",
            Self::NotYetValid(_) => "not-yet-valid",
            Self::NotACa => "not-a-ca",
            Self::LeafIsCa => "server-certificate-is-ca",
            Self::UnknownCriticalExtension(_) => "unhandled-critical-extension",
            Self::OldVersion => "old-version",
            Self::NameForbidden { .. } => "name-constraint-violated",
            Self::WrongPurpose => "wrong-purpose",
            Self::KeyUsage => "key-usage",
            Self::ShortKey { .. } => "short-key",
            Self::WeakDigest => "insecure-signature",
            Self::Strict(rule) => rule.code(),
            Self::EmptyIssuer => "empty-issuer",
            Self::UncriticalSan => "san-not-critical",
            Self::MustStaple => "must-staple",
            Self::WrongName(_) => "name-mismatch",
        }
    }
}

impl Fault {
    /// How close to acceptance a path came, for those that report the closest (webpki src/error.rs `rank`; the JDK's builder
    /// reports less, and its validator sees one path).
    pub(super) const fn rank(&self) -> u8 {
        match self {
            Self::Expired(_) | Self::NotYetValid(_) => 29,
            Self::WrongName(_) => 28,
            Self::BadSignature | Self::ShortKey { .. } | Self::WeakDigest => 26,
            Self::WrongPurpose | Self::KeyUsage | Self::MustStaple => 24,
            Self::NameForbidden { .. } => 23,
            Self::PathTooLong => 22,
            Self::LeafIsCa | Self::NotACa => 21,
            Self::UnsupportedSignature { .. }
            | Self::UncheckedSignature(_)
            | Self::UnsupportedKey(_) => 15,
            Self::UnknownCriticalExtension(_)
            | Self::OldVersion
            | Self::Strict(_)
            | Self::EmptyIssuer
            | Self::UncriticalSan => 13,
            Self::NotTrusted(_) => 0,
        }
    }
}
