//! What of an audit is known and does not count: by rule, or since a baseline has it.

use std::collections::BTreeSet;
use std::fmt;

use super::model::Audit;
use super::outcome::Outcome;
use crate::finding::Code;
use crate::ground::glob::Glob;
use crate::x509::Fingerprint;

/// What does not count.
#[derive(Clone, Debug, Default)]
pub struct Ignore {
    /// Codes, each with the paths that it is ignored in.
    pub rules: Vec<IgnoreRule>,
    /// Results of an earlier run, by their identities.
    pub known: BTreeSet<Fingerprint>,
}

/// `CODE`, or `CODE:GLOB`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreRule {
    /// The code.
    pub code: Code,
    /// Files, or objects as `NAMESPACE/NAME`; none for all.
    pub glob: Option<Glob>,
}

/// There is no such code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode(String);

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no code {}; certgraph code lists them", self.0)
    }
}

impl std::error::Error for UnknownCode {}

impl IgnoreRule {
    /// From what was typed.
    ///
    /// # Errors
    /// That there is no such code.
    pub fn parse(text: &str) -> Result<Self, UnknownCode> {
        let (slug, glob) = match text.split_once(':') {
            Some((slug, glob)) => (slug, Some(Glob::new(glob))),
            None => (text, None),
        };
        match Code::from_slug(slug) {
            Some(code) => Ok(Self { code, glob }),
            None => Err(UnknownCode(slug.to_owned())),
        }
    }

    fn takes(&self, outcome: &Outcome<'_>) -> bool {
        let Some(glob) = &self.glob else {
            return self.code == outcome.code;
        };
        self.code == outcome.code
            && outcome.places.iter().any(|place| {
                let object = place.object().map(|object| object.full_name());
                glob.matches(place.outer_file()) || object.is_some_and(|name| glob.matches(&name))
            })
    }
}

impl Ignore {
    /// Whether everything counts.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.known.is_empty()
    }

    fn takes(&self, outcome: &Outcome<'_>) -> bool {
        self.rules.iter().any(|rule| rule.takes(outcome))
            || self.known.contains(&outcome.identity())
    }
}

impl Audit {
    /// Leaves out of account what does not count. The rows of certificates and connections stay, and fail nothing.
    pub fn ignore(&mut self, ignore: &Ignore) {
        if ignore.is_empty() {
            return;
        }
        let taken: Vec<bool> = self
            .every_outcome()
            .map(|(outcome, _)| ignore.takes(&outcome))
            .collect();
        self.ignored = taken.iter().filter(|taken| **taken).count();
        let mut taken = taken.into_iter();
        let dated: Vec<_> = self
            .rows
            .iter()
            .filter(|row| self.dates_of(row).is_some())
            .collect();
        let rows = dated
            .into_iter()
            .zip(&mut taken)
            .filter(|(_, taken)| *taken);
        let rows: Vec<Fingerprint> = rows.map(|(row, _)| row.fingerprint).collect();
        self.findings.retain(|_| taken.next() != Some(true));
        let broken = self.connections.iter_mut().filter(|end| end.is_broken());
        for (end, taken) in broken.zip(taken) {
            end.ignored = taken;
        }
        self.ignored_rows.extend(rows);
    }
}
