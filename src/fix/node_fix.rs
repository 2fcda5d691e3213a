//! What fixes all connections of a node: one fix often serves several, and may break another.

use crate::connection::Connection;
use crate::finding::{Problem, ProgramFault};
use crate::fix::model::{Advice, Edit, Fix, Node, ServerEdit};
use crate::fix::plan::{PlanStep, plan};
use crate::fix::search::cost;
use crate::fix::simulation::{ComponentCase, KubeconfigCase, Trial};
use crate::programs::Program;
use crate::verify::Verdict;

/// Connections judged for one node at most.
const RUNS: usize = 4096;

/// A connection of the node.
#[derive(Clone, Copy)]
pub struct Member<'a> {
    /// The node whose files configure its client, by its index.
    pub node: usize,
    /// What it was judged from.
    pub case: MemberCase<'a>,
    /// What came of it.
    pub connection: &'a Connection,
    /// What fixes it by itself.
    pub advice: &'a Advice,
}

/// What a connection of the node was judged from.
#[derive(Clone, Copy)]
pub enum MemberCase<'a> {
    /// Of a kubeconfig.
    Kubeconfig(KubeconfigCase<'a>),
    /// Of a component.
    Component(ComponentCase<'a>),
}

/// Fixes that lead to as many connections as can be had.
#[derive(Clone, Debug)]
pub struct NodeFix {
    /// In the order in which each helps most.
    pub fixes: Vec<Fix>,
    /// The same as an administrator does it: in order, node by node, joined where several do alike.
    pub plan: Vec<PlanStep>,
    /// How many connections work then.
    pub accepted: usize,
    /// Which ones, by their index among the members.
    pub works: Vec<usize>,
    /// Of how many.
    pub connections: usize,
}

/// A fix, and the connection for which it was found.
type Found<'a> = (usize, &'a Fix);

