//! The certificates that a layout's own tool renews together: those of one run end together, and what ends earlier is left.

use std::collections::BTreeSet;

use super::model::{Status, Subject};
use crate::rotation::leaves::leaves;
use crate::rotation::model::StepKind;
use crate::survey::Survey;
use crate::x509::CertificateRef;

/// Within this time a run of kubeadm or a start of k3s issues all of them, with room for several nodes one after the other.
const ONE_RUN: i64 = 24 * 60 * 60;

/// None where no such certificate is among the files.
pub(super) fn of(survey: &Survey) -> Option<Status> {
    let found = leaves(survey)?;
    let all = std::iter::once(&found.certificate).chain(&found.others);
    let last = all.clone().map(|leaf| leaf.not_after.at.seconds).max()?;
    let is_left = |leaf: &&CertificateRef| leaf.not_after.at.seconds.saturating_add(ONE_RUN) < last;
    let files = |leaves: &[&CertificateRef]| -> BTreeSet<String> {
        let places = leaves
            .iter()
            .flat_map(|leaf| survey.inventory.locations(leaf.fingerprint));
        places.map(|place| place.file.to_string()).collect()
    };
    let (left, done): (Vec<&CertificateRef>, Vec<&CertificateRef>) = all.partition(is_left);
    let left: Vec<String> = files(&left).into_iter().collect();
    Some(Status {
        next: (!left.is_empty()).then_some(StepKind::Issue),
        done: files(&done).len(),
        left,
        ..Status::idle(Subject::Leaves)
    })
}
