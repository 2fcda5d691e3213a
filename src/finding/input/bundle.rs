//! Faults of certificate texts.

use std::fmt;

use crate::decode::bundle::BundleFault;
use crate::decode::pem::SkipReason;
use crate::finding::Code;

pub(super) const fn code(fault: &BundleFault) -> Code {
    match fault {
        BundleFault::AnotherLabel { .. } | BundleFault::Pkcs7AsCertificate => Code::NotACertificate,
        BundleFault::Duplicate { .. } => Code::DuplicateCertificate,
        BundleFault::Empty | BundleFault::NotPem { .. } => Code::NotPem,
        BundleFault::Headers | BundleFault::Unread { .. } => Code::SkippedPemBlock,
        BundleFault::Malformed { .. } => Code::MalformedCertificate,
    }
}

pub(super) fn brief(fault: &BundleFault) -> &'static str {
    match fault {
        BundleFault::AnotherLabel { label } if is_crl(label) => {
            "a block is a certificate revocation list"
        }
        BundleFault::AnotherLabel { .. } => "a block is no certificate",
        BundleFault::Duplicate { .. } => "a certificate is there twice",
        BundleFault::Empty => "a file is empty",
        BundleFault::Headers => "a PEM block has header lines",
        BundleFault::Malformed { .. } => "a certificate cannot be parsed",
        BundleFault::NotPem { .. } => "a file is not PEM",
        BundleFault::Pkcs7AsCertificate => "PKCS#7 has the label CERTIFICATE",
        BundleFault::Unread { .. } => "a PEM block is damaged",
    }
}

pub(super) fn sentence(fault: &BundleFault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match fault {
        BundleFault::AnotherLabel { label } if is_crl(label) => {
            f.write_str("a certificate revocation list, which Go and Kubernetes do not check")
        }
        BundleFault::AnotherLabel { label } => write!(
            f,
            "Go passes over the block labelled {}: it reads CERTIFICATE alone",
            shown_label(label)
        ),
        BundleFault::Duplicate { first } => write!(f, "is here twice; first at {first}"),
        BundleFault::Empty => f.write_str("holds no bytes"),
        BundleFault::Headers => {
            f.write_str("a CERTIFICATE block with header lines is skipped")
        }
        BundleFault::Malformed { go, .. } => f.write_str(go),
        BundleFault::NotPem { kind } => {
            write!(f, "not PEM, no BEGIN line: this is {}", kind.description())
        }
        BundleFault::Pkcs7AsCertificate => f.write_str(
            "Go cannot parse it: it is PKCS#7 under the label CERTIFICATE; openssl pkcs7 -print_certs converts it",
        ),
        BundleFault::Unread { label, reason } => {
            f.write_str("Go passes over this ")?;
            if let Some(label) = label {
                write!(f, "{} ", shown_label(label))?;
            }
            f.write_str("block: ")?;
            skip_reason(reason, f)
        }
    }
}

/// Whether a label is the one of RFC 7468 §6.
fn is_crl(label: &str) -> bool {
    label == "X509 CRL"
}

/// A label as it may be shown: what is no label by its looks may be anything.
fn shown_label(label: &str) -> &str {
    let looks =
        |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, ' ' | '#' | '-');
    if label.chars().all(looks) {
        label
    } else {
        "unknown"
    }
}

fn skip_reason(reason: &SkipReason, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(match reason {
        SkipReason::BadBase64 { line, .. } => {
            return write!(f, "line {line} of it is not base64");
        }
        SkipReason::BareBase64 => "it has neither BEGIN nor END line",
        SkipReason::BeginMissing => "it has no BEGIN line",
        SkipReason::ByteOrderMark => "a byte order mark is before BEGIN",
        SkipReason::EndIndented { .. } => "there are blanks before END",
        SkipReason::EndLabelMismatch { .. } => "BEGIN and END have different labels",
        SkipReason::EndMissing => "it has no END line: it was cut off",
        SkipReason::EndNotAlone { .. } => "END is not alone on its line",
        SkipReason::GluedToEnd => "BEGIN is on the line of the previous END",
        SkipReason::Indented => "there are blanks before BEGIN",
        SkipReason::LiteralNewlines => "it has the two characters \\n where lines should end",
        SkipReason::TextAfterBegin => "text follows BEGIN on its line",
        SkipReason::TextBeforeBegin => "there is text before BEGIN on its line",
        SkipReason::TwiceEncoded => "it is base64 of PEM: encoded once too often",
        SkipReason::UnicodeDashes => "its dashes are not the ASCII ones",
        SkipReason::Unreached => "a fault near it hides it",
        SkipReason::Utf16 => "the text is UTF-16",
        SkipReason::WrongDashes => "there are not five dashes on each side of its label",
    })
}
