//! Bytes to objects: PEM, DER, kubeconfig.

pub mod bundle;
pub mod certificates;
mod der;
pub mod go_base64;
pub mod go_url;
pub mod key_pair;
mod keys;
pub mod kubeconfig;
pub mod objects;
pub mod pem;
pub mod pkcs7;
pub mod private_key;
pub mod recognise;
