//! A certificate to be: what stands in it, apart from the key and the issuer.

use std::net::IpAddr;

use aws_lc_rs::digest;

use super::{Digest, Key, Name, Pair, der};

/// A subject or authority key identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyId {
    Absent,
    /// The usual one: of the key, or of the issuer if that has one.
    Usual,
    Given(Vec<u8>),
}

/// Extended key usages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Usage {
    Any,
    Server,
    Client,
    CodeSigning,
    OcspSigning,
}

/// An extension of the caller's own.
#[derive(Clone, Debug)]
struct Extension {
    oid: Vec<u64>,
    critical: bool,
    value: Vec<u8>,
}

/// Key usage bits, by their numbers in RFC 5280.
pub(crate) const DIGITAL_SIGNATURE: u8 = 0;
pub(crate) const KEY_ENCIPHERMENT: u8 = 2;
pub(crate) const KEY_CERT_SIGN: u8 = 5;
pub(crate) const CRL_SIGN: u8 = 6;

#[derive(Clone, Debug)]
pub(crate) struct Template {
    subject: Name,
    issuer: Option<Name>,
    serial: Option<Vec<u8>>,
    validity: (String, String),
    key_usage: Vec<u8>,
    usages: Vec<Usage>,
    /// The CA flag and the path length.
    basic: Option<(bool, Option<u8>)>,
    subject_key_id: KeyId,
    authority_key_id: KeyId,
    /// General names, in DER.
    names: Vec<Vec<u8>>,
    /// Permitted and excluded subtrees, as general names in DER.
    constraints: (Vec<Vec<u8>>, Vec<Vec<u8>>),
    extensions: Vec<Extension>,
    digest: Digest,
}

impl Template {
    /// A certificate without any extension.
    pub(crate) fn bare(subject: impl Into<Name>) -> Self {
        Self {
            subject: subject.into(),
            issuer: None,
            serial: None,
            validity: ("2026-01-01 00:00:00".into(), "2027-01-01 00:00:00".into()),
            key_usage: Vec::new(),
            usages: Vec::new(),
            basic: None,
            subject_key_id: KeyId::Absent,
            authority_key_id: KeyId::Absent,
            names: Vec::new(),
            constraints: (Vec::new(), Vec::new()),
            extensions: Vec::new(),
            digest: Digest::Usual,
        }
    }

    /// A CA as Kubernetes makes it, from 2026 to 2036.
    pub(crate) fn ca(subject: impl Into<Name>) -> Self {
        Self {
            key_usage: vec![DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, KEY_CERT_SIGN],
            basic: Some((true, None)),
            subject_key_id: KeyId::Usual,
            authority_key_id: KeyId::Usual,
            ..Self::bare(subject)
        }
        .valid("2026-01-01 00:00:00", "2036-01-01 00:00:00")
    }

    /// A serving certificate as Kubernetes makes it, for 2026.
    pub(crate) fn server(subject: impl Into<Name>) -> Self {
        Self::leaf(subject, &[Usage::Server])
    }

    /// A client certificate as Kubernetes makes it, for 2026.
    pub(crate) fn client(subject: impl Into<Name>) -> Self {
        Self::leaf(subject, &[Usage::Client])
    }

    fn leaf(subject: impl Into<Name>, usages: &[Usage]) -> Self {
        Self {
            key_usage: vec![DIGITAL_SIGNATURE, KEY_ENCIPHERMENT],
            usages: usages.to_vec(),
            basic: Some((false, None)),
            authority_key_id: KeyId::Usual,
            ..Self::bare(subject)
        }
    }

