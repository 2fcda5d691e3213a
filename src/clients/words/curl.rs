//! curl's last line (lib/vtls/openssl.c).

use super::super::fault::{Failure, Fault, NameFault};
use super::openssl;
use crate::x509::Certificate;

pub(super) fn refusal(failure: &Failure, leaf: &Certificate) -> String {
    match &failure.fault {
        Fault::WrongName(NameFault::NoMatch { host } | NameFault::UnusableHost { host }) => {
            let has_names = leaf
                .subject_alt_name
                .as_ref()
                .is_some_and(|names| !names.dns.is_empty() || !names.ip.is_empty());
            match leaf.subject.common_name().filter(|_| !has_names) {
                Some(name) => format!(
                    "SSL: certificate subject name '{name}' does not match target host name '{host}'"
                ),
                None => format!(
                    "SSL: no alternative certificate subject name matches target host name '{host}'"
                ),
            }
        }
        Fault::EmptyIssuer => "SSL: couldn't get X509-issuer name".to_owned(),
        // The error queue of libcrypto is looked at before the result of the verification.
        Fault::BadSignature => "error:06880006:asn1 encoding routines::EVP lib".to_owned(),
        fault => format!("SSL certificate problem: {}", openssl::text(fault)),
    }
}
