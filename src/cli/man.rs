//! `certgraph man`.

use clap::{Args, Command, CommandFactory as _};
use clap_mangen::Man;

use super::args::Cli;
use super::exit::ExitStatus;
use super::{output, terminal};

/// What `man` takes.
#[derive(Args)]
pub(crate) struct ManArgs {
    /// The subcommand whose page is wanted [default: the main page]
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Runs it.
pub(crate) fn run(args: &ManArgs) -> ExitStatus {
    let Some(command) = page_of(args.command.as_deref()) else {
        let name = args.command.as_deref().unwrap_or_default();
        terminal::error(&format!("there is no command `{name}`"));
        return ExitStatus::Usage;
    };
    let mut page = Vec::new();
    if let Err(error) = Man::new(command).render(&mut page) {
        terminal::error(&error.to_string());
        return ExitStatus::Unreadable;
    }
    output::print(&String::from_utf8_lossy(&page), ExitStatus::Accepted)
}

/// The whole command, or one subcommand under its full name.
fn page_of(name: Option<&str>) -> Option<Command> {
    let mut whole = Cli::command();
    whole.build();
    let Some(name) = name else {
        return Some(whole);
    };
    whole.find_subcommand(name).cloned()
}
