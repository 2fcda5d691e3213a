//! A kubeconfig in which the CA is where the client certificate belongs, and the reverse. Whoever merges files by hand does
//! that; kubectl says only that the key does not fit. What is there already is put in its place, and nothing is issued.

use crate::connection::{Chain, ChainMember, Trust};
use crate::finding::{Code, Finding};
use crate::fix::model::{Command, Edit, Fix, KubeconfigEdit, Side, Words, all};
use crate::fix::propose::tools::{Entry, Scene, bundle, jsonpath};
use crate::inventory::Placed;

/// Puts both where they belong, where the files show that they are exchanged.
pub(crate) fn for_finding(scene: &Scene<'_>, finding: &Finding) -> Option<Fix> {
    // kubectl trusts the leaf in the CA's place, and its key does not fit the CA.
    let of_either = matches!(
        finding.problem.code(),
        Code::KeyPairMismatch | Code::UnknownIssuer | Code::IssuerKeyMismatch
    );
    if !of_either {
        return None;
    }
    let ca = scene.connection.client_presents.chain.first()?;
    let Trust::Bundle(trusted) = &scene.client.trust else {
        return None;
    };
    let [leaf] = trusted.anchors.as_slice() else {
        return None;
    };
    let exchanged = ca.certificate.is_ca()
        && !leaf.certificate.is_ca()
        && leaf.certificate.issuer.raw == ca.certificate.subject.raw;
    if !exchanged {
        return None;
    }
    let chain = Chain {
        certificates: vec![ChainMember::Parsed(leaf.clone())],
        key_matches: Some(true),
    };
    let edits = vec![
        Edit::Kubeconfig(KubeconfigEdit::Trust(bundle(
            &ca.location,
            vec![ca.clone()],
        ))),
        Edit::Kubeconfig(KubeconfigEdit::Pair(chain)),
    ];
    let text = format!(
        "exchange the CA {} and the client certificate {}, each of which is in the other's field",
        ca.certificate.display_name(),
        leaf.certificate.display_name()
    );
    Some(Fix::new(
        Side::Client,
        text,
        commands(scene, ca, leaf),
        edits,
    ))
}

fn commands(scene: &Scene<'_>, ca: &Placed, leaf: &Placed) -> Vec<Command> {
    let read = |variable: &str, placed: &Placed, entry: Entry| {
        let path = jsonpath(scene, placed.location.field.as_deref()?)?;
        Words::new(&format!("{variable}=$(kubectl config view --raw"))
            .option("--kubeconfig", &scene.file_of(entry)?)
            .and("-o")
            .option("jsonpath", &path)
            .raw(")")
            .done()
    };
    let write = |field: String, variable: &str, entry: Entry| {
        Words::new("kubectl config set")
            .value(&field)
            .raw(variable)
            .option("--kubeconfig", &scene.file_of(entry)?)
            .done()
    };
    all([
        read("ca", ca, Entry::User),
        read("certificate", leaf, Entry::Cluster),
        write(
            format!(
                "clusters.{}.certificate-authority-data",
                scene.selected.cluster
            ),
            "\"$ca\"",
            Entry::Cluster,
        ),
        write(
            format!("users.{}.client-certificate-data", scene.selected.user),
            "\"$certificate\"",
            Entry::User,
        ),
    ])
}
