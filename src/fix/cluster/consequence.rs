//! Faults that follow from a connection that fails, and go once it works: kube-apiserver ends without etcd, and a kubelet lets
//! nobody in without kube-apiserver.

use super::member::Member;
use crate::connection::same_fault;
use crate::finding::{Finding, Problem, ProgramFault};
use crate::fix::model::Edit;
use crate::programs::Program;

/// A fault that is there only because of other connections.
pub(super) struct Consequence {
    /// The connections of which one has to work, by their index.
    pub(super) roots: Vec<usize>,
    /// That the fault is gone.
    pub(super) resolved: Edit,
}

/// The kinds of connections from which faults follow, and these faults. A kubelet's comes last: it calls an API server.
const KINDS: [Kind; 2] = [
    Kind {
        client: Program::KubeApiserver,
        server: Program::Etcd,
        follows: |fault| matches!(fault, ProgramFault::WithoutEtcd { .. }),
    },
    Kind {
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

struct Kind {
    client: Program,
    server: Program,
    follows: fn(&ProgramFault) -> bool,
}

/// What follows from connections of these, in the order in which one may follow from another.
pub(super) fn all(members: &[Member<'_>]) -> Vec<Consequence> {
    KINDS.iter().flat_map(|kind| kind.among(members)).collect()
}

impl Kind {
    fn among(&self, members: &[Member<'_>]) -> Vec<Consequence> {
        let mut faults: Vec<&Finding> = Vec::new();
        for finding in members
            .iter()
            .flat_map(|member| &member.connection.findings)
        {
            let follows =
                matches!(&finding.problem, Problem::Program(fault) if (self.follows)(fault));
            if follows && !faults.iter().any(|known| same_fault(known, finding)) {
                faults.push(finding);
            }
        }
        let of_fault = |fault: &&Finding| Consequence {
            roots: self.roots(members, fault),
            resolved: Edit::resolved(fault),
        };
        faults.iter().map(of_fault).collect()
    }

    /// The connections of the program whose files the fault names; all of the kind, where none names them.
    fn roots(&self, members: &[Member<'_>], fault: &Finding) -> Vec<usize> {
        let is_kind = |member: &Member<'_>| {
            let connection = member.connection;
            connection.client.component == self.client && connection.server.component == self.server
        };
        let place = fault.locations.first().map(|place| &*place.file);
        let names = |member: &Member<'_>| {
            let presented = member.connection.client_presents.chain.first();
            let files = [
                Some(&*member.connection.client.file),
                presented.map(|placed| &*placed.location.file),
            ];
            files.into_iter().flatten().any(|file| Some(file) == place)
        };
        let kind: Vec<usize> = indices(members, is_kind);
        let own: Vec<usize> = indices(members, |member| is_kind(member) && names(member));
        if own.is_empty() { kind } else { own }
    }
}

fn indices(members: &[Member<'_>], is: impl Fn(&Member<'_>) -> bool) -> Vec<usize> {
    let all = members.iter().enumerate();
    all.filter(|(_, member)| is(member))
        .map(|(index, _)| index)
        .collect()
}
