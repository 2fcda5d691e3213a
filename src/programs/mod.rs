//! The programs of a cluster, as data: who they are.

mod program;

pub use program::Program;