    /// Another issuer name than that of the signer.
    pub(crate) fn issuer(mut self, issuer: impl Into<Name>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    pub(crate) fn serial(mut self, serial: u64) -> Self {
        self.serial = Some(der::unsigned(&serial.to_be_bytes()));
        self
    }

    /// The serial number's content bytes as they are: negative, padded, too long.
    pub(crate) fn serial_bytes(mut self, content: &[u8]) -> Self {
        self.serial = Some(der::element(0x02, content));
        self
    }

    /// Both ends in UTC, as `2026-01-31 23:59:59`.
    pub(crate) fn valid(mut self, not_before: &str, not_after: &str) -> Self {
        self.validity = (not_before.into(), not_after.into());
        self
    }

    /// Key usage bits; none leaves the extension out.
    pub(crate) fn key_usage(mut self, bits: &[u8]) -> Self {
        self.key_usage = bits.to_vec();
        self
    }

    /// Extended key usages; none leaves the extension out.
    pub(crate) fn usages(mut self, usages: &[Usage]) -> Self {
        self.usages = usages.to_vec();
        self
    }

    /// Basic constraints; `None` leaves the extension out.
    pub(crate) fn basic(mut self, basic: Option<(bool, Option<u8>)>) -> Self {
        self.basic = basic;
        self
    }

    /// A CA that allows so many further CAs below it.
    pub(crate) fn path_length(self, length: u8) -> Self {
        self.basic(Some((true, Some(length))))
    }

    pub(crate) fn subject_key_id(mut self, id: KeyId) -> Self {
        self.subject_key_id = id;
        self
    }

    pub(crate) fn authority_key_id(mut self, id: KeyId) -> Self {
        self.authority_key_id = id;
        self
    }

    /// A DNS name, of any bytes.
    pub(crate) fn dns(mut self, name: impl AsRef<[u8]>) -> Self {
        self.names.push(der::context_string(2, name.as_ref()));
        self
    }

    pub(crate) fn email(mut self, address: impl AsRef<[u8]>) -> Self {
        self.names.push(der::context_string(1, address.as_ref()));
        self
    }

    pub(crate) fn uri(mut self, uri: impl AsRef<[u8]>) -> Self {
        self.names.push(der::context_string(6, uri.as_ref()));
        self
    }

    pub(crate) fn ip(mut self, address: &str) -> Self {
        let octets = match address.parse().unwrap() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        self.names.push(der::context_string(7, &octets));
        self
    }

    /// A name constraint that permits DNS names below this domain only.
    pub(crate) fn permit_dns(mut self, domain: &str) -> Self {
        self.constraints
            .0
            .push(der::context_string(2, domain.as_bytes()));
        self
    }

    /// A name constraint that excludes DNS names below this domain.
    pub(crate) fn exclude_dns(mut self, domain: &str) -> Self {
        self.constraints
            .1
            .push(der::context_string(2, domain.as_bytes()));
        self
    }

    pub(crate) fn extension(mut self, oid: &[u64], critical: bool, value: &[u8]) -> Self {
        self.extensions.push(Extension {
            oid: oid.to_vec(),
            critical,
            value: value.to_vec(),
        });
        self
    }

    /// Another subject.
    pub(crate) fn subject(mut self, subject: &[(&str, &str)]) -> Self {
        self.subject = super::name(subject);
        self
    }

    /// This address and no other name.
    pub(crate) fn only_ip(mut self, address: &str) -> Self {
        self.names.clear();
        self.ip(address)
    }

    pub(crate) fn without_constraints(mut self) -> Self {
        self.constraints = (Vec::new(), Vec::new());
        self
    }

    /// None of the caller's own extensions.
    pub(crate) fn without_extensions(mut self) -> Self {
        self.extensions.clear();
        self
    }

    pub(crate) fn digest(mut self, digest: Digest) -> Self {
        self.digest = digest;
        self
    }

    /// The certificate that this key signs for itself.
    pub(crate) fn self_signed(&self, key: &Key) -> Pair {
        // As Go does: a self-signed certificate names no authority key.
        let template = match self.authority_key_id {
            KeyId::Usual => &self.clone().authority_key_id(KeyId::Absent),
            KeyId::Absent | KeyId::Given(_) => self,
        };
        template.signed(&self.subject.to_der(), None, key, key)
    }

    pub(super) fn signed(
        &self,
        issuer: &[u8],
        issuer_key_id: Option<&[u8]>,
        signer: &Key,
        key: &Key,
    ) -> Pair {
        let public = key.public();
        let subject = self.subject.to_der();
        let key_id = match &self.subject_key_id {
            KeyId::Absent => None,
            KeyId::Usual => Some(key.id()),
            KeyId::Given(id) => Some(id.clone()),
        };
        let authority_key_id = match &self.authority_key_id {
            KeyId::Absent => None,
            KeyId::Usual => issuer_key_id,
            KeyId::Given(id) => Some(id.as_slice()),
        };
        let extensions = self.all_extensions(key_id.as_deref(), authority_key_id);
        let mut fields = vec![
            der::context(0, &der::unsigned(&[2])),
            self.serial
                .clone()
                .unwrap_or_else(|| serial_of(&public, &subject)),
            signer.signature_algorithm(self.digest),
            self.issuer
                .as_ref()
                .map_or_else(|| issuer.to_vec(), Name::to_der),
            der::sequence(&[der::time(&self.validity.0), der::time(&self.validity.1)]),
            subject.clone(),
            public,
        ];
        if !extensions.is_empty() {
            fields.push(der::context(3, &der::sequence(&extensions)));
        }
        let to_sign = der::sequence(&fields);
        let (algorithm, signature) = signer.sign(&to_sign, self.digest);
        Pair {
            der: der::sequence(&[to_sign, algorithm, der::bits(&signature)]),
            key: key.clone(),
            subject,
            key_id,
        }
    }

    /// In the order in which Go writes them.
    fn all_extensions(&self, subject: Option<&[u8]>, authority: Option<&[u8]>) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        let mut push = |oid: &[u64], critical: bool, value: &[u8]| {
            let mut parts = vec![der::oid(oid)];
            if critical {
                parts.push(der::boolean(true));
            }
            parts.push(der::octets(value));
            all.push(der::sequence(&parts));
        };
        if !self.key_usage.is_empty() {
            push(&[2, 5, 29, 15], true, &der::named_bits(&self.key_usage));
        }
        if !self.usages.is_empty() {
            let oids: Vec<_> = self.usages.iter().map(|usage| usage.oid()).collect();
            push(&[2, 5, 29, 37], false, &der::sequence(&oids));
        }
        if let Some((ca, path_length)) = self.basic {
            let mut parts = Vec::new();
            if ca {
                parts.push(der::boolean(true));
            }
            parts.extend(path_length.map(|length| der::unsigned(&[length])));
            push(&[2, 5, 29, 19], true, &der::sequence(&parts));
        }
        if let Some(id) = subject {
            push(&[2, 5, 29, 14], false, &der::octets(id));
        }
        if let Some(id) = authority {
            let id = der::context_string(0, id);
            push(&[2, 5, 29, 35], false, &der::sequence(&[id]));
        }
        if !self.names.is_empty() {
            push(&[2, 5, 29, 17], false, &der::sequence(&self.names));
        }
        let (permitted, excluded) = &self.constraints;
        if !permitted.is_empty() || !excluded.is_empty() {
            let subtrees: Vec<_> = [(0, permitted), (1, excluded)]
                .into_iter()
                .filter(|(_, names)| !names.is_empty())
                .map(|(number, names)| {
                    let bases: Vec<_> = names
                        .iter()
                        .map(|name| der::sequence(std::slice::from_ref(name)))
                        .collect();
                    der::context(number, &bases.concat())
                })
                .collect();
            push(&[2, 5, 29, 30], true, &der::sequence(&subtrees));
        }
        for extension in &self.extensions {
            push(&extension.oid, extension.critical, &extension.value);
        }
        all
    }
}

impl Usage {
    fn oid(self) -> Vec<u8> {
        let last = match self {
            Self::Any => return der::oid(&[2, 5, 29, 37, 0]),
            Self::Server => 1,
            Self::Client => 2,
            Self::CodeSigning => 3,
            Self::OcspSigning => 9,
        };
        der::oid(&[1, 3, 6, 1, 5, 5, 7, 3, last])
    }
}

/// A serial number of 63 bits, as Kubernetes takes them, from what is certified.
fn serial_of(public: &[u8], subject: &[u8]) -> Vec<u8> {
    let hash = digest::digest(&digest::SHA256, &[public, subject].concat());
    let mut serial = hash.as_ref()[..8].to_vec();
    serial[0] &= 0x7f;
    der::unsigned(&serial)
}
