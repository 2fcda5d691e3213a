//! How far a rotation has come, from the files alone.
//!
//! Programs may still hold what the files were: what a step restarts is not told from files.

mod account_key;
mod authority;
mod renewal;

use super::model::StepKind;
use crate::survey::Survey;
use crate::verify::Verdict;
use crate::x509::CertificateRef;

/// How far one rotation has come.
#[derive(Clone, Debug)]
pub struct Status {
    /// What is replaced.
    pub subject: Subject,
    /// The CA that goes, and the one that comes; none where there is one alone, and of what is no CA.
    pub pair: Option<[CertificateRef; 2]>,
    /// The step that is under way, or comes next; none where nothing is left.
    pub next: Option<StepKind>,
    /// Files that this step has yet to change.
    pub left: Vec<String>,
    /// Files that it has changed.
    pub done: usize,
    /// What is wrong: files that no longer fit together.
    pub wrong: Vec<String>,
}

/// What is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A CA, by its place in the layout: `ca`, `etcd/ca`.
    Authority(&'static str),
    /// The key of service-account tokens.
    AccountKey,
    /// The certificates that kubeadm, k3s or RKE2 renew together.
    Leaves,
}

impl Subject {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authority(name) => name,
            Self::AccountKey => "service-account key",
            Self::Leaves => "certificates",
        }
    }
}

impl Status {
    const fn idle(subject: Subject) -> Self {
        Self {
            subject,
            pair: None,
            next: None,
            left: Vec::new(),
            done: 0,
            wrong: Vec::new(),
        }
    }

    /// Whether something is between the old and the new.
    pub const fn is_under_way(&self) -> bool {
        self.pair.is_some() || self.next.is_some()
    }
}

/// Looks at every CA of the nodes, at the key of service-account tokens, and at the certificates that are renewed together.
pub fn status(survey: &Survey) -> Vec<Status> {
    let mut names: Vec<&'static str> = Vec::new();
    for authority in survey.nodes.iter().flat_map(|node| &node.authorities) {
        if !names.contains(&authority.name) {
            names.push(authority.name);
        }
    }
    let authorities = names.into_iter().map(|name| authority::of(survey, name));
    let others = [account_key::of(survey), renewal::of(survey)];
    authorities.chain(others.into_iter().flatten()).collect()
}

/// Connections that fail now, by name.
pub fn failing(survey: &Survey) -> Vec<&str> {
    let connections = survey.connections.iter();
    connections
        .filter(|connection| connection.verdict == Verdict::Reject)
        .map(|connection| connection.name.as_str())
        .collect()
}
