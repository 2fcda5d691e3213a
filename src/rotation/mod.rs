//! The rotation of a CA, or the renewal of one certificate: what depends on it, and the steps that break nothing.
//!
//! Every step is simulated: the files as they stand then, what each program still holds of them, and the verdict over
//! every connection.

mod command;
mod config_map;
mod impact;
mod k3s;
mod kubeadm;
mod kubelet;
mod kubelet_serving;
mod others;
mod plan;
mod process;
mod replacement;
mod simulation;
mod target;

pub use command::{Action, Layout};
pub use impact::{Impact, Issued, Trusting};
pub use plan::{Order, Plan, Round, Step, StepKind, plan};
pub use simulation::{Outcome, Place, Use};
pub use target::{Request, Target, find};
