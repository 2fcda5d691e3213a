//! A program whose start is looked at, and a reason why it does not.

use crate::assemble::{NamedFile, unreadable};
use crate::finding::{Finding, Problem, StartupError, Step};
use crate::ground::location::Location;
use crate::programs;
use crate::source::Error;
use crate::survey::Rules;
use crate::survey::control_plane::program::Program;

/// A reason why a program does not start.
#[derive(Clone, Debug)]
pub(in crate::survey::control_plane) struct Stop {
    pub(in crate::survey::control_plane) finding: Finding,
    /// What the program ends with, as far as its words are known.
    pub(in crate::survey::control_plane) words: Option<String>,
}

impl Stop {
    /// A program ends with these words for a fault at a place.
    pub(in crate::survey::control_plane) fn with_words(
        component: programs::Program,
        words: String,
        places: Vec<Location>,
    ) -> Self {
        let problem = Problem::ServerCannotStart {
            component: component.as_str(),
            error: StartupError::Said(words.clone()),
        };
        Self {
            finding: Finding::new(problem, Step::ServerPresents, places),
            words: Some(words),
        }
    }

    /// A file that a setting names is not there.
    pub(in crate::survey::control_plane) fn missing(
        file: &NamedFile,
        error: &Error,
        words: String,
    ) -> Self {
        Self {
            finding: unreadable(file, error, Step::ServerPresents),
            words: Some(words),
        }
    }
}

/// A program whose start is looked at.
#[derive(Clone, Copy)]
pub(in crate::survey::control_plane) struct Start<'a> {
    pub(in crate::survey::control_plane) component: programs::Program,
    pub(in crate::survey::control_plane) own: &'a Program,
    /// Private keys are among the files given; otherwise that one is absent says nothing.
    pub(in crate::survey::control_plane) keys: bool,
    pub(in crate::survey::control_plane) rules: &'a Rules<'a>,
}
