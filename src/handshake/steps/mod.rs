//! The four steps of a mutual-TLS connection, each judged independently of the others.

mod client_presents;
mod client_verifies;
mod server_presents;
mod server_verifies;

pub(crate) use client_presents::client_presents;
pub(crate) use client_verifies::client_verifies;
pub(crate) use server_presents::server_presents;
pub(crate) use server_verifies::server_verifies;
