//! Bytes from the outside: files, directories, standard input, live servers. All limits on what is read stand here.

pub mod endpoint;
mod error;
mod file;
mod limit;
mod pipe;
mod walk;

pub use error::{Error, ErrorKind};
pub use file::Files;
pub use limit::Limit;
pub use walk::{Walk, WalkLimit, find_folders, walk};
