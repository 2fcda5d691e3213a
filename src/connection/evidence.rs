//! What is known of a connection, and how well.

/// One piece of evidence. Missing evidence is never turned into "fine" or "broken".
#[derive(Clone, Debug)]
pub enum Evidence<T> {
    /// It was given, in a file or a flag.
    Given(T),
    /// It was not given, and this is taken in its place, for the reason named.
    Assumed(T, &'static str),
    /// It was not given.
    Missing,
}

impl<T> Evidence<T> {
    /// The value, given or assumed.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Given(value) | Self::Assumed(value, _) => Some(value),
            Self::Missing => None,
        }
    }

    /// The value, to be changed.
    pub const fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Given(value) | Self::Assumed(value, _) => Some(value),
            Self::Missing => None,
        }
    }

    /// Whether there is nothing to go by.
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}
