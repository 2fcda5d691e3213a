//! Conformance with the programs of a cluster: `certgraph explain` of a node with one faulty file or flag gives the verdict that
//! the real kube-apiserver, etcd, kube-controller-manager and kubelet gave.
//!
//! A sample of the recorded cases is committed under `fixtures/real`. All of them are outside the repository, in
//! `../shared/conformance/real`; where that folder is absent its tests are ignored, never passed. What differs, and why, is listed
//! in `fixtures/real/exceptions.json`: an unexpected difference fails, and so does one that is no longer there.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test reads its data itself, says what is missing, and stops where something is broken"
)]

mod data;
mod outcome;
mod tree;

use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Failed, Trial};

use data::{Case, Exception, Recorded};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let exceptions = Arc::new(data::exceptions());
    let met: Arc<Mutex<Vec<String>>> = Arc::default();
    let mut trials = Vec::new();
    let mut complete = false;
    for recorded in Recorded::all() {
        let Some(cases) = recorded.cases() else {
            eprintln!(
                "{} is absent: its tests are ignored",
                recorded.folder().display()
            );
            let name = format!("{}::all", recorded.name);
            trials.push(Trial::test(name, || Ok(())).with_ignored_flag(true));
            continue;
        };
        complete |= recorded.is_complete;
        for case in cases {
            let name = format!("{}::{}::{}", recorded.name, case.set, case.name);
            let (exceptions, met) = (Arc::clone(&exceptions), Arc::clone(&met));
            trials.push(Trial::test(name, move || judge(&case, &exceptions, &met)));
        }
    }
    let filtered = arguments.filter.is_some() || !arguments.skip.is_empty() || arguments.list;
    let conclusion = libtest_mimic::run(&arguments, trials);
    let met = met.lock().unwrap();
    let mut gone = false;
    if complete && !filtered {
        for exception in exceptions
            .iter()
            .filter(|exception| !met.contains(&exception.case))
        {
            eprintln!("no longer there, take it off the list: {}", exception.case);
            gone = true;
        }
    }
    if gone {
        return ExitCode::FAILURE;
    }
    conclusion.exit_code()
}

fn judge(case: &Case, exceptions: &[Exception], met: &Mutex<Vec<String>>) -> Result<(), Failed> {
    let found = outcome::of(case)?;
    if found == case.verdict || (case.verdict == "accept" && found == "warning") {
        return Ok(());
    }
    let listed = exceptions
        .iter()
        .find(|exception| exception.case == case.name);
    match listed {
        Some(exception) if exception.verdict == found => {
            met.lock().unwrap().push(case.name.clone());
            Ok(())
        }
        _ => Err(format!(
            "{}: is {found}, should be {}",
            case.connection, case.verdict
        )
        .into()),
    }
}
