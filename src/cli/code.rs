//! `certgraph code`.

use certgraph::finding::Code;
use certgraph::render::{json, text};
use certgraph::report::code::CodeReport;
use clap::Args;

use super::args::{Common, Format};
use super::exit::ExitStatus;
use super::{output, terminal};

/// What `code` takes.
#[derive(Args)]
pub(crate) struct CodeArgs {
    /// A finding's code [default: list all]
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
}

/// Runs it.
pub(crate) fn run(args: &CodeArgs, common: &Common) -> ExitStatus {
    let style = common.style();
    let Some(slug) = &args.code else {
        let report = CodeReport::new(Code::ALL);
        let text = match args.format {
            Format::Text => text::code::list(&report, style),
            Format::Json => json::code::codes(&report),
        };
        return output::print(&text, ExitStatus::Accepted);
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
    let text = match args.format {
        Format::Text => report
            .entries
            .iter()
            .map(|entry| text::code::page(entry, style))
            .collect(),
        Format::Json => json::code::codes(&report),
    };
    output::print(&text, ExitStatus::Accepted)
}
