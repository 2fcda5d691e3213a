//! Scenes of one, two and three known faults in a pair of kubeconfig and server files that is otherwise in good
//! health: every fault is found, and nothing else is reported as an error.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test prepares its files itself stops where something is broken, and tells how much it looked at"
)]

mod apart;
mod applied;
mod faults;
#[path = "../pki/mod.rs"]
mod pki;
mod plan;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use certgraph::assemble::client;
use certgraph::connection::Connection;
use certgraph::decode::kubeconfig::{Flags, load_bytes};
use certgraph::finding::{Finding, Severity};
use certgraph::fix::{Evaluation, KubeconfigCase};
use certgraph::golang::GoRelease;
use certgraph::ground::time::Timestamp;
use certgraph::source::Files;
use certgraph::verify::{SignatureCache, Verdict};

use apart::{APART, apart};
use faults::{FAULTS, Fault};
use plan::{Keys, Plan};

const AT: &str = "2026-06-01T00:00:00Z";

/// Every so many pairs are given a third fault.
const EVERY: usize = 4;

#[test]
fn without_a_fault_it_works() {
    let connection = judge(&[], &Keys::new());
    assert_eq!(connection.verdict, Verdict::Accept);
    assert_eq!(codes(&connection, Severity::Error), "");
    assert_eq!(connection.predicted.exit, Some(0));
}

#[test]
fn every_fault_alone() {
    check(FAULTS.iter().map(|fault| vec![fault]));
}

#[test]
fn every_pair_that_can_stand_together() {
    let pairs: Vec<_> = pairs().collect();
    assert!(pairs.len() >= 500, "{} pairs", pairs.len());
    check(pairs.into_iter());
}

#[test]
fn a_sample_of_triples() {
    let triples = pairs()
        .enumerate()
        .flat_map(|(index, pair)| {
            FAULTS
                .iter()
                .skip(index % FAULTS.len())
                .find(|third| {
                    pair.iter().all(|fault| {
                        fault.name != third.name && apart(fault.name, third.name).is_none()
                    })
                })
                .map(|third| vec![pair[0], pair[1], third])
        })
        .step_by(EVERY);
    check(triples);
}

#[test]
fn what_stands_apart_is_known() {
    for apart in APART {
        for name in apart.these.iter().chain(apart.those) {
            assert!(FAULTS.iter().any(|fault| fault.name == *name), "{name}");
        }
        assert!(!apart.why.is_empty());
    }
}

fn pairs() -> impl Iterator<Item = Vec<&'static Fault>> {
    FAULTS.iter().enumerate().flat_map(|(index, first)| {
        FAULTS
            .iter()
            .skip(index + 1)
            .filter(|second| apart(first.name, second.name).is_none())
            .map(move |second| vec![first, second])
    })
}

/// Judges each scene and says what is wrong with the reports.
fn check(scenes: impl Iterator<Item = Vec<&'static Fault>>) {
    let keys = Keys::new();
    let mut wrong = String::new();
    let mut count = 0;
    for scene in scenes {
        count += 1;
        let connection = judge(&scene, &keys);
        for complaint in complaints(&scene, &connection) {
            let names: Vec<_> = scene.iter().map(|fault| fault.name).collect();
            writeln!(wrong, "{}: {complaint}", names.join(" + ")).unwrap();
        }
    }
    assert!(wrong.is_empty(), "of {count} scenes:\n{wrong}");
}

fn judge(scene: &[&Fault], keys: &Keys) -> Connection {
    let folder = tempfile::tempdir().unwrap();
    let mut plan = Plan::new();
    for fault in scene {
        (fault.inject)(&mut plan);
    }
    let (flags, kubeconfig) = plan.write(folder.path(), keys);
    let release = GoRelease::default();
    let files = Files::new();
    let server = flags.load(&files, release).unwrap();
    let name = folder.path().join("kubeconfig").display().to_string();
    let loaded = load_bytes(&name, kubeconfig.as_bytes(), "/");
    let client = client(&loaded, &Flags::default(), &name, &files, release, release);
    let at = Timestamp::parse(AT).unwrap();
    KubeconfigCase {
        loaded: &loaded,
        flags: &Flags::default(),
        file: &name,
        server: &server,
        evaluation: Evaluation {
            files: &files,
            at,
            release,
            kubectl_release: release,
            signatures: &SignatureCache::default(),
        },
        node: None,
        startup_failures: &[],
    }
    .judge(&client)
}

fn complaints(scene: &[&Fault], connection: &Connection) -> Vec<String> {
    let mut complaints = Vec::new();
    let all = || connection.findings.iter();
    for fault in scene {
        if !all().any(|finding| is_of(finding, fault)) {
            let found = codes(connection, Severity::Error);
            complaints.push(format!("{} is not found, only {found}", fault.name));
        }
    }
    for finding in all().filter(|finding| finding.severity == Severity::Error) {
        if !scene.iter().any(|fault| is_of(finding, fault)) {
            complaints.push(format!(
                "{} at {:?} is a false error",
                finding.problem.code(),
                finding.step
            ));
        }
    }
    let rejects = scene.iter().any(|fault| fault.rejects);
    let verdict = if rejects {
        Verdict::Reject
    } else {
        Verdict::Undetermined
    };
    if connection.verdict != verdict {
        complaints.push(format!("the verdict is {:?}", connection.verdict));
    }
    if rejects && connection.predicted.exit != Some(1) {
        complaints.push(format!("exit {:?} is predicted", connection.predicted.exit));
    }
    // What kubectl meets first explains; all else stands behind it.
    let first = all().find(|finding| finding.severity == Severity::Error);
    if rejects && first.is_none_or(|first| first.behind) {
        complaints.push("no error stands in front".to_owned());
    }
    complaints
}

fn is_of(finding: &Finding, fault: &Fault) -> bool {
    let subject = finding
        .certificate
        .as_ref()
        .map(|certificate| certificate.subject.to_string())
        .unwrap_or_default();
    finding.problem.code() == fault.code
        && finding.step == Some(fault.step)
        && subject.contains(fault.about)
}

fn codes(connection: &Connection, severity: Severity) -> String {
    let codes: BTreeSet<_> = connection
        .findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .map(|finding| finding.problem.code().slug())
        .collect();
    codes.into_iter().collect::<Vec<_>>().join(", ")
}
