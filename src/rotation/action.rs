//! Something to do.

use crate::fix::Command;

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it is.
    pub text: String,
    /// How it is done; empty where nothing here knows.
    pub commands: Vec<Command>,
    /// The commands say what they do.
    pub evident: bool,
    /// The nodes that it is done on, by name, where there are several.
    pub on: Vec<String>,
    /// The program that it starts anew, on the node that is changed.
    pub(super) restarts: Option<&'static str>,
}

impl Action {
    pub(super) fn new(text: impl Into<String>, commands: Vec<Command>) -> Self {
        Self {
            text: text.into(),
            commands,
            evident: false,
            on: Vec::new(),
            restarts: None,
        }
    }

    /// Where there are commands, these say it.
    pub(super) fn evident(text: impl Into<String>, commands: Vec<Command>) -> Self {
        Self {
            evident: !commands.is_empty(),
            ..Self::new(text, commands)
        }
    }

    pub(super) fn on(mut self, nodes: Vec<String>) -> Self {
        self.on = nodes;
        self
    }

    pub(super) fn restarting(mut self, program: &'static str) -> Self {
        self.restarts = Some(program).filter(|_| !self.commands.is_empty());
        self
    }
}
