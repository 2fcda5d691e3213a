//! How far a rotation has come, as data.

use crate::rotation::model::StepKind;
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
    pub(super) const fn idle(subject: Subject) -> Self {
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
