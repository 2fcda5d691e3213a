//! `certgraph man`.

use clap::{Args, Command};
use clap_mangen::Man;

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
pub(crate) fn run(args: &ManArgs, program: Command) -> ExitStatus {
    let Some(command) = page_of(program, args.command.as_deref()) else {
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
fn page_of(mut whole: Command, name: Option<&str>) -> Option<Command> {
    whole.build();
    let Some(name) = name else {
        return Some(whole);
    };
    whole.find_subcommand(name).cloned()
}
