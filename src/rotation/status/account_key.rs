//! The key of service-account tokens: a new one is accepted beside the old one first, signs then, and is accepted alone at last. In the
//! files of kube-apiserver the old key comes first.

use std::collections::BTreeSet;

use super::model::{Status, Subject};
use crate::fix::{KeyFile, Node};
use crate::rotation::model::StepKind;
use crate::survey::Survey;
use crate::x509::PublicKey;

/// None where no node's keys are among the files.
pub(super) fn of(survey: &Survey) -> Option<Status> {
    let nodes = survey.nodes.iter();
    let nodes: Vec<&Node> = nodes
        .filter(|node| !node.accounts.accepted.is_empty())
        .collect();
    nodes.first()?;
    let idle = Status::idle(Subject::AccountKey);
    let mut keys: Vec<&PublicKey> = Vec::new();
    // A file with both tells which is the old one.
    let mut files: Vec<&KeyFile> = nodes
        .iter()
        .flat_map(|node| &node.accounts.accepted)
        .collect();
    files.sort_by_key(|file| file.keys.len() < 2);
    for key in files.iter().flat_map(|file| &file.keys) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let wrong = refused(&nodes);
    Some(match keys.as_slice() {
        [old, new] => between(&nodes, old, new, Status { wrong, ..idle }),
        [] | [_] => Status { wrong, ..idle },
        several => Status {
            wrong: vec![format!(
                "{} keys of service-account tokens are accepted",
                several.len()
            )],
            ..idle
        },
    })
}

/// Files whose key signs tokens that an API server does not accept.
fn refused(nodes: &[&Node]) -> Vec<String> {
    let mut wrong = BTreeSet::new();
    for signing in nodes.iter().flat_map(|node| &node.accounts.signing) {
        for node in nodes {
            let accepted = || node.accounts.accepted.iter().flat_map(|file| &file.keys);
            let known = |key: &PublicKey| accepted().any(|accepted| accepted == key);
            let files = node.accounts.accepted.iter().map(|file| file.file.as_str());
            if !signing.keys.iter().all(known) {
                let files: Vec<_> = files.collect();
                wrong.insert(format!(
                    "tokens signed with {} are refused: its key is not in {}",
                    signing.file,
                    files.join(", ")
                ));
            }
        }
    }
    wrong.into_iter().collect()
}

fn between(nodes: &[&Node], old: &PublicKey, new: &PublicKey, status: Status) -> Status {
    let accepted = |holds: &dyn Fn(&[&PublicKey]) -> bool| -> Vec<String> {
        let own = nodes.iter().filter(|node| {
            let keys = node.accounts.accepted.iter().flat_map(|file| &file.keys);
            holds(&keys.collect::<Vec<_>>())
        });
        let files = own.flat_map(|node| &node.accounts.accepted);
        files.map(|file| file.file.clone()).collect()
    };
    let signing = |with: &PublicKey| -> Vec<String> {
        let files = nodes.iter().flat_map(|node| &node.accounts.signing);
        let own = files.filter(|file| file.keys.contains(with));
        let files: BTreeSet<_> = own.map(|file| file.file.clone()).collect();
        files.into_iter().collect()
    };
    let untold = accepted(&|keys| !keys.contains(&new));
    let (before, after) = (signing(old), signing(new));
    let both = accepted(&|keys| keys.contains(&old));
    let (next, left, done) = if !untold.is_empty() && before.is_empty() {
        // The new key signs alone, and some do not accept it: refused, which is wrong already.
        (StepKind::Trust, untold, 0)
    } else if !untold.is_empty() {
        let done = accepted(&|keys| keys.contains(&new)).len();
        (StepKind::Trust, untold, done)
    } else if !before.is_empty() {
        (StepKind::Issue, before, after.len())
    } else {
        let done = accepted(&|keys| !keys.contains(&old)).len();
        (StepKind::Drop, both, done)
    };
    Status {
        next: (!left.is_empty()).then_some(next),
        left,
        done,
        ..status
    }
}
