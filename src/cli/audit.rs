//! `certgraph audit`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use certgraph::audit::{Audit, Ignore, IgnoreRule, Labels, Thresholds, audit};
use certgraph::ground::glob::Glob;
use certgraph::ground::time::parse_duration;
use certgraph::render::text::audit::View;
use certgraph::render::yaml::YamlWriter;
use certgraph::render::{audit_markdown, calendar, csv, github, json, junit, prometheus, text};
use certgraph::survey::Rules;
use clap::{Args, ValueEnum};

use super::args::Common;
use super::clients::ClientArgs;
use super::exit::{ExitStatus, OrExit as _};
use super::format::{OutputArgs, ResultFormat};
use super::progress::Bar;
use super::session::Session;
use super::{baseline, inputs, output, overwrite, terminal};

/// What `audit` takes.
#[derive(Args)]
pub(crate) struct AuditArgs {
    /// Files or directories, or `-` for standard input (a pipe is read without it)
    inputs: Vec<PathBuf>,
    /// Warn of what expires within this time: 90d, 12h, 2w
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "30d")]
    warn: i64,
    /// Fail (exit code 1) on what expires within this time, and not only on what has expired
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    fail: Option<i64>,
    /// Skip named files that hold no certificates, for lists of changed files in CI
    #[arg(long)]
    skip_others: bool,
    /// Ignore results of this code: expires-soon, or expired:GLOB for some files or objects (NAMESPACE/NAME)
    #[arg(long, value_name = "CODE[:GLOB]", value_parser = IgnoreRule::parse)]
    ignore: Vec<IgnoreRule>,
    /// Pass over files of directories that this pattern takes; one without / is compared with the file's name
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Ignore results that this file holds
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is wrong to this file, for --baseline
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Put this label on every row, series and result: cluster=prod-eu
    #[arg(long, value_name = "NAME=VALUE")]
    label: Vec<String>,
    /// Show what stops when, in order
    #[arg(long)]
    timeline: bool,
    /// Show every row
    #[arg(long, alias = "all")]
    full: bool,
    #[command(flatten)]
    clients: ClientArgs,
    #[command(flatten)]
    output: OutputArgs<AuditFormat>,
    #[command(flatten)]
    common: Common,
    /// Print only the result
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
}

/// How `audit` prints.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AuditFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// The same as YAML
    Yaml,
    /// One JSON object a line
    Jsonl,
    /// One line a certificate, for spreadsheets
    Csv,
    /// Metrics, for the textfile collector of the node exporter
    Prometheus,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for CI systems
    Junit,
    /// Annotations of GitHub Actions
    Github,
    /// Markdown, for the summary of a job
    Markdown,
    /// Expiry dates as a calendar, iCalendar
    Ical,
}

impl ResultFormat for AuditFormat {
    const DEFAULT: Self = Self::Text;
}

/// Runs it.
pub(crate) fn run(args: &AuditArgs) -> Result<ExitStatus, ExitStatus> {
    let common = &args.common;
    let Typed { labels, ignore } = Typed::check(args).or_exit(ExitStatus::Usage)?;
    let mut session = Session::begin(&common.judging, &common.reading)?;
    let globs = args.exclude.iter().map(|glob| Glob::new(glob));
    session.files = session.files.excluding(globs.collect());
    let inputs = inputs::or_pipe(&args.inputs, &session.files).or_exit(ExitStatus::Usage)?;
    let target = args.output.target(&inputs).or_exit(ExitStatus::Usage)?;
    let clients = args.clients.names();
    let rules = Rules {
        skip_others: args.skip_others,
        clients: &clients,
        ..session.rules()
    };
    let thresholds = Thresholds {
        warn: args.warn,
        // A second has to be left, or it has ended.
        fail: args.fail.unwrap_or(-1),
    };
    let bar = Bar::new(args.quiet);
    let mut found = audit(&inputs, &rules, thresholds, &bar);
    bar.finish();
    found.labels = labels;
    found.ignore(&ignore);
    // Of two files in one folder the names differ in any case.
    if let Some(name) = target.file.as_ref().and_then(|path| path.file_stem()) {
        found.name = name.to_string_lossy().into_owned();
    }
    if let Some(path) = &args.write_baseline {
        output::write(Some(path), |out| baseline::write(&found, out))
            .or_exit(ExitStatus::Unreadable)?;
    }
    for why in &found.unreadable {
        terminal::error(&why.to_string());
    }
    common.reading.list(&session.files);
    let mut status = ExitStatus::Accepted;
    if found.is_incomplete() {
        status = status.worse(ExitStatus::Unreadable);
    }
    if found.is_empty() {
        if args.skip_others && status == ExitStatus::Accepted {
            return Ok(status);
        }
        return Ok(inputs::nothing(status));
    }
    if found.failed() {
        status = status.worse(ExitStatus::Rejected);
    }
    let status = target.write(status, |out| print(&found, target.format, args, out));
    // The process ends here, and to free a million rows one by one takes its time.
    std::mem::forget(found);
    Ok(status)
}

fn print(
    found: &Audit,
    format: AuditFormat,
    args: &AuditArgs,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        AuditFormat::Text => {
            let view = View {
                timeline: args.timeline,
                full: args.full,
            };
            out.write_all(text::audit::audit(found, view, args.common.style()).as_bytes())
        }
        AuditFormat::Json => json::audit::audit(found, out),
        AuditFormat::Yaml => {
            let mut yaml = YamlWriter::new(out);
            json::audit::audit(found, &mut yaml)?;
            yaml.flush()
        }
        AuditFormat::Jsonl => json::audit_line::lines(found, out),
        AuditFormat::Csv => csv::audit(found, out),
        AuditFormat::Prometheus => prometheus::audit(found, out),
        AuditFormat::Sarif => json::sarif::audit(found, out),
        AuditFormat::Junit => junit::audit(found, out),
        AuditFormat::Github => github::audit(found, out),
        AuditFormat::Markdown => audit_markdown::audit(found, out),
        AuditFormat::Ical => calendar::audit(found, out),
    }
}

/// What was typed, as far as it can be wrong by itself.
struct Typed {
    labels: Labels,
    ignore: Ignore,
}

impl Typed {
    fn check(args: &AuditArgs) -> Result<Self, String> {
        let written = [("--write-baseline", &args.write_baseline)];
        for (option, path) in written {
            if let Some(path) = path {
                overwrite::check(option, path, &args.inputs, &[])?;
            }
        }
        Ok(Self {
            labels: labels(args)?,
            ignore: ignore(args)?,
        })
    }
}

fn labels(args: &AuditArgs) -> Result<Labels, String> {
    let taken = json::audit_line::COLUMNS.iter().chain(&csv::HEADER);
    let taken: Vec<_> = taken.chain(&prometheus::LABELS).copied().collect();
    Labels::parse(&args.label, &taken).map_err(|why| format!("--label: {why}"))
}

fn ignore(args: &AuditArgs) -> Result<Ignore, String> {
    Ok(Ignore {
        rules: args.ignore.clone(),
        known: match &args.baseline {
            Some(path) => baseline::read(path)?,
            None => BTreeSet::new(),
        },
    })
}
