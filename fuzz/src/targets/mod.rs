//! One target a file: what is read, and what has to hold of it whatever it is.

pub mod answer;
pub mod certificate;
pub mod clients;
pub mod escape;
pub mod handshake;
pub mod input;
pub mod key;
pub mod keystore;
pub mod kubeconfig;
pub mod message;
pub mod node;
pub mod objects;
pub mod pem;
pub mod proxy;
pub mod strings;
pub mod text;
pub mod verify;
