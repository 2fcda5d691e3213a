//! What a rotation speaks of: files in their uses, how far each has come, and how connections stand.

use std::collections::BTreeMap;

use crate::connection::Connection;
use crate::finding::{Code, Severity};
use crate::ground::location::Location;
use crate::verify::Verdict;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// It holds CAs.
    Trusts,
    /// It holds a certificate that is presented.
    Presents,
}

/// A file in one of its uses: a kubeconfig has both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: String,
    /// Its use.
    pub role: Use,
}

impl Place {
    /// The file that a location lies in.
    pub(super) fn new(location: &Location, role: Use) -> Self {
        Self {
            file: location.file.to_string(),
            role,
        }
    }
}

/// How far a place has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// As it was.
    Old,
    /// The new CA beside the old one.
    Both,
    /// Nothing of the old is left.
    New,
}

/// Places that are no longer as they were.
pub(super) type Files = BTreeMap<Place, Phase>;

/// How a connection stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is no accept.
    pub code: Option<Code>,
}

impl Outcome {
    /// Of a connection that was judged.
    pub(super) fn of(connection: &Connection) -> Self {
        let rejected = connection.verdict == Verdict::Reject;
        let mut errors = connection
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error);
        Self {
            verdict: connection.verdict,
            code: errors
                .next()
                .filter(|_| rejected)
                .map(|first| first.problem.code()),
        }
    }

    /// Whether what worked or was open has come to fail, or what worked is open.
    pub(super) fn is_worse_than(&self, before: &Self) -> bool {
        let rank = |verdict| match verdict {
            Verdict::Accept => 0,
            Verdict::Undetermined => 1,
            Verdict::Reject => 2,
        };
        rank(self.verdict) > rank(before.verdict)
    }
}

/// On which side of a connection a program stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Client,
    Server,
}

/// The part of a program that takes part in a connection: each reads files of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// What serves.
    Server,
    /// kube-apiserver towards etcd.
    EtcdClient,
    /// kube-apiserver towards kubelets.
    KubeletClient,
    /// kube-apiserver's aggregation layer.
    FrontProxy,
    /// kube-apiserver towards what objects name: webhooks.
    ObjectClient,
    /// Any other client: it has a kubeconfig.
    Client,
}

/// A program that runs on a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Program {
    /// The node, by its index; none where it is not known.
    pub(super) node: Option<usize>,
    pub(super) name: &'static str,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// The new CA comes beside the old one, wherever that is trusted.
    Trust,
    /// Programs read their files again.
    Restart,
    /// What is in no file here follows.
    Wait,
    /// Certificates are issued anew.
    Issue,
    /// A program does the three at once as it starts: the new CA comes beside the old one, which has signed it, and
    /// certificates are issued anew.
    Exchange,
    /// The old CA goes.
    Drop,
}

impl StepKind {
    /// Its name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trust => "trust",
            Self::Restart => "restart",
            Self::Wait => "wait",
            Self::Issue => "issue",
            Self::Exchange => "exchange",
            Self::Drop => "drop",
        }
    }
}

/// Another order.
pub struct Order {
    /// Its name in JSON.
    pub slug: &'static str,
    /// What is done.
    pub text: &'static str,
    /// Connections, by index, that it breaks.
    pub breaks: Vec<usize>,
    /// How every connection stands then.
    pub outcomes: Vec<Outcome>,
}

pub(super) fn breaks(before: &[Outcome], after: &[Outcome]) -> Vec<usize> {
    let pairs = before.iter().zip(after).enumerate();
    pairs
        .filter(|(_, (before, after))| after.is_worse_than(before))
        .map(|(index, _)| index)
        .collect()
}
