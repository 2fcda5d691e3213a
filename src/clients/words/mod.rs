//! What a client prints: the innermost text of its message, for each library.
//!
//! The texts are facts about other programs; each is compared with a recorded run by the conformance tests.

pub(super) mod answer;
mod curl;
mod gnutls;
mod jdk;
pub(super) mod kubeconfig;
mod names;
mod node;
mod openssl;
pub(super) mod pair;
mod python;
mod rustls;
mod subject;

use super::bundle::BundleFault;
use super::stack::{Library, Stack};
use super::verify::Verification;
use crate::ground::time::Timestamp;

/// The innermost text of the message with which a client refuses a server; `None` where the stack accepts.
pub fn refusal(stack: &Stack, verification: &Verification, at: Timestamp) -> Option<String> {
    if stack.library == Library::GnuTls {
        return gnutls::refusal(&verification.failures);
    }
    let failure = verification.printed.as_ref()?;
    let leaf = verification.leaf.as_deref()?;
    Some(match stack.library {
        Library::Python(lines) => python::refusal(failure, lines),
        Library::Node(major) => node::refusal(failure, major, leaf),
        Library::Curl => curl::refusal(failure, leaf),
        Library::Rustls => rustls::refusal(failure, leaf, at),
        Library::Jdk { okhttp } => jdk::refusal(failure, leaf, okhttp),
        Library::GnuTls => return None,
    })
}

/// The innermost text of the message with which a client refuses a CA bundle; `None` where it prints nothing of its own.
pub fn bundle(library: Library, fault: BundleFault) -> Option<String> {
    match library {
        Library::Python(lines) => Some(python::bundle(fault, lines)),
        // Node drops what it cannot read, and says later that nobody is trusted.
        Library::Node(_) => None,
        Library::Curl => Some("error setting certificate file".to_owned()),
        Library::Rustls => rustls::bundle(fault),
        Library::Jdk { .. } => Some(jdk::bundle(fault)),
        Library::GnuTls => Some(gnutls::bundle(fault)),
    }
}
