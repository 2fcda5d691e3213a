//! Other clients than Go's.

/// A client that refuses what Go accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRefusal {
    /// Its name, as `--client` takes it.
    pub client: String,
    /// The rule, kebab-case.
    pub rule: String,
    /// The reason in plain words.
    pub reason: String,
}
