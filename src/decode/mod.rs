//! Bytes to objects: PEM, DER, kubeconfig.

pub mod kubeconfig;
pub mod pem;
