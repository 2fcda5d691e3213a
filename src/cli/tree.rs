//! `certgraph tree`.

use std::path::PathBuf;

use certgraph::render::text;
use certgraph::report::picture::Fold;
use certgraph::report::tree::{TreeOptions, TreeReport};
use clap::Args;

use super::args::Common;
use super::exit::ExitStatus;
use super::inputs::{self, FoldWhen};
use super::{output, terminal};

/// What `tree` takes.
#[derive(Args)]
pub(crate) struct TreeArgs {
    /// Files or directories, or `-` for standard input (a pipe is read without it)
    inputs: Vec<PathBuf>,
    /// From certificates up to their issuers
    #[arg(long)]
    invert: bool,
    /// Levels to show below the first
    #[arg(long, value_name = "N")]
    depth: Option<usize>,
    /// Only this certificate or component, and what is above and below it: name, file, fingerprint or key id
    #[arg(long, value_name = "NAME|FILE|ID")]
    focus: Option<String>,
    /// Show similar certificates as one line, but never one that needs attention
    #[arg(long, value_enum, default_value_t = FoldWhen::Auto, value_name = "WHEN")]
    fold: FoldWhen,
    /// Show each certificate by itself: --fold never
    #[arg(long, conflicts_with = "fold")]
    full: bool,
    /// Text alone; other formats are those of `graph`
    #[arg(
        short = 'o',
        long = "output",
        alias = "format",
        value_name = "FORMAT",
        hide = true
    )]
    output: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Runs it.
pub(crate) fn run(args: &TreeArgs) -> ExitStatus {
    let common = &args.common;
    if let Some(other) = args.output.as_deref().filter(|format| *format != "text") {
        terminal::error(&format!(
            "tree prints text only; in other formats: certgraph graph -o {other}"
        ));
        return ExitStatus::Usage;
    }
    let at = match common.at() {
        Ok(at) => at,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Usage;
        }
    };
    let files = match common.files() {
        Ok(files) => files,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Unreadable;
        }
    };
    let inputs = match inputs::or_pipe(&args.inputs, &files) {
        Ok(inputs) => inputs,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Usage;
        }
    };
    let (survey, status) = inputs::read(&inputs, at, &[], &common.judging, &common.reading, &files);
    if survey.inventory.is_empty() {
        return inputs::nothing(status);
    }
    let options = TreeOptions {
        invert: args.invert,
        depth: args.depth,
        focus: args.focus.clone(),
        fold: if args.full {
            Fold::Never
        } else {
            args.fold.into()
        },
    };
    match TreeReport::new(&survey, at, &options) {
        Ok(tree) => output::print(&text::tree::tree(&tree, common.style()), status),
        Err(why) => {
            terminal::error(&why);
            ExitStatus::Usage
        }
    }
}
