//! Kubernetes objects, and the connections that they tell of.

use std::path::Path;

use certgraph::clients::ClientName;
use certgraph::decode::objects::Batches;
use certgraph::golang::GoRelease;
use certgraph::source::Files;
use certgraph::survey::{Pending, Rules, survey_batch, survey_with};
use certgraph::verify::SignatureCache;

use crate::AT;
use crate::targets::input;

/// As a stream, whole, and with all that is called.
pub fn run(bytes: &[u8]) {
    input::run(bytes);
    let files = Files::new();
    let signatures = SignatureCache::default();
    let rules = Rules {
        files: &files,
        directory: Path::new("/nowhere"),
        at: *AT,
        release: GoRelease::default(),
        by_image: false,
        words: GoRelease::default(),
        signatures: &signatures,
        root: None,
        advise: true,
        skip_others: false,
        pods: false,
        clients: &[ClientName::Python, ClientName::KubeRs],
    };
    let mut pending = Pending::default();
    let mut stream = bytes;
    let mut batches = Batches::new(&mut stream).expect("memory");
    for batch in batches.by_ref() {
        pending.absorb(survey_batch(&batch, "objects", &rules).pending);
    }
    batches.end().expect("memory");
    let survey = survey_with(&[], pending, &rules);
    for finding in &survey.findings {
        let _ = finding.problem.to_string();
    }
    for connection in &survey.connections {
        for finding in &connection.findings {
            let _ = finding.problem.to_string();
        }
    }
}
