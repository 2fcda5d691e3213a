//! Mends of the API server's flags and files.

use super::command::{Command, Words, all};
use super::component::pair_anew;
use super::edit::{CaFile, Edit, ServerEdit};
use super::layout::{Layout, remake_serving, restart};
use super::propose::Scene;
use super::reissue::issuer_of;
use super::sides::Sides;
use super::sni;
use super::stopped::of_pair;
use super::{Mend, Side};
use crate::finding::{Code, Finding, Problem};
use crate::handshake::{ServingPair, Trust};
use crate::inventory::Placed;
use crate::location::Location;

/// The mends of a fault of the server's files.
pub(super) fn of(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    match finding.problem.code() {
        Code::ClientCertificateNotRequested => client_ca(scene),
        Code::UnknownToken => vec![Mend::new(
            Side::Server,
            "add the token to --token-auth-file, or give the user a token or certificate that the server knows",
            Vec::new(),
            vec![Edit::Server(ServerEdit::Token)],
        )],
        Code::ServerCannotStart if !overlaps(finding) => vec![Mend::untried(
            Side::Server,
            flags_at_fault(scene.server.role.component, finding),
            Vec::new(),
        )],
        Code::ServerCannotStart => vec![Mend::new(
            Side::Server,
            "add --requestheader-allowed-names=front-proxy-client to the flags of kube-apiserver",
            Vec::new(),
            vec![Edit::Server(ServerEdit::AllowedNames(
                "front-proxy-client".to_owned(),
            ))],
        )],
        _ => file(scene, finding),
    }
}

/// Whether it is one CA for users and for the front proxy that keeps the server from starting.
pub(super) fn overlaps(finding: &Finding) -> bool {
    matches!(&finding.problem, Problem::ServerCannotStart { go, .. } if go.contains("overlapping"))
}

/// What is left to do where the flags themselves are refused.
pub(super) fn flags_at_fault(component: &str, finding: &Finding) -> String {
    let place = finding.locations.first();
    let why = match place.and_then(|place| place.field.as_deref()) {
        Some("--etcd-servers-overrides") => {
            "each of --etcd-servers-overrides is written group/resource#server;server"
        }
        _ => "a certificate and its key are named together",
    };
    format!("put the flags of {component} right: {why}")
}

/// What is left to do where a file that a flag names cannot be read.
pub(super) fn put_in_place(place: &Location) -> String {
    match &place.field {
        Some(field) => format!(
            "put the file in its place that {field} of {} names",
            place.file
        ),
        None => format!("put {} right, or the file that it names", place.file),
    }
}

/// A file that kube-apiserver does not load, or certificates that kubectl does not parse.
fn file(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    let Some(place) = finding.locations.first() else {
        return Vec::new();
    };
    if finding.problem.code() == Code::UnreadableFile {
        return vec![Mend::untried(Side::Server, put_in_place(place), Vec::new())];
    }
    let bundles = [&scene.server.client_ca, &scene.server.request_header_ca];
    let of_bundle = bundles
        .iter()
        .filter_map(|ca| ca.value()?.as_ref())
        .find(|bundle| bundle.location.file == place.file);
    if let Some(bundle) = of_bundle {
        let text = if bundle.anchors.is_empty() {
            format!(
                "put the CAs that issue client certificates into {}, as PEM",
                place.file
            )
        } else {
            format!("remove the block that does not parse from {}", place.file)
        };
        let mut commands = remove(place);
        if !commands.is_empty() {
            commands.extend(restart(Layout::of(scene)));
        }
        let anchors = if bundle.anchors.is_empty() {
            issuer_of_client(scene, place).into_iter().collect()
        } else {
            bundle.anchors.clone()
        };
        let edit = (!anchors.is_empty()).then(|| {
            Edit::File(CaFile {
                file: place.file.clone(),
                anchors,
            })
        });
        return vec![Mend::new(
            Side::Server,
            text,
            commands,
            edit.into_iter().collect(),
        )];
    }
    if let Some(mends) = sni::of(scene, finding) {
        return mends;
    }
    if let Some(mend) = k3s_pair(scene, finding) {
        return vec![mend];
    }
    let pair = scene.serving();
    let swapped = pair.and_then(|pair| swap(scene, pair, finding));
    let Some((pair, leaf)) = pair.and_then(|pair| Some((pair, pair.chain.leaf()?))) else {
        let new = Mend::untried(
            Side::Server,
            format!(
                "make a new serving certificate, {}",
                Layout::of(scene).place()
            ),
            remake_serving(scene, None, &[]),
        );
        return swapped.into_iter().chain([new]).collect();
    };
    if let Some(mend) = without_block(pair, finding) {
        return vec![mend];
    }
    vec![Mend::new(
        Side::Server,
        format!(
            "make a new serving certificate with its key, {}",
            Layout::of(scene).place()
        ),
        remake_serving(scene, Some(&leaf.certificate), &[]),
        vec![Edit::Server(ServerEdit::pair(pair))],
    )]
}

