//! Name constraints on directory names, RFC 5280 §4.2.1.10, which Go does not process.

use super::authority_key_id::directory_name;
use super::certificate::Certificate;
use super::name::DistinguishedName;
use crate::golang::der::{Reader, tag};

/// id-ce-nameConstraints.
const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x1e];

/// The subtrees of directory names of one certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryConstraints {
    /// Where names below may lie; empty: anywhere.
    pub permitted: Vec<DistinguishedName>,
    /// Where names below may not lie.
    pub excluded: Vec<DistinguishedName>,
}

impl DirectoryConstraints {
    /// Whether a subject may stand below. The empty name is bound by none of them (RFC 5280 §4.2.1.10 applies to
    /// subjects that are not empty).
    pub fn allow(&self, subject: &DistinguishedName) -> bool {
        if subject.is_empty() {
            return true;
        }
        let subject = subject.canonical();
        let within = |base: &DistinguishedName| subject.is_within(&base.canonical());
        (self.permitted.is_empty() || self.permitted.iter().any(within))
            && !self.excluded.iter().any(within)
    }
}

impl Certificate {
    /// The constraints on directory names; `None` where the certificate has none of this kind.
    pub fn directory_constraints(&self) -> Option<DirectoryConstraints> {
        let extension = self.extension(NAME_CONSTRAINTS)?;
        let value = self.der.get(extension.value.clone())?;
        let mut lists = Reader::new(value).content_of(tag::SEQUENCE)?;
        let mut found = DirectoryConstraints::default();
        while let Some(list) = lists.element() {
            let names = directory_names(list.content);
            if list.tag == tag::constructed(0) {
                found.permitted.extend(names);
            } else if list.tag == tag::constructed(1) {
                found.excluded.extend(names);
            }
        }
        (found != DirectoryConstraints::default()).then_some(found)
    }
}

/// The bases of GeneralSubtrees that are directory names.
fn directory_names(mut subtrees: Reader<'_>) -> Vec<DistinguishedName> {
    let mut names = Vec::new();
    while let Some(subtree) = subtrees.content_of(tag::SEQUENCE) {
        names.extend(directory_name(subtree));
    }
    names
}
