//! The use case "explain this kubeconfig": from the text of a kubeconfig to a verdict, what fixes it, and what other clients
//! make of the same files. The program and a survey of a control plane both call it; what differs between them, who may
//! answer and what of a copied node lies elsewhere, is their [`Surroundings`].

#[cfg(feature = "live")]
mod connect;
mod context;
mod input;
mod options;
mod other_clients;

#[cfg(feature = "live")]
pub use connect::{
    ConnectNote, ConnectOptions, Credentials, ProxyVariables, RouteError, connect, route,
};
pub use context::{Answering, ConnectionExplained, ContextExplained, Surroundings, explain};
pub use input::{Input, InputError, Texts, kubectl_input, read_input};
pub use options::{ExplainOptions, OtherClients};
