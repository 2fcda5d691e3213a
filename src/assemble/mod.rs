//! From files and flags to the two sides of a connection.
//!
//! What cannot be read, and what is wrong with it, becomes a finding of the side that would read it.

mod chain;
mod component;
mod findings;
mod flag_names;
mod kubeconfig;
mod named_files;
mod object_findings;
mod planned_files;
mod program;
mod published_client_cas;
mod server_flags;
mod suggestions;
mod token;
mod token_file;
mod webhook;
mod webhook_messages;

pub(crate) use chain::{chain_of, members};
pub use component::{ComponentFlags, ComponentTrust, NamedFile, component};
pub(crate) use component::{endpoint, unreadable};
pub use findings::{bundle_findings, key_pair_findings, kubeconfig_findings};
pub use flag_names::FlagNames;
pub use kubeconfig::client;
pub(crate) use kubeconfig::client_with;
pub use named_files::NamedFiles;
pub(crate) use named_files::shown_path;
pub use object_findings::file_findings;
pub(crate) use planned_files::PlannedFiles;
pub use published_client_cas::PublishedClientCas;
pub use server_flags::{FlagError, ServerFlags};
pub use webhook::{api_server_as_client, webhook_server};
pub use webhook_messages::webhook_messages;
