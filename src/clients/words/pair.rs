//! What a client prints when its own certificate and key are of no use.

use super::super::pair::PairFault;
use super::super::stack::Library;

/// The innermost text; `None` where the client's words are not known.
pub(in crate::clients) fn refusal(library: Library, fault: PairFault) -> Option<String> {
    match library {
        Library::Python(lines) => {
            let (text, line) = match fault {
                PairFault::OtherKey => {
                    ("[X509: KEY_VALUES_MISMATCH] key values mismatch", lines.key)
                }
                PairFault::OtherType => (
                    "[SSL: NO_CERTIFICATE_ASSIGNED] no certificate assigned",
                    lines.pair,
                ),
                PairFault::ShortKey => (
                    "[SSL: EE_KEY_TOO_SMALL] ee key too small",
                    lines.certificate,
                ),
                PairFault::NoKey | PairFault::NoCertificate => ("[SSL] PEM lib", lines.key),
                _ => return None,
            };
            Some(format!("{text} (_ssl.c:{line})"))
        }
        Library::Node(_) => node(fault),
        Library::Curl => curl(fault),
        Library::Rustls => rustls(fault),
        Library::Jdk { .. } => jdk(fault),
        Library::GnuTls => {
            (fault == PairFault::OtherKey).then(|| "Received alert [51]: Decrypt error".to_owned())
        }
    }
}

fn node(fault: PairFault) -> Option<String> {
    let text = match fault {
        PairFault::OtherKey => "error:05800074:x509 certificate routines::key values mismatch",
        PairFault::ShortKey => "error:0A00018F:SSL routines::ee key too small",
        PairFault::NoKey => "error:1E08010C:DECODER routines::unsupported",
        _ => return None,
    };
    Some(text.to_owned())
}

fn curl(fault: PairFault) -> Option<String> {
    let text = match fault {
        PairFault::OtherKey => "unable to set private key file",
        PairFault::OtherType => "Private key does not match the certificate public key",
        PairFault::ShortKey => "could not load PEM client certificate",
        PairFault::NoKey => "unable to set private key file",
        _ => return None,
    };
    Some(text.to_owned())
}

fn rustls(fault: PairFault) -> Option<String> {
    let text = match fault {
        PairFault::OtherKey | PairFault::OtherType => "keys may not be consistent: KeyMismatch",
        PairFault::ShortKey | PairFault::UnsupportedKey => {
            "unexpected error: failed to parse private key as RSA, ECDSA, or EdDSA"
        }
        PairFault::NoKey | PairFault::Encrypted => {
            "identity PEM is missing a private key: the key must be PKCS8 or RSA/PKCS1"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

fn jdk(fault: PairFault) -> Option<String> {
    let text = match fault {
        PairFault::KeyBesideCertificate => "signed overrun, bytes = 70",
        PairFault::UnreadableForm => "Invalid DER: object is not integer",
        PairFault::OtherKey => "Received fatal alert: decrypt_error",
        PairFault::UnorderedChain => "Certificate chain is not valid",
        _ => return None,
    };
    Some(text.to_owned())
}
