//! Something to do.

use crate::fix::Command;

/// What an action is, as far as who carries it out treats it differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// It changes files or objects.
    Change,
    /// It restarts programs.
    Restart,
    /// It waits, at most so many seconds.
    Wait(u16),
    /// It looks, and changes nothing.
    Check,
}

impl ActionKind {
    /// Its name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Restart => "restart",
            Self::Wait(_) => "wait",
            Self::Check => "check",
        }
    }

    /// The seconds after which a wait has failed.
    pub const fn seconds(self) -> Option<u16> {
        match self {
            Self::Wait(seconds) => Some(seconds),
            Self::Change | Self::Restart | Self::Check => None,
        }
    }
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it is.
    pub kind: ActionKind,
    /// What it is, as an imperative clause without a period.
    pub text: String,
    /// How it is done; empty where nothing here knows.
    pub commands: Vec<Command>,
    /// The commands say what they do.
    pub evident: bool,
    /// The nodes that it is done on, by name, where there are several.
    pub on: Vec<String>,
    /// Somebody has to look at one command's output before the next.
    pub one_by_one: bool,
    /// It is done on the node of its round, and nowhere else.
    pub own_node: bool,
    /// The programs that it restarts, on the node that is changed.
    pub(super) restarts: Vec<&'static str>,
}

impl Action {
    pub(super) fn new(text: impl Into<String>, commands: Vec<Command>) -> Self {
        Self {
            kind: ActionKind::Change,
            text: text.into(),
            commands,
            evident: false,
            on: Vec::new(),
            one_by_one: false,
            own_node: false,
            restarts: Vec::new(),
        }
    }

    /// Where there are commands, these say it.
    pub(super) fn evident(text: impl Into<String>, commands: Vec<Command>) -> Self {
        Self {
            evident: !commands.is_empty(),
            ..Self::new(text, commands)
        }
    }

    /// Waits, at most so many seconds.
    pub(super) fn wait(seconds: u16, text: impl Into<String>, commands: Vec<Command>) -> Self {
        Self {
            kind: ActionKind::Wait(seconds),
            ..Self::new(text, commands)
        }
    }

    /// Looks, and changes nothing.
    pub(super) fn check(text: impl Into<String>, commands: Vec<Command>) -> Self {
        Self {
            kind: ActionKind::Check,
            ..Self::new(text, commands)
        }
    }

    pub(super) fn on(mut self, nodes: Vec<String>) -> Self {
        self.on = nodes;
        self
    }

    /// Somebody looks at the output of each command.
    pub(super) const fn one_by_one(mut self) -> Self {
        self.one_by_one = true;
        self
    }

    /// On the node of its round, by its name.
    pub(super) fn here(mut self, nodes: Vec<String>) -> Self {
        self.own_node = true;
        self.on(nodes)
    }

    /// An action that restarts programs, if it has commands.
    pub(super) fn restarting(mut self, programs: &[&'static str]) -> Self {
        if !self.commands.is_empty() {
            self.restarts = programs.to_vec();
        }
        self
    }
}
