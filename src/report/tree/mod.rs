//! What `tree` has to say: who issued whom, line by line.

mod forest;
mod walk;

use self::forest::Forest;
use self::walk::Walk;
use super::matching::Wanted;
use super::picture::{Fold, Tally};
use super::urgency::Urgency;
use crate::ground::time::Timestamp;
use crate::survey::Survey;

/// What to show.
#[derive(Clone, Debug, Default)]
pub struct TreeOptions {
    /// From certificates up to their issuers.
    pub invert: bool,
    /// Levels below the first.
    pub depth: Option<usize>,
    /// Only what leads to, or comes from, what has this name or fingerprint.
    pub focus: Option<String>,
    /// Whether like certificates are one line.
    pub fold: Fold,
}

/// Trees, line by line.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Every line, from top to bottom.
    pub twigs: Vec<Twig>,
    /// How the certificates stand.
    pub tally: Tally,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Twig {
    /// How many lines it stands below.
    pub depth: usize,
    /// No other line follows on its level.
    pub last: bool,
    /// What stands there.
    pub what: What,
}

/// What stands in a line.
#[derive(Clone, Debug)]
pub enum What {
    /// A certificate, or several that are alike.
    Certificate(Box<Stem>),
    /// A CA that is in no input, known from what it issued.
    Missing {
        /// Its name.
        name: String,
        /// The start of its key identifier, where one is known.
        key: Option<String>,
    },
    /// Certificates that stand above already, below another certificate of the same CA.
    Above(usize),
    /// Certificates deeper than asked for.
    Deeper(usize),
}

/// A certificate in a line.
#[derive(Clone, Debug)]
pub struct Stem {
    /// Its name, or `system:node:worker-*`.
    pub name: String,
    /// For how many certificates the line stands.
    pub count: usize,
    /// `root CA`, `CA`, `server`, `client`, `both`.
    pub kind: &'static str,
    /// How soon someone must act.
    pub urgency: Urgency,
    /// End of validity; of several the first.
    pub not_after: Timestamp,
    /// Time left: `212d`, `-2d`, `not yet`.
    pub left: String,
    /// The start of its key identifier; of one certificate.
    pub key: Option<String>,
    /// Where it was found; of several the first.
    pub place: String,
    /// In how many other places it was found.
    pub elsewhere: usize,
    /// How many trust it, and who: `kube-apiserver, 4 kubeconfigs`.
    pub trusted_by: Option<(usize, String)>,
    /// The issuance that leads here is claimed: its signature was not checked.
    pub claimed: bool,
    /// It stands above with all that is below it.
    pub repeated: bool,
}

impl Tree {
    /// The trees of all that inputs hold.
    ///
    /// # Errors
    /// Nothing has the name that [`TreeOptions::focus`] asks for.
    pub fn new(survey: &Survey, at: Timestamp, options: &TreeOptions) -> Result<Self, String> {
        let mut forest = Forest::of(survey, at);
        let tally = forest.tally();
        if let Some(text) = &options.focus {
            let entries = survey.inventory.iter();
            let names: Vec<_> = entries
                .map(|(known, entry)| (known, entry.certificate.display_name()))
                .collect();
            let names = names.iter().map(|(known, name)| (*known, name.as_str()));
            let parties = survey.parties.iter().map(|party| party.name.as_str());
            let wanted = Wanted::new(text, names, parties)?;
            forest.focus(survey, &wanted);
        }
        if options.invert {
            forest.invert();
        }
        let folds = match options.fold {
            Fold::Auto => forest.len() > MANY,
            Fold::Never => false,
            Fold::Always => true,
        };
        let twigs = Walk::new(&forest, folds, options.depth).twigs();
        Ok(Self { twigs, tally })
    }
}

/// Lines before `auto` folds.
const MANY: usize = 60;
