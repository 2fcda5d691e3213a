//! Who prints a line, at which end of which connection.
//!
//! A line seldom says so in words. It shows it: by the tag of a journal, the source file of a klog header, the keys of a
//! JSON record, a port, a path, a phrase that one program alone uses. [`clues`](clue) lists these marks as data, one
//! table for each kind of program; [`Context`] is what they come to.

mod clients;
mod clue;
mod context;
mod files;
mod kubernetes;
mod link;
mod servers;
mod software;
mod tools;
mod url;

pub use context::{Context, Side};
pub use files::Files;
pub use link::Link;
pub use software::{Software, Speaker};

pub(super) use clue::{Clue, all as clues};
