//! Tries fixes, and looks for the smallest set that leads to a connection.

mod advise;
mod budget;
mod cost;
mod masked;

pub(crate) use advise::{advise, improve, remains};
pub(crate) use cost::cost;
pub(crate) use masked::{MaskedFindings, masked_findings};
