//! The authority key identifier's second form, RFC 5280 §4.2.1.1: who issued the issuer, and under which serial number.

use super::certificate::Certificate;
use super::name::DistinguishedName;
use crate::golang::der::{Reader, tag};

/// id-ce-authorityKeyIdentifier.
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];

/// `authorityCertIssuer` and `authorityCertSerialNumber`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerAndSerial {
    /// The issuer of the issuing certificate: the first directory name of the list.
    pub issuer: Option<DistinguishedName>,
    /// Content octets of the issuing certificate's serial number.
    pub serial: Option<Box<[u8]>>,
}

impl Certificate {
    /// Which certificate issued this one, by issuer and serial number; `None` where the extension has neither.
    /// Go does not look at it. OpenSSL and the JDK do, so that a CA renewed under another serial number no longer fits.
    pub fn authority_issuer_and_serial(&self) -> Option<IssuerAndSerial> {
        let extension = self.extension(AUTHORITY_KEY_ID)?;
        let value = self.der.get(extension.value.clone())?;
        let mut fields = Reader::new(value).content_of(tag::SEQUENCE)?;
        let mut found = IssuerAndSerial {
            issuer: None,
            serial: None,
        };
        while let Some(field) = fields.element() {
            if field.tag == tag::constructed(1) {
                found.issuer = directory_name(field.content);
            } else if field.tag == tag::context(2) {
                found.serial = Some(field.content.bytes().into());
            }
        }
        (found.issuer.is_some() || found.serial.is_some()).then_some(found)
    }
}

/// The first directory name of GeneralNames.
pub(super) fn directory_name(mut names: Reader<'_>) -> Option<DistinguishedName> {
    while let Some(name) = names.element() {
        if name.tag == tag::constructed(4) {
            return DistinguishedName::from_der(name.content.bytes());
        }
    }
    None
}
