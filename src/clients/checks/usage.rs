//! What a server's certificate may be used for.

use super::super::fault::Fault;
use super::super::stack::Purposes;
use crate::x509::{Certificate, KeyPurpose};

/// digitalSignature, RFC 5280 §4.2.1.3.
pub(in crate::clients) const DIGITAL_SIGNATURE: u16 = 1 << 0;
/// keyEncipherment.
pub(in crate::clients) const KEY_ENCIPHERMENT: u16 = 1 << 2;
/// keyAgreement.
pub(in crate::clients) const KEY_AGREEMENT: u16 = 1 << 4;
/// keyCertSign.
pub(super) const KEY_CERT_SIGN: u16 = 1 << 5;
/// cRLSign.
pub(super) const CRL_SIGN: u16 = 1 << 6;

/// id-pe-tlsfeature, RFC 7633.
const TLS_FEATURE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 24];
/// The number of the `status_request` extension of TLS, as DER writes it in the list of features.
const STATUS_REQUEST: [u8; 3] = [0x02, 0x01, 0x05];

/// Server Gated Cryptography of Netscape and of Microsoft.
const GATED: [&[u8]; 2] = [
    &[0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x04, 0x01],
    &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x03, 0x03],
];

/// serverAuth or one of `purposes` is listed, or nothing is.
pub(super) fn server_purpose(certificate: &Certificate, purposes: Purposes) -> Option<Fault> {
    let usage = certificate.extended_key_usage.as_ref()?;
    let allowed = usage.0.iter().any(|purpose| match purpose {
        KeyPurpose::ServerAuth => true,
        KeyPurpose::Any => purposes.any,
        KeyPurpose::Other(oid) => purposes.gated && GATED.contains(&&*oid.0),
        KeyPurpose::ClientAuth => false,
    });
    (!allowed).then_some(Fault::WrongPurpose)
}

/// Key usage is absent or has one of `bits`.
pub(super) fn key_usage(certificate: &Certificate, bits: u16) -> Option<Fault> {
    let usage = certificate.key_usage?;
    (usage.0 & bits == 0).then_some(Fault::KeyUsage)
}

/// kube-apiserver staples nothing.
pub(super) fn must_staple(certificate: &Certificate) -> Option<Fault> {
    let extension = certificate.extension(TLS_FEATURE)?;
    let value = certificate.der.get(extension.value.clone())?;
    value
        .windows(STATUS_REQUEST.len())
        .any(|feature| feature == STATUS_REQUEST)
        .then_some(Fault::MustStaple)
}
