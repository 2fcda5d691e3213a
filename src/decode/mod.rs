//! Bytes to objects: PEM, DER, kubeconfig.

pub mod bundle;
mod der;
pub mod go_base64;
pub mod go_url;
mod keys;
pub mod kubeconfig;
pub mod pem;
pub mod recognise;
