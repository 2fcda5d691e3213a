//! Certificates for tests of the graph: CAs and what they sign, named by one letter each.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};

use crate::x509::{Certificate, CertificateRef};

/// A name and a key that certificates are made for.
pub(super) struct Authority {
    params: CertificateParams,
    key: KeyPair,
}

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().unwrap();
        Self { params, key }
    }

    /// Its self-signed certificate.
    pub(super) fn root(&self) -> CertificateRef {
        parse(self.params.self_signed(&self.key).unwrap().der())
    }

    /// Its certificate, signed by another.
    pub(super) fn signed_by(&self, issuer: &Self) -> CertificateRef {
        let issuer = Issuer::from_params(&issuer.params, &issuer.key);
        parse(self.params.signed_by(&self.key, &issuer).unwrap().der())
    }

    /// A certificate that is no CA.
    pub(super) fn leaf(&self, name: &str) -> CertificateRef {
        let mut own = Self::new(name);
        own.params.is_ca = IsCa::NoCa;
        own.signed_by(self)
    }
}

fn parse(der: &[u8]) -> CertificateRef {
    Arc::new(Certificate::parse(der).unwrap())
}
