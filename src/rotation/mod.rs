//! The rotation of a CA, or the renewal of one certificate: what depends on it, and the steps that break nothing.
//!
//! Every step is simulated: the files as they stand then, what each program still holds of them, and the verdict over
//! every connection.

mod action;
mod algorithm;
mod at_once;
mod check;
mod command;
mod config_map;
mod consequence;
mod external;
mod followers;
mod identifiers;
mod impact;
mod k3s;
mod kubeadm;
mod kubelet;
mod kubelet_serving;
mod leaves;
mod model;
mod moving;
mod others;
mod outside;
mod plan;
mod process;
mod published_cas;
mod replacement;
mod restart;
mod service_account;
mod simulation;
mod stale;
mod status;
mod steps;
mod target;
mod undo;
mod wait;
mod walk;

pub use action::{Action, ActionKind};
pub use algorithm::Algorithm;
pub use command::Layout;
pub use identifiers::{Identifier, LeftBehind};
pub use impact::{Impact, Issued, Trusting};
pub use leaves::leaves;
pub use model::{Order, Outcome, Place, StepKind, Use};
pub use outside::Outside;
pub use plan::plan;
pub use service_account::service_account_key;
pub use status::{Status, Subject, failing, status};
pub use steps::{ChangedFile, Obstacle, Plan, Round, Step};
pub use target::{Request, Target, find};
