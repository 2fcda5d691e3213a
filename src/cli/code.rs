//! `certgraph code`.

use certgraph::finding::Code;
use certgraph::render::{json, text, yaml};
use certgraph::report::code::CodeReport;
use clap::Args;

use super::args::Display;
use super::exit::ExitStatus;
use super::format::{Format, OutputArgs};
use super::terminal;

/// What `code` takes.
#[derive(Args)]
pub(crate) struct CodeArgs {
    /// A finding's code [default: list all]
    #[arg(value_name = "CODE")]
    code: Option<String>,
    #[command(flatten)]
    output: OutputArgs<Format>,
    #[command(flatten)]
    common: Display,
}

/// Runs it.
pub(crate) fn run(args: &CodeArgs) -> ExitStatus {
    let common = &args.common;
    let target = match args.output.target(&[]) {
        Ok(target) => target,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Usage;
        }
    };
    let style = common.style();
    let Some(slug) = &args.code else {
        let report = CodeReport::new(Code::ALL);
        let text = match target.format {
            Format::Text => text::code::list(&report, style),
            Format::Json => json::code::codes(&report),
            Format::Yaml => yaml::of_json(&json::code::codes(&report)),
        };
        return target.print(&text, ExitStatus::Accepted);
    };
    let Some(code) = Code::from_slug(slug) else {
        let hint = Code::nearest(slug).map_or_else(
            || "`certgraph code` lists all".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        terminal::error(&format!("no finding has the code `{slug}`; {hint}"));
        return ExitStatus::Usage;
    };
    let report = CodeReport::new(&[code]);
    let text = match target.format {
        Format::Text => report
            .entries
            .iter()
            .map(|entry| text::code::page(entry, style))
            .collect(),
        Format::Json => json::code::codes(&report),
        Format::Yaml => yaml::of_json(&json::code::codes(&report)),
    };
    target.print(&text, ExitStatus::Accepted)
}
