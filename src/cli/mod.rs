//! The command line: one file a subcommand. The only place that reads the clock, the environment and the terminal.

pub(crate) mod args;
pub(crate) mod argument_order;
pub(crate) mod audit;
mod baseline;
mod batch;
mod clients;
pub(crate) mod code;
pub(crate) mod command;
pub(crate) mod complete;
pub(crate) mod completions;
#[cfg(feature = "live")]
mod connect;
pub(crate) mod diff;
pub(crate) mod exit;
pub(crate) mod explain;
mod fix_script;
mod format;
pub(crate) mod graph;
mod home;
mod inputs;
pub(crate) mod inspect;
mod kubeconfig_input;
pub(crate) mod man;
pub(crate) mod message;
pub(crate) mod missing;
mod named_server;
mod output;
mod overrides;
mod overwrite;
#[cfg(feature = "live")]
pub(crate) mod probe;
mod progress;
pub(crate) mod rotate;
mod session;
mod sides;
pub(crate) mod terminal;
pub(crate) mod tree;
pub(crate) mod verify;
