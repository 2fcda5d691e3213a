//! `certgraph tree`.

use std::path::PathBuf;

use certgraph::render::text;
use certgraph::report::picture::Fold;
use certgraph::report::tree::{TreeOptions, TreeReport};
use clap::Args;

use super::args::Common;
use super::exit::{ExitStatus, OrExit as _};
use super::inputs::{self, FoldWhen};
use super::session::Session;
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
pub(crate) fn run(args: &TreeArgs) -> Result<ExitStatus, ExitStatus> {
    let common = &args.common;
    if let Some(other) = args.output.as_deref().filter(|format| *format != "text") {
        terminal::error(&format!(
            "tree prints text only; in other formats: certgraph graph -o {other}"
        ));
        return Err(ExitStatus::Usage);
    }
    let session = Session::begin(&common.judging, &common.reading)?;
    let inputs = inputs::or_pipe(&args.inputs, &session.files).or_exit(ExitStatus::Usage)?;
    let (survey, status) = inputs::read(&inputs, &[], &session, &common.reading);
    if survey.inventory.is_empty() {
        return Ok(inputs::nothing(status));
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
    let tree = TreeReport::new(&survey, session.at, &options).or_exit(ExitStatus::Usage)?;
    Ok(output::print(
        &text::tree::tree(&tree, common.style()),
        status,
    ))
}
