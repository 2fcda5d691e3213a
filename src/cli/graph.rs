//! `certgraph graph`.

use std::path::PathBuf;

use certgraph::ground::path::Shown as _;
use certgraph::render::{Direction, dot, html, json, mermaid, svg, yaml};
use certgraph::report::picture::{self, Fold, Only, Options, Picture};
use clap::{Args, ValueEnum};

use super::args::{Judging, Reading};
use super::clients::ClientArgs;
use super::exit::{ExitStatus, OrExit as _};
use super::format::{OutputArgs, ResultFormat};
use super::inputs::{self, FoldWhen};
use super::session::Session;
use super::terminal;

/// What `graph` takes.
#[derive(Args)]
pub(crate) struct GraphArgs {
    /// Files or directories, or `-` for standard input (a pipe is read without it)
    inputs: Vec<PathBuf>,
    /// How DOT is written
    #[arg(long, value_enum, default_value_t = DotStyle::Ledgers, value_name = "STYLE")]
    style: DotStyle,
    /// Draw similar certificates as one, but never one that needs attention
    #[arg(long, value_enum, default_value_t = FoldWhen::Auto, value_name = "WHEN")]
    fold: FoldWhen,
    /// Only this certificate or component, and what is above and below it: name, file, fingerprint or key id
    #[arg(long, value_name = "NAME|FILE|ID")]
    focus: Option<String>,
    /// Only certificates of this kind, and what leads to them
    #[arg(long, value_enum, value_name = "KIND")]
    only: Option<OnlyKind>,
    /// Where the lanes go
    #[arg(long, value_enum, default_value_t = LaneDirection::Lr, value_name = "DIRECTION")]
    direction: LaneDirection,
    #[command(flatten)]
    clients: ClientArgs,
    /// Draw each certificate by itself: --fold never
    #[arg(long, conflicts_with = "fold")]
    full: bool,
    #[command(flatten)]
    output: OutputArgs<GraphFormat>,
    #[command(flatten)]
    judging: Judging,
    #[command(flatten)]
    reading: Reading,
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
    /// The same as YAML
    Yaml,
}

impl ResultFormat for GraphFormat {
    const DEFAULT: Self = Self::Dot;
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
    /// Those that are expired, not valid yet, or expire within 30 days
    Expiring,
    /// Those that are expired or not valid yet
    Expired,
    /// CAs that nothing here trusts, and what they issued
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
pub(crate) fn run(args: &GraphArgs) -> Result<ExitStatus, ExitStatus> {
    let session = Session::begin(&args.judging, &args.reading)?;
    let inputs = inputs::or_pipe(&args.inputs, &session.files).or_exit(ExitStatus::Usage)?;
    let target = args.output.target(&inputs).or_exit(ExitStatus::Usage)?;
    if args.style == DotStyle::Plain && target.format != GraphFormat::Dot {
        terminal::error("--style is for --format dot");
        return Ok(ExitStatus::Usage);
    }
    let names = args.clients.names();
    let (survey, status) = inputs::read(&inputs, &names, &session, &args.reading);
    if survey.inventory.is_empty() {
        return Ok(inputs::nothing(status));
    }
    let options = Options {
        title: title(&inputs),
        // Programs get everything.
        fold: match target.format {
            GraphFormat::Json | GraphFormat::Yaml => Fold::Never,
            _ if args.full => Fold::Never,
            _ => args.fold.into(),
        },
        focus: args.focus.clone(),
        only: args.only.map(Into::into),
    };
    let picture = picture::survey(&survey, session.at, &options).or_exit(ExitStatus::Usage)?;
    let text = match target.format {
        GraphFormat::Json => json::graph::graph(&survey, &picture),
        GraphFormat::Yaml => yaml::of_json(&json::graph::graph(&survey, &picture)),
        GraphFormat::Dot if args.style == DotStyle::Plain => {
            dot::plain(&picture, args.direction.into())
        }
        format => draw(format, args.direction.into(), &picture),
    };
    Ok(target.print(&text, status))
}

fn draw(format: GraphFormat, direction: Direction, picture: &Picture) -> String {
    match format {
        GraphFormat::Svg => svg::svg(picture, direction),
        GraphFormat::Mermaid => {
            let chart = mermaid::mermaid(picture, direction);
            if chart.is_too_large() {
                terminal::note(
                    "This is more than Mermaid draws where its limits are not raised: --fold, --focus and --only show less, \
                     --format svg and html all.",
                );
            }
            chart.text
        }
        GraphFormat::Html => html::html(picture, direction),
        GraphFormat::Dot | GraphFormat::Json | GraphFormat::Yaml => {
            dot::ledgers(picture, direction)
        }
    }
}

fn title(inputs: &[PathBuf]) -> String {
    match inputs {
        [one] if one.as_os_str() == "-" => "standard input".to_owned(),
        [one] if one.as_os_str() == "." => String::new(),
        [one] => one.shown().to_string(),
        several => format!("{} inputs", several.len()),
    }
}
