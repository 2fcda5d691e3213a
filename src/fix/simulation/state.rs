//! Both sides of a connection after some edits, and what comes of them.

use crate::connection::{Client, Connection, Server};

/// Both sides and what comes of them.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) client: Client,
    pub(crate) server: Server,
    pub(crate) connection: Connection,
}
