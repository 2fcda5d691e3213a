//! A kubeconfig as each client reads it: which CA, credential and name it would use, and where it gives up.

mod base64;
mod content;
mod document;
mod fault;
mod ignored;
mod read;
mod rules;
mod select;
pub(super) mod tables;

pub use self::content::Surroundings;
pub use self::document::Document;
pub use self::fault::{Base64Fault, ConfigFault, EntryKind, YamlFault};
pub use self::ignored::Ignored;
pub use self::read::{Effective, read};
pub use self::rules::ConfigRules;
pub use self::select::Sources;
