//! `certgraph graph`.

use std::path::PathBuf;

use certgraph::render::{Direction, dot, html, json, mermaid, svg};
use certgraph::report::picture::{self, Fold, Only, Options, Picture};
use clap::{Args, ValueEnum};

use super::args::Common;
use super::clients::ClientArgs;
use super::exit::ExitStatus;
use super::inputs::{self, FoldWhen};
use super::{output, overwrite, terminal};

/// What `graph` takes.
#[derive(Args)]
pub(crate) struct GraphArgs {
    /// Files or directories, or `-` for standard input
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// How to draw
    #[arg(long, value_enum, default_value_t = GraphFormat::Dot, value_name = "FORMAT")]
    format: GraphFormat,
    /// How DOT is written
    #[arg(long, value_enum, default_value_t = DotStyle::Ledgers, value_name = "STYLE")]
    style: DotStyle,
    /// Draw like things as one; what needs attention never
    #[arg(long, value_enum, default_value_t = FoldWhen::Auto, value_name = "WHEN")]
    fold: FoldWhen,
    /// Only what leads to, or comes from, this: a certificate's or party's name, or a SHA-256 fingerprint or its start
    #[arg(long, value_name = "NAME|FINGERPRINT")]
    focus: Option<String>,
    /// Only certificates of this kind, and what leads to them
    #[arg(long, value_enum, value_name = "KIND")]
    only: Option<OnlyKind>,
    /// Where the lanes go
    #[arg(long, value_enum, default_value_t = LaneDirection::Lr, value_name = "DIRECTION")]
    direction: LaneDirection,
    #[command(flatten)]
    clients: ClientArgs,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How `graph` draws.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GraphFormat {
    /// For graphviz
    Dot,
    /// A picture, laid out without graphviz
    Svg,
    /// For Markdown, where Mermaid is drawn
    Mermaid,
    /// One page with filter, findings and timeline
    Html,
    /// Nodes and edges, for programs
    Json,
}

/// How DOT is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DotStyle {
    /// A table for each CA's certificates
    Ledgers,
    /// A box for each certificate, for readers without HTML-like labels
    Plain,
}

/// Which certificates are drawn.
#[derive(Clone, Copy, ValueEnum)]
enum OnlyKind {
    /// Those that ended, have not begun, or end within 30 days
    Expiring,
    /// Those that ended or have not begun
    Expired,
    /// CAs that nobody here trusts, and what they issued
    Untrusted,
    /// CAs
    Ca,
}

impl From<OnlyKind> for Only {
    fn from(kind: OnlyKind) -> Self {
        match kind {
            OnlyKind::Expiring => Self::Expiring,
            OnlyKind::Expired => Self::Expired,
            OnlyKind::Untrusted => Self::Untrusted,
            OnlyKind::Ca => Self::Authorities,
        }
    }
}

/// Where the lanes go.
#[derive(Clone, Copy, ValueEnum)]
enum LaneDirection {
    /// Left to right
    #[value(name = "LR", alias = "lr")]
    Lr,
    /// Top to bottom
    #[value(name = "TB", alias = "tb")]
    Tb,
}

impl From<LaneDirection> for Direction {
    fn from(direction: LaneDirection) -> Self {
        match direction {
            LaneDirection::Lr => Self::LeftToRight,
            LaneDirection::Tb => Self::TopToBottom,
        }
    }
}

/// Runs it.
pub(crate) fn run(args: &GraphArgs, common: &Common) -> ExitStatus {
    let at = match common.at() {
        Ok(at) => at,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Usage;
        }
    };
    if let Some(path) = &args.output
        && let Err(why) = overwrite::check("--output", path, &args.inputs, &[])
    {
        terminal::error(&why);
        return ExitStatus::Usage;
    }
    if args.style == DotStyle::Plain && args.format != GraphFormat::Dot {
        terminal::error("--style is for --format dot");
        return ExitStatus::Usage;
    }
    let (survey, status) = inputs::read(&args.inputs, at, &args.clients.names(), common);
    if survey.inventory.is_empty() {
        return inputs::nothing(status);
    }
    let options = Options {
        title: title(&args.inputs),
        // Programs get everything.
        fold: match args.format {
            GraphFormat::Json => Fold::Never,
            _ => args.fold.into(),
        },
        focus: args.focus.clone(),
        only: args.only.map(Into::into),
    };
    let picture = match picture::survey(&survey, at, &options) {
        Ok(picture) => picture,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Usage;
        }
    };
    let text = match args.format {
        GraphFormat::Json => json::graph::graph(&survey, &picture),
        _ => draw(args, &picture),
    };
    let written = output::write(args.output.as_deref(), |out| out.write_all(text.as_bytes()));
    if let Err(why) = written {
        terminal::error(&why);
        return ExitStatus::Unreadable;
    }
    status
}

fn draw(args: &GraphArgs, picture: &Picture) -> String {
    let direction = args.direction.into();
    match (args.format, args.style) {
        (GraphFormat::Svg, _) => svg::svg(picture, direction),
        (GraphFormat::Mermaid, _) => {
            let chart = mermaid::mermaid(picture, direction);
            if chart.is_too_large() {
                terminal::note(
                    "This is more than Mermaid draws where its limits are not raised: --fold, --focus and --only show less, \
                     --format svg and html all.",
                );
            }
            chart.text
        }
        (GraphFormat::Html, _) => html::html(picture, direction),
        (GraphFormat::Dot | GraphFormat::Json, DotStyle::Plain) => dot::plain(picture, direction),
        (GraphFormat::Dot | GraphFormat::Json, DotStyle::Ledgers) => {
            dot::ledgers(picture, direction)
        }
    }
}

fn title(inputs: &[PathBuf]) -> String {
    match inputs {
        [one] if one.as_os_str() == "-" => "standard input".to_owned(),
        [one] if one.as_os_str() == "." => String::new(),
        [one] => one.display().to_string(),
        several => format!("{} inputs", several.len()),
    }
}
