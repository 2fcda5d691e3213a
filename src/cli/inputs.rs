//! The inputs of the commands about more than one connection.

use std::path::{Path, PathBuf};

use certgraph::clients::ClientName;
use certgraph::finding::Finding;
use certgraph::report::picture::Fold;
use certgraph::source::{Files, input_is_piped};
use certgraph::survey::{Rules, Survey, survey};
use clap::ValueEnum;

use super::args::Reading;
use super::exit::ExitStatus;
use super::session::Session;
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

/// The inputs that are named, or standard input where something is piped into it.
///
/// # Errors
/// There is neither.
pub(crate) fn or_pipe(named: &[PathBuf], files: &Files) -> Result<Vec<PathBuf>, String> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    let input = PathBuf::from("-");
    if input_is_piped() && !is_empty(&input, files) {
        return Ok(vec![input]);
    }
    Err("no input: name a file or a directory, or pipe one in".to_owned())
}

/// Whether nothing comes from a pipe; what comes is kept for whoever reads it.
pub(crate) fn is_empty(input: &Path, files: &Files) -> bool {
    files
        .head(input, 1)
        .is_ok_and(|head| head.expose().is_empty())
}

/// Surveys the inputs, says what could not be read, and how that ends.
pub(crate) fn read(
    inputs: &[PathBuf],
    clients: &[ClientName],
    session: &Session<'_>,
    reading: &Reading,
) -> (Survey, ExitStatus) {
    let rules = Rules {
        clients,
        ..session.rules()
    };
    let found = survey(inputs, &rules);
    let mut status = ExitStatus::Accepted;
    for why in &found.unreadable {
        terminal::error(&why.to_string());
        status = ExitStatus::Unreadable;
    }
    for finding in found.findings.iter().filter(|finding| finding.unread) {
        terminal::error(&inputs_sentence(finding));
        status = ExitStatus::Unreadable;
    }
    reading.list(&session.files);
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
