//! Certificates out of any file that certgraph knows.

use crate::assemble::file_findings;
use crate::decode::certificates;
use crate::finding::Finding;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::x509::CertificateRef;

/// The certificates of a file, and what is wrong with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CertificateFile {
    /// Every certificate that Go would parse, in the order of the file.
    pub certificates: Vec<FoundCertificate>,
    /// Parts that should be certificates and are none, and other faults of the file.
    pub findings: Vec<Finding>,
    /// Why the whole cannot be read, with line and column; `None` where it can.
    pub unreadable: Option<String>,
}

/// A certificate at its place.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundCertificate {
    /// The certificate.
    pub certificate: CertificateRef,
    /// The file, and within it the field, the PEM block (from 1) and the line (from 1), as far as it has them.
    pub location: Location,
}

/// Reads the certificates of a file: PEM, DER, PKCS#7, key stores without a password, kubeconfigs and Kubernetes
/// objects. The kind is told from the content. `name` is what locations call the file; nothing is opened.
///
/// ```
/// let pem = include_bytes!("../../fixtures/control-plane/healthy/etc/kubernetes/pki/ca.crt");
/// let file = certgraph::read_certificates("ca.crt", pem);
/// let [found] = &file.certificates[..] else { panic!("one certificate") };
/// assert_eq!(found.certificate.display_name(), "kubernetes");
/// assert!(found.certificate.is_ca());
/// assert_eq!(found.location.file.as_ref(), "ca.crt");
/// ```
pub fn read_certificates(name: &str, bytes: &[u8]) -> CertificateFile {
    let release = GoRelease::default();
    let found = certificates::find(bytes, &Location::file(name), release);
    let findings = file_findings(&found, release);
    let certificates = found.certificates.into_iter();
    CertificateFile {
        certificates: certificates
            .map(|placed| FoundCertificate {
                certificate: placed.certificate,
                location: placed.location,
            })
            .collect(),
        findings,
        unreadable: found.unreadable,
    }
}
