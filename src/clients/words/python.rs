//! Python's `ssl.SSLError` (Modules/_ssl.c).

use std::net::IpAddr;

use super::super::bundle::BundleFault;
use super::super::fault::{Failure, Fault, NameFault};
use super::super::stack::{Cadata, PythonLines};
use super::openssl;

pub(super) fn refusal(failure: &Failure, lines: PythonLines) -> String {
    let text = match &failure.fault {
        Fault::WrongName(NameFault::NoMatch { host } | NameFault::UnusableHost { host }) => {
            let kind = if host.parse::<IpAddr>().is_ok() {
                "IP address"
            } else {
                "Hostname"
            };
            format!("{kind} mismatch, certificate is not valid for '{host}'.")
        }
        fault => openssl::text(fault).to_owned(),
    };
    format!(
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {text} (_ssl.c:{})",
        lines.handshake
    )
}

pub(super) fn bundle(fault: BundleFault, lines: PythonLines) -> String {
    match lines.cadata {
        Some(cadata) => bundle_text(fault, cadata),
        None => {
            let what = match fault {
                BundleFault::Empty { .. } | BundleFault::Der => {
                    "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found"
                }
                _ => "[X509] PEM lib",
            };
            format!("{what} (_ssl.c:{})", lines.ca_file)
        }
    }
}

/// `load_verify_locations(cadata=…)` takes text, which has to be ASCII.
fn bundle_text(fault: BundleFault, cadata: Cadata) -> String {
    match fault {
        BundleFault::Der => {
            "'ascii' codec can't decode byte 0x82 in position 1: ordinal not in range(128)"
                .to_owned()
        }
        BundleFault::ByteOrderMark => {
            "'ascii' codec can't decode byte 0xef in position 0: ordinal not in range(128)"
                .to_owned()
        }
        BundleFault::Empty { blank: true } => "Empty certificate data".to_owned(),
        BundleFault::NotACertificate { first: false }
        | BundleFault::Unfinished { first: false }
        | BundleFault::NotBase64 { first: false, .. } => {
            format!("[PEM] ASN1 lib (_ssl.c:{})", cadata.bad_block)
        }
        _ => format!(
            "no start line: cadata does not contain a certificate (_ssl.c:{})",
            cadata.no_block
        ),
    }
}