/// On a server of k3s kube-apiserver has a pair of its own behind the one that its listener shows.
fn k3s_pair(scene: &Scene<'_>, finding: &Finding) -> Option<Mend> {
    let node = scene.node.filter(|node| node.layout == Layout::K3s)?;
    let file = &*finding.locations.first()?.file;
    let (stem, _) = file.rsplit_once('.')?;
    let (text, commands) = pair_anew(node, file).filter(|_| of_pair(finding.problem.code()))?;
    let edit = Edit::Server(ServerEdit::Pair {
        certificate: format!("{stem}.crt"),
        key: Some(format!("{stem}.key")),
    });
    Some(Mend::new(Side::Server, text, commands, vec![edit]))
}

/// Behind the leaf of a chain stand others that need not be sent.
pub(super) fn without_block(pair: &ServingPair, finding: &Finding) -> Option<Mend> {
    let place = finding.locations.first()?;
    let leaf = &pair.chain.leaf()?.location;
    let behind_leaf = place.file == leaf.file && place.block != leaf.block;
    (finding.problem.code() == Code::MalformedCertificate && behind_leaf).then(|| {
        Mend::new(
            Side::Server,
            format!("remove the block that does not parse from {}", place.file),
            remove(place),
            vec![Edit::Server(ServerEdit::Without(place.clone()))],
        )
    })
}

/// Each file of a pair is put where the other stands.
pub(super) fn swap(scene: &Sides<'_>, pair: &ServingPair, finding: &Finding) -> Option<Mend> {
    if finding.problem.code() != Code::CertificateAndKeySwapped {
        return None;
    }
    let swapped = scene
        .connection
        .findings
        .iter()
        .filter(|finding| finding.problem.code() == Code::CertificateAndKeySwapped)
        .filter_map(|finding| finding.locations.first())
        .map(|place| &place.file);
    let mut swapped = swapped.filter(|file| pair.has_file(file));
    let certificate = swapped.clone().find(|file| ***file == *pair.label)?;
    let key = swapped.find(|file| *file != certificate)?;
    let beside = format!("{certificate}.swapped");
    let command = Words::new("mv")
        .value(certificate)
        .value(&beside)
        .and("&& mv")
        .value(key)
        .value(certificate)
        .and("&& mv")
        .value(&beside)
        .value(key)
        .done();
    let mut commands = all([command]);
    if !commands.is_empty() {
        commands.extend(restart(Layout::of(scene)));
    }
    Some(Mend::new(
        Side::Server,
        format!("put {certificate} and {key} each where the other stands"),
        commands,
        vec![Edit::Server(ServerEdit::Swap {
            certificate: certificate.clone(),
            key: key.clone(),
        })],
    ))
}

/// The file without one of its blocks. The result is put in its place only if awk could write it.
fn remove(place: &Location) -> Vec<Command> {
    let Some(block) = place.block else {
        return Vec::new();
    };
    let new = format!("{}.new", place.file);
    all([Words::new("awk")
        .raw(format!("'/-----BEGIN /{{n++}} n!={block}'"))
        .value(&place.file)
        .raw(">")
        .value(&new)
        .raw("&&")
        .and("mv")
        .value(&new)
        .value(&place.file)
        .done()])
}

/// Without `--client-ca-file` nobody is asked for a certificate.
fn client_ca(scene: &Scene<'_>) -> Vec<Mend> {
    let top = scene.connection.client_presents.chain.last();
    let anchors = match &scene.client.trust {
        Trust::Bundle(bundle) => bundle.anchors.as_slice(),
        Trust::SystemRoots | Trust::Unchecked | Trust::Unusable | Trust::Missing => &[],
    };
    let ca = top.and_then(|top| {
        anchors
            .iter()
            .find(|anchor| anchor.certificate.subject.raw == top.certificate.issuer.raw)
    });
    let text =
        "start kube-apiserver with --client-ca-file and the CA that issues client certificates";
    let place = Location::file("--client-ca-file");
    let edits = ca
        .cloned()
        .or_else(|| issuer_of_client(scene, &place))
        .map(|ca| Edit::Server(ServerEdit::ClientCa(ca)))
        .into_iter()
        .collect();
    vec![Mend::new(Side::Server, text, Vec::new(), edits)]
}

/// The CA that issued what the client presents, where it is in no file: whoever operates the server has it.
fn issuer_of_client(scene: &Scene<'_>, place: &Location) -> Option<Placed> {
    let top = scene.connection.client_presents.chain.last()?;
    if top.certificate.is_self_issued() {
        return Some(top.clone());
    }
    Some(Placed {
        certificate: issuer_of(&top.certificate, &scene.terms),
        location: place.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::mends;
    use crate::finding::Code;
    use crate::verify::Verdict;

    #[test]
    fn the_servers_pair_is_made_anew_and_bad_blocks_are_removed() {
        let pair = &mends("server-key-pair-mismatch", Code::KeyPairMismatch)[0];
        assert!(
            pair.0
                .starts_with("make a new serving certificate with its key")
        );
        assert_eq!(pair.2, Some(Verdict::Accept));
        let block = &mends("malformed-client-ca", Code::MalformedCertificate)[0];
        assert!(block.1.starts_with("awk "), "{block:?}");
        assert_eq!(block.2, Some(Verdict::Accept));
    }
}
