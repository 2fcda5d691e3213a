//! What comes of a connection: its four steps, its verdict, and what both sides print.

use super::chain::Bundle;
use super::client::{Authentication, Basis, ClientParticipant};
use super::fact::Fact;
use super::identity::Identity;
use super::observation::Observation;
use super::predicted::Predicted;
use crate::finding::{Finding, Severity};
use crate::ground::time::Timestamp;
use crate::inventory::{Inventory, Placed};
use crate::programs::Program;
use crate::verify::{Verdict, Verification};
use crate::x509::CertificateRef;

/// One client, one server, both directions.
#[derive(Clone, Debug)]
pub struct Connection {
    /// What people call it: the context, or `CLIENT → SERVER`.
    pub name: String,
    /// What tells it from others of its file in another copy of the same files, by the folders of its nodes; none where the name
    /// does.
    pub place: Option<String>,
    /// The client's side in words.
    pub client: ClientParticipant,
    /// The server's side in words.
    pub server: ServerParticipant,
    /// What the server showed when it was called, if it was.
    pub live: Option<Observation>,
    /// Accept, reject or undetermined, over all steps.
    pub verdict: Verdict,
    /// What authenticates the client, as far as its configuration tells.
    pub authentication: Authentication,
    /// Whom the server takes the client for.
    pub identity: Option<Identity>,
    /// Step 1: the server presents its chain.
    pub server_presents: Presentation,
    /// Step 2: the client verifies it.
    pub client_verifies: Judgement,
    /// Step 3: the client presents its chain.
    pub client_presents: Presentation,
    /// Step 4: the server verifies it and derives the identity.
    pub server_verifies: Judgement,
    /// All that is to be said, root cause first.
    pub findings: Vec<Finding>,
    /// What kubectl and kube-apiserver print.
    pub predicted: Predicted,
    /// The end of the first certificate without which the connection stops.
    pub works_until: Option<WorksUntil>,
    /// Facts that nobody asked for and everybody wants to know.
    pub remarks: Vec<Remark>,
    /// Every certificate of the connection with its places.
    pub inventory: Inventory,
}

impl Connection {
    /// kube-apiserver presents a certificate to this webhook, if it is asked for one: whether it is taken no file here says.
    pub(crate) fn presents_to_webhook(&mut self) {
        if self.verdict == Verdict::Accept {
            self.verdict = Verdict::Undetermined;
            self.server_verifies.verdict = Verdict::Undetermined;
            self.server_verifies.skipped = None;
            self.server_verifies.unknown.push(Fact::WebhookDecides);
        }
    }

    /// Nothing makes it as things are: what would fail is no more than a warning.
    pub(crate) fn sleeps(&mut self) {
        if self.verdict != Verdict::Reject {
            return;
        }
        self.verdict = Verdict::Accept;
        for finding in &mut self.findings {
            finding.severity = finding.severity.max(Severity::Warning);
            finding.behind = false;
        }
    }
}

/// Who is connected to.
#[derive(Clone, Debug)]
pub struct ServerParticipant {
    /// The program.
    pub component: Program,
    /// The URL, without user information.
    pub url: String,
    /// What is checked against the SANs.
    pub server_name: Option<String>,
    /// Whether the name comes from `tls-server-name`.
    pub server_name_is_set: bool,
    /// Where the serving certificate comes from.
    pub source: Option<String>,
}

/// A chain as one side presents it.
#[derive(Clone, Debug)]
pub struct Presentation {
    /// Accept where something usable is presented, or nothing has to be.
    pub verdict: Verdict,
    /// What is presented, leaf first; certificates that do not parse are findings.
    pub chain: Vec<Placed>,
    /// Whether the private key belongs to the leaf; none where no key is given.
    pub key_matches: Option<bool>,
    /// Why nothing is known or presented.
    pub remark: Option<Fact>,
}

/// One side's judgement of the other's chain.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Accept, reject or undetermined.
    pub verdict: Verdict,
    /// The trace; none where nothing was verified.
    pub verification: Option<Verification>,
    /// Why nothing is verified although it could be: `insecure-skip-tls-verify`, plain HTTP, a token.
    pub skipped: Option<Fact>,
    /// The trust anchors, named for people.
    pub anchors_label: Option<String>,
    /// The trust anchors.
    pub anchors: Vec<Placed>,
    /// The CA that issued the leaf, where it is no trust anchor as far as is known: a hint, no proof.
    pub hint: Option<CertificateRef>,
    /// What is known although the verdict is open.
    pub known: Vec<Fact>,
    /// What is not known.
    pub unknown: Vec<Fact>,
}

impl Judgement {
    /// Of which nothing is known yet.
    pub(crate) fn undetermined() -> Self {
        Self {
            verdict: Verdict::Undetermined,
            verification: None,
            skipped: None,
            anchors_label: None,
            anchors: Vec::new(),
            hint: None,
            known: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Nothing is verified, for this reason.
    pub(crate) fn skipped(reason: Fact) -> Self {
        Self {
            skipped: Some(reason),
            ..Self::undetermined()
        }
    }

    /// With these trust anchors, before anything is verified.
    pub(crate) fn against(bundle: &Bundle) -> Self {
        Self {
            anchors_label: Some(bundle.label.clone()),
            anchors: bundle.anchors.clone(),
            ..Self::undetermined()
        }
    }
}

/// The first certificate whose end stops the connection.
#[derive(Clone, Debug)]
pub struct WorksUntil {
    /// The end of its validity.
    pub time: Timestamp,
    /// Which certificate.
    pub certificate: CertificateRef,
}

/// A fact worth saying unasked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// One certificate is both what the client and what the server trusts.
    OneCaForBoth {
        /// Its name.
        name: String,
    },
    /// What the client dials somebody else tells it.
    Dialled {
        /// Who connects.
        component: &'static str,
        /// The name or address; none where it is not known.
        name: Option<String>,
        /// How well it is known.
        basis: Basis,
        /// From what.
        from: String,
    },
    /// A trust anchor is not self-signed; it is one all the same.
    AnchorNotSelfSigned {
        /// Its name.
        name: String,
        /// Its issuer, RFC 4514.
        issuer: String,
        /// Whether the issuer is in any file given.
        issuer_given: bool,
    },
}
