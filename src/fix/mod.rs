//! What fixes a connection that is rejected: commands, each tried on a model of the files before it is printed.
//!
//! A [`Fix`] is text for people and edits for the model. [`KubeconfigCase`] holds everything that a connection rests on, so that
//! the edits can be applied and the connection judged again: the verdict that a fix leads to is found out, not claimed.
//! No fix switches a check off.
//!
//! Four layers, each of which uses only those above it:
//!
//! - `model`: what a fix is, its commands, and its edits as data;
//! - `simulation`: both sides of a connection with edits made to them, judged again;
//! - `propose`: the fixes that a finding may have;
//! - `search`: which of them work, and the smallest set that leads to a connection.

pub use case::Explained;
pub use cluster::{Member, MemberCase, NodeFix, together};
mod case;
mod cluster;
mod component_case;
mod model;
mod plan;
pub(crate) mod propose;
mod search;
mod simulation;
#[cfg(test)]
mod testing;
mod webhook_case;

pub use model::{
    AccountKeys, Advice, Authority, AuthorityKey, Check, ClusterFacts, Command, Effect, Fix,
    FixPlan, KeyFile, KubeletConf, Layout, Node, NodeRank, Recipe, Side, Words, all,
};
pub use plan::PlanStep;
pub use propose::{
    is_renewed, k3s_service, kubeadm_name, kubelet_asks, kubelet_is_approved, restart_of, subject,
};
pub use simulation::{ComponentCase, Evaluation, KubeconfigCase, issued_by, successor};
#[cfg(test)]
pub(crate) use testing::{explained, fixes, fixes_as};
pub use webhook_case::WebhookCase;
