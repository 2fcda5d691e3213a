//! A component's certificate with its key.

use super::component_issue;
use crate::connection::{Chain, ChainMember, same_fault};
use crate::decode::bundle;
use crate::finding::{Code, Finding, Step};
use crate::fix::model::{ComponentEdit, Edit, Fix, Layout, ServerEdit, Side, Words, all};
use crate::fix::propose::tools::{ComponentScene, put_in_place};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::programs::Program;
use crate::source::Limit;

/// A pair that cannot be used is made anew: certificate and key.
pub(crate) fn reissue(scene: &ComponentScene<'_>, finding: &Finding) -> Option<Fix> {
    let serving = finding.step == Some(Step::ServerPresents);
    let leaf = if serving {
        scene.serving_leaf()
    } else {
        scene.user_leaf()
    };
    let place = finding.locations.first()?;
    let resolved = Edit::Server(match scene.serving() {
        Some(pair) => ServerEdit::pair(pair),
        None => ServerEdit::Pair {
            certificate: place.file.to_string(),
            key: None,
        },
    });
    let side = if serving { Side::Server } else { Side::Client };
    // One pair may be what both present: etcd among its peers.
    let both = [&scene.client.findings, &scene.server.findings]
        .into_iter()
        .all(|findings| findings.iter().any(|known| same_fault(known, finding)));
    let presented = &scene.connection.client_presents.chain;
    let present = Edit::Component(ComponentEdit::Present(Chain {
        certificates: presented.iter().cloned().map(ChainMember::Parsed).collect(),
        key_matches: Some(true),
    }));
    let edits = match (both, serving) {
        (true, _) => vec![present, resolved],
        (false, true) => vec![resolved],
        (false, false) => vec![present],
    };
    // What does not parse, kubeadm does not renew either; then its name is in no certificate.
    let renewable = leaf.is_some()
        && matches!(
            finding.problem.code(),
            Code::KeyPairMismatch | Code::UnusablePrivateKey | Code::EncryptedPrivateKey
        );
    match leaf.filter(|_| renewable) {
        None if finding.problem.code() == Code::UnreadableFile => {
            Some(Fix::untried(side, put_in_place(place), Vec::new()))
        }
        Some(leaf) => Some(component_issue::renewed(scene, &leaf.certificate, edits)),
        None => Some(Fix::untried(
            side,
            format!(
                "put a certificate and its key in the place of {}",
                place.file
            ),
            Vec::new(),
        )),
    }
}

/// etcd's client pair lies where kubeadm puts it, and no flag names it.
pub(crate) fn configure(scene: &ComponentScene<'_>) -> Option<Fix> {
    if scene.node.layout != Layout::Kubeadm
        || scene.client.participant.component != Program::KubeApiserver
    {
        return None;
    }
    let file = |ending: &str| {
        let path = scene.node.here.join("pki/apiserver-etcd-client");
        path.with_extension(ending)
    };
    let (certificate, key) = (file("crt"), file("key"));
    let evaluation = &scene.evaluation;
    let text = evaluation.files.read(&certificate, Limit::BUNDLE).ok()?;
    evaluation.files.open(&key, Limit::REFERENCED).ok()?;
    let location = Location::of_path(&certificate);
    let read = bundle::strict(&text, &location, evaluation.release);
    let chain = Chain {
        certificates: read
            .certificates
            .into_iter()
            .map(ChainMember::Parsed)
            .collect(),
        key_matches: Some(true),
    };
    let manifest = &scene.client.participant.file;
    let on_host = |path: &std::path::Path| scene.node.on_host(&path.shown().to_string());
    let insert = format!(
        r"'s|^\( *\)- kube-apiserver$|&\n\1- --etcd-certfile={}\n\1- --etcd-keyfile={}|'",
        on_host(&certificate)?,
        on_host(&key)?
    );
    let text = format!(
        "start kube-apiserver with --etcd-certfile and --etcd-keyfile, which name {} and its key",
        certificate.shown()
    );
    let command = Words::new("sed -i").raw(insert).value(manifest).done();
    Some(Fix::new(
        Side::Client,
        text,
        all([command]),
        vec![Edit::Component(ComponentEdit::Present(chain))],
    ))
}
