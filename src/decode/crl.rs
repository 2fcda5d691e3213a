//! A list of revoked certificates, as far as etcd looks at it: the serial numbers (etcd `client/pkg/transport/listener_tls.go`).
//! Issuer, signature and dates are not looked at there.

use crate::golang::der::{Reader, tag};

/// Go's words for a text that is no such list (crypto/x509 `ParseRevocationList`); PEM is none either.
pub const MALFORMED: &str = "x509: malformed crl";

/// The serial numbers of a list, big-endian, as encoded.
///
/// # Errors
/// [`MALFORMED`].
pub fn serials(der: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
    read(der).ok_or(MALFORMED)
}

/// RFC 5280 §5.1: `CertificateList`, `TBSCertList`.
fn read(der: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut list = Reader::new(der).content_of(tag::SEQUENCE)?;
    let mut body = list.content_of(tag::SEQUENCE)?;
    let mut found = Vec::new();
    let mut sequences = 0;
    while !body.is_empty() {
        let element = body.element()?;
        if element.tag != tag::SEQUENCE {
            continue;
        }
        sequences += 1;
        // Algorithm and issuer are sequences too, and come before.
        if sequences == 3 {
            let mut revoked = element.content;
            while !revoked.is_empty() {
                let mut entry = revoked.content_of(tag::SEQUENCE)?;
                let serial = entry.content_of(tag::INTEGER)?;
                found.push(serial.bytes().to_vec());
            }
        }
    }
    (sequences >= 2).then_some(found)
}

/// Whether a text is such a list in DER.
pub fn is_list(der: &[u8]) -> bool {
    read(der).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_read_and_nothing_else_is_a_list() {
        // Version, algorithm, issuer, date, then one entry with serial 5.
        let entry = [0x30, 0x14, 0x02, 0x01, 0x05, 0x17, 0x0f];
        let date = [0x17, 0x0d];
        let time = b"261128120000Z";
        let mut body = vec![0x02, 0x01, 0x01, 0x30, 0x00, 0x30, 0x00];
        body.extend(date);
        body.extend(time);
        let mut revoked = vec![0x30, 0x12, 0x02, 0x01, 0x05, 0x17, 0x0d];
        revoked.extend(time);
        body.push(0x30);
        body.push(u8::try_from(revoked.len()).unwrap());
        body.extend(&revoked);
        let mut list = vec![0x30, u8::try_from(body.len()).unwrap()];
        list.extend(&body);
        let mut whole = vec![0x30, u8::try_from(list.len()).unwrap()];
        whole.extend(&list);
        assert_eq!(serials(&whole), Ok(vec![vec![5]]));
        assert_eq!(serials(b""), Err(MALFORMED));
        assert_eq!(serials(b"-----BEGIN X509 CRL-----"), Err(MALFORMED));
        assert_eq!(serials(&entry), Err(MALFORMED));
    }
}
