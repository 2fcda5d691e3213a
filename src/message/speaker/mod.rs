//! Who prints a line, at which end of which connection.
//!
//! A line seldom says so in words. It shows it: by the tag of a journal, the source file of a klog header, the keys of a
//! JSON record, a port, a path, a phrase that one program alone uses. [`clues`](clue) lists these marks as data, one
//! table for each kind of program; [`Context`] is what they come to.

mod clients;
mod clue;
mod clues;
mod context;
mod files;
mod kubernetes;
mod link;
mod servers;
mod side;
mod software;
mod tools;
mod url;

pub use context::Context;
pub use files::Files;
pub use link::Link;
pub use side::Side;
pub use software::{Software, Speaker};

pub(super) use clue::Clue;
pub(super) use clues::all as clues;
