//! Bytes to objects: PEM, DER, kubeconfig.

pub mod bundle;
mod der;
mod keys;
pub mod kubeconfig;
pub mod pem;
pub mod recognise;
