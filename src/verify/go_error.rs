//! Errors of Go's `crypto/x509` and `crypto/tls`: what they are, and Go's own words made of that (verify.go, x509.go).

use std::fmt;

use crate::finding::Purpose;
use crate::golang::go_quote;
use crate::x509::Certificate;

/// An error of Go's `crypto/x509` or `crypto/tls`, with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoError {
    /// What it is.
    pub kind: GoErrorKind,
    /// Go's exact text, made of `kind`: `x509: …`.
    pub text: String,
}

/// What an error of Go's is, with what Go says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoErrorKind {
    /// `errors.New` or `fmt.Errorf`.
    Plain(String),
    /// `UnhandledCriticalExtension`
    UnhandledCriticalExtension,
    /// `CertificateInvalidError` with `Expired`: it is not valid yet.
    NotYetValid {
        /// The instant of the verification, as Go prints it.
        now: String,
        /// The begin of the validity.
        since: String,
    },
    /// `CertificateInvalidError` with `Expired`: it has ended.
    Expired {
        /// The instant of the verification, as Go prints it.
        now: String,
        /// The end of the validity.
        until: String,
    },
    /// `CertificateInvalidError` with `NotAuthorizedToSign`
    NotAuthorizedToSign,
    /// `CertificateInvalidError` with `TooManyIntermediates`
    TooManyIntermediates,
    /// `CertificateInvalidError` with `CANotAuthorizedForThisName`: the detail, as Go words it.
    NameNotAuthorized(String),
    /// `CertificateInvalidError` with `TooManyConstraints`
    TooManyConstraints,
    /// `CertificateInvalidError` with `IncompatibleUsage`
    IncompatibleUsage,
    /// `CertificateInvalidError` with `NoValidChains`: why each was put aside.
    NoValidChains(Vec<ChainsRefused>),
    /// `HostnameError`: its text, which lists the names of the certificate.
    Hostname(String),
    /// Go gave up because of its signature budget.
    SignatureLimit,
    /// `UnknownAuthorityError`, with the first candidate that was refused, if there was one.
    UnknownAuthority(Option<RefusedCandidate>),
    /// client-go refuses a CA bundle of which no certificate parses.
    NoRoot,
    /// crypto/tls cannot parse a certificate of the peer's message.
    Unparsable {
        /// Its place in the message; 0 is the leaf.
        index: usize,
        /// What the peer is to prove.
        purpose: Purpose,
        /// Go's text.
        error: String,
    },
    /// crypto/tls refuses RSA keys above 8192 bits.
    RsaTooLarge {
        /// Its place in the message; 0 is the leaf.
        index: usize,
        /// What the peer is to prove.
        purpose: Purpose,
    },
    /// crypto/tls cannot use the key of the peer's leaf.
    UnsupportedKey {
        /// What the peer is to prove.
        purpose: Purpose,
        /// Go's type of the key.
        go_type: String,
    },
}

/// A candidate for an issuer that Go names as a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCandidate {
    /// Why it was refused, in Go's words.
    pub error: String,
    /// What Go calls it.
    pub name: String,
}

/// Finished chains that Go puts aside, where nothing is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainsRefused {
    /// All, over their policies.
    AllByPolicies,
    /// Some, over their key usage.
    ByUsage(Chains),
    /// Some, over their policies.
    ByPolicies(Chains),
}

/// How many chains, and what Go calls them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chains {
    /// How many.
    pub count: usize,
    /// Newer releases say "candidate chains".
    pub are_candidates: bool,
}

impl From<GoErrorKind> for GoError {
    fn from(kind: GoErrorKind) -> Self {
        let text = kind.to_string();
        Self { kind, text }
    }
}

impl fmt::Display for GoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl GoErrorKind {
    pub(super) fn unknown_authority(hint: Option<(String, &Certificate)>) -> Self {
        Self::UnknownAuthority(hint.map(|(error, candidate)| RefusedCandidate {
            error,
            name: candidate.hint_name(),
        }))
    }

