//! A plan as data: its steps, and what is done on each node.

use super::action::Action;
use super::algorithm::Algorithm;
use super::identifiers::LeftBehind;
use super::impact::Impact;
use super::model::{Order, Outcome, Place, StepKind};
use super::outside::Outside;
use super::target::Target;
use crate::programs::Release;
use crate::verify::Verdict;
use crate::x509::CertificateRef;

/// How a certificate is replaced.
pub struct Plan {
    /// What is replaced; none where it is no certificate.
    pub target: Option<Target>,
    /// What keeps it from being carried out as it stands.
    pub obstacle: Option<Obstacle>,
    /// The CA that comes; none where a leaf is renewed.
    pub new: Option<CertificateRef>,
    /// The new CA is the user's own.
    pub given: bool,
    /// What depends on it.
    pub impact: Impact,
    /// What other clients than Go's lose, since the new CA has other identifiers.
    pub left_behind: Vec<LeftBehind>,
    /// How every connection stands before, in the survey's order.
    pub before: Vec<Outcome>,
    /// What makes the new CA, before the first step.
    pub preparation: Vec<Action>,
    /// What to look at after each step.
    pub checks: Vec<Action>,
    /// Who trusts the CA, and is in no file here.
    pub outside: Vec<Outside>,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// What breaks in other orders.
    pub orders: Vec<Order>,
    /// The plan ends with both CAs trusted.
    pub overlap: bool,
    /// What the nodes are called, where there are several.
    pub nodes: Vec<String>,
}

/// Why nobody can say that a plan works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A program does not start with the file that is to be changed.
    Broken {
        /// The file.
        file: String,
    },
    /// A program is built with a Go that does not know the algorithm.
    CannotRead {
        /// The program.
        program: &'static str,
        /// Its release.
        release: Option<Release>,
        /// The algorithm.
        algorithm: Algorithm,
    },
    /// The key of a CA is not on the nodes, or kubeadm does not sign with such a key: somebody else signs.
    ExternalCa,
}

impl Obstacle {
    /// Whether there is no plan at all.
    pub const fn forbids(&self) -> bool {
        !matches!(self, Self::ExternalCa)
    }
}

/// A step of the plan.
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The same in words, where these are others than of its kind.
    pub title: Option<&'static str>,
    /// The places that it changes.
    pub places: Vec<Place>,
    /// The programs that it restarts, each once.
    pub processes: Vec<&'static str>,
    /// Node by node, in order.
    pub rounds: Vec<Round>,
    /// How every connection stands after it.
    pub outcomes: Vec<Outcome>,
    /// Connections, by index, that are worse than before the plan, after the step or within it.
    pub breaks: Vec<usize>,
}

/// What is done on one node before the next.
pub struct Round {
    /// The node, by its index among those of the survey; none elsewhere.
    pub node: Option<usize>,
    /// The places that it changes.
    pub places: Vec<Place>,
    /// Their files.
    pub files: Vec<ChangedFile>,
    /// The programs that it restarts, in order.
    pub processes: Vec<&'static str>,
    /// How to do it.
    pub actions: Vec<Action>,
    /// How to get back to where the round began.
    pub undo: Vec<Action>,
    /// Connections that work after it.
    pub working: usize,
    /// Connections, by index, that are worse than before the plan, after the round or within it.
    pub breaks: Vec<usize>,
}

/// A file that a round changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// As it was given.
    pub given: String,
    /// Where it is on the node.
    pub host: String,
}

impl Round {
    pub(super) const fn on(node: Option<usize>) -> Self {
        Self {
            node,
            places: Vec::new(),
            files: Vec::new(),
            processes: Vec::new(),
            actions: Vec::new(),
            undo: Vec::new(),
            working: 0,
            breaks: Vec::new(),
        }
    }
}

impl Plan {
    /// Whether every connection that works keeps working, all the way.
    pub fn keeps_all(&self) -> bool {
        self.steps.iter().all(|step| step.breaks.is_empty())
    }

    /// Connections that work after the last step.
    pub fn working(outcomes: &[Outcome]) -> usize {
        let accepts = outcomes
            .iter()
            .filter(|outcome| outcome.verdict == Verdict::Accept);
        accepts.count()
    }
}
