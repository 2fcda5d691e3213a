//! The alternative names of a certificate in few bytes: a fleet has a million of them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::x509::SubjectAltName;

/// DNS names and addresses, one after the other: the kind, and for a DNS name its length, before each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedNames(Box<[u8]>);

const DNS: u8 = 0;
const V4: u8 = 4;
const V6: u8 = 6;

/// One name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name<'a> {
    Dns(&'a str),
    Ip(IpAddr),
}

impl PackedNames {
    /// Those of a certificate. A DNS name of more than 65,535 bytes is left out: none is longer than 253.
    pub(super) fn of(names: Option<&SubjectAltName>) -> Self {
        let Some(names) = names else {
            return Self::default();
        };
        let mut packed = Vec::new();
        for name in &names.dns {
            if let Ok(length) = u16::try_from(name.len()) {
                packed.push(DNS);
                packed.extend(length.to_be_bytes());
                packed.extend(name.as_bytes());
            }
        }
        for address in &names.ip {
            match address {
                IpAddr::V4(address) => {
                    packed.push(V4);
                    packed.extend(address.octets());
                }
                IpAddr::V6(address) => {
                    packed.push(V6);
                    packed.extend(address.octets());
                }
            }
        }
        Self(packed.into())
    }

    fn iter(&self) -> impl Iterator<Item = Name<'_>> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || {
            let (kind, behind) = rest.split_first()?;
            let (name, behind) = match *kind {
                V4 => {
                    let (octets, behind) = behind.split_first_chunk::<4>()?;
                    (Name::Ip(Ipv4Addr::from(*octets).into()), behind)
                }
                V6 => {
                    let (octets, behind) = behind.split_first_chunk::<16>()?;
                    (Name::Ip(Ipv6Addr::from(*octets).into()), behind)
                }
                _ => {
                    let (length, behind) = behind.split_first_chunk::<2>()?;
                    let length = usize::from(u16::from_be_bytes(*length));
                    let (name, behind) = behind.split_at_checked(length)?;
                    (Name::Dns(str::from_utf8(name).ok()?), behind)
                }
            };
            rest = behind;
            Some(name)
        })
    }

    /// dNSName.
    pub fn dns(&self) -> impl Iterator<Item = &str> {
        self.iter().filter_map(|name| match name {
            Name::Dns(name) => Some(name),
            Name::Ip(_) => None,
        })
    }

    /// iPAddress.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.iter().filter_map(|name| match name {
            Name::Ip(address) => Some(address),
            Name::Dns(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_was_packed() {
        let names = SubjectAltName {
            value: 0..0,
            dns: vec!["a.example".to_owned(), String::new(), "*.b".to_owned()],
            email: Vec::new(),
            ip: vec!["10.0.0.1".parse().unwrap(), "fd00::1".parse().unwrap()],
            uri: Vec::new(),
            others: 0,
        };
        let packed = PackedNames::of(Some(&names));
        assert_eq!(packed.dns().collect::<Vec<_>>(), names.dns);
        assert_eq!(packed.addresses().collect::<Vec<_>>(), names.ip);
        assert_eq!(PackedNames::of(None).dns().count(), 0);
    }
}
