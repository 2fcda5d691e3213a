//! What is passed over or refused in a text of certificates.

use crate::decode::pem::{Block, SkipReason, Skipped};
use crate::decode::recognise::{Kind, recognise};
use crate::ground::location::Location;

/// Something in a text of certificates that is not taken, or not as one would think.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleProblem {
    /// Where.
    pub location: Location,
    /// What.
    pub fault: BundleFault,
}

impl BundleProblem {
    /// That a text is UTF-16, of which Go reads nothing.
    pub(in crate::decode) const fn utf16(location: Location) -> Self {
        Self {
            location,
            fault: BundleFault::Unread {
                label: None,
                reason: SkipReason::Utf16,
            },
        }
    }
}

/// What can be the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BundleFault {
    /// A block with another label than `CERTIFICATE` is passed over: a key, `TRUSTED CERTIFICATE`, `X509 CERTIFICATE`.
    AnotherLabel {
        /// The label, cut at 64 characters.
        label: String,
    },
    /// The same certificate stands in the text before.
    Duplicate {
        /// Where it stands first.
        first: Location,
    },
    /// No bytes.
    Empty,
    /// A block with `Key: value` lines is passed over.
    Headers,
    /// Go cannot parse the certificate.
    Malformed {
        /// Go's text.
        go: String,
        /// What can be read of it all the same ([`crate::x509::Outline::words`]).
        about: Option<String>,
    },
    /// No PEM block is found, nor anything that was meant to be one.
    NotPem {
        /// What the text is instead.
        kind: Kind,
    },
    /// PKCS#7 under the label `CERTIFICATE`.
    Pkcs7AsCertificate,
    /// Something that was meant to be a PEM block, but Go does not take it for one.
    Unread {
        /// The label, where there is one.
        label: Option<String>,
        /// Why not.
        reason: SkipReason,
    },
}

impl BundleFault {
    /// A certificate is there that was not read.
    pub const fn hides_certificate(&self) -> bool {
        match self {
            Self::Malformed { .. } | Self::Unread { .. } => true,
            Self::AnotherLabel { .. }
            | Self::Duplicate { .. }
            | Self::Empty
            | Self::Headers
            | Self::NotPem { .. }
            | Self::Pkcs7AsCertificate => false,
        }
    }

    /// It may be whole all the same, in a string of settings.
    pub(in crate::decode) const fn may_stand_in_string(&self) -> bool {
        matches!(
            self,
            Self::Unread {
                reason: SkipReason::LiteralNewlines
                    | SkipReason::Indented
                    | SkipReason::TextBeforeBegin
                    | SkipReason::TextAfterBegin
                    | SkipReason::EndNotAlone { .. }
                    | SkipReason::EndIndented { .. }
                    | SkipReason::GluedToEnd
                    | SkipReason::BeginMissing
                    | SkipReason::BareBase64
                    | SkipReason::TwiceEncoded,
                ..
            }
        )
    }
}

/// Where a block stands. A field of a kubeconfig keeps its own line: lines within its value are not the file's.
pub(in crate::decode) fn place(base: &Location, line: u32, block: Option<u32>) -> Location {
    let mut place = base.clone();
    if base.line.is_none() && base.field.is_none() {
        place.line = Some(line);
    }
    place.block = block;
    place
}

/// A block that a reader passes over.
pub(super) fn passed_over(base: &Location, block: &Block<'_>) -> BundleProblem {
    let fault = if block.label == b"CERTIFICATE" {
        BundleFault::Headers
    } else {
        BundleFault::AnotherLabel {
            label: block.label_text().chars().take(64).collect(),
        }
    };
    BundleProblem {
        location: place(base, block.line, Some(block.number)),
        fault,
    }
}

/// All that Go does not see, with the kind of the text where it sees nothing at all.
pub(super) fn unread(
    text: &[u8],
    base: &Location,
    skipped: Vec<Skipped>,
    blocks: usize,
) -> Vec<BundleProblem> {
    let nothing_else = blocks == 0 && skipped.is_empty();
    let whole = nothing_else.then(|| {
        let fault = if text.is_empty() {
            BundleFault::Empty
        } else {
            let kind = recognise(text);
            BundleFault::NotPem { kind }
        };
        BundleProblem {
            location: base.clone(),
            fault,
        }
    });
    skipped
        .into_iter()
        .map(|skipped| BundleProblem {
            location: place(base, skipped.line, None),
            fault: BundleFault::Unread {
                label: skipped.label,
                reason: skipped.reason,
            },
        })
        .chain(whole)
        .collect()
}

/// Problems in the order of the text; those of one place in the order in which they were found.
pub(super) fn sort(problems: &mut [BundleProblem]) {
    problems.sort_by(|a, b| a.location.cmp(&b.location));
}
