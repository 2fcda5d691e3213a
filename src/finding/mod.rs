//! Findings: facts about the user's PKI, their stable codes, sentences and pages.

mod problem;

pub use problem::{Problem, Purpose};
