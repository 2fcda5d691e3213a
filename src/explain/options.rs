//! What an explanation is asked.

use std::path::Path;

use crate::clients::ClientName;
use crate::connection::{Client, ClientKind};
use crate::fix::Evaluation;
use crate::programs::Program;

/// What an explanation is asked, for every context alike.
#[derive(Clone, Copy)]
pub struct ExplainOptions<'a> {
    /// By whose rules.
    pub evaluation: Evaluation<'a>,
    /// The working directory, absolute: where relative paths of other clients start.
    pub directory: &'a Path,
    /// Find out what fixes a connection that is rejected.
    pub advise: bool,
    /// Other clients than kubectl, and for which kubeconfigs they are asked.
    pub others: OtherClients<'a>,
}

/// Which other clients are asked.
#[derive(Clone, Copy, Default)]
pub struct OtherClients<'a> {
    /// A row for each of these; empty for none.
    pub named: &'a [ClientName],
    /// Whether `HTTPS_PROXY` is set, which some of them follow.
    pub proxy_variable: bool,
    /// Also of a component's kubeconfig, which no other client uses by itself: somebody named it.
    pub of_components: bool,
    /// The kubeconfig is of a node whose files were copied: what it names lies elsewhere.
    pub copied: bool,
}

impl OtherClients<'_> {
    /// Whether other clients than the program that it is written for may use the kubeconfig.
    pub(super) fn may_use(&self, client: &Client) -> bool {
        let participant = &client.participant;
        let of_people =
            participant.kind == ClientKind::Kubeconfig && participant.component == Program::Kubectl;
        self.of_components || of_people
    }
}
