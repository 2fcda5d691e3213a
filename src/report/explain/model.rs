//! An explanation as data.

use crate::connection::Observation;
use crate::connection::{Authentication, ClientKind, Identity, Judgement, Predicted, Presentation};
use crate::finding::{Code, Finding, Severity};
use crate::fix::{Advice, NodeFix};
use crate::ground::time::Timestamp;
use crate::inventory::Inventory;
use crate::report::certificate::{CertificateRow, Mark};
use crate::report::clients::ClientRow;
use crate::verify::Verdict;
use crate::x509::Fingerprint;

/// All that `explain` says.
pub struct Explanation {
    /// The instant that the verdicts are for.
    pub at: Timestamp,
    /// One entry a connection, in the order asked for.
    pub connections: Vec<ConnectionReport>,
    /// Every certificate with its places.
    pub inventory: Inventory,
    /// What is wrong apart from any connection.
    pub findings: Vec<Finding>,
    /// What fixes the connections of a control plane together.
    pub fix: Option<NodeFix>,
    /// The connections are those of a control plane's components.
    pub components: bool,
    /// How many inputs could not be read, so that nothing is known of what they hold.
    pub unread: usize,
    /// Where the inputs hold certificates and no connection: what shows them, and what would judge them.
    pub next: Vec<NextStep>,
}

/// One connection.
pub struct ConnectionReport {
    /// Its name.
    pub name: String,
    /// Over all steps.
    pub verdict: Verdict,
    /// The first line, without its mark and the connection's name.
    pub headline: String,
    /// The finding that explains, if there is one.
    pub cause: Option<Cause>,
    /// How the client is configured.
    pub client_kind: ClientKind,
    /// The client's program.
    pub client_component: &'static str,
    /// The server's program.
    pub server_component: &'static str,
    /// The kubeconfig.
    pub file: String,
    /// The context.
    pub context: Option<String>,
    /// The user entry.
    pub user: Option<String>,
    /// The cluster entry.
    pub cluster: Option<String>,
    /// The server's URL.
    pub url: String,
    /// What is checked against the SANs.
    pub server_name: Option<String>,
    /// Whether `tls-server-name` is set.
    pub server_name_is_set: bool,
    /// Where the serving certificate comes from.
    pub server_source: Option<String>,
    /// What the server showed when it was called, if it was.
    pub live: Option<Observation>,
    /// What authenticates the client.
    pub authentication: Authentication,
    /// Whom the server takes it for.
    pub identity: Option<Identity>,
    /// What is presented: the server's chain, the client's.
    pub presentations: [Presentation; 2],
    /// How it is judged: by the client, by the server.
    pub judgements: [Judgement; 2],
    /// kubectl checks the server; the server checks the client.
    pub directions: [Direction; 2],
    /// Root cause first.
    pub findings: Vec<Finding>,
    /// What fixes it.
    pub advice: Advice,
    /// Why several causes look the same here, where they do.
    pub causes: Option<&'static str>,
    /// What people will see.
    pub predicted: Predicted,
    /// What people take the messages for, and what they are.
    pub asides: Vec<String>,
    /// Until when it works.
    pub works_until: Option<(Timestamp, CertificateRow)>,
    /// Facts worth saying unasked.
    pub remarks: Vec<String>,
    /// What is missing, as commands.
    pub next: Vec<NextStep>,
    /// What other clients make of it, if that was asked.
    pub clients: Vec<ClientRow>,
    /// Of several kubeconfigs one whose entries of the same names kubectl ignores.
    pub shadowed_file: Option<String>,
}

/// The finding that explains.
pub struct Cause {
    /// Its code.
    pub code: Code,
    /// Its sentence.
    pub message: String,
}

/// A command that gets missing evidence.
pub struct NextStep {
    /// The command.
    pub command: Vec<String>,
    /// What it does, and what it sends.
    pub note: String,
}

/// One side checks the other.
pub struct Direction {
    /// Who checks whom.
    pub title: String,
    /// What comes of it.
    pub verdict: Verdict,
    /// The code to show at the edge.
    pub code: Option<Code>,
    /// It holds, but the connection fails before it.
    pub not_reached: bool,
    /// Why nothing was checked.
    pub skipped: Option<String>,
    /// The path, anchor first.
    pub path: Vec<CertificateRow>,
    /// What stands in the place of the path's top where no anchor was found.
    pub top: Option<String>,
    /// What is missing at the path's end.
    pub missing: Option<String>,
    /// What is wrong, with its evidence.
    pub faults: Vec<Fault>,
    /// Every group of checks in Go's order, also those that hold.
    pub checks: Vec<CheckSummary>,
    /// What is known although the verdict is open.
    pub known: Vec<String>,
    /// What is not known.
    pub unknown: Vec<String>,
    /// Whom the server takes the client for.
    pub becomes: Option<String>,
}

/// One failed check with its evidence.
pub struct Fault {
    /// The certificate that it is about.
    pub certificate: Option<Fingerprint>,
    /// Its code.
    pub code: Code,
    /// Its sentence.
    pub message: String,
    /// Label, value and remark, in lines.
    pub evidence: Vec<(String, String, String)>,
    /// Where to look.
    pub place: Option<String>,
    /// Two things side by side that should be equal.
    pub comparison: Option<Comparison>,
    /// It shows only once the others are fixed.
    pub behind: bool,
    /// How much it matters.
    pub severity: Severity,
}

/// Fields of the trusted CA and of the one that is needed.
pub struct Comparison {
    /// Headings of the two columns.
    pub headings: [String; 2],
    /// Field name, left value, equal or not, right value.
    pub rows: Vec<(String, String, Option<bool>, String)>,
    /// What fails because of it.
    pub result: String,
}

/// A group of checks on one line.
pub struct CheckSummary {
    /// `trust`, `signature`, `dates`, `usage`, `name`, `key pair`.
    pub name: &'static str,
    /// How it stands.
    pub mark: Mark,
    /// What was asked for.
    pub detail: Option<String>,
}
