//! The CAs of a layout, and whether they can issue.

use std::path::Path;

use crate::decode::{bundle, pem, private_key};
use crate::fix::{Authority, AuthorityKey};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::ground::secret::Secret;
use crate::source::Limit;
use crate::survey::Rules;
use crate::x509::PublicKey;

/// The CA `NAME.crt` of a folder with its key `NAME.key`; none where there is no such file. `with_keys`: private keys
/// were given, so that one which is not there is nowhere.
pub(super) fn authority(
    folder: &Path,
    name: &'static str,
    with_keys: bool,
    rules: &Rules<'_>,
) -> Option<Authority> {
    let file = folder.join(format!("{name}.crt"));
    let text = rules.files.read(&file, Limit::BUNDLE).ok()?;
    let file = file.shown().to_string();
    let anchors = bundle::lenient(&text, &Location::file(file.as_str()), rules.release);
    let anchors = anchors.certificates;
    let key = folder.join(format!("{name}.key"));
    let key = match rules.files.read_secret(&key, Limit::REFERENCED) {
        Ok(key) => {
            let public = public_key(&key, rules);
            let first = anchors.first().map(|placed| &placed.certificate);
            if first.is_some_and(|ca| Some(&ca.public_key) == public.as_ref()) {
                AuthorityKey::There
            } else {
                AuthorityKey::Other
            }
        }
        Err(_) if with_keys => AuthorityKey::Absent,
        Err(_) => AuthorityKey::Unknown,
    };
    Some(Authority {
        name,
        file,
        anchors,
        key,
    })
}

fn public_key(text: &Secret, rules: &Rules<'_>) -> Option<PublicKey> {
    let mut blocks = pem::blocks(text.expose(), rules.release.into());
    let mut block = blocks.find(|block| block.label.ends_with(b"PRIVATE KEY"))?;
    let der = Secret::new(std::mem::take(&mut block.bytes));
    Some(private_key::parse(&der, rules.release).ok()?.public_key)
}
