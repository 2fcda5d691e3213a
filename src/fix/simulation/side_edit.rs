//! Edits made to a component's side, and to files of CAs that both sides read.

use crate::connection::{
    Authentication, Bundle, Client, ClientKind, Credential, Evidence, Fault, Server, Trust,
};
use crate::finding::{Finding, Severity, Step};
use crate::fix::model::{CaFile, ComponentEdit};
use crate::ground::location::Location;

/// Makes it so on both sides.
pub(crate) fn fix(fault: &Fault, client: &mut Client, server: &mut Server) {
    client
        .startup_failures
        .retain(|finding| !fault.matches(finding));
    server
        .startup_failures
        .retain(|finding| !fault.matches(finding));
    if fault.is_of_start() {
        server.findings.retain(|finding| !fault.matches(finding));
    }
    server.unavailable = server
        .unavailable
        .take()
        .filter(|finding| !fault.matches(finding));
}

impl ComponentEdit {
    /// Makes the change to what was read.
    pub(crate) fn apply(&self, client: &mut Client) {
        match self {
            Self::Present(chain) => {
                client.credential = Credential::Chain(chain.clone());
                client.authentication = Authentication::Certificate;
                client
                    .findings
                    .retain(|finding| finding.step != Some(Step::ClientPresents));
            }
            Self::Trust(bundle) => {
                client.trust = Trust::Bundle(bundle.clone());
                client
                    .findings
                    .retain(|finding| finding.step != Some(Step::ClientVerifies));
            }
            Self::TrustAny => {
                client.trust = Trust::Unchecked;
                client
                    .findings
                    .retain(|finding| finding.step != Some(Step::ClientVerifies));
            }
        }
        clear_refusal(client);
    }
}

impl CaFile {
    /// Makes the change wherever the file is read.
    pub(crate) fn apply(&self, client: &mut Client, server: &mut Server) {
        let elsewhere = |finding: &Finding| {
            let place = finding.locations.first();
            place.is_none_or(|place| place.file != self.file)
        };
        let of_client = client.findings.len();
        client.findings.retain(elsewhere);
        match &mut client.trust {
            Trust::Bundle(bundle) => self.fill(bundle),
            // The reading of it is what made the trust unusable.
            Trust::Unusable if client.findings.len() < of_client => {
                client.trust = Trust::Bundle(Bundle {
                    label: self.file.to_string(),
                    location: Location::file(self.file.clone()),
                    anchors: self.anchors.clone(),
                });
            }
            Trust::Unusable | Trust::SystemRoots | Trust::Unchecked | Trust::Missing => {}
        }
        clear_refusal(client);
        client.startup_failures.retain(elsewhere);
        server.startup_failures.retain(elsewhere);
        server.findings.retain(elsewhere);
        for ca in [&mut server.client_ca, &mut server.request_header_ca] {
            if let Evidence::Given(Some(bundle)) | Evidence::Assumed(Some(bundle), _) = ca {
                self.fill(bundle);
            }
        }
    }

    fn fill(&self, bundle: &mut Bundle) {
        if bundle.location.file == self.file {
            bundle.anchors.clone_from(&self.anchors);
        }
    }
}

/// A component starts once nothing of its files is refused any more.
pub(super) fn clear_refusal(client: &mut Client) {
    let refused = client.findings.iter().any(|finding| {
        finding.severity == Severity::Error
            && matches!(
                finding.step,
                Some(Step::Configuration | Step::ClientPresents)
            )
    });
    if client.participant.kind == ClientKind::Component && !refused {
        client.refusal = None;
    }
}
