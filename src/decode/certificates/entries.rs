//! What entries of lists are called: their numbers change with each entry before them, their names do not.

use std::collections::HashMap;
use std::sync::Arc;

use crate::ground::location::Location;

/// Names of clusters and users of kubeconfigs, and of webhooks, by file and by the field of the entry.
#[derive(Clone, Debug, Default)]
pub struct EntryNames(HashMap<(Arc<str>, Box<str>), Box<str>>);

impl EntryNames {
    /// `field` is the entry's: `users[0]`.
    pub(super) fn add(&mut self, file: &Arc<str>, field: &str, name: &str) {
        let key = (Arc::clone(file), Box::from(field));
        self.0.insert(key, name.into());
    }

    /// Takes over others.
    pub(crate) fn absorb(&mut self, other: Self) {
        if self.0.is_empty() {
            self.0 = other.0;
        } else {
            self.0.extend(other.0);
        }
    }

    /// The name of the entry that a place is in.
    pub fn of(&self, place: &Location) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        let field = place.field.as_deref()?;
        let entry = field.get(..=field.find(']')?)?;
        let name = self.0.get(&(Arc::clone(&place.file), Box::from(entry)))?;
        Some(name)
    }
}
