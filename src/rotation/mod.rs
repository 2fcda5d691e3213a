//! The rotation of a CA, or the renewal of one certificate: what depends on it, and the steps that break nothing.
//!
//! Every step is simulated: the files as they stand then, what each program still holds of them, and the verdict over
//! every connection.

mod action;
mod command;
mod config_map;
mod impact;
mod k3s;
mod kubeadm;
mod kubelet;
mod kubelet_serving;
mod model;
mod others;
mod plan;
mod process;
mod published_cas;
mod replacement;
mod simulation;
mod target;

pub use action::Action;
pub use command::Layout;
pub use impact::{Impact, Issued, Trusting};
pub use model::{Order, Outcome, Place, StepKind, Use};
pub use plan::{Plan, Round, Step, plan};
pub use target::{Request, Target, find};
