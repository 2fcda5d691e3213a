//! Findings: facts about the user's PKI, their stable codes, sentences and pages.

mod code;
mod problem;

pub use code::{Code, Severity};
pub use problem::{Problem, Purpose};
