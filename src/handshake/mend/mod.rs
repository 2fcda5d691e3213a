//! What mends a connection that is rejected: commands, each tried on a model of the files before it is printed.
//!
//! A [`Mend`] is text for people and edits for the model. [`Case`] holds everything that a connection rests on, so that
//! the edits can be applied and the connection judged again: the verdict that a mend leads to is found out, not claimed.
//! No mend switches a check off.

mod beyond;
mod budget;
mod callee;
mod case;
mod certificate;
mod client_pair;
mod command;
mod component;
mod edit;
mod kubeconfig;
mod layout;
mod model;
mod name;
mod narrow;
mod node;
mod own;
mod propose;
mod reissue;
mod search;
mod server;
mod serving;
mod sides;
mod sni;
mod stopped;
#[cfg(test)]
mod testing;
mod text;
mod together;
mod trial;
mod trust;
mod user;

use crate::finding::{Code, Finding, Step};
use crate::verify::Verdict;

pub use callee::CalleeCase;
pub use case::Case;
pub use command::{Command, Words, all};
pub use component::{ComponentCase, kubeadm_name, kubelet_asks, kubelet_is_approved};
use edit::Edit;
pub use layout::{Layout, restart_of, subject};
pub use node::{Authority, AuthorityKey, Node, NodeRank};
pub use own::{is_renewed, k3s_service};
pub use reissue::{issued_by, successor};
pub use together::{NodeFix, Tried, together};

/// Which side's files a mend changes.
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
    const fn verifying(at_server: bool) -> Self {
        if at_server {
            Self::Server
        } else {
            Self::Client
        }
    }
}

/// One way to mend a finding.
#[derive(Clone)]
pub struct Mend {
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
    /// Tried, and the finding is still there.
    in_vain: bool,
    /// What it changes in the model; empty where the model cannot tell.
    edits: Vec<Edit>,
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

/// Mends that lead to a connection together.
#[derive(Clone)]
pub struct FixSet {
    /// In the order in which the findings are met.
    pub mends: Vec<Mend>,
    /// What comes of all of them.
    pub verdict_after: Verdict,
}

/// What can be done.
#[derive(Clone, Default)]
pub struct Advice {
    /// The mends of each finding, in the order of the connection's findings; shorter where the last have none.
    pub mends: Vec<Vec<Mend>>,
    /// The smallest set that leads to a connection, as far as the search goes.
    pub fix: Option<FixSet>,
}

impl Advice {
    /// The mends of a finding by its index.
    pub fn of(&self, finding: usize) -> &[Mend] {
        self.mends.get(finding).map_or(&[], Vec::as_slice)
    }
}

impl Mend {
    /// A mend with edits to be tried.
    fn new(side: Side, text: impl Into<String>, commands: Vec<Command>, edits: Vec<Edit>) -> Self {
        Self {
            text: text.into(),
            commands,
            side,
            check: None,
            verdict_after: None,
            next: None,
            in_vain: false,
            edits,
        }
    }

    /// A mend whose result no file can tell.
    fn untried(side: Side, text: impl Into<String>, commands: Vec<Command>) -> Self {
        Self::new(side, text, commands, Vec::new())
    }

    /// The same, to be done only after a check.
    #[must_use]
    fn after(mut self, check: Option<Check>) -> Self {
        self.check = check;
        self
    }

    /// The same, of a fault that may keep the program from starting, and with it all of its connections.
    #[must_use]
    fn of_start(mut self, finding: &Finding) -> Self {
        let start = matches!(
            finding.step,
            Some(Step::Configuration | Step::ClientPresents | Step::ServerPresents)
        );
        if start && !self.edits.is_empty() {
            self.edits.push(Edit::mended(finding));
        }
        self
    }

    /// The same mend, found again on the way.
    fn is(&self, other: &Self) -> bool {
        self.text == other.text && self.commands == other.commands
    }
}

impl std::fmt::Debug for Mend {
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
        f.debug_list().entries(&self.mends).finish()
    }
}
