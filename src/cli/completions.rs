//! `certgraph completions`.

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use super::exit::ExitStatus;
use super::output;

/// What `completions` takes.
#[derive(Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs it.
pub(crate) fn run(args: &CompletionsArgs, mut program: Command) -> ExitStatus {
    let mut script = Vec::new();
    generate(
        args.shell,
        &mut program,
        env!("CARGO_BIN_NAME"),
        &mut script,
    );
    output::print(&String::from_utf8_lossy(&script), ExitStatus::Accepted)
}
