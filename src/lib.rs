//! certgraph explains why a Kubernetes client and API server trust each other, or why not.
//!
//! A kubeconfig and an API server's flags become a [`handshake::Client`] and a [`handshake::Server`];
//! [`handshake::connect`] judges the four steps of mutual TLS between them, and [`render`] draws what [`report`] says of
//! it. Underneath, [`verify`] builds and validates paths by the rules of Go's `crypto/x509`.
//!
//! `docs/design.md` has the layers and the reasons.

pub mod decode;
pub mod finding;
pub mod graph;
pub mod handshake;
pub mod inventory;
pub mod location;
pub mod render;
pub mod report;
pub mod secret;
pub mod source;
pub mod time;
pub mod verify;
pub mod x509;
