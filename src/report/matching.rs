//! What `--focus` asks for: a name, or what identifies a certificate.

use std::collections::BTreeSet;
use std::fmt;

use crate::golang::go_quote;
use crate::ground::likeness::did_you_mean;
use crate::inventory::{Inventory, identified};
use crate::x509::Fingerprint;

/// What is asked for is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FocusError {
    /// Nothing is asked for.
    Empty,
    /// Nothing has that name, that file, or begins so.
    Nothing {
        /// As it was typed.
        asked: String,
        /// ` (did you mean …?)`; empty where no name is near.
        near: String,
    },
}

impl fmt::Display for FocusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("--focus: expected a name or a fingerprint"),
            Self::Nothing { asked, near } => write!(
                f,
                "--focus: no certificate, component or file here is named {}, and no fingerprint or key id begins \
                 with it{near}",
                go_quote(asked.as_bytes())
            ),
        }
    }
}

impl std::error::Error for FocusError {}

/// Names and certificates that are asked for.
pub(super) struct Wanted {
    text: String,
    certificates: BTreeSet<Fingerprint>,
    /// No name is equal, so those that hold the text are meant.
    part: bool,
}

impl Wanted {
    /// Looks for `text` among certificates and components: as a name, else as what identifies a certificate
    /// ([`identified`]), else as a part of names.
    ///
    /// # Errors
    /// It is none of these.
    pub(super) fn new<'a>(
        asked: &str,
        inventory: &Inventory,
        certificates: impl Iterator<Item = (Fingerprint, &'a str)> + Clone,
        parties: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<Self, FocusError> {
        let text = asked.to_lowercase();
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
            return Err(FocusError::Empty);
        }
        named(false)
            .or_else(|| {
                let entries: Vec<_> = inventory.iter().map(|(_, entry)| entry).collect();
                let found = identified(asked, &entries);
                let certificates: BTreeSet<_> = found
                    .iter()
                    .map(|entry| entry.certificate.fingerprint)
                    .collect();
                (!certificates.is_empty()).then_some(Self {
                    text: String::new(),
                    certificates,
                    part: false,
                })
            })
            .or_else(|| named(true))
            .ok_or_else(|| {
                let names = certificates.map(|(_, name)| name).chain(parties);
                FocusError::Nothing {
                    asked: asked.to_owned(),
                    near: did_you_mean(asked, names),
                }
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

    fn found(text: &str) -> Result<Vec<u8>, FocusError> {
        let known = [
            ("kubernetes", 0xce),
            ("kubernetes-admin", 0x91),
            ("etcd-ca", 0x5c),
        ];
        let known = known.map(|(name, byte)| (Fingerprint([byte; 32]), name));
        let wanted = Wanted::new(
            text,
            &Inventory::new(),
            known.into_iter(),
            ["kubelet cp-1"].into_iter(),
        )?;
        let found = known.iter().filter(|(known, _)| wanted.has(*known));
        Ok(found.map(|(known, _)| known.0[0]).collect())
    }

    #[test]
    fn a_name_is_meant_before_a_part_of_one() {
        assert_eq!(found("kubernetes"), Ok(vec![0xce]));
        assert_eq!(found("KUBERN"), Ok(vec![0xce, 0x91]));
        assert_eq!(found("kubelet"), Ok(vec![]));
        let unknown = found("kubernetes-admni").unwrap_err();
        assert!(
            unknown
                .to_string()
                .ends_with("did you mean \"kubernetes-admin\"?"),
            "{unknown}"
        );
        assert!(found("nobody").is_err());
        assert!(found("").is_err());
    }
}