/// Looks for the fixes node by node, smallest sets first, and then judges them all together; none where nothing fails, or
/// nothing helps. `nodes` are those that the members name.
pub fn together(members: &[Member<'_>], nodes: &[&Node]) -> Option<NodeFix> {
    let fails = |member: &Member<'_>| member.connection.verdict == Verdict::Reject;
    if !members.iter().any(fails) {
        return None;
    }
    let mut chosen: Vec<Found<'_>> = Vec::new();
    for node in 0..nodes.len() {
        let own: Vec<usize> = (0..members.len())
            .filter(|index| {
                members
                    .get(*index)
                    .is_some_and(|member| member.node == node)
            })
            .collect();
        extend(members, &own, &mut chosen);
    }
    let all: Vec<usize> = (0..members.len()).collect();
    let by_node: Vec<_> = chosen
        .iter()
        .filter_map(|(origin, fix)| Some((members.get(*origin)?.node, *fix)))
        .collect();
    let works = working(members, &all, &chosen);
    (!chosen.is_empty()).then(|| NodeFix {
        fixes: chosen.iter().map(|(_, fix)| (*fix).clone()).collect(),
        plan: plan(&by_node, nodes),
        accepted: works.len(),
        works,
        connections: members.len(),
    })
}

/// Adds to `chosen` what has most of these members work, as long as anything helps.
fn extend<'a>(members: &'a [Member<'_>], own: &[usize], chosen: &mut Vec<Found<'a>>) {
    let candidates = candidates(members, own);
    let mut runs = RUNS;
    let mut accepted = accepts(members, own, chosen);
    while accepted < own.len() {
        let mut best: Option<(usize, Vec<Found<'_>>)> = None;
        for candidate in &candidates {
            let new =
                |(_, fix): &&Found<'_>| !chosen.iter().any(|(_, known)| known.same_action_as(fix));
            let mut set = chosen.clone();
            set.extend(candidate.iter().filter(new));
            if set.len() == chosen.len() {
                continue;
            }
            let Some(left) = runs.checked_sub(own.len()) else {
                return;
            };
            runs = left;
            let count = accepts(members, own, &set);
            // The candidates come smallest first, so that the first of several that help as much stays.
            if best.as_ref().map_or(accepted, |(best, _)| *best) < count {
                best = Some((count, set));
            }
        }
        let Some((count, set)) = best else { return };
        accepted = count;
        *chosen = set;
    }
}

/// What leads some connection to work: each fix that does by itself, and the sets.
fn candidates<'a>(members: &'a [Member<'_>], own: &[usize]) -> Vec<Vec<Found<'a>>> {
    let mut all: Vec<Vec<Found<'a>>> = Vec::new();
    for (index, member) in own
        .iter()
        .filter_map(|index| Some((*index, members.get(*index)?)))
    {
        let Advice { fixes, plan } = member.advice;
        let alone = fixes
            .iter()
            .flatten()
            .filter(|fix| fix.verdict_after == Some(Verdict::Accept))
            .map(|fix| vec![(index, fix)]);
        let set = plan
            .iter()
            .map(|plan| plan.fixes.iter().map(|fix| (index, fix)).collect());
        for candidate in alone.chain(set) {
            let same = |known: &Vec<Found<'_>>| {
                known.len() == candidate.len()
                    && known
                        .iter()
                        .zip(&candidate)
                        .all(|((at, one), (index, other))| {
                            one.same_action_as(other) && (at == index || !is_local(one))
                        })
            };
            if !all.iter().any(same) {
                all.push(candidate);
            }
        }
    }
    all.sort_by_key(|candidate| {
        let cost: usize = candidate.iter().map(|(_, fix)| cost(fix)).sum();
        (candidate.len(), cost)
    });
    all
}

/// Whether it changes one client alone.
fn is_local(fix: &Fix) -> bool {
    let local = |edit: &Edit| matches!(edit, Edit::Kubeconfig(_) | Edit::Component(_));
    fix.edits.iter().any(local)
}

/// How many of these connections work with these fixes made.
fn accepts(members: &[Member<'_>], own: &[usize], fixes: &[Found<'_>]) -> usize {
    working(members, own, fixes).len()
}

/// Which of these connections work with these fixes made.
fn working(members: &[Member<'_>], own: &[usize], fixes: &[Found<'_>]) -> Vec<usize> {
    let verdict = |index: usize, member: &Member<'_>, further: &[Edit]| {
        let connection = member.connection;
        let edits: Vec<Edit> = fixes
            .iter()
            .flat_map(|(origin, fix)| {
                let server = members.get(*origin).map(|origin| &origin.connection.server);
                let same = server.is_some_and(|server| {
                    server.component == connection.server.component
                        && server.source == connection.server.source
                });
                fix.edits.iter().filter(move |edit| match edit {
                    // What names its files is the same wherever these are read.
                    Edit::File(_)
                    | Edit::Reissue(..)
                    | Edit::Resolved(_)
                    | Edit::Server(ServerEdit::Pair { .. }) => true,
                    Edit::Server(_) => same,
                    Edit::Kubeconfig(_) | Edit::Component(_) => *origin == index,
                })
            })
            .cloned()
            .chain(further.iter().cloned())
            .collect();
        if edits.is_empty() {
            connection.verdict
        } else {
            member.case.trial().state(&edits).connection.verdict
        }
    };
    let works =
        |index, member, further: &[Edit]| verdict(index, member, further) == Verdict::Accept;
    // What follows from a connection that works then is resolved with it.
    let mut further = Vec::new();
    for root in ROOTS {
        let roots = members.iter().enumerate().filter(|(_, one)| root.is(one));
        let roots: Vec<_> = roots.collect();
        let all_work = roots
            .iter()
            .all(|(index, one)| works(*index, one, &further));
        if !roots.is_empty() && all_work {
            further.extend(root.consequence(members));
        }
    }
    let accepted = |index: &&usize| {
        let member = members.get(**index);
        member.is_some_and(|member| works(**index, member, &further))
    };
    own.iter().filter(accepted).copied().collect()
}

/// A connection from which the fault of others follows.
struct Root {
    client: Program,
    server: Program,
    /// That fault.
    follows: fn(&ProgramFault) -> bool,
}

/// kube-apiserver ends without etcd, and a kubelet lets nobody in without kube-apiserver.
const ROOTS: [Root; 2] = [
    Root {
        client: Program::KubeApiserver,
        server: Program::Etcd,
        follows: |fault| matches!(fault, ProgramFault::WithoutEtcd { .. }),
    },
    Root {
        client: Program::Kubelet,
        server: Program::KubeApiserver,
        follows: |fault| {
            matches!(
                fault,
                ProgramFault::CannotAuthorize | ProgramFault::KubeletEnded
            )
        },
    },
];

impl Root {
    fn is(&self, member: &Member<'_>) -> bool {
        let connection = member.connection;
        connection.client.component == self.client && connection.server.component == self.server
    }

    /// The fault that others have for its sake, resolved.
    fn consequence(&self, members: &[Member<'_>]) -> Option<Edit> {
        let mut findings = members
            .iter()
            .flat_map(|member| &member.connection.findings);
        let of_it = findings.find(
            |finding| matches!(&finding.problem, Problem::Program(fault) if (self.follows)(fault)),
        );
        of_it.map(Edit::resolved)
    }
}

impl MemberCase<'_> {
    fn trial(&self) -> &dyn Trial {
        match self {
            Self::Kubeconfig(case) => case,
            Self::Component(case) => case,
        }
    }
}
