//! `certgraph code`.

use certgraph::finding::Code;
use certgraph::render::{json, text};
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
        let text = match args.format {
            Format::Text => text::code::list(Code::ALL, style),
            Format::Json => json::code::codes(Code::ALL),
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
    let text = match args.format {
        Format::Text => text::code::page(code, style),
        Format::Json => json::code::codes(&[code]),
    };
    output::print(&text, ExitStatus::Accepted)
}
