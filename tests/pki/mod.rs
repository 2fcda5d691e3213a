//! Certificates for tests, as odd as one likes: every field is in the caller's hand and none is checked.
//!
//! ```ignore
//! let ca = Template::ca("kubernetes").self_signed(&Key::p256());
//! let server = ca.issue(&Template::server("kube-apiserver").ip("10.0.0.10"), &Key::p256());
//! ```
#![allow(
    dead_code,
    unused_imports,
    reason = "each test crate uses a part of it"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot make its certificates has to stop"
)]

pub(crate) mod der;
mod key;
mod name;
mod template;

use base64::Engine as _;

pub(crate) use key::{Digest, Key, TEST_KEY, encrypted};
pub(crate) use name::{Name, StringType, name};
pub(crate) use template::{
    CRL_SIGN, DIGITAL_SIGNATURE, KEY_CERT_SIGN, KEY_ENCIPHERMENT, KeyId, Template, Usage,
};

/// A certificate and the key that it certifies.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// The certificate, in DER.
    pub(crate) der: Vec<u8>,
    pub(crate) key: Key,
    /// The subject, in DER.
    subject: Vec<u8>,
    /// Its subject key identifier, if it has one.
    key_id: Option<Vec<u8>>,
}

impl Pair {
    /// Signs a certificate for a key. Whether this one may sign is not asked.
    pub(crate) fn issue(&self, template: &Template, key: &Key) -> Self {
        template.signed(&self.subject, self.key_id.as_deref(), &self.key, key)
    }

    /// The same certificate in the hand of another key: what it issues has a bad signature.
    pub(crate) fn with_key(&self, key: &Key) -> Self {
        Self {
            key: key.clone(),
            ..self.clone()
        }
    }

    /// The first certificate of a file, with the key of another.
    pub(crate) fn read(certificate: &str, key: &str) -> Self {
        let begin = certificate.find("-----BEGIN CERTIFICATE").unwrap();
        let (_, block) =
            x509_parser::pem::parse_x509_pem(&certificate.as_bytes()[begin..]).unwrap();
        let parsed = block.parse_x509().unwrap();
        let key_id =
            parsed
                .extensions()
                .iter()
                .find_map(|extension| match extension.parsed_extension() {
                    x509_parser::extensions::ParsedExtension::SubjectKeyIdentifier(id) => {
                        Some(id.0.to_vec())
                    }
                    _ => None,
                });
        Self {
            subject: parsed.subject().as_raw().to_vec(),
            key: Key::read(key),
            key_id,
            der: block.contents.clone(),
        }
    }

    /// The certificate in PEM.
    pub(crate) fn pem(&self) -> String {
        pem("CERTIFICATE", &self.der)
    }
}

/// A PEM block with lines of 64 characters.
pub(crate) fn pem(label: &str, content: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(content);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(|line| str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}
