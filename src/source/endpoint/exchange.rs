//! A request, its answer, and why there is none.

use crate::source::NetworkFault;

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
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Server`, which kube-apiserver never sends.
    pub server: Option<String>,
    /// `Location`.
    pub location: Option<String>,
    /// The body, at most 256 KiB of it.
    pub body: Vec<u8>,
}

/// What became of the requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Whether the server asked for the client certificate, and got it.
    pub presented: bool,
    /// The answers, in the order of the requests.
    pub answers: Vec<Answer>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// The server is not one that kubectl accepts; Go's text. Nothing was sent.
    Refused(String),
    /// certgraph cannot use the key, and kubectl perhaps can. Nothing was sent.
    Key(String),
    /// The connection did not come about, or broke.
    Network {
        /// How.
        fault: NetworkFault,
        /// Whether the server had been shown the client certificate by then.
        presented: bool,
    },
    /// What came is no answer in HTTP.
    Answer(&'static str),
}
