//! `certgraph tree`.

use std::path::PathBuf;

use certgraph::render::text;
use certgraph::report::tree::{TreeOptions, TreeReport};
use clap::Args;

use super::args::Common;
use super::exit::ExitStatus;
use super::inputs::{self, FoldWhen};
use super::{output, terminal};

/// What `tree` takes.
#[derive(Args)]
pub(crate) struct TreeArgs {
    /// Files or directories, or `-` for standard input
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// From certificates up to their issuers
    #[arg(long)]
    invert: bool,
    /// Levels to show below the first
    #[arg(long, value_name = "N")]
    depth: Option<usize>,
    /// Only what leads to, or comes from, this: a certificate's or party's name, or a SHA-256 fingerprint or its start
    #[arg(long, value_name = "NAME|FINGERPRINT")]
    focus: Option<String>,
    /// Show like certificates as one line; what needs attention never
    #[arg(long, value_enum, default_value_t = FoldWhen::Auto, value_name = "WHEN")]
    fold: FoldWhen,
}

/// Runs it.
pub(crate) fn run(args: &TreeArgs, common: &Common) -> ExitStatus {
    let at = match common.at() {
        Ok(at) => at,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Usage;
        }
    };
    let (survey, status) = inputs::read(&args.inputs, at, &[], common);
    if survey.inventory.is_empty() {
        return inputs::nothing(status);
    }
    let options = TreeOptions {
        invert: args.invert,
        depth: args.depth,
        focus: args.focus.clone(),
        fold: args.fold.into(),
    };
    match TreeReport::new(&survey, at, &options) {
        Ok(tree) => output::print(&text::tree::tree(&tree, common.style()), status),
        Err(why) => {
            terminal::error(&why);
            ExitStatus::Usage
        }
    }
}
