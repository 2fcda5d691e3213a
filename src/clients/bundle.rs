//! A CA bundle as a stack reads it: what Go passes over, others refuse, and the other way round.

use std::sync::Arc;

use memchr::memmem;

use super::stack::{BundleRules, Empty, Labels, Reading};
use crate::decode::recognise::{Kind, recognise};
use crate::golang::GoRelease;
use crate::golang::base64;
use crate::x509::{Certificate, CertificateRef};

/// What a stack trusts after it has read a bundle.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// In the order of the text, each once.
    pub certificates: Vec<CertificateRef>,
    /// Whether a block is DER that Go does not take for a certificate: another stack may, so that it may trust more.
    pub uncertain: bool,
    /// Whether the stack trusts its own roots besides, or instead.
    pub own_roots: bool,
}

/// Why a stack refuses a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleFault {
    /// A body is not base64.
    NotBase64 {
        /// 0-based offset of the first odd byte in the body, line ends left out.
        offset: usize,
        /// That byte.
        byte: u8,
        /// Whether no certificate stands before the block.
        first: bool,
    },
    /// A block holds something else than a certificate.
    NotACertificate {
        /// Whether no certificate stands before the block.
        first: bool,
    },
    /// A private key stands in the bundle.
    PrivateKey,
    /// `END` and `BEGIN` share a line.
    Joined,
    /// A byte order mark stands before the PEM.
    ByteOrderMark,
    /// A CA certificate without a name.
    NamelessCa,
    /// The text is DER, and not ASCII.
    Der,
    /// There is no certificate in it.
    Empty {
        /// Whether the text has no byte at all.
        blank: bool,
    },
}

impl BundleFault {
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty { .. } => "no-usable-ca",
            Self::NamelessCa => "empty-issuer",
            Self::NotBase64 { .. }
            | Self::NotACertificate { .. }
            | Self::PrivateKey
            | Self::Joined
            | Self::ByteOrderMark
            | Self::Der => "unreadable-bundle",
        }
    }
}

/// Blocks of a bundle, parsed once for all stacks.
#[derive(Debug)]
pub struct BundleText {
    blocks: Vec<Block>,
    /// The text itself is one certificate in DER.
    der: Option<CertificateRef>,
    blank: bool,
}

#[derive(Debug)]
struct Block {
    label: Label,
    form: Form,
    /// The next `BEGIN` follows on the line of this `END`.
    joined: bool,
    content: Content,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Certificate,
    X509Certificate,
    TrustedCertificate,
    PrivateKey,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    Indented,
    ByteOrderMark,
    /// `BEGIN` follows the `END` of the block before it.
    Joined,
}

#[derive(Debug)]
enum Content {
    Certificate(CertificateRef),
    /// DER that begins as a certificate does, and is none for Go.
    OtherDer,
    NotCertificate,
    NotBase64 {
        offset: usize,
        byte: u8,
    },
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
const BOM: &[u8] = b"\xef\xbb\xbf";

impl BundleText {
    /// Finds the blocks of a text, those too that Go passes over.
    pub fn parse(text: &[u8]) -> Self {
        if recognise(text) == Kind::DerCertificate {
            return Self {
                blocks: Vec::new(),
                der: parse_certificate(text),
                blank: false,
            };
        }
        let mut blocks = Vec::new();
        let mut position = 0;
        while let Some((block, next)) = next_block(text, position) {
            blocks.extend(block);
            position = next;
        }
        Self {
            blocks,
            der: None,
            blank: text.is_empty(),
        }
    }

