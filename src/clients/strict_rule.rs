//! The rules of OpenSSL's `X509_V_FLAG_X509_STRICT`.

/// What OpenSSL asks besides with `X509_V_FLAG_X509_STRICT` (x509_vfy.c `check_extensions`, 3.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrictRule {
    /// A CA has basic constraints: no version 1 root.
    CaHasBasicConstraints,
    /// A path length stands in a CA certificate only.
    PathLengthOfCa,
    /// A path length stands beside keyCertSign.
    PathLengthWithCertSign,
    /// Basic constraints of a CA are critical.
    CriticalBasicConstraints,
    /// A CA has a key usage extension.
    CaHasKeyUsage,
    /// Only a CA has keyCertSign.
    CertSignOfCa,
    /// A CA, or a certificate without SAN, has a subject.
    SubjectNotEmpty,
    /// A SAN beside an empty subject is critical.
    CriticalSan,
    /// A SAN extension has a name.
    SanNotEmpty,
    /// The authority key identifier is not critical.
    UncriticalAuthorityKeyId,
    /// The subject key identifier is not critical.
    UncriticalSubjectKeyId,
    /// There is an authority key identifier.
    AuthorityKeyId,
    /// A CA has a subject key identifier.
    SubjectKeyId,
}

impl StrictRule {
    /// The stable name of the rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CaHasBasicConstraints => "no-basic-constraints",
            Self::PathLengthOfCa | Self::PathLengthWithCertSign => "path-length-misplaced",
            Self::CriticalBasicConstraints => "basic-constraints-not-critical",
            Self::CaHasKeyUsage => "no-key-usage",
            Self::CertSignOfCa => "cert-sign-of-leaf",
            Self::SubjectNotEmpty => "empty-subject",
            Self::CriticalSan => "san-not-critical",
            Self::SanNotEmpty => "empty-san",
            Self::UncriticalAuthorityKeyId | Self::UncriticalSubjectKeyId => {
                "key-identifier-critical"
            }
            Self::AuthorityKeyId => "no-authority-key-identifier",
            Self::SubjectKeyId => "no-subject-key-identifier",
        }
    }
}
