//! The `certgraph` command: arguments, dispatch, exit status.

mod cli;

use std::process::ExitCode;

use clap::CommandFactory as _;

use cli::command::{Cli, Command};

fn main() -> ExitCode {
    cli::terminal::harden();
    let cli: Cli = match cli::missing::parse(cli::argument_order::arguments(Cli::command)) {
        Ok(cli) => cli,
        Err(status) => return status.into(),
    };
    let status = match &cli.command {
        Command::Explain(args) => cli::explain::run(args),
        Command::Audit(args) => cli::audit::run(args),
        Command::Diff(args) => cli::diff::run(args),
        Command::Inspect(args) => cli::inspect::run(args),
        Command::Rotate(args) => cli::rotate::run(args),
        Command::Tree(args) => cli::tree::run(args),
        Command::Graph(args) => cli::graph::run(args),
        Command::Message(args) => cli::message::run(args),
        Command::Probe(args) => cli::probe::run(args),
        Command::Verify(args) => cli::verify::run(args),
        Command::Code(args) => cli::code::run(args),
        Command::Completions(args) => cli::completions::run(args, Cli::command()),
        Command::Complete(args) => cli::complete::run(args, Cli::command()),
        Command::Man(args) => cli::man::run(args, Cli::command()),
    };
    status.into()
}
