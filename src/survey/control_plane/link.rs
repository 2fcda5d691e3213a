//! A connection between two components.

use std::sync::Arc;

use crate::connection::{Client, Server};

/// A connection between two components.
#[derive(Clone)]
pub(in crate::survey) struct Link {
    pub(in crate::survey) client: Client,
    pub(in crate::survey) server: Arc<Server>,
    /// The program that connects, and the one that answers if it runs on a node given.
    pub(super) from: String,
    pub(super) to: Option<String>,
    /// The node that answers, by its index, where that is another one.
    pub(in crate::survey) node: Option<usize>,
    /// Nothing makes this connection as long as the cluster has one member of etcd.
    pub(in crate::survey) dormant: bool,
}
