//! The inputs of the commands about more than one connection.

use std::path::PathBuf;

use certgraph::clients::ClientName;
use certgraph::finding::Finding;
use certgraph::ground::time::Timestamp;
use certgraph::report::picture::Fold;
use certgraph::survey::{Rules, Survey, survey};
use certgraph::verify::SignatureCache;
use clap::ValueEnum;

use super::args::Common;
use super::exit::ExitStatus;
use super::terminal;

/// Whether like things are shown as one.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum FoldWhen {
    /// Where there are many
    Auto,
    /// Never
    Never,
    /// Wherever two are alike
    Always,
}

impl From<FoldWhen> for Fold {
    fn from(when: FoldWhen) -> Self {
        match when {
            FoldWhen::Auto => Self::Auto,
            FoldWhen::Never => Self::Never,
            FoldWhen::Always => Self::Always,
        }
    }
}

/// Surveys the inputs, says what could not be read, and how that ends.
pub(crate) fn read(
    inputs: &[PathBuf],
    at: Timestamp,
    clients: &[ClientName],
    common: &Common,
) -> (Survey, ExitStatus) {
    let files = match common.files() {
        Ok(files) => files,
        Err(why) => {
            terminal::error(&why);
            return (Survey::default(), ExitStatus::Unreadable);
        }
    };
    let signatures = SignatureCache::default();
    let directory = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let found = survey(
        inputs,
        &Rules {
            files: &files,
            directory: &directory,
            at,
            release: common.release(),
            by_image: common.goes_by_image(),
            words: common.kubectl_release(),
            signatures: &signatures,
            root: None,
            advise: false,
            skip_others: false,
            clients,
        },
    );
    let mut status = ExitStatus::Accepted;
    for why in &found.unreadable {
        terminal::error(&why.to_string());
        status = ExitStatus::Unreadable;
    }
    for finding in found.findings.iter().filter(|finding| finding.unread) {
        terminal::error(&inputs_sentence(finding));
        status = ExitStatus::Unreadable;
    }
    if common.verbose {
        for path in files.opened() {
            terminal::note(&format!("read {}", path.display()));
        }
    }
    (found, status)
}

/// What was not read of an input, and where.
fn inputs_sentence(finding: &Finding) -> String {
    match finding.place() {
        Some(place) => format!("{place}: {}", finding.problem),
        None => finding.problem.to_string(),
    }
}

/// The end where nothing that was asked for is there: of a folder without certificates silence would pass for "all is well".
/// What could not be read was said before.
pub(crate) fn nothing(status: ExitStatus) -> ExitStatus {
    if status == ExitStatus::Accepted {
        terminal::error("no certificates in these inputs");
    }
    ExitStatus::Unreadable
}
