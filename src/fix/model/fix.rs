//! A fix, and what is known of it once it was tried.

use super::command::Command;
use super::edit::Edit;
use super::node::Node;
use super::recipe::Recipe;
use crate::finding::{Code, Finding, Step};
use crate::verify::Verdict;

/// Which side's files a fix changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The kubeconfig, on the machine where kubectl runs.
    Client,
    /// The API server's files, or a certificate that the cluster has to issue.
    Server,
}

impl Side {
    /// `client` or `server`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }
}

impl Side {
    /// Whose bundle a verifying step uses.
    pub(crate) const fn verifying(at_server: bool) -> Self {
        if at_server {
            Self::Server
        } else {
            Self::Client
        }
    }
}

/// One way to fix a finding.
#[derive(Clone)]
pub struct Fix {
    /// What is done, as an imperative clause without a period.
    pub text: String,
    /// How, in order. Empty where no command can be given.
    pub commands: Vec<Command>,
    /// Whose files it changes.
    pub side: Side,
    /// What to make sure of before: trusting a CA is a decision that no file can take.
    pub check: Option<Check>,
    /// What comes of it by itself; none where the result depends on something that is in no file.
    pub verdict_after: Option<Verdict>,
    /// The finding that is met next, where it does not suffice by itself.
    pub next: Option<Code>,
    /// What it comes to in a plan for the whole node, where `commands` alone do not tell.
    pub(crate) recipe: Option<Recipe>,
    /// Tried, and the finding is still there.
    pub(crate) in_vain: bool,
    /// What it changes in the model; empty where the model cannot tell.
    pub(crate) edits: Vec<Edit>,
}

/// Something to be looked at by another way than the connection in question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Where to look.
    pub place: &'static str,
    /// The command that shows it.
    pub command: Command,
    /// What has to be so.
    pub expected: String,
}

/// Fixes that lead to a connection together.
#[derive(Clone)]
pub struct FixPlan {
    /// In the order in which the findings are met.
    pub fixes: Vec<Fix>,
    /// What comes of all of them.
    pub verdict_after: Verdict,
}

/// What can be done.
#[derive(Clone, Default)]
pub struct Advice {
    /// The fixes of each finding, in the order of the connection's findings; shorter where the last have none.
    pub fixes: Vec<Vec<Fix>>,
    /// The smallest set that leads to a connection, as far as the search goes.
    pub plan: Option<FixPlan>,
}

impl Advice {
    /// The fixes of a finding by its index.
    pub fn for_finding(&self, finding: usize) -> &[Fix] {
        self.fixes.get(finding).map_or(&[], Vec::as_slice)
    }
}

impl Fix {
    /// A fix with edits to be tried.
    pub(crate) fn new(
        side: Side,
        text: impl Into<String>,
        commands: Vec<Command>,
        edits: Vec<Edit>,
    ) -> Self {
        Self {
            text: text.into(),
            commands,
            side,
            check: None,
            verdict_after: None,
            next: None,
            recipe: None,
            in_vain: false,
            edits,
        }
    }

    /// A fix whose result no file can tell.
    pub(crate) fn untried(side: Side, text: impl Into<String>, commands: Vec<Command>) -> Self {
        Self::new(side, text, commands, Vec::new())
    }

    /// The same as it is typed on the node, whose files may be read from a copy.
    #[must_use]
    pub(crate) fn on_node(mut self, node: &Node) -> Self {
        self.text = node.with_host_paths(&self.text);
        self.commands = self
            .commands
            .into_iter()
            .map(|command| command.map_words(|word| node.with_host_paths(word)))
            .collect();
        self
    }

    /// The same, with what it comes to in a plan.
    #[must_use]
    pub(crate) fn by(mut self, recipe: Option<Recipe>) -> Self {
        self.recipe = recipe;
        self
    }

    /// The same, to be done only after a check.
    #[must_use]
    pub(crate) fn after(mut self, check: Option<Check>) -> Self {
        self.check = check;
        self
    }

    /// The same, of a fault that may keep the program from starting, and with it all of its connections.
    #[must_use]
    pub(crate) fn of_start(mut self, finding: &Finding) -> Self {
        let start = matches!(
            finding.step,
            Some(Step::Configuration | Step::ClientPresents | Step::ServerPresents)
        );
        if start && !self.edits.is_empty() {
            self.edits.push(Edit::resolved(finding));
        }
        self
    }

    /// The same fix, found again on the way.
    pub(crate) fn same_action_as(&self, other: &Self) -> bool {
        match (&self.recipe, &other.recipe) {
            (Some(one), Some(other)) => one == other,
            _ => self.text == other.text && self.commands == other.commands,
        }
    }
}

impl std::fmt::Debug for Fix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} -> {:?}: {:?}",
            self.text, self.verdict_after, self.commands
        )
    }
}

impl std::fmt::Debug for Advice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.fixes).finish()
    }
}
