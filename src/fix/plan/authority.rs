//! A renewed CA: signed once, where its key is, then put wherever the old one is.

use super::step::Steps;
use crate::fix::model::{Authority, AuthorityKey, Effect, Node, Words};
use crate::fix::propose::tools::{follow, sign_again};
use crate::x509::Fingerprint;

/// Adds the steps for one CA.
pub(super) fn renew(steps: &mut Steps<'_>, ca: Fingerprint) {
    let nodes = steps.nodes;
    let holders: Vec<(usize, &Node, &Authority)> = nodes
        .iter()
        .enumerate()
        .filter_map(|(index, node)| Some((index, *node, holds(node, ca)?)))
        .collect();
    let signer = holders
        .iter()
        .find(|(_, _, authority)| authority.key == AuthorityKey::There)
        .or_else(|| holders.first());
    let Some((first, from, authority)) = signer.copied() else {
        return;
    };
    let name = authority
        .certificate()
        .map(|certificate| certificate.display_name())
        .unwrap_or_default();
    steps.add(
        first,
        format!("renew the CA {name} with its present key, so that what it issued stays valid"),
        [sign_again(from, authority)],
    );
    for (index, node, own) in &holders {
        if *index != first {
            steps.add(
                *index,
                format!("put the renewed CA {name} in its place"),
                [copy(from, node, own)],
            );
        }
    }
    for (index, _, own) in &holders {
        let commands = follow(own.name);
        for command in commands.iter().flatten() {
            if let Effect::Restart(program) = command.effect() {
                steps.restart(*index, program);
            }
        }
        let files: Vec<_> = commands
            .into_iter()
            .flatten()
            .filter(|command| command.effect() == Effect::Other)
            .map(Some)
            .collect();
        if !files.is_empty() {
            steps.add(
                *index,
                format!("put the renewed CA {name} into the kubeconfigs of the node"),
                files,
            );
        }
    }
}

fn holds(node: &Node, ca: Fingerprint) -> Option<&Authority> {
    node.authorities.iter().find(|authority| {
        authority
            .certificate()
            .is_some_and(|own| own.fingerprint == ca)
    })
}

/// Fetches the CA from the node where it was signed.
fn copy(from: &Node, node: &Node, own: &Authority) -> Option<crate::fix::model::Command> {
    let file = node.on_host(&own.file)?;
    Words::new("scp")
        .value(&format!("root@{}:{file}", from.name))
        .value(&file)
        .done()
}
