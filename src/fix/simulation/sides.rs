//! Both sides of a connection as the proposals look at them: with what was fixed so far.

use super::evaluation::Evaluation;
use crate::connection::{Client, Connection, Server, ServingPair};
use crate::finding::{Finding, Step};
use crate::fix::model::Node;
use crate::inventory::Placed;
use crate::verify::Attempt;
use crate::x509::{CertificateRef, Fingerprint};

/// What fixes of any client are made from.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'a> {
    pub(crate) evaluation: Evaluation<'a>,
    pub(crate) node: Option<&'a Node>,
    pub(crate) client: &'a Client,
    pub(crate) server: &'a Server,
    pub(crate) connection: &'a Connection,
}

/// Whose certificate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// What the server presents.
    Serving,
    /// What the client presents.
    User,
    /// A CA, wherever it stands.
    Ca,
}

impl<'a> Sides<'a> {
    /// The pair that the client is shown.
    pub(crate) fn serving(&self) -> Option<&'a ServingPair> {
        let name = self
            .client
            .endpoint
            .as_ref()
            .map(|endpoint| endpoint.server_name.as_str())
            .unwrap_or_default();
        self.server.pair_for(name)
    }

    /// The serving certificate.
    pub(crate) fn serving_leaf(&self) -> Option<&'a Placed> {
        self.serving()?.chain.leaf()
    }

    /// The certificate that the client presents, usable or not.
    pub(crate) fn user_leaf(&self) -> Option<&'a Placed> {
        self.connection.client_presents.chain.first()
    }

    /// Whose certificate `fingerprint` is.
    pub(crate) fn role(&self, fingerprint: Fingerprint) -> Role {
        let is = |placed: Option<&Placed>| {
            placed.is_some_and(|placed| placed.certificate.fingerprint == fingerprint)
        };
        if is(self.serving_leaf()) {
            Role::Serving
        } else if is(self.user_leaf()) {
            Role::User
        } else {
            Role::Ca
        }
    }

    /// The attempt that came closest, on the side where the finding shows.
    pub(crate) fn attempt(&self, finding: &Finding) -> Option<&'a Attempt> {
        let judgement = match finding.step {
            Some(Step::ServerVerifies | Step::ClientPresents) => &self.connection.server_verifies,
            _ => &self.connection.client_verifies,
        };
        judgement.verification.as_ref()?.attempts.first()
    }

    /// The issuer of a certificate on the path on which the finding shows.
    pub(crate) fn issuer(
        &self,
        finding: &Finding,
        certificate: &CertificateRef,
    ) -> Option<CertificateRef> {
        let path = &self.attempt(finding)?.path;
        let index = path
            .iter()
            .position(|found| found.fingerprint == certificate.fingerprint)?;
        path.get(index + 1).cloned()
    }
}
