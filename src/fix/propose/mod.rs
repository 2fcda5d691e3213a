//! Which fixes a finding may have: two tables by its code, and the families of faults behind them.

pub(crate) mod by_fault;
pub(crate) mod component;
mod kubeconfig;
pub(crate) mod tools;

pub use by_fault::{is_renewed, k3s_service};
pub(crate) use by_fault::{remake_kubelet_conf, remake_kubelet_conf_by_hostname};
pub(crate) use component::for_component;
pub(crate) use kubeconfig::for_kubeconfig;
pub use tools::{kubeadm_name, kubelet_asks, kubelet_is_approved, restart_of, subject};
