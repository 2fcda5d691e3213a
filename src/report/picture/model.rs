//! A picture as data: what is drawn, folded and left out.

use super::detail::Detail;
use crate::finding::Finding;
use crate::graph::Issuance;
use crate::ground::time::Timestamp;
use crate::report::urgency::Urgency;
use crate::x509::Fingerprint;
use std::collections::BTreeMap;

/// What to draw.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the title names.
    pub title: String,
    /// Whether like things are drawn as one.
    pub fold: Fold,
    /// Only what reaches, and is reached from, what has this name or fingerprint.
    pub focus: Option<String>,
    /// Only certificates of a kind, and what leads to them.
    pub only: Option<Only>,
}

/// Whether like things are drawn as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fold {
    /// Where there are many.
    #[default]
    Auto,
    /// Never.
    Never,
    /// Wherever two are alike.
    Always,
}

/// A kind of certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Those that ended, have not begun, or end within 30 days.
    Expiring,
    /// Those that ended.
    Expired,
    /// CAs that nobody here trusts, and what these issued.
    Untrusted,
    /// CAs.
    Authorities,
}

/// A picture, with all its parts in the order in which they are drawn.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What it is of.
    pub title: String,
    /// Numbers, the date, and how to read it.
    pub subtitle: String,
    /// When.
    pub at: Timestamp,
    /// The left lane: who verifies.
    pub verifiers: Vec<Verifier>,
    /// The middle lane: CAs, roots first in each group.
    pub authorities: Vec<Authority>,
    /// The right lane: what they issued.
    pub ledgers: Vec<Ledger>,
    /// Who trusts and who issued what.
    pub edges: Vec<Edge>,
    /// Every certificate that is drawn, in full.
    pub details: BTreeMap<Fingerprint, Detail>,
    /// Issuer, certificate, and whether the signature was checked.
    pub issued: Vec<(Fingerprint, Fingerprint, bool)>,
    /// What is wrong in the files and between the parties, worst first, each once.
    pub findings: Vec<Finding>,
    /// How the certificates stand.
    pub tally: Tally,
}

/// How many certificates there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// In all.
    pub certificates: usize,
    /// Roots, and CAs whose issuer is not here.
    pub tops: usize,
    /// Those that ended or have not begun.
    pub invalid: usize,
    /// Those that end within 30 days.
    pub soon: usize,
    /// Connections between the components of the inputs.
    pub connections: usize,
    /// Those of them that do not work.
    pub broken: usize,
}

/// A bundle, and who trusts it.
#[derive(Clone, Debug)]
pub struct Verifier {
    /// `kubelet cp-1`, `92 kubelets`.
    pub title: String,
    /// The flags or the field that names the bundle.
    pub detail: String,
    /// Everyone who is drawn here, in full.
    pub members: Vec<String>,
    /// The bundles, each with its flag or field and its file.
    pub bundles: Vec<String>,
}

/// A certificate that issues others or is trusted, or several that are alike.
#[derive(Clone, Debug)]
pub struct Authority {
    /// Its name, or `92 × node-*-ca`.
    pub name: String,
    /// What it is.
    pub rank: Rank,
    /// Whether it or a CA above it is trusted; true where there is nobody who could trust.
    pub trusted: bool,
    /// How soon someone must act.
    pub urgency: Urgency,
    /// Time left in words.
    pub left: String,
    /// The start of its key identifier.
    pub key: Option<String>,
    /// How many CAs stand above it in the middle lane.
    pub depth: usize,
    /// Which certificates; none where it is missing.
    pub certificates: Vec<Fingerprint>,
}

/// What an authority is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// A self-signed CA.
    Root,
    /// A CA that another one issued.
    Intermediate,
    /// No CA, but trusted as such or signing others.
    Leaf,
    /// A CA that is in no input, known from what it issued.
    Missing,
}

/// A table of certificates of one CA, soonest first.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Its rows.
    pub rows: Vec<Row>,
    /// How many tables stand left of it, where a long one goes on to the right.
    pub part: usize,
}

/// A certificate, or several that are alike.
#[derive(Clone, Debug)]
pub struct Row {
    /// How soon someone must act.
    pub urgency: Urgency,
    /// Its name, or `90 × system:node:worker-*`.
    pub name: String,
    /// `server`, `client`, `server + client`.
    pub usage: &'static str,
    /// Who has it.
    pub holder: String,
    /// Time left in words.
    pub left: String,
    /// Which certificates, soonest first.
    pub certificates: Vec<Fingerprint>,
}

/// A box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// Of [`Picture::verifiers`].
    Verifier(usize),
    /// Of [`Picture::authorities`].
    Authority(usize),
    /// Of [`Picture::ledgers`].
    Ledger(usize),
    /// A row of a ledger: what a verifier rejects.
    Row(usize, usize),
}

/// An arrow between boxes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Its tail.
    pub from: Spot,
    /// Its head.
    pub to: Spot,
    /// What it says.
    pub relation: Relation,
}

/// What an arrow says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The verifier trusts the CA.
    Trusts,
    /// The CA issued it, and the signature was checked.
    Issued,
    /// Names match; the signature was not checked.
    Claimed,
    /// The ledger goes on.
    Continues,
    /// The verifier does not trust the CA, or rejects the certificate: why.
    Rejects(String),
}

impl From<Issuance> for Relation {
    fn from(issuance: Issuance) -> Self {
        match issuance {
            Issuance::Verified => Self::Issued,
            Issuance::Claimed => Self::Claimed,
        }
    }
}

impl Picture {
    /// Rows that an arrow to a ledger means, for formats that draw rows as boxes: all, also where the ledger goes on.
    pub(crate) fn rows_from<T>(&self, ledger: usize, name: impl Fn(usize, usize) -> T) -> Vec<T> {
        let mut names = Vec::new();
        for (index, found) in self.ledgers.iter().enumerate().skip(ledger) {
            if index > ledger && found.part == 0 {
                break;
            }
            names.extend((0..found.rows.len()).map(|row| name(index, row)));
        }
        names
    }
}
