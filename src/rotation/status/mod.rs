//! How far a rotation has come, from the files alone.
//!
//! Programs may still hold what the files were: what a step restarts is not told from files.

mod account_key;
mod authority;
mod model;
mod renewal;

pub use model::{Status, Subject};

use crate::survey::Survey;
use crate::verify::Verdict;

/// Looks at every CA of the nodes, at the key of service-account tokens, and at the certificates that are renewed together.
pub fn status(survey: &Survey) -> Vec<Status> {
    let mut names: Vec<&'static str> = Vec::new();
    for authority in survey.nodes.iter().flat_map(|node| &node.authorities) {
        if !names.contains(&authority.name) {
            names.push(authority.name);
        }
    }
    let authorities = names.into_iter().map(|name| authority::of(survey, name));
    let others = [account_key::of(survey), renewal::of(survey)];
    authorities.chain(others.into_iter().flatten()).collect()
}

/// Connections that fail now, by name.
pub fn failing(survey: &Survey) -> Vec<&str> {
    let connections = survey.connections.iter();
    connections
        .filter(|connection| connection.verdict == Verdict::Reject)
        .map(|connection| connection.name.as_str())
        .collect()
}
