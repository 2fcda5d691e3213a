//! What stands behind a kubeconfig that leads to no TLS: plain HTTP, a context or a cluster that is not there, a URL
//! that is none. The connection is judged once more with that corrected, so that nobody fixes one fault only to meet
//! the next.

use crate::connection::{Client, Connection};
use crate::decode::kubeconfig::UrlText;
use crate::finding::{Code, Finding};
use crate::fix::model::{Edit, KubeconfigEdit};
use crate::fix::simulation::{KubeconfigCase, State, Trial as _, state};
use crate::handshake::add_behind;

/// A context that is not there, then its cluster, then the URL.
const MOST: usize = 4;

/// The connection on its way to TLS.
pub(crate) struct MaskedFindings {
    stages: Vec<Stage>,
}

/// The connection with a fault corrected.
struct Stage {
    /// What leads here.
    edits: Vec<Edit>,
    /// Both sides, and what comes of them.
    state: State,
    /// What is met here and not before.
    findings: Vec<Finding>,
}

/// Corrects what hides TLS. None where nothing does, where nobody knows what is meant, or where no server is known.
pub(crate) fn masked_findings(
    case: &KubeconfigCase<'_>,
    client: &Client,
    connection: &Connection,
) -> Option<MaskedFindings> {
    if by_tls(client) || case.server.serving.is_missing() && case.server.client_ca.is_missing() {
        return None;
    }
    let mut now = State {
        client: client.clone(),
        server: case.server.clone(),
        connection: connection.clone(),
    };
    let mut edits = Vec::new();
    let mut stages = Vec::new();
    for _ in 0..MOST {
        let Some(correction) = correction(case, &now, &edits) else {
            break;
        };
        edits.extend(correction.edits);
        now = state(case, &edits);
        let by_tls = by_tls(&now.client);
        let met = now.connection.findings.iter().filter(|finding| {
            // On the way only what hides TLS is certain; and an assumed host says nothing of names.
            let code = finding.problem.code();
            let named = !matches!(code, Code::NameMismatch | Code::CommonNameOnly);
            hides_tls(finding) || by_tls && (named || !correction.host_assumed)
        });
        stages.push(Stage {
            edits: edits.clone(),
            findings: met.cloned().collect(),
            state: now.clone(),
        });
        if by_tls {
            break;
        }
    }
    (!stages.is_empty()).then_some(MaskedFindings { stages })
}

fn by_tls(client: &Client) -> bool {
    client
        .endpoint
        .as_ref()
        .is_some_and(|endpoint| endpoint.https)
}

fn hides_tls(finding: &Finding) -> bool {
    matches!(
        finding.problem.code(),
        Code::PlainHttp
            | Code::InvalidServerUrl
            | Code::UnknownContext
            | Code::UnknownCluster
            | Code::NoServer
    )
}

/// What takes a hiding fault away.
struct Correction {
    edits: Vec<Edit>,
    /// Any host does, since none is known.
    host_assumed: bool,
}

/// The edits of the fix that the hiding fault has. Of several contexts or clusters nobody knows which is meant.
fn correction(case: &KubeconfigCase<'_>, now: &State, edits: &[Edit]) -> Option<Correction> {
    let hiding = now
        .connection
        .findings
        .iter()
        .find(|finding| hides_tls(finding))?;
    let mut fixes = case
        .proposals(now, edits, hiding)
        .into_iter()
        .filter(|fix| !fix.edits.is_empty());
    match (fixes.next(), fixes.next(), hiding.problem.code()) {
        (Some(one), None, _) => Some(Correction {
            edits: one.edits,
            host_assumed: false,
        }),
        (None, _, Code::InvalidServerUrl | Code::NoServer) => {
            let url = UrlText::new("https://host.invalid:6443".to_owned());
            Some(Correction {
                edits: vec![Edit::Kubeconfig(KubeconfigEdit::Server(url))],
                host_assumed: true,
            })
        }
        _ => None,
    }
}

impl MaskedFindings {
    /// Adds what shows only there.
    pub(crate) fn add_to(&self, connection: &mut Connection) {
        for stage in &self.stages {
            for (_, entry) in stage.state.connection.inventory.iter() {
                connection.inventory.add_entry(entry);
            }
            add_behind(&mut connection.findings, stage.findings.iter().cloned());
        }
    }

    /// The first state in which the finding is met, and what leads there.
    pub(crate) fn stage_of(&self, finding: &Finding) -> Option<(&State, &[Edit])> {
        let met = |stage: &&Stage| {
            stage.findings.iter().any(|met| {
                met.problem == finding.problem && met.locations.first() == finding.locations.first()
            })
        };
        let stage = self.stages.iter().find(met)?;
        Some((&stage.state, &stage.edits))
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Code;
    use crate::fix::{Explained, explained, fixes};
    use crate::verify::Verdict;

    /// What a host that nobody knows is called is no fault.
    #[test]
    fn without_a_host_names_are_not_judged() {
        let Explained { connection, advice } = explained("invalid-server-url");
        assert!(connection.findings.iter().all(|finding| !finding.behind));
        assert_eq!(advice.plan.unwrap().verdict_after, Verdict::Accept);
        let fixes = fixes("unknown-context", Code::UnknownContext);
        assert!(!fixes.is_empty());
    }
}
