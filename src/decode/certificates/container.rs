//! What holds certificates as bytes: DER, PKCS#7, key stores; and kubeconfigs, whose fields do.

use std::sync::Arc;

use super::{Found, Request};
use crate::decode::bundle::{BundleFault, BundleProblem, Listed};
use crate::decode::keystore::{self, KeyStoreFault};
use crate::decode::kubeconfig::{self, Data, Field, KubeconfigFault};
use crate::decode::objects;
use crate::decode::pkcs7;
use crate::decode::recognise::Kind;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::x509::{Certificate, CertificateRef, CertificateRequest, Outline};

impl Found {
    /// Takes everything out of bytes of that kind.
    pub(super) fn take(&mut self, kind: Kind, bytes: &[u8], base: &Location, release: GoRelease) {
        match kind {
            Kind::DerCertificate => self.der(bytes, base.clone(), release),
            Kind::DerCertificateRequest => self.request(bytes, base.clone(), release),
            Kind::Kubeconfig => self.kubeconfig(bytes, base, release),
            Kind::KubernetesObjects | Kind::Pod => {
                objects::read_text(bytes, base, release, &mut |read| {
                    self.object_or_fault(read, release);
                });
                self.told_by_objects();
            }
            Kind::KeyStore(format) => self.keystore(format, bytes, base, release),
            Kind::Pkcs7 => self.pkcs7(bytes, base, release),
            _ => self.text(kind, bytes, base, release),
        }
    }

    pub(super) fn keystore(
        &mut self,
        format: keystore::Format,
        bytes: &[u8],
        base: &Location,
        release: GoRelease,
    ) {
        let opened = self.opener.open(format, bytes);
        for stored in opened.certificates {
            let mut location = base.clone().with_block(stored.number);
            if let Some(alias) = stored.alias {
                let outer = base.field.as_deref().map(|field| format!("{field}, "));
                let field = format!("{}entry {alias}", outer.unwrap_or_default());
                location = location.with_field(field);
            }
            self.der(&stored.der, location, release);
        }
        let faults = opened.problems.into_iter().map(|problem| KeyStoreFault {
            location: base.clone(),
            problem,
        });
        self.keystore_faults.extend(faults);
    }

    pub(super) fn request(&mut self, der: &[u8], location: Location, release: GoRelease) {
        let parsed = CertificateRequest::parse(der, release);
        self.requests.push(Request { location, parsed });
    }

    pub(super) fn certificate(&mut self, certificate: CertificateRef, location: Location) {
        let known = self
            .known
            .entry(certificate.fingerprint)
            .or_insert(certificate);
        let certificate = Arc::clone(known);
        self.certificates.push(Listed {
            certificate,
            location,
        });
    }

    pub(super) fn der(&mut self, der: &[u8], location: Location, release: GoRelease) {
        match Certificate::parse_as(der, release) {
            Ok(certificate) => self.certificate(Arc::new(certificate), location),
            Err(error) => {
                let outline = Outline::read(der);
                let fault = BundleFault::Malformed {
                    about: outline.as_ref().map(Outline::words),
                    go: error.to_string(),
                };
                self.outlines
                    .extend(outline.map(|outline| (outline, location.clone())));
                self.problems.push(BundleProblem { location, fault });
            }
        }
    }

    pub(super) fn kubeconfig(&mut self, bytes: &[u8], base: &Location, release: GoRelease) {
        let decoded = kubeconfig::decode(&base.file, bytes);
        let mut data = |field: &Option<Field<Data>>| {
            if let Some(field) = field {
                self.pem(field.value.bytes(), &field.location, release);
            }
        };
        for cluster in &decoded.file.clusters {
            data(&cluster.certificate_authority_data);
        }
        for user in &decoded.file.users {
            data(&user.client_certificate_data);
        }
        let clusters = decoded.file.clusters.iter();
        let clusters = clusters.map(|own| (&own.certificate_authority_data, &own.name));
        let users = decoded.file.users.iter();
        let users = users.map(|own| (&own.client_certificate_data, &own.name));
        for (data, name) in clusters.chain(users) {
            let field = data
                .as_ref()
                .and_then(|data| data.location.field.as_deref());
            let end = field.and_then(|field| Some((field, field.find(']')?)));
            if let Some(entry) = end.and_then(|(field, end)| field.get(..=end)) {
                self.entries.add(&base.file, entry, name);
            }
        }
        let limit = decoded.faults.iter().find_map(KubeconfigFault::own_limit);
        match limit {
            Some(limit) => self.unreadable = Some(limit.to_string()),
            None => self.faults.extend(decoded.faults),
        }
    }

    pub(super) fn pkcs7(&mut self, bytes: &[u8], base: &Location, release: GoRelease) {
        for der in pkcs7::certificates(bytes).unwrap_or_default() {
            self.der(der, base.clone(), release);
        }
    }
}
