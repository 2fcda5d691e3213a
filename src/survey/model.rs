//! A survey as data: the connections between what inputs hold.

use super::party::Parties;
use super::unreadable::Unreadable;
use crate::clients::{ClientName, ClientVerdict};
use crate::connection::{Client, Connection, Server};
use crate::decode::certificates::{EntryNames, Wanted};
use crate::finding::Finding;
use crate::fix::{Advice, Node, NodeFix};
use crate::golang::GoRelease;
use crate::graph::TrustGraph;
use crate::ground::location::Location;
use crate::ground::time::Timestamp;
use crate::inventory::Inventory;
use crate::programs::{Program, Release, go_of_etcd, go_of_kubernetes};
use crate::source::Files;
use crate::verify::SignatureCache;
use crate::x509::Outline;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// What inputs hold.
#[derive(Default)]
pub struct Survey {
    /// Every certificate, with every place where it occurs.
    pub inventory: Inventory,
    /// What can be read of certificates that Go refuses, and their places.
    pub outlines: Vec<(Outline, Location)>,
    /// Who trusts what and presents what, sorted by name.
    pub parties: Parties,
    /// The connections between them, in the order of the table that `explain` prints.
    pub connections: Vec<Connection>,
    /// What each connection was judged from.
    pub sides: Vec<Sides>,
    /// What fixes each connection; nothing for one that works, or where no advice was asked for.
    pub advice: Vec<Advice>,
    /// The nodes of known layouts.
    pub nodes: Vec<Node>,
    /// What is wrong with files, apart from any connection.
    pub findings: Vec<Finding>,
    /// What fixes the connections of its control planes together.
    pub fix: Option<NodeFix>,
    /// What entries of lists are called.
    pub entries: EntryNames,
    /// Inputs that could not be read or understood, and why.
    pub unreadable: Vec<Unreadable>,
    /// Made when it is first asked for: an audit, which checks no signatures, never does.
    pub(super) graph: OnceLock<TrustGraph>,
}

/// The two sides of a connection.
#[derive(Clone)]
pub struct Sides {
    /// Who connects.
    pub client: Client,
    /// Who answers.
    pub server: Arc<Server>,
    /// The nodes that both stand on, by their index, as far as they are given.
    pub nodes: Ends,
    /// What other clients make of the kubeconfig; empty unless [`Rules::clients`] asks.
    pub clients: Vec<ClientVerdict>,
}

/// Two nodes, by their index among those of a survey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// The client's.
    pub client: Option<usize>,
    /// The server's.
    pub server: Option<usize>,
}

/// By whose rules, when, and how files are reached.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// Opens files, within limits.
    pub files: &'a Files,
    /// The working directory.
    pub directory: &'a Path,
    /// When.
    pub at: Timestamp,
    /// Whose rules.
    pub release: GoRelease,
    /// Programs whose images tell their release go by the Go that built them, and not by `release`.
    pub by_image: bool,
    /// The release that kubectl is built with, for its own words.
    pub words: GoRelease,
    /// Signatures that are checked already.
    pub signatures: &'a SignatureCache,
    /// A copied node's files stand below this folder (`--root`).
    pub root: Option<&'a Path>,
    /// Find out what fixes a connection that is rejected.
    pub advise: bool,
    /// Inputs that are named and hold no certificates are passed over, as in a directory (`--skip-others`).
    pub skip_others: bool,
    /// Keep the connections of pods where they work, too.
    pub pods: bool,
    /// Which other clients to judge kubeconfigs as (`--client`).
    pub clients: &'a [ClientName],
}

impl Rules<'_> {
    /// What of an input is wanted.
    pub(super) fn wanted(&self) -> Wanted<'_> {
        Wanted {
            passwords: self.files.passwords(),
            namespace: self.files.namespace(),
        }
    }

    /// The Go that built a component whose image has this release; none where that is not known, or one was asked for.
    pub(crate) fn go_of(&self, component: Program, release: Option<Release>) -> Option<GoRelease> {
        let release = release.filter(|_| self.by_image)?;
        if component == Program::Etcd {
            go_of_etcd(release)
        } else {
            go_of_kubernetes(release)
        }
    }
}
