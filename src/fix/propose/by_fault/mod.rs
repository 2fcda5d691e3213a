//! One file for each family of faults.

pub(crate) mod certificate;
pub(crate) mod client_pair;
pub(crate) mod component_files;
pub(crate) mod component_issue;
pub(crate) mod component_pair;
pub(crate) mod exchanged;
pub(crate) mod front_end;
pub(crate) mod gone;
pub(crate) mod intermediate;
pub(crate) mod kubeconfig;
mod kubeconfig_text;
pub(crate) mod name;
pub(crate) mod narrow;
mod plan;
pub(crate) mod renewal;
mod rotated;
mod selection;
pub(crate) mod server;
pub(crate) mod serving;
pub(crate) mod sni;
pub(crate) mod startup;
pub(crate) mod trust_client;
pub(crate) mod trust_server;
mod user;

pub(crate) use plan::plans;
pub(crate) use renewal::{Renewal, remake_kubelet_conf, remake_kubelet_conf_by_hostname};
pub use renewal::{is_renewed, k3s_service};
