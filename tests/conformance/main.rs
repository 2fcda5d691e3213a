//! Conformance with Go: `certgraph verify --batch` answers recorded cases as Go did, case by case.
//!
//! A sample is committed under `fixtures/conformance`. The whole data stand outside the repository, in
//! `../shared/conformance`; where the folder is absent its tests are ignored, never passed. What differs, and why, stands in
//! `fixtures/conformance/differences.json`: an unexpected difference fails, and so does one that is no longer there.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test reads its data itself, says what is missing, and stops where something is broken"
)]

mod clients;
mod compare;
mod data;
mod releases;
mod stacks;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Failed, Trial};

use compare::{Comparison, Difference};
use data::DataSet;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let expected = compare::expected();
    let met = Arc::new(Mutex::new(Vec::new()));
    let mut trials = Vec::new();
    let mut present = Vec::new();
    trials.extend(clients::trials(arguments.list));
    trials.extend(releases::trials());
    trials.extend(stacks::trials(arguments.list));
    for set in DataSet::all() {
        let Some(found) = set.find() else {
            eprintln!("{} is absent: its tests are ignored", set.path().display());
            trials.push(
                Trial::test(format!("{}::go_{}", set.name, set.release), || Ok(()))
                    .with_ignored_flag(true),
            );
            continue;
        };
        present.push((set.name, set.release));
        if arguments.list {
            trials.push(Trial::test(
                format!("{}::go_{}", set.name, set.release),
                || Ok(()),
            ));
            continue;
        }
        for (family, comparisons) in by_family(found.compare()) {
            let name = format!("{}::go_{}::{family}", set.name, set.release);
            let (expected, met) = (expected.clone(), Arc::clone(&met));
            trials.push(Trial::test(name, move || {
                judge(&set, &comparisons, &expected, &met)
            }));
        }
    }
    // Whatever is listed must be there, as far as it was looked for.
    let filtered = arguments.filter.is_some() || !arguments.skip.is_empty() || arguments.list;
    let conclusion = libtest_mimic::run(&arguments, trials);
    let met = met.lock().unwrap();
    let mut gone = expected
        .iter()
        .filter(|difference| !filtered && difference.is_of(&present) && !met.contains(*difference))
        .peekable();
    if gone.peek().is_some() {
        for difference in gone {
            eprintln!("no longer there, take it off the list: {difference}");
        }
        return ExitCode::FAILURE;
    }
    conclusion.exit_code()
}

fn by_family(comparisons: Vec<Comparison>) -> BTreeMap<String, Vec<Comparison>> {
    let mut families: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for comparison in comparisons {
        families
            .entry(comparison.family())
            .or_default()
            .push(comparison);
    }
    families
}

fn judge(
    set: &DataSet,
    comparisons: &[Comparison],
    expected: &[Difference],
    met: &Mutex<Vec<Difference>>,
) -> Result<(), Failed> {
    let mut unexpected = Vec::new();
    for difference in comparisons
        .iter()
        .flat_map(|comparison| comparison.differences(set))
    {
        if expected.contains(&difference) {
            met.lock().unwrap().push(difference);
        } else {
            unexpected.push(difference.to_string());
        }
    }
    if unexpected.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} of {} cases differ:\n{}",
        unexpected.len(),
        comparisons.len(),
        unexpected.join("\n")
    )
    .into())
}
