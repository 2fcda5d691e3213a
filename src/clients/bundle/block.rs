//! One block of a bundle, as the rules of a stack take it.

use super::fault::BundleFault;
use crate::clients::stack::{BundleRules, Labels, Reading};
use crate::x509::CertificateRef;

/// A block of PEM, and what stands around it.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) label: Label,
    pub(super) form: Form,
    /// The next `BEGIN` follows on the line of this `END`.
    pub(super) joined: bool,
    pub(super) content: Content,
}

/// What its `BEGIN` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Certificate,
    X509Certificate,
    TrustedCertificate,
    PrivateKey,
    Other,
}

/// What stands before its `BEGIN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Indented,
    ByteOrderMark,
    /// `BEGIN` follows the `END` of the block before it.
    Joined,
}

/// What its body is.
#[derive(Debug)]
pub(super) enum Content {
    Certificate(CertificateRef),
    /// DER that begins as a certificate does, and is none for Go.
    OtherDer,
    NotCertificate,
    NotBase64 {
        offset: usize,
        byte: u8,
    },
    /// The text ends, or another block begins, before its `END`.
    Unfinished,
}

impl Block {
    /// The certificate, `None` where the block is passed over, or how the stack fails and why.
    pub(super) fn read(
        &self,
        rules: &BundleRules,
        first: bool,
    ) -> Result<Option<&CertificateRef>, (Reading, BundleFault)> {
        let form = match self.form {
            Form::Plain => Reading::Taken,
            Form::Indented => rules.indented,
            Form::ByteOrderMark => rules.byte_order_mark,
            Form::Joined => rules.joined,
        };
        let fault = match self.form {
            Form::ByteOrderMark => BundleFault::ByteOrderMark,
            Form::Indented => BundleFault::Empty { blank: false },
            Form::Plain | Form::Joined => BundleFault::Joined,
        };
        match form {
            Reading::Taken => {}
            Reading::Skipped => return Ok(None),
            Reading::Stops | Reading::Refused | Reading::RefusedBeforeEnd => {
                return Err((form, fault));
            }
        }
        if self.joined && rules.joined != Reading::Taken {
            return Err((rules.joined, BundleFault::Joined));
        }
        if !self.is_for(rules.labels) {
            return Ok(None);
        }
        match &self.content {
            Content::Certificate(certificate) => {
                if rules.nameless_ca && certificate.issuer.is_empty() {
                    return Err((Reading::Refused, BundleFault::NamelessCa));
                }
                Ok(Some(certificate))
            }
            Content::OtherDer => Ok(None),
            Content::NotCertificate if self.label == Label::PrivateKey => {
                Err((rules.not_certificate, BundleFault::PrivateKey))
            }
            Content::NotCertificate => Err((
                rules.not_certificate,
                BundleFault::NotACertificate { first },
            )),
            // The libraries read on to the next `END`, and what they have then is not base64.
            Content::Unfinished => Err((rules.not_base64, BundleFault::Unfinished { first })),
            Content::NotBase64 { offset, byte } => Err((
                rules.not_base64,
                BundleFault::NotBase64 {
                    offset: *offset,
                    byte: *byte,
                    first,
                },
            )),
        }
    }

    fn is_for(&self, labels: Labels) -> bool {
        match self.label {
            Label::Certificate => true,
            Label::X509Certificate => labels != Labels::Plain,
            Label::TrustedCertificate => matches!(labels, Labels::Trusted | Labels::Any),
            Label::PrivateKey | Label::Other => labels == Labels::Any,
        }
    }

    pub(super) fn is_uncertain(&self, rules: &BundleRules) -> bool {
        self.is_for(rules.labels) && matches!(self.content, Content::OtherDer)
    }
}
