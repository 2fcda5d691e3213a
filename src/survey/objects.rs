//! Streams of Kubernetes objects of which nothing is kept but what a caller makes of each batch.

use super::callees::Callees;
use super::gather::Noted;
use super::{Rules, Survey};
use crate::decode::certificates::find_in_batch;
use crate::decode::objects::Batch;
use crate::location::Location;

/// What batches say of servers that kube-apiserver calls. They are judged when all are known.
#[derive(Default)]
pub struct Calls(pub(super) Callees);

impl Calls {
    /// Takes over those of a later batch.
    pub fn absorb(&mut self, other: Self) {
        self.0.absorb(other.0);
    }
}

/// What a batch holds.
pub struct ObjectSurvey {
    /// All but calls.
    pub survey: Survey,
    /// What has to wait for the other batches.
    pub calls: Calls,
    /// How many objects there are.
    pub objects: usize,
    /// Whether there is nothing to say of any of them.
    pub is_empty: bool,
    /// Why the first part that is no object cannot be read.
    pub fault: Option<String>,
}

/// Surveys a batch of the stream that is called `name`.
pub fn survey_batch(batch: &Batch, name: &str, rules: &Rules<'_>) -> ObjectSurvey {
    let base = Location::file(name);
    let mut found = find_in_batch(batch, &base, rules.release, rules.files.passwords());
    let mut result = ObjectSurvey {
        survey: Survey::default(),
        calls: Calls::default(),
        objects: found.objects,
        is_empty: found.is_empty(),
        fault: found
            .object_faults
            .first()
            .map(|fault| fault.problem.to_string()),
    };
    result.survey.add(&found, rules.release);
    result.calls.0.pack(&mut found);
    result
        .survey
        .embedded_kubeconfigs(&found, &mut Noted::default(), rules);
    result
}
