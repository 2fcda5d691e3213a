//! `certgraph inspect`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use certgraph::assemble::file_findings;
use certgraph::decode::certificates::{Found, Wanted, find_in};
use certgraph::ground::location::Location;
use certgraph::ground::path::Shown as _;
use certgraph::render::yaml::YamlWriter;
use certgraph::render::{json, pem, text};
use certgraph::report::inspect::Inspection;
use certgraph::source::{Error, ErrorKind, Files, Limit, WalkLimit, is_folder, walk};
use clap::{Args, ValueEnum};

use super::args::Common;
use super::exit::{ExitStatus, OrExit as _};
use super::format::{OutputArgs, ResultFormat};
use super::session::Session;
use super::{inputs, terminal};

/// What `inspect` takes.
#[derive(Args)]
pub(crate) struct InspectArgs {
    /// Files or directories, or `-` for standard input (a pipe is read without it)
    inputs: Vec<PathBuf>,
    /// Skip named files that hold no certificates, for lists of changed files in CI
    #[arg(long)]
    skip_others: bool,
    /// Show every field
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    output: OutputArgs<InspectFormat>,
    #[command(flatten)]
    common: Common,
}

/// How `inspect` prints.
#[derive(Clone, Copy, ValueEnum)]
enum InspectFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// The same as YAML
    Yaml,
    /// The certificates as PEM; never a key
    Pem,
}

impl ResultFormat for InspectFormat {
    const DEFAULT: Self = Self::Text;
}

/// Runs it.
pub(crate) fn run(args: &InspectArgs) -> Result<ExitStatus, ExitStatus> {
    let common = &args.common;
    let session = Session::begin(&common.judging, &common.reading)?;
    let (at, files) = (session.at, &session.files);
    let inputs = inputs::or_pipe(&args.inputs, files).or_exit(ExitStatus::Usage)?;
    let target = args.output.target(&inputs).or_exit(ExitStatus::Usage)?;
    let mut status = ExitStatus::Accepted;
    let mut inspections = Vec::new();
    for (path, named) in expand(&inputs, &mut status) {
        let name = path.shown().to_string();
        match read(&path, files, common) {
            Ok(found) => {
                if let Some(why) = &found.unreadable {
                    terminal::error(&format!("{name}: {why}"));
                    status = status.worse(ExitStatus::Unreadable);
                    continue;
                }
                // A directory holds other files too; only what was named has to hold certificates.
                if found.is_empty() && (!named || args.skip_others) {
                    continue;
                }
                if found.is_empty() {
                    terminal::error(&format!(
                        "{name}: no certificates: this is {}",
                        found.kind.description()
                    ));
                    status = status.worse(ExitStatus::Unreadable);
                    continue;
                }
                let is_vain = named && !args.skip_others && found.gives_nothing();
                if found.is_incomplete() || is_vain {
                    status = status.worse(ExitStatus::Unreadable);
                }
                let findings = file_findings(&found, common.release());
                inspections.push(Inspection::new(name, &found, findings, at));
            }
            Err(why) => {
                terminal::error(&why);
                status = status.worse(ExitStatus::Unreadable);
            }
        }
    }
    common.reading.list(files);
    if inspections.is_empty() && args.skip_others && status == ExitStatus::Accepted {
        return Ok(status);
    }
    if inspections.is_empty() {
        return Ok(inputs::nothing(status));
    }
    Ok(target.write(status, |out| match target.format {
        InspectFormat::Text => text::inspect::inspect(&inspections, args.full, common.style(), out),
        InspectFormat::Json => json::inspect::inspect(&inspections, at, out),
        InspectFormat::Yaml => {
            let mut yaml = YamlWriter::new(out);
            json::inspect::inspect(&inspections, at, &mut yaml)?;
            yaml.flush()
        }
        InspectFormat::Pem => out.write_all(pem::certificates(&inspections).as_bytes()),
    }))
}

/// Every file that is asked for, and whether it was named itself.
fn expand(inputs: &[PathBuf], status: &mut ExitStatus) -> Vec<(PathBuf, bool)> {
    let mut paths = Vec::new();
    for input in inputs {
        if !is_folder(input) {
            paths.push((input.clone(), true));
            continue;
        }
        let found = walk(input, WalkLimit::DIRECTORY);
        paths.extend(found.files.into_iter().map(|path| (path, false)));
        for error in found.errors {
            terminal::error(&error.to_string());
            *status = status.worse(ExitStatus::Unreadable);
        }
        if found.truncated {
            terminal::error(&format!(
                "{}: too many entries, some were left out",
                input.shown()
            ));
            *status = status.worse(ExitStatus::Unreadable);
        }
    }
    paths
}

fn read(path: &Path, files: &Files, common: &Common) -> Result<Found, String> {
    let name = path.shown().to_string();
    let mut stream = files.stream(path).map_err(|error| error.with_neighbour())?;
    let limit = Limit::INPUT;
    let place = Location::file(name);
    match find_in(
        &mut *stream,
        &place,
        common.release(),
        Wanted {
            passwords: files.passwords(),
            namespace: files.namespace(),
        },
        limit.bytes,
    ) {
        Ok(Some(source)) => Ok(source.found),
        Ok(None) => {
            let kind = ErrorKind::TooLarge { limit, size: None };
            let path = path.to_owned();
            Err(Error { path, kind }.to_string())
        }
        Err(error) => Err(Error::from_read(path, &error).to_string()),
    }
}
