//! By whose rules connections are judged, and what every judgement of one run shares.

use crate::golang::GoRelease;
use crate::ground::time::Timestamp;
use crate::source::Files;
use crate::verify::SignatureCache;

/// Read-only inputs of every judgement; cheap to copy.
#[derive(Clone, Copy)]
pub struct Evaluation<'a> {
    /// Opens what kubeconfigs and flags name, within limits.
    pub files: &'a Files,
    /// The instant that the verdicts are for.
    pub at: Timestamp,
    /// Go release whose `crypto/x509` rules the verdicts follow.
    pub release: GoRelease,
    /// Go release that kubectl was built with; selects the wording of its messages. For a component, its own.
    pub kubectl_release: GoRelease,
    /// Signatures that were checked before; each is checked once in a run.
    pub signatures: &'a SignatureCache,
}
