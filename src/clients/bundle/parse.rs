//! The blocks of a text, those too that Go passes over.

use std::sync::Arc;

use memchr::memmem;

use super::block::{Block, Content, Form, Label};
use crate::golang::GoRelease;
use crate::golang::base64;
use crate::x509::{Certificate, CertificateRef};

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
const BOM: &[u8] = b"\xef\xbb\xbf";

/// The next `BEGIN` and its block, unless it has no `END` of its own, and where to go on.
pub(super) fn next_block(text: &[u8], from: usize) -> Option<(Option<Block>, usize)> {
    let begin = from + memmem::find(text.get(from..)?, BEGIN)?;
    let after = begin + BEGIN.len();
    let rest = text.get(after..)?;
    let Some(length) = memmem::find(rest, DASHES) else {
        return Some((None, text.len()));
    };
    let label = rest.get(..length)?;
    let body_at = after + length + DASHES.len();
    let body = text.get(body_at..)?;
    let Some(form) = form_of(text, begin) else {
        return Some((None, body_at));
    };
    let unfinished = Block {
        label: label_of(label),
        form,
        joined: false,
        content: Content::Unfinished,
    };
    let Some(length) = memmem::find(body, END) else {
        return Some((Some(unfinished), text.len()));
    };
    let body = body.get(..length)?;
    if let Some(again) = memmem::find(body, BEGIN) {
        return Some((Some(unfinished), body_at + again));
    }
    let end = body_at + length + END.len() + label.len() + DASHES.len();
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
pub(super) fn parse_certificate(der: &[u8]) -> Option<CertificateRef> {
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
