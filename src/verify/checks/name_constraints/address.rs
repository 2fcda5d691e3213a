//! IP constraints: networks, sorted and pruned, so that one look finds the network that covers an address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::x509::IpNetwork;

/// Networks of both families, apart: a constraint of one family never covers an address of the other.
pub(super) struct AddressSet {
    v4: Vec<(u128, u8)>,
    v6: Vec<(u128, u8)>,
}

impl AddressSet {
    /// None if there are no networks.
    pub(super) fn new(networks: &[IpNetwork]) -> Option<Self> {
        if networks.is_empty() {
            return None;
        }
        let family = |bits: u32, is_v4: bool| {
            let mut family: Vec<_> = networks
                .iter()
                .filter(|network| network.address.is_ipv4() == is_v4)
                .map(|network| {
                    let mask = mask(bits, network.prefix);
                    (value(network.address) & mask, network.prefix)
                })
                .collect();
            family.sort_unstable();
            let mut pruned: Vec<(u128, u8)> = Vec::with_capacity(family.len());
            for network in family {
                if !pruned
                    .last()
                    .is_some_and(|last| covers(*last, bits, network.0))
                {
                    pruned.push(network);
                }
            }
            pruned
        };
        Some(Self {
            v4: family(32, true),
            v6: family(128, false),
        })
    }

    /// The network that covers `address`, as Go prints it.
    pub(super) fn find(&self, address: IpAddr) -> Option<String> {
        let (family, bits) = match address {
            IpAddr::V4(_) => (&self.v4, 32),
            IpAddr::V6(_) => (&self.v6, 128),
        };
        let wanted = value(address);
        let after = family.partition_point(|(network, _)| *network <= wanted);
        let network = *family.get(after.checked_sub(1)?)?;
        covers(network, bits, wanted).then(|| {
            let start = match address {
                IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from_bits(
                    u32::try_from(network.0).unwrap_or_default(),
                )),
                IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from_bits(network.0)),
            };
            format!("{start}/{}", network.1)
        })
    }
}

fn value(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn mask(bits: u32, prefix: u8) -> u128 {
    let host = bits.saturating_sub(prefix.into());
    let all = if bits == 128 {
        u128::MAX
    } else {
        (1 << bits) - 1
    };
    if host >= bits { 0 } else { all << host & all }
}

fn covers((network, prefix): (u128, u8), bits: u32, address: u128) -> bool {
    address & mask(bits, prefix) == network
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(networks: &[(&str, u8)]) -> AddressSet {
        let networks: Vec<_> = networks
            .iter()
            .map(|(address, prefix)| IpNetwork {
                address: address.parse().unwrap(),
                prefix: *prefix,
            })
            .collect();
        AddressSet::new(&networks).unwrap()
    }

    #[test]
    fn the_widest_network_answers() {
        let set = set(&[("10.1.0.0", 16), ("10.0.0.7", 8), ("192.168.0.0", 24)]);
        let find = |text: &str| set.find(text.parse().unwrap());
        assert_eq!(find("10.1.2.3").as_deref(), Some("10.0.0.0/8"));
        assert_eq!(find("192.168.0.255").as_deref(), Some("192.168.0.0/24"));
        assert_eq!(find("192.168.1.0"), None);
        assert_eq!(find("9.255.255.255"), None);
        assert_eq!(find("::10.1.2.3"), None);
    }

    #[test]
    fn zero_prefixes_cover_their_family() {
        let set = set(&[("::", 0)]);
        assert_eq!(
            set.find("fd00::1".parse().unwrap()).as_deref(),
            Some("::/0")
        );
        assert_eq!(set.find("10.0.0.1".parse().unwrap()), None);
    }
}
