//! The command line: the subcommands.

use clap::{Parser, Subcommand};

/// Explains why a Kubernetes client and API server trust each other, or why not.
#[derive(Parser)]
#[command(name = "certgraph", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "Examples:
  certgraph explain --connect          why does my kubectl fail?
  certgraph audit /etc/kubernetes      what expires when?
  certgraph explain /etc/kubernetes    does every connection of this node work?";

/// The subcommands.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Why kubectl and the API server trust each other, or why not
    Explain(Box<super::explain::ExplainArgs>),
    /// What expires when, and which connections stop then
    Audit(super::audit::AuditArgs),
    /// What changed between two sets of files
    Diff(super::diff::DiffArgs),
    /// How to replace a CA: the steps, in an order that breaks nothing
    Rotate(super::rotate::RotateArgs),
    /// What is in these files, certificate by certificate
    Inspect(super::inspect::InspectArgs),
    /// Which CA issued what, as a tree
    Tree(super::tree::TreeArgs),
    /// A picture of which CA is trusted where, and what each CA issued: DOT, SVG, Mermaid, HTML, JSON
    Graph(super::graph::GraphArgs),
    /// What an error or log line means, and which of these certificates it is about
    Message(super::message::MessageArgs),
    /// What a live server presents, and which client CAs it names
    #[cfg(feature = "live")]
    Probe(super::probe::ProbeArgs),
    /// Whether one chain verifies by Go's rules; --batch for many
    Verify(super::verify::VerifyArgs),
    /// What a finding means and how to fix it; all findings
    Code(super::code::CodeArgs),
    /// A script that completes certgraph's options in a shell
    Completions(super::completions::CompletionsArgs),
    /// Candidates for the word under the cursor, a line each
    #[command(hide = true)]
    Complete(super::complete::CompleteArgs),
    /// The manual page, of all or of one command
    Man(super::man::ManArgs),
}