    /// Go's type and reason, such as `CertificateInvalidError:Expired`; for crypto/tls, the stage and the place.
    pub fn name(&self) -> String {
        let name = match self {
            Self::Plain(_) => "*errors.errorString",
            Self::UnhandledCriticalExtension => "UnhandledCriticalExtension",
            Self::NotYetValid { .. } | Self::Expired { .. } => "CertificateInvalidError:Expired",
            Self::NotAuthorizedToSign => "CertificateInvalidError:NotAuthorizedToSign",
            Self::TooManyIntermediates => "CertificateInvalidError:TooManyIntermediates",
            Self::NameNotAuthorized(_) => "CertificateInvalidError:CANotAuthorizedForThisName",
            Self::TooManyConstraints => "CertificateInvalidError:TooManyConstraints",
            Self::IncompatibleUsage => "CertificateInvalidError:IncompatibleUsage",
            Self::NoValidChains(_) => "CertificateInvalidError:NoValidChains",
            Self::Hostname(_) => "HostnameError",
            Self::SignatureLimit => "SignatureLimit",
            Self::UnknownAuthority(_) => "UnknownAuthorityError",
            Self::NoRoot => "roots:none",
            Self::Unparsable { index, .. } => {
                return match index.checked_sub(1) {
                    None => "parse:leaf".to_owned(),
                    Some(intermediate) => format!("parse:intermediate[{intermediate}]"),
                };
            }
            Self::RsaTooLarge { index, .. } => return format!("tls:rsa-too-large[{index}]"),
            Self::UnsupportedKey { .. } => "tls:unsupported-key",
        };
        name.to_owned()
    }
}

impl fmt::Display for GoErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const OUTSIDE: &str = "x509: certificate has expired or is not yet valid: current time";
        f.write_str(match self {
            Self::Plain(text) | Self::Hostname(text) => text,
            Self::UnhandledCriticalExtension => "x509: unhandled critical extension",
            Self::NotYetValid { now, since } => {
                return write!(f, "{OUTSIDE} {now} is before {since}");
            }
            Self::Expired { now, until } => {
                return write!(f, "{OUTSIDE} {now} is after {until}");
            }
            Self::NotAuthorizedToSign => {
                "x509: certificate is not authorized to sign other certificates"
            }
            Self::TooManyIntermediates => {
                "x509: too many intermediates for path length constraint"
            }
            Self::NameNotAuthorized(detail) => {
                return write!(
                    f,
                    "x509: a root or intermediate certificate is not authorized to sign for this name: {detail}"
                );
            }
            // Go has no text of its own for this reason.
            Self::TooManyConstraints => "x509: unknown error",
            Self::IncompatibleUsage => "x509: certificate specifies an incompatible key usage",
            Self::NoValidChains(refused) => {
                f.write_str("x509: no valid chains built")?;
                for (index, refused) in refused.iter().enumerate() {
                    let between = if index == 0 { ": " } else { ", " };
                    write!(f, "{between}{refused}")?;
                }
                return Ok(());
            }
            Self::SignatureLimit => {
                "x509: signature check attempts limit reached while verifying certificate chain"
            }
            Self::UnknownAuthority(hint) => {
                f.write_str("x509: certificate signed by unknown authority")?;
                let Some(RefusedCandidate { error, name }) = hint else {
                    return Ok(());
                };
                let (error, name) = (go_quote(error.as_bytes()), go_quote(name.as_bytes()));
                return write!(
                    f,
                    " (possibly because of {error} while trying to verify candidate authority certificate {name})"
                );
            }
            Self::NoRoot => "unable to load root certificates: no root certificate parses",
            Self::Unparsable { purpose, error, .. } => {
                let prefix = match purpose {
                    Purpose::ServerAuth => "tls: failed to parse certificate from server",
                    Purpose::ClientAuth => "tls: failed to parse client certificate",
                };
                return write!(f, "{prefix}: {error}");
            }
            Self::RsaTooLarge { purpose, .. } => match purpose {
                Purpose::ServerAuth => {
                    "tls: server sent certificate containing RSA key larger than 8192 bits"
                }
                Purpose::ClientAuth => {
                    "tls: client sent certificate containing RSA key larger than 8192 bits"
                }
            },
            Self::UnsupportedKey { purpose, go_type } => {
                let prefix = match purpose {
                    Purpose::ServerAuth => {
                        "tls: server's certificate contains an unsupported type of public key:"
                    }
                    Purpose::ClientAuth => {
                        "tls: client certificate contains an unsupported public key of type"
                    }
                };
                return write!(f, "{prefix} {go_type}");
            }
        })
    }
}

impl fmt::Display for ChainsRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AllByPolicies => f.write_str("all candidate chains have invalid policies"),
            Self::ByUsage(chains) => write!(f, "{chains} with incompatible key usage"),
            Self::ByPolicies(chains) => write!(f, "{chains} with invalid policies"),
        }
    }
}

impl fmt::Display for Chains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.are_candidates {
            "candidate chains"
        } else {
            "chains"
        };
        write!(f, "{} {what}", self.count)
    }
}
