//! What `tree` has to say: who issued whom, line by line.

mod issuance_tree;
mod line;
mod walk;

use self::issuance_tree::{Growth, IssuanceTree};
pub use self::line::{CertificateLine, Content, Line, TrustedBy};
use self::walk::Walk;
use super::matching::{FocusError, Wanted};
use super::picture::{Fold, Tally};
use super::urgency::Urgency;
use crate::ground::time::Timestamp;
use crate::survey::Survey;

/// What to show.
#[derive(Clone, Debug, Default)]
pub struct TreeOptions {
    /// From certificates up to their issuers.
    pub invert: bool,
    /// Levels to show below the first; `None` for all.
    pub depth: Option<usize>,
    /// Only what leads to, or comes from, what has this name or fingerprint; `None` for all.
    pub focus: Option<String>,
    /// Whether like certificates are one line.
    pub fold: Fold,
}

/// Trees, line by line.
#[derive(Clone, Debug)]
pub struct TreeReport {
    /// Every line, from top to bottom.
    pub lines: Vec<Line>,
    /// Numbers over everything that was read, whatever is shown of it.
    pub tally: Tally,
    /// Some CAs certify each other, so that what is marked as repeated may be shown further down.
    pub has_rings: bool,
}

impl TreeReport {
    /// The trees of all that inputs hold.
    ///
    /// # Errors
    /// Nothing has the name that [`TreeOptions::focus`] asks for.
    pub fn new(survey: &Survey, at: Timestamp, options: &TreeOptions) -> Result<Self, FocusError> {
        let focus = options.focus.as_deref();
        let focus = focus.map(|text| wanted(survey, text)).transpose()?;
        let growth = if options.invert {
            Growth::Up
        } else {
            Growth::Down
        };
        let tree = IssuanceTree::new(survey, at, growth, focus.as_ref());
        let many = survey.graph().certificate_count() > MANY;
        let folds = match options.fold {
            Fold::Auto => many,
            Fold::Never => false,
            Fold::Always => true,
        };
        let walk = Walk::new(&tree, folds, many, options.depth);
        let (lines, has_rings) = walk.lines();
        Ok(Self {
            lines,
            tally: tally(survey, at),
            has_rings,
        })
    }
}

/// What `--focus` names.
fn wanted(survey: &Survey, text: &str) -> Result<Wanted, FocusError> {
    let names: Vec<_> = survey
        .inventory
        .iter()
        .map(|(known, entry)| (known, entry.certificate.display_name()))
        .collect();
    let names = names.iter().map(|(known, name)| (*known, name.as_str()));
    let participants = survey.parties.iter().map(|party| party.name.as_str());
    Wanted::new(text, &survey.inventory, names, participants)
}

fn tally(survey: &Survey, at: Timestamp) -> Tally {
    let mut tally = Tally {
        certificates: survey.inventory.len(),
        tops: survey.graph().tops().len(),
        ..Tally::default()
    };
    for (_, entry) in survey.inventory.iter() {
        let urgency = Urgency::of(&entry.certificate, at);
        tally.invalid += usize::from(urgency <= Urgency::Early);
        tally.soon += usize::from(matches!(urgency, Urgency::Week | Urgency::Month));
    }
    tally
}

/// Certificates and missing CAs before `auto` folds, and before branches that several CAs have in common are shown once.
const MANY: usize = 60;
