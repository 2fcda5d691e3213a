//! The registry: every code's slug, severity, summary and clause, in one table.

use std::fmt;

use super::{Problem, Purpose};

/// How much a finding matters. One severity per code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The connection fails because of it.
    Error,
    /// It works, but not as one would want, or not for long.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! registry {
    ($($variant:ident = $slug:literal, $severity:ident, $summary:literal, $clause:literal;)+) => {
        /// The stable identity of a finding: never reused, never removed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $summary] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the registry.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The kebab-case slug.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug,)+ }
            }

            /// How much it matters.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// One line, for listings.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)+ }
            }

            /// The rule that it rests on.
            pub const fn clause(self) -> &'static str {
                match self { $(Self::$variant => $clause,)+ }
            }
        }
    };
}

registry! {
    // A path: who issued whom, and may they.
    UnknownIssuer = "unknown-issuer", Error, "no trusted CA issued the certificate", "RFC 5280 §6.1.1(d)";
    UnknownClientCa = "unknown-client-ca", Error, "no CA in --client-ca-file issued the client certificate", "RFC 5280 §6.1.1(d)";
    MissingIntermediate = "missing-intermediate", Error, "an intermediate CA certificate was not sent", "RFC 8446 §4.4.2";
    IssuerKeyMismatch = "issuer-key-mismatch", Error, "a CA of the issuer's name is trusted, but it has another key", "RFC 5280 §6.1.3(a)(1)";
    BadSignature = "bad-signature", Error, "the signature does not verify with the issuer's key", "RFC 5280 §6.1.3(a)(1)";
    InsecureSignature = "insecure-signature", Error, "the certificate is signed with SHA-1 or MD5", "Go 1.18 release notes";
    UnsupportedSignature = "unsupported-signature", Error, "Go cannot verify this kind of signature", "Go crypto/x509 checkSignature";
    WeakKey = "weak-key", Error, "the RSA key is shorter than 1024 bits", "Go crypto/rsa";
    NotACa = "not-a-ca", Error, "the issuer is not a CA certificate", "RFC 5280 §6.1.4(k)";
    MissingKeyCertSign = "missing-key-cert-sign", Error, "the issuer's key usage does not allow signing certificates", "RFC 5280 §6.1.4(n)";
    PathTooLong = "path-too-long", Error, "more CAs stand on the path than a path length constraint allows", "RFC 5280 §6.1.4(m)";
    UnhandledCriticalExtension = "unhandled-critical-extension", Error, "a critical extension is not processed by Go", "RFC 5280 §4.2";
    NameConstraintViolated = "name-constraint-violated", Error, "a name is outside a CA's name constraints", "RFC 5280 §6.1.3(b), (c)";
    WrongPurpose = "wrong-purpose", Error, "the extended key usage does not include what is needed", "RFC 5280 §4.2.1.12";
    InvalidPolicies = "invalid-policies", Error, "a required certificate policy is missing", "RFC 5280 §6.1.5(g)";
    DistrustedKey = "distrusted-key", Error, "the key is on Go's list of distrusted keys", "Go crypto/x509 Verify";
    SignatureBudgetExhausted = "signature-budget-exhausted", Error, "Go gives up after 100 signature checks", "Go crypto/x509 buildChains";
    // A certificate by itself.
    Expired = "expired", Error, "the certificate has expired", "RFC 5280 §6.1.3(a)(2)";
    NotYetValid = "not-yet-valid", Error, "the certificate is not valid yet", "RFC 5280 §6.1.3(a)(2)";
    MalformedCertificate = "malformed-certificate", Error, "Go cannot parse the certificate", "Go crypto/x509 ParseCertificate";
    UnsupportedKey = "unsupported-key", Error, "TLS cannot use this type of key", "Go crypto/tls";
    RsaKeyTooLarge = "rsa-key-too-large", Error, "TLS refuses RSA keys above 8192 bits", "Go crypto/tls";
    // The server's name.
    NameMismatch = "name-mismatch", Error, "the certificate does not name the server", "RFC 9525 §6";
    CommonNameOnly = "common-name-only", Error, "only the common name would match, and Go reads only SANs", "RFC 9525 §6.3";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl Problem {
    /// The code of this problem.
    pub const fn code(&self) -> Code {
        match self {
            Self::UnknownIssuer {
                purpose: Purpose::ServerAuth,
                ..
            } => Code::UnknownIssuer,
            Self::UnknownIssuer {
                purpose: Purpose::ClientAuth,
                ..
            } => Code::UnknownClientCa,
            Self::IssuerKeyMismatch { .. } => Code::IssuerKeyMismatch,
            Self::BadSignature { .. } => Code::BadSignature,
            Self::InsecureSignature { .. } => Code::InsecureSignature,
            Self::UnsupportedSignature { .. } => Code::UnsupportedSignature,
            Self::WeakKey { .. } => Code::WeakKey,
            Self::NotACa { .. } => Code::NotACa,
            Self::MissingKeyCertSign { .. } => Code::MissingKeyCertSign,
            Self::PathTooLong { .. } => Code::PathTooLong,
            Self::UnhandledCriticalExtension { .. } => Code::UnhandledCriticalExtension,
            Self::NameConstraintViolated { .. } => Code::NameConstraintViolated,
            Self::WrongPurpose { .. } => Code::WrongPurpose,
            Self::InvalidPolicies => Code::InvalidPolicies,
            Self::DistrustedKey => Code::DistrustedKey,
            Self::SignatureBudgetExhausted { .. } => Code::SignatureBudgetExhausted,
            Self::Expired { .. } => Code::Expired,
            Self::NotYetValid { .. } => Code::NotYetValid,
            Self::MalformedCertificate { .. } => Code::MalformedCertificate,
            Self::UnsupportedKey { .. } => Code::UnsupportedKey,
            Self::RsaKeyTooLarge { .. } => Code::RsaKeyTooLarge,
            Self::NameMismatch { .. } => Code::NameMismatch,
            Self::CommonNameOnly { .. } => Code::CommonNameOnly,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn slugs_are_unique_kebab_case() {
        let slugs: BTreeSet<_> = Code::ALL.iter().map(|code| code.slug()).collect();
        assert_eq!(slugs.len(), Code::ALL.len());
        for slug in slugs {
            assert!(
                slug.chars()
                    .all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()),
                "{slug}"
            );
        }
    }
}