    /// What a stack with these rules trusts.
    ///
    /// # Errors
    /// What it refuses the bundle for.
    pub fn read(&self, rules: &BundleRules) -> Result<Anchors, BundleFault> {
        let mut anchors = Anchors::default();
        if let Some(certificate) = &self.der {
            if rules.der {
                anchors.certificates.push(Arc::clone(certificate));
                return Ok(anchors);
            }
            if rules.byte_order_mark == Reading::Refused {
                return Err(BundleFault::Der);
            }
        }
        let count = self.blocks.len();
        for (index, block) in self.blocks.iter().enumerate() {
            match block.read(rules, anchors.certificates.is_empty()) {
                Ok(Some(certificate)) => anchors.add(certificate),
                Ok(None) => anchors.uncertain |= block.is_uncertain(rules),
                Err((Reading::Stops, _)) => break,
                Err((Reading::RefusedBeforeEnd, _)) if index + 1 == count => {}
                Err((_, fault)) => return Err(fault),
            }
        }
        if anchors.certificates.is_empty() && !anchors.uncertain {
            match rules.empty {
                Empty::TrustsNobody => {}
                Empty::OwnRoots => anchors.own_roots = true,
                Empty::Refused => return Err(BundleFault::Empty { blank: self.blank }),
            }
        }
        Ok(anchors)
    }
}

impl Anchors {
    fn add(&mut self, certificate: &CertificateRef) {
        let known = |known: &CertificateRef| known.fingerprint == certificate.fingerprint;
        if !self.certificates.iter().any(known) {
            self.certificates.push(Arc::clone(certificate));
        }
    }
}

impl Block {
    /// The certificate, `None` where the block is passed over, or how the stack fails and why.
    fn read(
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

    fn is_uncertain(&self, rules: &BundleRules) -> bool {
        self.is_for(rules.labels) && matches!(self.content, Content::OtherDer)
    }
}

/// The next `BEGIN` and its block, unless it has no `END` of its own, and where to go on.
fn next_block(text: &[u8], from: usize) -> Option<(Option<Block>, usize)> {
    let begin = from + memmem::find(text.get(from..)?, BEGIN)?;
    let after = begin + BEGIN.len();
    let rest = text.get(after..)?;
    let Some(length) = memmem::find(rest, DASHES) else {
        return Some((None, text.len()));
    };
    let label = rest.get(..length)?;
    let body_at = after + length + DASHES.len();
    let body = text.get(body_at..)?;
    let Some(length) = memmem::find(body, END) else {
        return Some((None, text.len()));
    };
    let body = body.get(..length)?;
    if let Some(again) = memmem::find(body, BEGIN) {
        return Some((None, body_at + again));
    }
    let end = body_at + length + END.len() + label.len() + DASHES.len();
    let Some(form) = form_of(text, begin) else {
        return Some((None, body_at));
    };
    let block = Block {
        label: label_of(label),
        form,
        joined: text.get(end..).unwrap_or_default().starts_with(DASHES),
        content: content_of(body),
    };
    Some((Some(block), end.min(text.len())))
}

/// What stands before `BEGIN` on its line; `None` where text does, so that nobody takes it for a block.
fn form_of(text: &[u8], begin: usize) -> Option<Form> {
    let before = text.get(..begin)?;
    let start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    let before = before.get(start..)?;
    if before.is_empty() {
        Some(Form::Plain)
    } else if before == BOM {
        Some(Form::ByteOrderMark)
    } else if before.ends_with(DASHES) {
        Some(Form::Joined)
    } else if before.trim_ascii().is_empty() {
        Some(Form::Indented)
    } else {
        None
    }
}

fn label_of(label: &[u8]) -> Label {
    match label {
        b"CERTIFICATE" => Label::Certificate,
        b"X509 CERTIFICATE" => Label::X509Certificate,
        b"TRUSTED CERTIFICATE" => Label::TrustedCertificate,
        _ if label.ends_with(b"PRIVATE KEY") => Label::PrivateKey,
        _ => Label::Other,
    }
}

fn content_of(body: &[u8]) -> Content {
    let plain: Vec<u8> = body
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    // The decoders look first at a lone character beyond the last group of four, and then from the front.
    let last = plain.len().saturating_sub(1);
    let lone = plain
        .get(last)
        .filter(|byte| plain.len() % 4 == 1 && !is_base64(byte));
    let odd = lone
        .map(|_| last)
        .or_else(|| plain.iter().position(|byte| !is_base64(byte)));
    if let Some(offset) = odd {
        let byte = plain.get(offset).copied().unwrap_or_default();
        return Content::NotBase64 { offset, byte };
    }
    let Ok(der) = base64::decode(&plain) else {
        return Content::NotBase64 {
            offset: plain.len(),
            byte: b'=',
        };
    };
    match parse_certificate(&der) {
        Some(certificate) => Content::Certificate(certificate),
        None if begins_as_certificate(&der) => Content::OtherDer,
        None => Content::NotCertificate,
    }
}

/// A certificate as any Go release reads it: the newest refuses some that older ones, and other stacks, take.
fn parse_certificate(der: &[u8]) -> Option<CertificateRef> {
    let newest =
        Certificate::parse(der).or_else(|_| Certificate::parse_as(der, GoRelease::GO_1_23));
    newest.ok().map(Arc::new)
}

/// A SEQUENCE in a SEQUENCE, as Certificate and TBSCertificate are (RFC 5280 §4.1). A private key has a number there.
fn begins_as_certificate(der: &[u8]) -> bool {
    match der {
        [0x30, length, rest @ ..] => {
            let more = if *length < 0x80 {
                0
            } else {
                usize::from(*length & 0x7f)
            };
            rest.get(more) == Some(&0x30)
        }
        _ => false,
    }
}
