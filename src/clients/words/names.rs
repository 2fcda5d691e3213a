//! The names of a certificate, as the libraries list them: DNS names before addresses.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv6Addr};

use crate::x509::Certificate;

/// All names by `dns` and `ip`, in order.
pub(super) fn listed(
    leaf: &Certificate,
    dns: impl Fn(&str) -> String,
    ip: impl Fn(IpAddr) -> String,
) -> Vec<String> {
    let Some(names) = &leaf.subject_alt_name else {
        return Vec::new();
    };
    let hosts = names.dns.iter().map(|name| dns(name));
    hosts
        .chain(names.ip.iter().map(|address| ip(*address)))
        .collect()
}

/// Eight groups, without `::`.
pub(super) fn long_ipv6(address: Ipv6Addr) -> String {
    let mut text = String::new();
    for (index, group) in address.segments().into_iter().enumerate() {
        let separator = if index == 0 { "" } else { ":" };
        // Writing to a string does not fail.
        let _ = write!(text, "{separator}{group:X}");
    }
    text
}
