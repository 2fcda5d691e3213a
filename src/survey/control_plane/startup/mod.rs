//! What ends a program as it starts: its flags, and the files that they name, by the tables of [`crate::programs`].

pub(super) mod calls;
mod configuration;
mod file;
mod flags;
mod kubeconfig;

use super::program::Program;
use crate::finding::{Code, Finding, Problem, Step};
use crate::ground::location::Location;
use crate::programs::{self, Judged, When};
use crate::survey::Rules;
pub(super) use configuration::{Configurations, Issuer, Proxy};
pub(super) use kubeconfig::{Called, called, missing, named};

/// A reason why a program does not start.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) finding: Finding,
    /// What the program ends with, as far as its words are known.
    pub(super) words: Option<String>,
}

impl Stop {
    /// A program ends with these words for a fault at a place.
    pub(super) fn with_words(
        component: programs::Program,
        words: String,
        places: Vec<Location>,
    ) -> Self {
        let problem = Problem::ServerCannotStart {
            component: component.as_str(),
            go: words.clone(),
        };
        Self {
            finding: Finding::new(problem, Step::ServerPresents, places),
            words: Some(words),
        }
    }

    /// A file that a setting names is not there.
    pub(super) fn missing(
        name: &str,
        error: &dyn std::fmt::Display,
        words: String,
        place: Location,
    ) -> Self {
        let problem = Problem::Input {
            code: Code::UnreadableFile,
            message: format!("{name}: {error}"),
            brief: "a file cannot be read".to_owned(),
        };
        Self {
            finding: Finding::new(problem, Step::ServerPresents, vec![place]),
            words: Some(words),
        }
    }
}

/// A program whose start is looked at.
#[derive(Clone, Copy)]
pub(super) struct Start<'a> {
    pub(super) component: programs::Program,
    pub(super) own: &'a Program,
    /// Private keys are among the files given; otherwise that one is absent says nothing.
    pub(super) keys: bool,
    pub(super) rules: &'a Rules<'a>,
}

impl Start<'_> {
    /// What ends it, in the order in which it comes to it: flags, then files. Its kubeconfigs and configurations are read by
    /// [`called`] and [`Configurations::read`].
    pub(super) fn stops(&self) -> Vec<Stop> {
        let mut stops = flags::stops(self);
        let settings = programs::settings(self.component).iter();
        for setting in settings.filter(|setting| self.reads(setting)) {
            stops.extend(file::stops(self, setting));
        }
        stops
    }

    /// Whether a file of the setting is looked at as it starts. Those of connections are looked at with these.
    fn reads(&self, setting: &programs::Setting) -> bool {
        let is_read = match setting.when {
            When::Always => true,
            When::Beside(other) => self.own.value(other).is_some(),
        };
        is_read && setting.judged == Judged::AtStart && setting.leads_to.is_none()
    }
}
