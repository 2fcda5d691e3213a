//! Certificates and certificate requests in DER.

use certgraph::x509::{Certificate, CertificateRequest};

use crate::releases;
use crate::targets::input;

/// By every release, and as `inspect` shows it.
pub fn run(bytes: &[u8]) {
    let mut parsed = false;
    for release in releases() {
        if let Ok(certificate) = Certificate::parse_as(bytes, release) {
            assert_eq!(&*certificate.der, bytes);
            let _ = certificate.subject.to_string();
            let _ = certificate.issuer.to_string();
            parsed = true;
        }
        let _ = CertificateRequest::parse(bytes, release);
    }
    if parsed {
        input::run(bytes);
    }
}
