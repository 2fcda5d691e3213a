//! One Kubernetes object, in YAML or JSON, into a type of ours.

use serde::de::DeserializeOwned;

/// Why a text is no such object. It names a place and never a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: not YAML that can be read as {what}")]
pub struct ObjectError {
    /// `a Pod`.
    pub what: &'static str,
    /// 1-based.
    pub line: u64,
    /// 1-based.
    pub column: u64,
}

/// Reads what a type asks for and passes over the rest.
///
/// # Errors
/// Where the text stops being YAML or of that shape: line and column, never a value.
pub(super) fn object<T: DeserializeOwned>(
    text: &[u8],
    what: &'static str,
) -> Result<T, ObjectError> {
    let options = serde_yaml::options! {
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    serde_yaml::from_slice_with_options(text, options).map_err(|error| {
        let place = error.location();
        ObjectError {
            what,
            line: place.map_or(1, |place| place.line()),
            column: place.map_or(1, |place| place.column()),
        }
    })
}
