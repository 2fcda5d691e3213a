//! What a command settles before it reads its inputs.

use std::path::PathBuf;

use certgraph::ground::time::Timestamp;
use certgraph::source::Files;
use certgraph::survey::Rules;
use certgraph::verify::SignatureCache;

use super::args::{Judging, Reading};
use super::exit::{ExitStatus, OrExit as _};
use super::kubeconfig_input::working_directory;

/// One run: its instant, its files, and the signatures that it has checked.
pub(crate) struct Session<'a> {
    pub(crate) at: Timestamp,
    pub(crate) files: Files,
    judging: &'a Judging,
    directory: PathBuf,
    signatures: SignatureCache,
}

impl<'a> Session<'a> {
    /// Settles clock and passwords.
    ///
    /// # Errors
    /// An option is wrong or a file of passwords cannot be read; that was said.
    pub(crate) fn begin(judging: &'a Judging, reading: &Reading) -> Result<Self, ExitStatus> {
        Ok(Self {
            at: judging.at().or_exit(ExitStatus::Usage)?,
            files: reading.files().or_exit(ExitStatus::Unreadable)?,
            judging,
            directory: PathBuf::from(working_directory()),
            signatures: SignatureCache::default(),
        })
    }

    /// How inputs are read and judged: without advice, for kubectl alone.
    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules {
            files: &self.files,
            directory: &self.directory,
            at: self.at,
            release: self.judging.release(),
            by_image: self.judging.goes_by_image(),
            words: self.judging.kubectl_release(),
            signatures: &self.signatures,
            root: None,
            advise: false,
            skip_others: false,
            pods: false,
            clients: &[],
        }
    }
}
