//! Extensions in words, for `inspect`. Nothing here decides anything: x509-parser reads what Go does not look at.

use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer as _, X509Extension};

use crate::x509::{Certificate, Extension};

/// One extension in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionText {
    /// Its usual name, or its OID.
    pub name: String,
    /// Whether it is critical.
    pub critical: bool,
    /// Its value in lines; a count of bytes where nothing is known of it.
    pub lines: Vec<String>,
}

impl Certificate {
    /// The extensions that have no field of their own in this model, in words, in their order.
    pub fn other_extensions(&self) -> Vec<ExtensionText> {
        // Named by their last arc under 2.5.29: those are shown from the model.
        const SHOWN: [&[u8]; 7] = [
            &[0x55, 0x1d, 0x0e],
            &[0x55, 0x1d, 0x0f],
            &[0x55, 0x1d, 0x11],
            &[0x55, 0x1d, 0x13],
            &[0x55, 0x1d, 0x1e],
            &[0x55, 0x1d, 0x23],
            &[0x55, 0x1d, 0x25],
        ];
        self.extensions
            .iter()
            .filter(|extension| !SHOWN.contains(&&*extension.oid.0))
            .map(|extension| self.describe(extension))
            .collect()
    }

    fn describe(&self, extension: &Extension) -> ExtensionText {
        let name = extension
            .oid
            .name()
            .map_or_else(|| extension.oid.to_string(), str::to_owned);
        let bytes = self.der.get(extension.value.clone()).unwrap_or_default();
        let lines = words(extension, bytes).filter(|lines| !lines.is_empty());
        let lines = lines.unwrap_or_else(|| vec![format!("{} bytes", bytes.len())]);
        ExtensionText {
            name,
            critical: extension.critical,
            lines,
        }
    }
}

/// The value by x509-parser; none where it knows no better than we.
fn words(extension: &Extension, value: &[u8]) -> Option<Vec<String>> {
    let encoded = encode(&extension.oid.0, value)?;
    let (_, parsed) = X509Extension::from_der(&encoded).ok()?;
    match parsed.parsed_extension() {
        ParsedExtension::AuthorityInfoAccess(access) => Some(
            access
                .accessdescs
                .iter()
                .map(|entry| {
                    let method = entry.access_method.to_id_string();
                    let method = match method.as_str() {
                        "1.3.6.1.5.5.7.48.1" => "OCSP",
                        "1.3.6.1.5.5.7.48.2" => "CA issuers",
                        other => other,
                    };
                    format!("{method}: {}", general_name(&entry.access_location))
                })
                .collect(),
        ),
        ParsedExtension::CRLDistributionPoints(points) => Some(
            points
                .iter()
                .filter_map(|point| match point.distribution_point.as_ref()? {
                    DistributionPointName::FullName(names) => Some(
                        names
                            .iter()
                            .map(general_name)
                            .collect::<Vec<_>>()
                            .join(", "),
                    ),
                    DistributionPointName::NameRelativeToCRLIssuer(_) => None,
                })
                .collect(),
        ),
        ParsedExtension::CertificatePolicies(policies) => Some(
            policies
                .iter()
                .map(|policy| policy.policy_id.to_id_string())
                .collect(),
        ),
        ParsedExtension::PolicyMappings(mappings) => Some(
            mappings
                .mappings
                .iter()
                .map(|mapping| {
                    format!(
                        "{} to {}",
                        mapping.issuer_domain_policy, mapping.subject_domain_policy
                    )
                })
                .collect(),
        ),
        ParsedExtension::PolicyConstraints(constraints) => Some(
            [
                (
                    "require explicit policy after",
                    constraints.require_explicit_policy,
                ),
                ("inhibit mapping after", constraints.inhibit_policy_mapping),
            ]
            .iter()
            .filter_map(|(name, count)| Some(format!("{name} {}", (*count)?)))
            .collect(),
        ),
        ParsedExtension::InhibitAnyPolicy(inhibit) => {
            Some(vec![format!("after {}", inhibit.skip_certs)])
        }
        ParsedExtension::SCT(timestamps) => Some(vec![format!(
            "{} signed certificate timestamps",
            timestamps.len()
        )]),
        ParsedExtension::NSCertType(kind) => Some(vec![kind.to_string()]),
        ParsedExtension::NsCertComment(comment) => Some(vec![(*comment).to_owned()]),
        _ => None,
    }
}

fn general_name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::URI(text) | GeneralName::DNSName(text) | GeneralName::RFC822Name(text) => {
            (*text).to_owned()
        }
        GeneralName::DirectoryName(name) => name.to_string(),
        other => other.to_string(),
    }
}

/// An extension as DER again, which is what x509-parser reads; none for one that no certificate file can hold.
fn encode(oid: &[u8], value: &[u8]) -> Option<Vec<u8>> {
    let mut body = tagged(0x06, oid)?;
    body.extend(tagged(0x04, value)?);
    tagged(0x30, &body)
}

fn tagged(tag: u8, content: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(length) if length < 0x80 => out.push(length),
        _ => {
            let length = u32::try_from(content.len()).ok()?.to_be_bytes();
            out.push(0x84);
            // The long form must be minimal.
            let start = length.iter().position(|byte| *byte != 0)?;
            let digits = length.get(start..)?;
            out.pop();
            out.push(0x80 | u8::try_from(digits.len()).ok()?);
            out.extend_from_slice(digits);
        }
    }
    out.extend_from_slice(content);
    Some(out)
}
