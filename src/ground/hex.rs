//! Octets in hexadecimal, as people compare them.

/// Lower-case digits, two an octet.
pub fn hex(octets: &[u8]) -> String {
    let mut out = String::with_capacity(2 * octets.len());
    let digits = octets.iter().flat_map(|octet| [octet >> 4, octet & 15]);
    // All are below sixteen.
    out.extend(digits.filter_map(|digit| char::from_digit(digit.into(), 16)));
    out
}

/// Upper-case digits, a colon between octets.
pub(crate) fn hex_with_colons(octets: &[u8]) -> String {
    let mut out = String::with_capacity(3 * octets.len());
    for (index, octet) in octets.iter().enumerate() {
        if index > 0 {
            out.push(':');
        }
        let digits = [octet >> 4, octet & 15].into_iter();
        let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
        out.extend(digits.map(|digit| digit.to_ascii_uppercase()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_octet_has_two_digits() {
        assert_eq!(hex(&[0, 0x0a, 0xff]), "000aff");
        assert_eq!(hex_with_colons(&[0, 0x0a, 0xff]), "00:0A:FF");
        assert_eq!(hex(&[]), "");
    }
}
