//! certgraph explains why a Kubernetes client and API server trust each other, or why not.
//!
//! The library answers four questions, each with one function, from bytes or paths:
//!
//! | question | function | example |
//! | --- | --- | --- |
//! | Does this connection work, and if not, why? | [`explain_files`] | `examples/explain.rs` |
//! | Would Go accept this chain? | [`verify_chain`] | `examples/verify_chain.rs` |
//! | Which certificates are in this file? | [`read_certificates`] | |
//! | What expires when, and what is wrong with it? | [`audit_files`] | `examples/expiry.rs` |
//!
//! What is wrong is a [`Finding`]: a [`Problem`] with its facts and its [`Code`], at a [`Location`]. Time is an input:
//! nothing here reads a clock, and the same input gives the same answer.
//!
//! ```
//! use certgraph::{ChainOptions, Timestamp, Verdict, verify_chain};
//!
//! let leaf = include_bytes!("../fixtures/control-plane/healthy/etc/kubernetes/pki/apiserver.crt");
//! let ca = include_bytes!("../fixtures/control-plane/healthy/etc/kubernetes/pki/ca.crt");
//! let at = Timestamp::parse("2026-11-28").unwrap();
//! let judged = verify_chain(leaf, ca, &ChainOptions::server("kubernetes", at));
//! assert_eq!(judged.verdict, Verdict::Accept);
//! ```
//!
//! # Features
//!
//! - `cli`, on by default: the programs `certgraph` and `kubectl-certgraph`. A library is smaller without.
//! - `keystores`, on by default: reads PKCS#12.
//! - `live`, on by default: calls servers, for `probe` and `explain --connect`. Without it nothing opens a socket.
//!
//! What is not documented here serves the programs and their tests, and changes without notice. `docs/design.md` has
//! the layers and the reasons.

mod library;

pub use audit::Standing;
pub use finding::{Code, Finding, Problem, Purpose, Severity, Step};
pub use golang::GoRelease;
pub use ground::location::Location;
pub use ground::time::Timestamp;
pub use library::*;
pub use verify::Verdict;
pub use x509::{Certificate, CertificateRef, CertificateRole, Fingerprint};

#[doc(hidden)]
pub mod assemble;
#[doc(hidden)]
pub mod audit;
#[doc(hidden)]
pub mod clients;
#[doc(hidden)]
pub mod connection;
#[doc(hidden)]
pub mod decode;
#[doc(hidden)]
pub mod diff;
#[doc(hidden)]
pub mod explain;
#[doc(hidden)]
pub mod finding;
#[doc(hidden)]
pub mod fix;
#[doc(hidden)]
pub mod golang;
#[doc(hidden)]
pub mod graph;
#[doc(hidden)]
pub mod ground;
#[doc(hidden)]
pub mod handshake;
#[doc(hidden)]
pub mod inventory;
#[cfg(feature = "live")]
#[doc(hidden)]
pub mod live;
#[doc(hidden)]
pub mod message;
#[doc(hidden)]
pub mod programs;
#[doc(hidden)]
pub mod render;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rotation;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod survey;
#[doc(hidden)]
pub mod verify;
#[doc(hidden)]
pub mod x509;
