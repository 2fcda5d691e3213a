//! A connection of the cluster, what it was judged from, and a fix that was found for it.

use crate::connection::Connection;
use crate::finding::Finding;
use crate::fix::model::{Fix, Node};
use crate::fix::simulation::{ComponentCase, KubeconfigCase, Trial};

/// A connection of the cluster.
#[derive(Clone, Copy)]
pub struct Member<'a> {
    /// The node whose files configure its client, by its index.
    pub node: usize,
    /// What it was judged from, with that node's files to be changed.
    pub case: MemberCase<'a>,
    /// Where another node answers: that node, by its index, and the same with its files.
    pub there: Option<(usize, MemberCase<'a>)>,
    /// What came of it.
    pub connection: &'a Connection,
}

/// What a connection was judged from.
#[derive(Clone, Copy)]
pub enum MemberCase<'a> {
    /// Of a kubeconfig.
    Kubeconfig(KubeconfigCase<'a>),
    /// Of a component.
    Component(ComponentCase<'a>),
}

impl Member<'_> {
    /// Whether one of its ends is on a node.
    pub(super) fn is_on(&self, node: usize) -> bool {
        self.node == node || self.there.as_ref().is_some_and(|(there, _)| *there == node)
    }

    /// The node on which a fault is mended, and what to try on it: that whose file is at fault, or else the client's.
    pub(super) fn place_of(&self, finding: &Finding) -> (usize, &dyn Trial) {
        let file = finding.locations.first().map(|place| &*place.file);
        let holds = |case: &MemberCase<'_>| {
            let node = case.node();
            file.is_some_and(|file| node.is_some_and(|node| node.holds(file)))
        };
        match &self.there {
            Some((node, case)) if holds(case) && !holds(&self.case) => (*node, case.trial()),
            _ => (self.node, self.case.trial()),
        }
    }
}

impl MemberCase<'_> {
    pub(super) fn trial(&self) -> &dyn Trial {
        match self {
            Self::Kubeconfig(case) => case,
            Self::Component(case) => case,
        }
    }

    fn node(&self) -> Option<&Node> {
        match self {
            Self::Kubeconfig(case) => case.node,
            Self::Component(case) => Some(case.node),
        }
    }
}

/// A fix, and where it was found.
#[derive(Clone)]
pub(super) struct Found {
    /// The connection, by its index among the members.
    pub(super) origin: usize,
    /// The node whose files it changes, by its index.
    pub(super) node: usize,
    pub(super) fix: Fix,
}
