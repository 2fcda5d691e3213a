//! The command line: one file a subcommand. The only place that reads the clock, the environment and the terminal.

pub(crate) mod args;
pub(crate) mod audit;
mod batch;
mod clients;
pub(crate) mod code;
pub(crate) mod command;
pub(crate) mod complete;
pub(crate) mod completions;
mod connect;
pub(crate) mod diff;
pub(crate) mod exit;
pub(crate) mod explain;
pub(crate) mod graph;
mod inputs;
pub(crate) mod inspect;
mod kubeconfig_input;
pub(crate) mod man;
pub(crate) mod message;
mod next;
mod output;
mod overwrite;
pub(crate) mod probe;
mod progress;
pub(crate) mod rotate;
pub(crate) mod terminal;
pub(crate) mod tree;
pub(crate) mod verify;
