//! certgraph explains why a Kubernetes client and API server trust each other, or why not.
//!
//! A kubeconfig and an API server's flags become a [`connection::Client`] and a [`connection::Server`];
//! [`handshake::connect`] judges the four steps of mutual TLS between them, and [`render`] draws what [`report`] says of
//! it. Underneath, [`verify`] builds and validates paths by the rules of Go's `crypto/x509`.
//!
//! ```
//! use certgraph::decode::kubeconfig::{Flags, load_bytes};
//! use certgraph::handshake::{Server, client, connect};
//! use certgraph::source::Files;
//! use certgraph::ground::time::Timestamp;
//! use certgraph::verify::{GoRelease, SignatureCache, Verdict};
//!
//! let text = b"{apiVersion: v1, kind: Config, current-context: nowhere}";
//! let loaded = load_bytes("kubeconfig.yaml", text, "/");
//! let release = GoRelease::default();
//! let client = client(&loaded, &Flags::default(), "kubeconfig.yaml", &Files::new(), release, release);
//! let at = Timestamp::parse("2026-11-23").unwrap();
//! let connection = connect(&client, &Server::unknown(), at, release, &SignatureCache::default());
//!
//! assert_eq!(connection.verdict, Verdict::Reject);
//! assert_eq!(
//!     connection.predicted.kubectl.as_deref(),
//!     Some("Error in configuration: context was not found for specified context: nowhere")
//! );
//! ```
//!
//! `docs/design.md` has the layers and the reasons.

pub mod assemble;
pub mod audit;
pub mod clients;
pub mod connection;
pub mod decode;
pub mod diff;
pub mod finding;
pub mod fix;
pub mod golang;
pub mod graph;
pub mod ground;
pub mod handshake;
pub mod inventory;
pub mod live;
pub mod message;
pub mod programs;
pub mod render;
pub mod report;
pub mod rotation;
pub mod source;
pub mod survey;
pub mod verify;
pub mod x509;

// Until the handshake's files name the layer itself.
pub use ground::{location, secret, shell, time};
