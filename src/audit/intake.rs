//! Takes inputs in: what may be a cluster's own files is surveyed as a whole, what is large goes by in pieces.

use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::Progress;
use super::stock::Stock;
use super::stream;
use crate::source::{Limit, WalkLimit, walk};
use crate::survey::{Rules, survey};

/// Files in a directory above which it is a store of many clusters' files, and no cluster's own: each stands alone.
const STORE: usize = 2_000;

/// Bytes from which a bundle is streamed.
const LARGE: u64 = 1 << 20;

/// Files of a store that are surveyed before the pieces are put together.
const BATCH: usize = 256;

/// Takes everything in.
pub(super) fn take(inputs: &[PathBuf], rules: &Rules<'_>, progress: &dyn Progress) -> Stock {
    let mut together = Vec::new();
    let mut alone = Vec::new();
    let mut bundles = Vec::new();
    let mut stock = Stock::default();
    for input in inputs {
        if input.is_dir() {
            let found = walk(input, WalkLimit::STORE);
            if found.files.len() <= STORE {
                together.push(input.clone());
                continue;
            }
            stock
                .unreadable
                .extend(found.errors.iter().map(ToString::to_string));
            if found.truncated {
                let text = format!("{}: too many entries, some were left out", input.display());
                stock.unreadable.push(text);
            }
            for path in found.files {
                let large = is_large_bundle(&path, rules);
                if large { &mut bundles } else { &mut alone }.push(path);
            }
        } else if is_large_bundle(input, rules) {
            bundles.push(input.clone());
        } else {
            together.push(input.clone());
        }
    }
    for list in [&mut alone, &mut bundles] {
        list.sort();
        list.dedup();
    }
    if !together.is_empty() {
        stock.absorb(Stock::of(survey(&together, rules), rules.at));
    }
    for path in &bundles {
        match stream::bundle(path, rules, progress) {
            Ok(taken) => stock.absorb(taken),
            Err(error) => stock.unreadable.push(error.to_string()),
        }
    }
    stock.absorb(store(&alone, rules, progress));
    stock.settle();
    stock
}

/// Whether a file holds more certificates than should be kept whole.
fn is_large_bundle(path: &Path, rules: &Rules<'_>) -> bool {
    let size =
        std::fs::metadata(path).map_or(0, |found| if found.is_file() { found.len() } else { 0 });
    size >= LARGE && stream::is_bundle(path, rules.files)
}

/// Surveys files one by one, on all cores.
fn store(files: &[PathBuf], rules: &Rules<'_>, progress: &dyn Progress) -> Stock {
    let unit = |path: &PathBuf| std::fs::metadata(path).map_or(0, |found| found.len());
    progress.expect(files.par_iter().map(unit).sum());
    let batches: Vec<&[PathBuf]> = files.chunks(BATCH).collect();
    let taken: Vec<Stock> = batches
        .par_iter()
        .map(|batch| {
            let mut stock = Stock::default();
            for path in *batch {
                let mut one = Stock::of(survey(std::slice::from_ref(path), rules), rules.at);
                // Nobody named it: a store holds other files too.
                one.unreadable
                    .retain(|why| !why.contains(": no certificates: this is "));
                stock.absorb(one);
                progress.advance(unit(path));
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

/// The most that is streamed from one file: a million certificates have one GB.
pub(super) const STREAMED: Limit = Limit::new("a bundle", 1 << 36);
