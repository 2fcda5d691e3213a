//! A request, its answer, and why there is none.

use crate::finding::NetworkFault;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with the prefix that the server's URL has; encoded here.
    pub path: String,
    /// A JSON body.
    pub body: Option<&'static str>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body, at most 256 KiB of it.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// The server is not one that kubectl accepts; Go's text. Nothing was sent.
    Refused(String),
    /// certgraph cannot use the key, and kubectl perhaps can. Nothing was sent.
    Key(String),
    /// The connection did not come about, or broke.
    Network(NetworkFault),
    /// What came is no answer in HTTP.
    Answer(&'static str),
}
