//! The `certgraph` command: arguments, dispatch, exit status.

mod cli;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use cli::command::{Cli, Command};

fn main() -> ExitCode {
    cli::terminal::harden();
    let cli = Cli::parse();
    let status = match &cli.command {
        Command::Explain(args) => cli::explain::run(args, &cli.common),
        Command::Audit(args) => cli::audit::run(args, &cli.common),
        Command::Diff(args) => cli::diff::run(args, &cli.common),
        Command::Inspect(args) => cli::inspect::run(args, &cli.common),
        Command::Rotate(args) => cli::rotate::run(args, &cli.common),
        Command::Tree(args) => cli::tree::run(args, &cli.common),
        Command::Graph(args) => cli::graph::run(args, &cli.common),
        Command::Message(args) => cli::message::run(args, &cli.common),
        Command::Probe(args) => cli::probe::run(args, &cli.common),
        Command::Verify(args) => cli::verify::run(args, &cli.common),
        Command::Code(args) => cli::code::run(args, &cli.common),
        Command::Completions(args) => cli::completions::run(args, Cli::command()),
        Command::Complete(args) => cli::complete::run(args, Cli::command()),
        Command::Man(args) => cli::man::run(args, Cli::command()),
    };
    status.into()
}
