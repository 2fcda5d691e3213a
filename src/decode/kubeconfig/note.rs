//! What kubectl passes over in silence, and the user may not have meant.

use crate::ground::location::Location;

/// A fact about a kubeconfig that does not stop kubectl.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KubeconfigNote {
    /// A field that kubectl does not know, and that is a known one but for case, dashes or underscores.
    MisspeltField {
        /// Where.
        location: Location,
        /// As written.
        written: String,
        /// The field that was probably meant.
        meant: &'static str,
    },
    /// A field that stands twice in one map: the later one wins.
    RepeatedField {
        /// The later one.
        location: Location,
        /// Its name, if it is one that kubectl knows: any other may be meant as a value.
        name: Option<&'static str>,
    },
    /// A file of `$KUBECONFIG` that is not there: kubectl skips it.
    MissingFile {
        /// As given.
        location: Location,
    },
    /// An entry that another file defines first: kubectl ignores it.
    ShadowedEntry {
        /// The ignored one.
        location: Location,
        /// The one that counts.
        winner: Location,
        /// Its name.
        name: String,
    },
}
