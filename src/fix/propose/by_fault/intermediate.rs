//! An intermediate that is not sent stands in a file.

use crate::connection::{Chain, ChainMember};
use crate::finding::{Finding, Problem, Step};
use crate::fix::model::{Command, Edit, Fix, KubeconfigEdit, ServerEdit, Side, Words, all};
use crate::fix::propose::tools::{Scene, cut, jsonpath, set_credentials};
use crate::ground::location::Location;
use crate::inventory::Placed;

/// An intermediate that is not sent stands in a file.
pub(crate) fn intermediate(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let Problem::MissingIntermediate { issuer, found } = &finding.problem else {
        return Vec::new();
    };
    let Some((_, entry)) = scene
        .connection
        .inventory
        .iter()
        .find(|(_, entry)| entry.locations.contains(found))
    else {
        return Vec::new();
    };
    let placed = Placed {
        certificate: entry.certificate.clone(),
        location: found.clone(),
    };
    if finding.step == Some(Step::ServerVerifies) {
        let mut chain = scene.connection.client_presents.chain.clone();
        chain.push(placed);
        let edit = Edit::Kubeconfig(KubeconfigEdit::Pair(Chain {
            certificates: chain.into_iter().map(ChainMember::Parsed).collect(),
            key_matches: Some(true),
        }));
        return vec![Fix::new(
            Side::Client,
            format!("send the intermediate {issuer} along with the client certificate"),
            send_along(scene, found),
            vec![edit],
        )];
    }
    let Some(pair) = scene.serving() else {
        return Vec::new();
    };
    let append = cut(scene, found).and_then(|words| words.raw(">>").value(&pair.label).done());
    vec![Fix::new(
        Side::Server,
        format!(
            "send the intermediate {issuer}: append it to {}",
            pair.label
        ),
        all([append]),
        vec![Edit::Server(ServerEdit::Append(placed))],
    )]
}

/// The user's certificates with one more at the end. The key stays.
fn send_along(scene: &Scene<'_>, found: &Location) -> Vec<Command> {
    let Some(leaf) = scene.user_leaf() else {
        return Vec::new();
    };
    let whole = match &leaf.location.field {
        None => Words::new("cat").value(&leaf.location.file),
        Some(field) => match jsonpath(scene, field) {
            Some(path) => Words::new("kubectl config view --raw")
                .option("--kubeconfig", &leaf.location.file)
                .and("-o")
                .option("jsonpath", &path)
                .and("| base64 -d"),
            None => return Vec::new(),
        },
    };
    all([
        whole.raw(">").and("chain.crt").done(),
        cut(scene, found).and_then(|words| words.raw(">>").and("chain.crt").done()),
        set_credentials(scene, &[("--client-certificate", "chain.crt")]),
    ])
}
