//! YAML as kubectl reads it: sigs.k8s.io/yaml/goyaml.v2, which is libyaml (YAML 1.1) in Go.
//!
//! YAML 1.2 parsers accept other texts, take other words for text, and find faults at other lines. Since the verdict
//! and its words are to be kubectl's, scanner and parser follow libyaml's rules, within budgets.

mod build;
mod document;
mod error;
mod node;
mod parse;
mod scalar;
mod scan;
mod scan_key;
mod scan_mark;
mod scan_scalar;
mod text;
mod token;

pub(crate) use document::parse;
pub use error::YamlError;
pub(crate) use node::{Entry, Node, Value, sorted};
