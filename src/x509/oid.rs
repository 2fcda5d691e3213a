//! Object identifiers.

use std::fmt;

/// An object identifier, kept as its DER content octets.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(pub Box<[u8]>);

impl Oid {
    /// From content octets that are known to be an OID.
    pub fn new(content: &[u8]) -> Self {
        Self(content.into())
    }
}

/// Dotted decimal; an OID of more than 64 arcs is cut there (CVE-2023-2650: quadratic text).
impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arcs = 0;
        let mut value: u128 = 0;
        for byte in &self.0 {
            value = value.saturating_mul(128) | u128::from(byte & 0x7f);
            if byte & 0x80 != 0 {
                continue;
            }
            if arcs == 0 {
                let first = if value < 40 {
                    0
                } else if value < 80 {
                    1
                } else {
                    2
                };
                write!(f, "{first}.{}", value - first * 40)?;
            } else {
                write!(f, ".{value}")?;
            }
            arcs += 1;
            value = 0;
            if arcs == 64 {
                return f.write_str("…");
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_dotted_decimal() {
        assert_eq!(Oid::new(&[0x55, 0x1d, 0x11]).to_string(), "2.5.29.17");
        assert_eq!(
            Oid::new(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]).to_string(),
            "1.2.840.113549"
        );
        assert!(Oid::new(&[0x2a; 5000]).to_string().ends_with('…'));
    }
}
