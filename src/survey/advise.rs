//! What fixes a control plane: the connections between its components, and all of its connections together.

use std::rc::Rc;
use std::sync::Arc;

use super::control_plane::ControlPlane;
use super::{Rules, Survey};
use crate::connection::Server;
use crate::decode::kubeconfig::{Flags, Loaded};
use crate::fix::{ComponentCase, Evaluation, KubeconfigCase};
use crate::fix::{Member, MemberCase, together};

/// A connection of a control plane, by its index, with what it was judged from.
pub(super) struct Judged {
    /// The node whose files configure the client.
    pub(super) plane: usize,
    /// The node that answers, where that is another one.
    pub(super) there: Option<usize>,
    pub(super) connection: usize,
    pub(super) origin: Origin,
}

/// What a connection was judged from.
pub(super) enum Origin {
    Kubeconfig(Box<Kubeconfig>),
    Component,
}

pub(super) struct Kubeconfig {
    /// All contexts of a file share it.
    pub(super) loaded: Rc<Loaded>,
    pub(super) context: String,
    pub(super) file: String,
    pub(super) server: Arc<Server>,
}

/// Finds fixes of the components' connections, then of all.
pub(super) fn advise(
    survey: &mut Survey,
    planes: &[ControlPlane],
    judged: &[Judged],
    rules: &Rules<'_>,
) {
    let flags: Vec<_> = judged.iter().map(flags).collect();
    for (judged, flags) in judged.iter().zip(&flags) {
        // Between nodes, what fixes a connection by itself is on one of them; that is looked for together.
        let own = judged.there.is_none().then_some(judged.plane);
        let case = own.and_then(|own| member_case(survey, planes, own, judged, flags, rules));
        let advice = match case {
            Some(MemberCase::Component(case)) => survey
                .connections
                .get(judged.connection)
                .map(|connection| case.advise(connection)),
            Some(MemberCase::Kubeconfig(_)) | None => None,
        };
        if let Some(advice) = advice
            && let Some(place) = survey.advice.get_mut(judged.connection)
        {
            *place = advice;
        }
    }
    let members: Vec<_> = judged
        .iter()
        .zip(&flags)
        .filter_map(|(judged, flags)| {
            Some(Member {
                node: judged.plane,
                case: member_case(survey, planes, judged.plane, judged, flags, rules)?,
                there: judged.there.and_then(|there| {
                    let case = member_case(survey, planes, there, judged, flags, rules)?;
                    Some((there, case))
                }),
                connection: survey.connections.get(judged.connection)?,
            })
        })
        .collect();
    let nodes: Vec<_> = planes.iter().map(|plane| &plane.node).collect();
    let indices: Vec<_> = judged.iter().map(|judged| judged.connection).collect();
    let mut fix = together(&members, &nodes);
    if let Some(fix) = &mut fix {
        fix.works = fix
            .works
            .iter()
            .filter_map(|index| indices.get(*index).copied())
            .collect();
    }
    survey.fix = fix;
}

fn flags(judged: &Judged) -> Flags<'_> {
    Flags {
        context: match &judged.origin {
            Origin::Kubeconfig(kubeconfig) => Some(&kubeconfig.context),
            Origin::Component => None,
        },
        ..Flags::default()
    }
}

/// What a connection was judged from, with the files of one of its two nodes to be changed.
fn member_case<'a>(
    survey: &'a Survey,
    planes: &'a [ControlPlane],
    node: usize,
    judged: &'a Judged,
    flags: &'a Flags<'a>,
    rules: &Rules<'a>,
) -> Option<MemberCase<'a>> {
    let node = &planes.get(node)?.node;
    let sides = survey.sides.get(judged.connection)?;
    Some(match &judged.origin {
        Origin::Kubeconfig(kubeconfig) => MemberCase::Kubeconfig(KubeconfigCase {
            loaded: &kubeconfig.loaded,
            flags,
            file: &kubeconfig.file,
            server: &kubeconfig.server,
            evaluation: rules.evaluation(),
            node: Some(node),
            startup_failures: &sides.client.startup_failures,
        }),
        Origin::Component => MemberCase::Component(ComponentCase {
            client: &sides.client,
            server: &sides.server,
            node,
            inventory: &survey.inventory,
            evaluation: Evaluation {
                kubectl_release: rules.release,
                ..rules.evaluation()
            },
        }),
    })
}
