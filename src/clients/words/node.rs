//! Node's `TLSSocket` errors (lib/_tls_wrap.js, lib/tls.js `checkServerIdentity`).

use std::net::IpAddr;

use super::super::fault::{Failure, Fault, NameFault, PathEnd};
use super::{names, openssl};
use crate::x509::Certificate;

/// The first release whose text for an untrusted issuer ends in advice.
const ADVISES: u8 = 24;

pub(super) fn refusal(failure: &Failure, major: u8, leaf: &Certificate) -> String {
    match &failure.fault {
        Fault::WrongName(NameFault::NoMatch { host } | NameFault::UnusableHost { host }) => {
            format!(
                "Hostname/IP does not match certificate's altnames: {}",
                name(host, leaf)
            )
        }
        Fault::NotTrusted(end) => {
            let text = match end {
                PathEnd::NoIssuer { alone: true, .. } => "unable to verify the first certificate",
                _ => openssl::text(&failure.fault),
            };
            let advises = major >= ADVISES && *end != PathEnd::SelfSignedInChain;
            let advice = if advises {
                "; if the root CA is installed locally, try running Node.js with --use-system-ca"
            } else {
                ""
            };
            format!("{text}{advice}")
        }
        fault => openssl::text(fault).to_owned(),
    }
}

fn name(host: &str, leaf: &Certificate) -> String {
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.parse::<IpAddr>().is_ok() {
        let addresses = leaf
            .subject_alt_name
            .iter()
            .flat_map(|names| &names.ip)
            .map(IpAddr::to_string)
            .collect::<Vec<_>>();
        return format!(
            "IP: {host} is not in the cert's list: {}",
            addresses.join(", ")
        );
    }
    let has_dns = leaf
        .subject_alt_name
        .as_ref()
        .is_some_and(|names| !names.dns.is_empty());
    if has_dns {
        let listed = names::listed(
            leaf,
            |name| format!("DNS:{name}"),
            |address| match address {
                IpAddr::V4(address) => format!("IP Address:{address}"),
                IpAddr::V6(address) => format!("IP Address:{}", names::long_ipv6(address)),
            },
        );
        return format!(
            "Host: {host}. is not in the cert's altnames: {}",
            listed.join(", ")
        );
    }
    match leaf.subject.common_name() {
        Some(name) => format!("Host: {host}. is not cert's CN: {name}"),
        None => "Cert does not contain a DNS name".to_owned(),
    }
}
