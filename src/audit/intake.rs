//! Takes inputs in: what may be a cluster's own files is surveyed as a whole, what is large goes by in pieces.

use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::Progress;
use super::issuers::Budget;
use super::stock::Stock;
use super::{object_stream, stream};
use crate::decode::recognise::{Kind, recognise};
use crate::ground::path::Shown as _;
use crate::source::{WalkLimit, file_size, is_folder, walk};
use crate::survey::{Pending, Rules, Unreadable, holds_nodes, survey, survey_with};

/// Files in a directory above which it is a store of many clusters' files, and no cluster's own: each stands alone.
const STORE: usize = 2_000;

/// Bytes from which an input is streamed: enough to see, as well, what it is.
const LARGE: u64 = 1 << 20;

/// Bytes that hold some certificates of a bundle.
const FEW: usize = 64 << 10;

/// Files of a store that are surveyed before the pieces are put together.
const BATCH: usize = 256;

/// Takes everything in.
pub(super) fn take(
    inputs: &[PathBuf],
    rules: &Rules<'_>,
    progress: &dyn Progress,
    budget: &Budget,
) -> Stock {
    let mut together = Vec::new();
    let mut alone = Vec::new();
    let mut large = Vec::new();
    let mut stock = Stock::default();
    for input in inputs {
        if is_folder(input) {
            let found = walk(input, WalkLimit::STORE);
            if found.files.len() <= STORE || holds_nodes(input, rules) {
                together.push(input.clone());
                continue;
            }
            let faults = found.errors.iter().map(ToString::to_string);
            stock.unreadable.extend(faults.map(Unreadable::Fault));
            if found.truncated {
                let text = format!("{}: too many entries, some were left out", input.shown());
                stock.unreadable.push(Unreadable::Fault(text));
            }
            for path in found
                .files
                .into_iter()
                .filter(|path| !rules.files.excludes(path))
            {
                match Large::of(&path, rules) {
                    Some(kind) => large.push((path, kind)),
                    None => alone.push(path),
                }
            }
        } else if let Some(kind) = Large::of(input, rules) {
            large.push((input.clone(), kind));
        } else {
            together.push(input.clone());
        }
    }
    alone.sort();
    alone.dedup();
    large.sort();
    large.dedup();
    let mut pending = Pending::default();
    for (path, kind) in &large {
        progress.expect(size(path));
        let taken = match kind {
            Large::Bundle => {
                budget.give_up();
                stream::bundle(path, rules, progress)
            }
            Large::Objects => {
                let taken = object_stream::objects(path, rules, progress, budget);
                taken.map(|(taken, more)| {
                    pending.absorb(more);
                    taken
                })
            }
        };
        match taken {
            Ok(taken) => stock.absorb(taken),
            Err(error) => {
                let fault = Unreadable::Fault(error.with_neighbour());
                stock.unreadable.push(fault);
            }
        }
    }
    // Last, since what objects call depends on all of them, and on the control planes.
    let survey = survey_with(&together, pending, rules);
    stock.absorb(Stock::of(survey, rules.at, budget));
    stock.absorb(store(&alone, rules, progress, budget));
    stock
}

/// What holds more certificates than should be kept whole, and goes by in pieces.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Large {
    Bundle,
    Objects,
}

impl Large {
    /// None where an input is small, or of another kind.
    fn of(path: &Path, rules: &Rules<'_>) -> Option<Self> {
        if file_size(path).is_some_and(|size| size < LARGE) {
            return None;
        }
        // What is wrong with it is told by whoever reads it.
        let head = rules.files.head(path, LARGE).ok()?;
        let bytes = head.expose();
        if u64::try_from(bytes.len()).is_ok_and(|length| length < LARGE) {
            return None;
        }
        // Of a bundle, much less is enough.
        let few = bytes.get(..FEW).map_or(Kind::Empty, recognise);
        match few {
            Kind::PemCertificates => Some(Self::Bundle),
            _ => match recognise(bytes) {
                Kind::PemCertificates | Kind::PemUnreadable => Some(Self::Bundle),
                Kind::KubernetesObjects => Some(Self::Objects),
                _ => None,
            },
        }
    }
}

/// Bytes of a file; 0 of anything else.
fn size(path: &Path) -> u64 {
    file_size(path).unwrap_or_default()
}

/// Surveys files one by one, on all cores.
fn store(files: &[PathBuf], rules: &Rules<'_>, progress: &dyn Progress, budget: &Budget) -> Stock {
    progress.expect(files.par_iter().map(|path| size(path)).sum());
    let batches: Vec<&[PathBuf]> = files.chunks(BATCH).collect();
    let taken: Vec<Stock> = batches
        .par_iter()
        .map(|batch| {
            let mut stock = Stock::default();
            for path in *batch {
                let mut one =
                    Stock::of(survey(std::slice::from_ref(path), rules), rules.at, budget);
                // Nobody named it: a store holds other files too.
                one.unreadable
                    .retain(|why| !matches!(why, Unreadable::NoCertificates { .. }));
                stock.absorb(one);
                progress.advance(size(path));
            }
            stock
        })
        .collect();
    let mut stock = Stock::default();
    for one in taken {
        stock.absorb(one);
    }
    stock
}
