//! The command line: the subcommands, and what all have in common.

use clap::{Parser, Subcommand};

use super::args::Common;

/// Explains why a Kubernetes client and API server trust each other, or why not.
#[derive(Parser)]
#[command(name = "certgraph", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub common: Common,
}

const EXAMPLES: &str = "Examples:
  certgraph explain kubeconfig.yaml --client-ca-file ca.crt --tls-cert-file apiserver.crt
  certgraph explain --context prod --at +90d
  certgraph inspect kubeconfig.yaml";

/// The subcommands.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Will the client and the API server trust each other, and why (not)
    Explain(Box<super::explain::ExplainArgs>),
    /// What expires when, and which connections stop then
    Audit(super::audit::AuditArgs),
    /// What changed between two sets of files
    Diff(super::diff::DiffArgs),
    /// What a CA change breaks, and the order of steps that breaks nothing
    Rotate(super::rotate::RotateArgs),
    /// What is in these files, certificate by certificate
    Inspect(super::inspect::InspectArgs),
    /// Who issued whom, as a tree
    Tree(super::tree::TreeArgs),
    /// The picture of who trusts whom and who issued what: DOT, SVG, Mermaid, HTML, JSON
    Graph(super::graph::GraphArgs),
    /// What an error or log line means, and which of these certificates it is about
    Message(super::message::MessageArgs),
    /// What a live server presents, and which client CAs it names
    Probe(super::probe::ProbeArgs),
    /// Does one chain verify against these anchors, by Go's rules; --batch for many
    Verify(super::verify::VerifyArgs),
    /// What a finding means and how it is mended; all findings
    Code(super::code::CodeArgs),
    /// A script that completes certgraph's options in a shell
    Completions(super::completions::CompletionsArgs),
    /// Candidates for the word under the cursor, a line each
    #[command(hide = true)]
    Complete(super::complete::CompleteArgs),
    /// The manual page, of all or of one command
    Man(super::man::ManArgs),
}
