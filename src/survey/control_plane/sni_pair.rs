//! A pair of files for names of a server.

use std::path::PathBuf;

use crate::assemble::NamedFile;
use crate::ground::path::Shown as _;

/// A value of `--tls-sni-cert-key`.
#[derive(Clone, Debug)]
pub(super) struct SniPair {
    pub(super) certificate: NamedFile,
    /// None where keys are not among the files given.
    pub(super) key: Option<NamedFile>,
    /// As the flag has them.
    pub(super) names: String,
}

impl SniPair {
    /// The flag's value with its paths as they are here; none where its certificate, or a key that counts, is not.
    pub(super) fn value(
        &self,
        path: &mut dyn FnMut(Option<&NamedFile>) -> Option<PathBuf>,
    ) -> Option<String> {
        let certificate = path(Some(&self.certificate));
        let key = match &self.key {
            Some(key) => path(Some(key))?.shown().to_string(),
            None => String::new(),
        };
        let pair = format!("{},{key}", certificate?.shown());
        Some(if self.names.is_empty() {
            pair
        } else {
            format!("{pair}:{}", self.names)
        })
    }
}
