//! What one broken connection takes with it while files change, as the survey has it of files that do not (`survey`
//! `control_plane/consequence.rs`): a kube-apiserver without etcd ends, and a kubelet that is refused lets nobody in.

use super::model::Outcome;
use crate::connection::{Client, Connection, Server};
use crate::finding::{Code, Finding, Problem, ProgramFault};
use crate::fix::Layout;
use crate::programs::Program;
use crate::survey::{Sides, Survey};
use crate::verify::Verdict;

/// Connections that stand or fall together, by index.
#[derive(Clone, Debug, Default)]
pub(super) struct Consequence {
    /// If all of these are rejected,
    causes: Vec<usize>,
    /// so are these,
    takes: Vec<usize>,
    /// for this reason.
    code: Option<Code>,
    /// The program ends, in place of refusing.
    ends: bool,
}

impl Consequence {
    /// All that follow from connections of the same nodes.
    pub(super) fn all(survey: &Survey) -> Vec<Self> {
        let (connections, sides) = (&survey.connections, &survey.sides);
        // The one process of k3s is another matter.
        let is_one = |node: Option<usize>| {
            let known = node.and_then(|node| survey.nodes.get(node));
            known.is_some_and(|node| node.layout == Layout::K3s)
        };
        let mut nodes: Vec<_> = sides.iter().map(|sides| sides.nodes.server).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let scene = Scene { connections, sides };
        let each = nodes.into_iter().filter(|node| !is_one(*node));
        each.flat_map(|node| [scene.without_etcd(node), scene.refused_kubelet(node)])
            .filter(|consequence| !consequence.causes.is_empty())
            .collect()
    }

    /// The outcomes with what follows from them.
    pub(super) fn draw(all: &[Self], outcomes: &mut [Outcome]) {
        for consequence in all {
            let fails = |index: &usize| {
                let outcome = outcomes.get(*index);
                outcome.is_some_and(|outcome| outcome.verdict == Verdict::Reject)
            };
            if !consequence.causes.iter().all(fails) {
                continue;
            }
            for index in &consequence.takes {
                if let Some(outcome) = outcomes.get_mut(*index) {
                    // What fails by itself fails for that reason, but nothing is heard of a program that has ended.
                    let own = outcome.code.filter(|_| !consequence.ends);
                    *outcome = Outcome {
                        verdict: Verdict::Reject,
                        code: own.or(consequence.code),
                    };
                }
            }
        }
    }
}

struct Scene<'a> {
    connections: &'a [Connection],
    sides: &'a [Sides],
}

impl Scene<'_> {
    fn indices(&self, holds: impl Fn(&Connection, &Sides) -> bool) -> Vec<usize> {
        let each = self.connections.iter().zip(self.sides).enumerate();
        each.filter(|(_, (connection, sides))| holds(connection, sides))
            .map(|(index, _)| index)
            .collect()
    }

    fn without_etcd(&self, node: Option<usize>) -> Consequence {
        let is_api =
            |client: Program| matches!(client, Program::KubeApiserver | Program::FrontProxy);
        let causes = self.indices(|connection, sides| {
            connection.client.component == Program::KubeApiserver
                && connection.server.component == Program::Etcd
                && sides.nodes.client == node
        });
        let takes = self.indices(|connection, sides| {
            let serves =
                connection.server.component == Program::KubeApiserver && sides.nodes.server == node;
            let calls = is_api(connection.client.component) && sides.nodes.client == node;
            (serves || calls) && connection.server.component != Program::Etcd
        });
        Consequence {
            causes,
            takes,
            code: Some(Code::EtcdUnavailable),
            ends: true,
        }
    }

    /// A kubelet asks the API server who may do what.
    fn refused_kubelet(&self, node: Option<usize>) -> Consequence {
        let causes = self.indices(|connection, sides| {
            connection.client.component == Program::Kubelet && sides.nodes.client == node
        });
        let takes = self.indices(|connection, sides| {
            connection.server.component == Program::Kubelet && sides.nodes.server == node
        });
        let fault = Problem::Program(ProgramFault::CannotAuthorize);
        Consequence {
            causes,
            takes,
            code: Some(fault.code()),
            ends: false,
        }
    }
}

/// The client's side as it is by itself.
pub(super) fn client_alone(mut client: Client) -> Client {
    client.startup_failures.retain(|finding| !follows(finding));
    client
}

/// The server's side as it is by itself.
pub(super) fn server_alone(mut server: Server) -> Server {
    server.startup_failures.retain(|finding| !follows(finding));
    // What has words of its own stands among the findings.
    let before = server.findings.len();
    server.findings.retain(|finding| !follows(finding));
    if server.findings.len() < before {
        server.startup_error = None;
    }
    if server.unavailable.as_ref().is_some_and(follows) {
        server.unavailable = None;
    }
    server
}

/// Whether a finding is what another connection's failure takes with it.
pub(super) fn follows(finding: &Finding) -> bool {
    matches!(
        finding.problem,
        Problem::Program(
            ProgramFault::WithoutEtcd { .. }
                | ProgramFault::CannotAuthorize
                | ProgramFault::KubeletEnded
        )
    )
}
