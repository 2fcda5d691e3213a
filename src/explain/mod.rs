//! The use case "explain this kubeconfig": from the text of a kubeconfig to a verdict, what fixes it, and what other clients
//! make of the same files. The program and a survey of a control plane both call it; what differs between them, who may
//! answer and what of a copied node lies elsewhere, is their [`Surroundings`].

#[cfg(feature = "live")]
mod connect;
mod context;
mod input;
mod other_clients;

#[cfg(feature = "live")]
pub use connect::{
    ConnectNote, ConnectOptions, Credentials, ProxyVariables, RouteError, connect, route,
};
pub use context::{Answering, ConnectionExplained, ContextExplained, Surroundings, explain};
pub use input::{Input, InputError, Texts, kubectl_input, read_input};
pub use other_clients::OtherClients;

use std::path::Path;

use crate::fix::Evaluation;

/// What an explanation is asked, for every context alike.
#[derive(Clone, Copy)]
pub struct ExplainOptions<'a> {
    /// By whose rules.
    pub evaluation: Evaluation<'a>,
    /// The working directory, absolute: where relative paths of other clients start.
    pub directory: &'a Path,
    /// Find out what fixes a connection that is rejected.
    pub advise: bool,
    /// Other clients than kubectl, and for which kubeconfigs they are asked.
    pub others: OtherClients<'a>,
}
