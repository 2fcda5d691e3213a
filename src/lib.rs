//! certgraph explains why a Kubernetes client and API server trust each other, or why not.

pub mod decode;
pub mod finding;
pub mod graph;
pub mod inventory;
pub mod location;
pub mod render;
pub mod secret;
pub mod source;
pub mod time;
pub mod verify;
pub mod x509;
