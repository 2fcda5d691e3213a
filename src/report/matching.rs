//! What `--focus` asks for: a name, or the start of a fingerprint.

use std::collections::BTreeSet;

use crate::x509::Fingerprint;

/// Hexadecimal digits that tell a fingerprint from a name.
const DIGITS: usize = 6;

/// Names and certificates that are asked for.
pub(super) struct Wanted {
    text: String,
    certificates: BTreeSet<Fingerprint>,
    /// No name is equal, so those that hold the text are meant.
    part: bool,
}

impl Wanted {
    /// Looks for `text` among certificates and parties: as a name, else as the start of a SHA-256 fingerprint, else as a
    /// part of names.
    ///
    /// # Errors
    /// It is none of these.
    pub(super) fn new<'a>(
        text: &str,
        certificates: impl Iterator<Item = (Fingerprint, &'a str)> + Clone,
        parties: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<Self, String> {
        let text = text.to_lowercase();
        let named = |part: bool| -> Option<Self> {
            let wanted = Self {
                text: text.clone(),
                certificates: BTreeSet::new(),
                part,
            };
            let found = certificates.clone().filter(|(_, name)| wanted.names(name));
            let found: BTreeSet<_> = found.map(|(known, _)| known).collect();
            let any = !found.is_empty() || parties.clone().any(|name| wanted.names(name));
            any.then_some(Self {
                certificates: found,
                ..wanted
            })
        };
        if text.is_empty() {
            return Err("--focus: expected a name or a fingerprint".to_owned());
        }
        named(false)
            .or_else(|| {
                let digits = text.replace(':', "");
                let is_start = digits.len() >= DIGITS
                    && digits.chars().all(|digit| digit.is_ascii_hexdigit());
                let found = certificates
                    .clone()
                    .filter(|(known, _)| is_start && known.to_string().starts_with(&digits));
                let certificates: BTreeSet<_> = found.map(|(known, _)| known).collect();
                (!certificates.is_empty()).then_some(Self {
                    text: String::new(),
                    certificates,
                    part: false,
                })
            })
            .or_else(|| named(true))
            .ok_or_else(|| {
                format!("--focus: no certificate and no party here is named {text}, and none has such a fingerprint")
            })
    }

    /// Whether a certificate is asked for.
    pub(super) fn has(&self, certificate: Fingerprint) -> bool {
        self.certificates.contains(&certificate)
    }

    /// Whether a name is asked for.
    pub(super) fn names(&self, name: &str) -> bool {
        if self.text.is_empty() {
            return false;
        }
        let name = name.to_lowercase();
        name == self.text || (self.part && name.contains(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Result<Vec<u8>, String> {
        let known = [
            ("kubernetes", 0xce),
            ("kubernetes-admin", 0x91),
            ("etcd-ca", 0x5c),
        ];
        let known = known.map(|(name, byte)| (Fingerprint([byte; 32]), name));
        let wanted = Wanted::new(text, known.into_iter(), ["kubelet cp-1"].into_iter())?;
        let found = known.iter().filter(|(known, _)| wanted.has(*known));
        Ok(found.map(|(known, _)| known.0[0]).collect())
    }

    #[test]
    fn a_name_is_meant_before_a_fingerprint_and_a_part_last() {
        assert_eq!(found("kubernetes"), Ok(vec![0xce]));
        assert_eq!(found("KUBERN"), Ok(vec![0xce, 0x91]));
        assert_eq!(found("91:91:91"), Ok(vec![0x91]));
        assert_eq!(found("kubelet"), Ok(vec![]));
        assert!(found("nobody").is_err());
        assert!(found("").is_err());
    }
}
