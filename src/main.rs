//! The `certgraph` command: arguments, dispatch, exit status.

mod cli;

use std::process::ExitCode;

use clap::CommandFactory as _;

use cli::command::{Cli, Command};
use cli::exit::ExitStatus;

fn main() -> ExitCode {
    cli::terminal::harden();
    let cli: Cli = match cli::missing::parse(cli::argument_order::arguments(Cli::command)) {
        Ok(cli) => cli,
        Err(status) => return status.into(),
    };
    let status: ExitStatus = match &cli.command {
        Command::Explain(args) => cli::explain::run(args).into(),
        Command::Audit(args) => cli::audit::run(args).into(),
        Command::Diff(args) => cli::diff::run(args).into(),
        Command::Inspect(args) => cli::inspect::run(args).into(),
        Command::Rotate(args) => cli::rotate::run(args).into(),
        Command::Tree(args) => cli::tree::run(args).into(),
        Command::Graph(args) => cli::graph::run(args).into(),
        Command::Message(args) => cli::message::run(args).into(),
        #[cfg(feature = "live")]
        Command::Probe(args) => cli::probe::run(args).into(),
        Command::Verify(args) => cli::verify::run(args).into(),
        Command::Code(args) => cli::code::run(args),
        Command::Completions(args) => cli::completions::run(args, Cli::command()),
        Command::Complete(args) => cli::complete::run(args, Cli::command()),
        Command::Man(args) => cli::man::run(args, Cli::command()),
    };
    status.into()
}
