//! `certgraph message`.

use std::io::{BufReader, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use certgraph::assemble::NamedFiles;
use certgraph::ground::path::Shown as _;
use certgraph::message::{Evidence, Log, Reading, read};
use certgraph::render::{json, text, yaml};
use certgraph::report::message::MessageReport;
use certgraph::source::{Files, Limit, WalkLimit, is_folder, walk};
use certgraph::survey::CopiedNode;
use clap::Args;

use super::args::Common;
use super::exit::{ExitStatus, OrExit as _};
use super::format::{Format, OutputArgs};
use super::session::Session;
use super::terminal;

/// What `message` takes.
#[derive(Args)]
pub(crate) struct MessageArgs {
    /// What was printed, with whatever is around it; `-`, or no text and a pipe, reads a line or a whole log from
    /// standard input
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: Option<String>,
    /// Files or directories in which to look for what it is about
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Explain each message of a long log, and list every place
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    output: OutputArgs<Format>,
    #[command(flatten)]
    common: Common,
}

/// Bytes of a log: what is kept of it does not grow, but reading has to end.
const LOG: u64 = 4 << 30;

/// Runs it.
pub(crate) fn run(args: &MessageArgs) -> Result<ExitStatus, ExitStatus> {
    let common = &args.common;
    let session = Session::begin(&common.judging, &common.reading)?;
    let (at, files) = (session.at, &session.files);
    let target = args
        .output
        .target(&args.inputs)
        .or_exit(ExitStatus::Usage)?;
    let text = match &args.text {
        Some(text) => text.as_str(),
        None if std::io::stdin().is_terminal() => {
            terminal::error(
                "there is no text to explain: paste a line in quotes, or pipe a log into certgraph message",
            );
            return Ok(ExitStatus::Usage);
        }
        None => "-",
    };
    let reading = reading(text, files).or_exit(ExitStatus::Unreadable)?;
    if reading.lines == 0 {
        terminal::error("there is no text to explain");
        return Ok(ExitStatus::Usage);
    }
    let mut status = ExitStatus::Accepted;
    let mut evidence = Evidence::new(at, common.release());
    for input in expand(&args.inputs, &mut status) {
        if let Err(why) = add(&input, files, &mut evidence) {
            terminal::error(&why);
            status = status.worse(ExitStatus::Unreadable);
        }
    }
    common.reading.list(files);
    let report = MessageReport::new(reading, &evidence, at);
    let text = match target.format {
        Format::Text => text::message::message(&report, args.full, common.style()),
        Format::Json => json::message::message(&report),
        Format::Yaml => yaml::of_json(&json::message::message(&report)),
    };
    let status = if report.any_known() {
        status
    } else {
        status.worse(ExitStatus::Rejected)
    };
    Ok(target.print(&text, status))
}

/// The text, or standard input line by line.
fn reading(text: &str, files: &Files) -> Result<Reading, String> {
    if text != "-" {
        return Ok(read(text));
    }
    let stream = files
        .stream(Path::new("-"))
        .map_err(|error| error.to_string())?;
    let mut log = Log::default();
    let mut input = BufReader::new(stream.take(LOG));
    log.read(&mut input)
        .map_err(|error| format!("standard input: {error}"))?;
    if input.get_ref().limit() == 0 {
        return Err(format!(
            "standard input: a log has more than {} GiB",
            LOG >> 30
        ));
    }
    Ok(log.finish())
}

/// A file that is asked for.
struct Input {
    path: PathBuf,
    /// Whether it was found in a folder, which may be the copy of a node's.
    found: bool,
}

fn add(input: &Input, files: &Files, evidence: &mut Evidence) -> Result<(), String> {
    let path = &input.path;
    let bytes = files
        .read_input(path, Limit::INPUT)
        .map_err(|error| error.to_string())?;
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let directory = std::env::current_dir()
        .unwrap_or_else(|_| PathBuf::from("/"))
        .join(folder);
    let (name, start) = (path.shown().to_string(), directory.shown().to_string());
    let node = path.file_name().map(|name| directory.join(name));
    match node.and_then(|path| CopiedNode::of(&path)) {
        Some(node) if input.found => evidence.add(&name, &bytes, &start, &mut node.files(files)),
        _ => evidence.add(&name, &bytes, &start, &mut NamedFiles(files)),
    };
    Ok(())
}

/// Every file that is asked for.
fn expand(inputs: &[PathBuf], status: &mut ExitStatus) -> Vec<Input> {
    let mut all = Vec::new();
    for input in inputs {
        if !is_folder(input) {
            all.push(Input {
                path: input.clone(),
                found: false,
            });
            continue;
        }
        let walked = walk(input, WalkLimit::DIRECTORY);
        let found = walked.files.into_iter();
        all.extend(found.map(|path| Input { path, found: true }));
        for error in walked.errors {
            terminal::error(&error.to_string());
            *status = status.worse(ExitStatus::Unreadable);
        }
    }
    all
}
