//! Errors of Go's `crypto/x509` in Go's own words (verify.go, x509.go).

use std::fmt;

use crate::golang::go_quote;
use crate::x509::Certificate;

/// An error of Go's `crypto/x509` or `crypto/tls`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoError {
    /// The exact text, `x509: …`.
    pub text: String,
    /// The type and reason, such as `CertificateInvalidError:Expired`.
    pub kind: String,
}

impl fmt::Display for GoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl GoError {
    /// Any error.
    pub(crate) fn new(kind: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            kind: kind.into(),
        }
    }

    /// `errors.New` or `fmt.Errorf`.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::new("*errors.errorString", text)
    }

    pub(super) fn unhandled_critical() -> Self {
        Self::new(
            "UnhandledCriticalExtension",
            "x509: unhandled critical extension",
        )
    }

    pub(super) fn expired(detail: &str) -> Self {
        Self::new(
            "CertificateInvalidError:Expired",
            format!("x509: certificate has expired or is not yet valid: {detail}"),
        )
    }

    pub(super) fn not_authorized_to_sign() -> Self {
        Self::new(
            "CertificateInvalidError:NotAuthorizedToSign",
            "x509: certificate is not authorized to sign other certificates",
        )
    }

    pub(super) fn too_many_intermediates() -> Self {
        Self::new(
            "CertificateInvalidError:TooManyIntermediates",
            "x509: too many intermediates for path length constraint",
        )
    }

    pub(super) fn name_not_authorized(detail: &str) -> Self {
        Self::new(
            "CertificateInvalidError:CANotAuthorizedForThisName",
            format!(
                "x509: a root or intermediate certificate is not authorized to sign for this name: {detail}"
            ),
        )
    }

    /// Go has no text of its own for this reason.
    pub(super) fn too_many_constraints() -> Self {
        Self::new(
            "CertificateInvalidError:TooManyConstraints",
            "x509: unknown error",
        )
    }

    pub(super) fn incompatible_usage() -> Self {
        Self::new(
            "CertificateInvalidError:IncompatibleUsage",
            "x509: certificate specifies an incompatible key usage",
        )
    }

    pub(super) fn no_valid_chains(details: &[String]) -> Self {
        let mut text = "x509: no valid chains built".to_owned();
        if !details.is_empty() {
            text.push_str(": ");
            text.push_str(&details.join(", "));
        }
        Self::new("CertificateInvalidError:NoValidChains", text)
    }

    pub(super) fn hostname(text: impl Into<String>) -> Self {
        Self::new("HostnameError", text)
    }

    pub(super) fn signature_limit() -> Self {
        Self::new(
            SIGNATURE_LIMIT,
            "x509: signature check attempts limit reached while verifying certificate chain",
        )
    }

    /// With the first candidate that was refused, if there was one.
    pub(super) fn unknown_authority(hint: Option<(&str, &Certificate)>) -> Self {
        let mut text = "x509: certificate signed by unknown authority".to_owned();
        if let Some((error, candidate)) = hint {
            text.push_str(&format!(
                " (possibly because of {} while trying to verify candidate authority certificate {})",
                go_quote(error.as_bytes()),
                go_quote(candidate.hint_name().as_bytes())
            ));
        }
        Self::new("UnknownAuthorityError", text)
    }

    /// Whether Go gave up because of its signature budget.
    pub fn is_signature_limit(&self) -> bool {
        self.kind == SIGNATURE_LIMIT
    }
}

const SIGNATURE_LIMIT: &str = "SignatureLimit";
