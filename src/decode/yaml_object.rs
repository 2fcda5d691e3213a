//! One Kubernetes object, in YAML or JSON, into a type of ours.

use serde::de::DeserializeOwned;

use super::objects::ObjectsError;

/// Reads what a type asks for and passes over the rest.
///
/// # Errors
/// Where the text stops being YAML or of that shape: line and column, never a value.
pub(super) fn object<T: DeserializeOwned>(text: &[u8]) -> Result<T, ObjectsError> {
    let options = serde_yaml::options! {
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    serde_yaml::from_slice_with_options(text, options).map_err(|error| {
        let place = error.location();
        ObjectsError {
            format: "YAML",
            line: place.map_or(1, |place| place.line()),
            column: place.map_or(1, |place| place.column()),
        }
    })
}
