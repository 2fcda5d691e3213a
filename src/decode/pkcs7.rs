//! The certificates of a PKCS#7 (CMS) SignedData, RFC 5652 §5.1, as `openssl crl2pkcs7` and Windows write them.

use der_parser::ber::{BerObject, BerObjectContent, parse_ber_recursive};

/// Why there are no certificates to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Pkcs7Error {
    /// Neither DER nor BER, or nested deeper than 32 levels.
    #[error("not PKCS#7: the encoding is damaged")]
    Malformed,
    /// PKCS#7 of another type, such as encrypted data.
    #[error("not PKCS#7 signed data")]
    NotSignedData,
}

/// The DER of every certificate, in the order of the set, whether or not a signer needs it. Whether each is a
/// certificate is left to its parser.
///
/// # Errors
/// What the bytes are not.
pub fn certificates(bytes: &[u8]) -> Result<Vec<&[u8]>, Pkcs7Error> {
    let (_, whole) = parse_ber_recursive(bytes, DEPTH).map_err(|_| Pkcs7Error::Malformed)?;
    let [content_type, content] = sequence(&whole)? else {
        return Err(Pkcs7Error::NotSignedData);
    };
    let is_signed = content_type
        .as_oid()
        .is_ok_and(|oid| oid.as_bytes() == SIGNED_DATA);
    if !is_signed {
        return Err(Pkcs7Error::NotSignedData);
    }
    let BerObjectContent::Unknown(explicit) = &content.content else {
        return Err(Pkcs7Error::NotSignedData);
    };
    let (_, signed) =
        parse_ber_recursive(explicit.data, DEPTH).map_err(|_| Pkcs7Error::Malformed)?;
    // CertificateSet is [0] IMPLICIT, and the only field with that tag.
    let set = sequence(&signed)?
        .iter()
        .find_map(|field| match &field.content {
            BerObjectContent::Unknown(any) if any.tag().0 == 0 => Some(any.data),
            _ => None,
        });
    let mut rest = set.unwrap_or_default();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (after, one) = parse_ber_recursive(rest, DEPTH).map_err(|_| Pkcs7Error::Malformed)?;
        let (der, _) = rest
            .split_at_checked(rest.len() - after.len())
            .ok_or(Pkcs7Error::Malformed)?;
        // Other members of the choice, such as attribute certificates, have tags of their own.
        if matches!(one.content, BerObjectContent::Sequence(_)) {
            found.push(der);
        }
        rest = after;
    }
    Ok(found)
}

fn sequence<'a, 'b>(object: &'b BerObject<'a>) -> Result<&'b [BerObject<'a>], Pkcs7Error> {
    match &object.content {
        BerObjectContent::Sequence(fields) => Ok(fields),
        _ => Err(Pkcs7Error::NotSignedData),
    }
}

/// OpenSSL allows 30 levels; a SignedData with certificates has 14.
const DEPTH: usize = 32;

/// id-signedData.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82], &length[..], content].concat()
    }

    fn signed_data(certificates: &[u8]) -> Vec<u8> {
        let data = [&[6, 9][..], &SIGNED_DATA[..8], &[1]].concat();
        let signed = [
            vec![2, 1, 1, 0x31, 0],
            element(0x30, &data),
            element(0xa0, certificates),
            vec![0x31, 0],
        ]
        .concat();
        let content = element(0xa0, &element(0x30, &signed));
        element(0x30, &[&[6, 9][..], SIGNED_DATA, &content].concat())
    }

    fn certificate(name: &str) -> Vec<u8> {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        parameters.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn gives_every_certificate_in_order() {
        let (a, b) = (certificate("a"), certificate("b"));
        let whole = signed_data(&[a.clone(), b.clone()].concat());
        assert_eq!(certificates(&whole).unwrap(), [&a[..], &b[..]]);
        assert_eq!(certificates(&signed_data(&[])).unwrap(), [&[] as &[u8]; 0]);
    }

    #[test]
    fn refuses_what_it_is_not() {
        assert_eq!(certificates(b"text"), Err(Pkcs7Error::Malformed));
        assert_eq!(
            certificates(&certificate("a")),
            Err(Pkcs7Error::NotSignedData)
        );
        let deep = [0x30, 0x80].repeat(10_000);
        assert_eq!(certificates(&deep), Err(Pkcs7Error::Malformed));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>, at in 0usize..60, byte: u8) {
            let _ = certificates(&bytes);
            let mut whole = signed_data(&[0x30, 3, 2, 1, 0]);
            if let Some(place) = whole.get_mut(at) {
                *place = byte;
            }
            let _ = certificates(&whole);
        }
    }
}
