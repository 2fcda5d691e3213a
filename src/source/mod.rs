//! Bytes from the outside: files, directories, standard input, live servers. All limits on what is read stand here, and
//! nothing else touches the file system.

#[cfg(feature = "live")]
pub mod endpoint;
mod error;
mod file;
mod folder;
mod limit;
mod network_fault;
mod pipe;
mod place;
mod replace;
mod unfinished;
mod walk;

pub use error::{Error, ErrorKind};
pub use file::Files;
pub use folder::write_folder;
pub use limit::Limit;
pub(crate) use network_fault::alert_text;
pub use network_fault::{Closing, NetworkFault, NetworkStage, ProxyFault, Spoken};
pub use place::{
    exists, file_size, input_is_piped, is_folder, is_same_file, link_target, nearest_path,
    real_path,
};
pub use replace::replace_file;
pub use walk::{Walk, WalkLimit, find_folders, walk};
