//! `certgraph complete`, hidden: candidates for the word under the cursor, for kubectl's own completion of plugins.

use std::ffi::OsString;

use clap::{Args, Command};
use clap_complete::engine::complete;

use super::exit::ExitStatus;
use super::output;

/// What `complete` takes.
#[derive(Args)]
pub(crate) struct CompleteArgs {
    /// The words after the program's name; the last is the one to complete
    #[arg(last = true)]
    words: Vec<OsString>,
}

/// Prints a candidate a line, its description behind a tab, as cobra does (`completions.go`, `CompDesc`).
pub(crate) fn run(args: &CompleteArgs, mut program: Command) -> ExitStatus {
    let mut words = vec![OsString::from("certgraph")];
    words.extend(args.words.iter().cloned());
    if args.words.is_empty() {
        words.push(OsString::new());
    }
    let last = words.len() - 1;
    let directory = std::env::current_dir().ok();
    let Ok(candidates) = complete(&mut program, words, last, directory.as_deref()) else {
        return ExitStatus::Accepted;
    };
    let mut text = String::new();
    for candidate in candidates
        .iter()
        .filter(|candidate| !candidate.is_hide_set())
    {
        text.push_str(&candidate.get_value().to_string_lossy());
        let help = candidate.get_help().map(ToString::to_string);
        if let Some(line) = help.as_deref().and_then(|help| help.lines().next()) {
            text.push('\t');
            text.push_str(line);
        }
        text.push('\n');
    }
    output::print(&text, ExitStatus::Accepted)
}
