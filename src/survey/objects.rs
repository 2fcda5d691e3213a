//! Streams of Kubernetes objects of which nothing is kept but what a caller makes of each batch.

use super::callees::Callees;
use super::talos::Talos;
use super::{Rules, Survey};
use crate::decode::certificates::{Found, find_in_batch};
use crate::decode::objects::{Announced, Batch, ReportedNode};
use crate::ground::location::Location;
use crate::ground::secret::Secret;

/// What batches say of connections, which are judged when all inputs are known.
#[derive(Default)]
pub struct Pending {
    pub(super) callees: Callees,
    /// Kubeconfigs in objects: what people call each, and its text.
    pub(super) kubeconfigs: Vec<(String, Secret)>,
    /// Where kubelets answer.
    pub(super) nodes: Vec<ReportedNode>,
    /// What objects say of certificates elsewhere.
    pub(super) announced: Vec<Announced>,
    /// Machines of Talos, and who calls them.
    pub(super) talos: Talos,
}

impl Pending {
    /// Takes over what an input holds, but its kubeconfigs.
    pub(super) fn take(&mut self, found: &mut Found) {
        self.callees.take(found);
        self.nodes.append(&mut found.nodes);
        self.announced.append(&mut found.announced);
    }

    /// Takes over that of a later batch.
    pub fn absorb(&mut self, other: Self) {
        self.callees.absorb(other.callees);
        self.kubeconfigs.extend(other.kubeconfigs);
        self.nodes.extend(other.nodes);
        self.announced.extend(other.announced);
        self.talos.absorb(other.talos);
    }
}

/// What a batch holds.
pub struct ObjectSurvey {
    /// All but connections.
    pub survey: Survey,
    /// What has to wait for the other batches.
    pub pending: Pending,
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
    let mut found = find_in_batch(batch, &base, rules.release, rules.wanted());
    let mut result = ObjectSurvey {
        survey: Survey::default(),
        pending: Pending::default(),
        objects: found.objects,
        is_empty: found.gives_nothing() && !found.is_incomplete(),
        fault: found
            .object_faults
            .first()
            .map(|fault| fault.problem.to_string()),
    };
    result.survey.add(&found, rules.release);
    result.pending.callees.pack(&mut found);
    result.pending.kubeconfigs = found.kubeconfigs;
    result.pending.nodes = found.nodes;
    result.pending.announced = found.announced;
    result
}
