//! Everything that a set of inputs holds together: certificates, who trusts and presents them, and the connections
//! between those parties.
//!
//! The commands about more than one connection (`tree`, `graph`, `audit`, `rotate`, `diff`, `explain` of a directory)
//! all look at one [`Survey`].

mod gather;
mod party;

use std::path::{Path, PathBuf};

pub use party::{Party, Presented};

use crate::finding::Finding;
use crate::graph::{GraphBuilder, TrustGraph};
use crate::handshake::Connection;
use crate::inventory::Inventory;
use crate::source::Files;
use crate::time::Timestamp;
use crate::verify::{GoRelease, SignatureCache};

/// What inputs hold.
#[derive(Default)]
pub struct Survey {
    /// Every certificate, with every place where it occurs.
    pub inventory: Inventory,
    /// Who trusts what and presents what, sorted by name.
    pub parties: Vec<Party>,
    /// The connections between them, in the order of the table that `explain` prints.
    pub connections: Vec<Connection>,
    /// What is wrong with files, apart from any connection.
    pub findings: Vec<Finding>,
    /// Inputs that could not be read or understood, and why.
    pub unreadable: Vec<String>,
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
    /// The release that kubectl is built with, for its own words.
    pub words: GoRelease,
    /// Signatures that are checked already.
    pub signatures: &'a SignatureCache,
}

/// Surveys files, directories and `-`.
pub fn survey(inputs: &[PathBuf], rules: &Rules<'_>) -> Survey {
    gather::gather(inputs, rules)
}

impl Survey {
    /// Who issued whom and who trusts whom.
    pub fn graph(&self) -> TrustGraph {
        let mut builder = GraphBuilder::new();
        for (_, entry) in self.inventory.iter() {
            builder.certificate(&entry.certificate);
        }
        for party in &self.parties {
            let node = builder.participant(&party.name);
            for bundle in &party.trusts {
                let contents = bundle.anchors.iter().map(|anchor| &anchor.certificate);
                let held = builder.bundle(&bundle.label, contents);
                builder.trusts(node, held);
            }
            for presented in &party.presents {
                for placed in &presented.chain {
                    builder.presents(node, &placed.certificate);
                }
            }
        }
        builder.build()
    }
}
