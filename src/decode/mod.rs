//! Bytes to objects: PEM, DER, kubeconfig.

pub mod apiserver_config;
#[cfg(feature = "keystores")]
mod ber;
pub mod bundle;
pub mod certificates;
pub mod command_line;
pub mod crl;
pub mod environment_file;
pub mod jwt;
pub mod k3s_config;
pub mod key_pair;
mod keys;
pub mod keystore;
pub mod kubeconfig;
pub mod kubelet_config;
pub mod objects;
pub mod openshift_config;
pub mod pem;
pub mod pkcs7;
pub mod private_key;
pub mod recognise;
pub mod static_pod;
pub mod talos;
mod text_values;
pub mod utf16;
pub mod yaml_object;
