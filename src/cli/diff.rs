//! `certgraph diff`.

use std::path::PathBuf;

use certgraph::audit::{Audit, Thresholds, audit};
use certgraph::diff::Side;
use certgraph::ground::path::Shown as _;
use certgraph::render::{json, text, yaml};
use certgraph::report::diff::DiffReport;
use clap::Args;

use super::args::Common;
use super::exit::{ExitStatus, OrExit as _};
use super::format::{Format, OutputArgs};
use super::progress::Bar;
use super::session::Session;
use super::{inputs, terminal};

/// What `diff` takes.
#[derive(Args)]
pub(crate) struct DiffArgs {
    /// A file or directory as it was
    before: PathBuf,
    /// The same as it is now
    after: PathBuf,
    /// Show every change
    #[arg(long)]
    full: bool,
    /// Print only the result
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    #[command(flatten)]
    output: OutputArgs<Format>,
    #[command(flatten)]
    common: Common,
}

/// Runs it.
pub(crate) fn run(args: &DiffArgs) -> Result<ExitStatus, ExitStatus> {
    let common = &args.common;
    let session = Session::begin(&common.judging, &common.reading)?;
    let target = args
        .output
        .target(&[args.before.clone(), args.after.clone()])
        .or_exit(ExitStatus::Usage)?;
    let rules = session.rules();
    let thresholds = Thresholds { warn: 0, fail: -1 };
    let bar = Bar::new(args.quiet);
    let look = |path: &PathBuf| audit(std::slice::from_ref(path), &rules, thresholds, &bar);
    let (before, after): (Audit, Audit) = (look(&args.before), look(&args.after));
    bar.finish();
    let mut status = ExitStatus::Accepted;
    for why in before.unreadable.iter().chain(&after.unreadable) {
        terminal::error(&why.to_string());
        status = ExitStatus::Unreadable;
    }
    // Against nothing everything would be new.
    let unknown = |side: &Audit| {
        !side.unreadable.is_empty() && side.rows.is_empty() && side.connections.is_empty()
    };
    if unknown(&before) || unknown(&after) {
        return Ok(status);
    }
    if [&before, &after].iter().all(|side| side.is_empty()) {
        return Ok(inputs::nothing(status));
    }
    let roots = [&args.before, &args.after].map(|path| path.shown().to_string());
    let [old, new] = &roots;
    let before = Side {
        audit: &before,
        root: old,
    };
    let after = Side {
        audit: &after,
        root: new,
    };
    let report = DiffReport::new(before, after);
    if report.difference.is_worse() {
        status = status.worse(ExitStatus::Rejected);
    }
    common.reading.list(&session.files);
    let text = match target.format {
        Format::Text => text::diff::diff(&report, args.full, common.style()),
        Format::Json => json::diff::diff(&report),
        Format::Yaml => yaml::of_json(&json::diff::diff(&report)),
    };
    Ok(target.print(&text, status))
}
