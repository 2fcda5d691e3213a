//! What other clients make of a connection.

use serde::Serialize;

use super::verdict::verdict;
use crate::report::clients::ClientRow;

/// One client. Its fields may only grow.
#[derive(Serialize)]
pub(super) struct ClientVerdictV1 {
    client: &'static str,
    version: &'static str,
    verdict: &'static str,
    message: Option<String>,
    codes: Vec<&'static str>,
    reason: Option<String>,
    warnings: Vec<&'static str>,
}

impl ClientVerdictV1 {
    /// With a value of its type in each field.
    pub(super) fn typed() -> Self {
        Self {
            client: "",
            version: "",
            verdict: "",
            message: Some(String::new()),
            codes: vec![""],
            reason: Some(String::new()),
            warnings: vec![""],
        }
    }
}

impl From<&ClientRow> for ClientVerdictV1 {
    fn from(row: &ClientRow) -> Self {
        Self {
            client: row.name,
            version: row.version,
            verdict: verdict(row.verdict),
            message: row.message.clone(),
            codes: row.codes.clone(),
            reason: row.reason.clone(),
            warnings: row.warnings.clone(),
        }
    }
}
