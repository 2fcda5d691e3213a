//! Fixes of the API server's flags and files.

use super::sni;
use crate::connection::Trust;
use crate::finding::{Code, Finding};
use crate::fix::model::{CaFile, Edit, Fix, Layout, ServerEdit, Side};
use crate::fix::propose::tools::{
    Scene, flags_at_fault, of_pair, overlaps, put_in_place, reissue_pair, remake_serving, remove,
    restart, swap, without_block,
};
use crate::fix::simulation::issuer_of;
use crate::ground::location::Location;
use crate::inventory::Placed;

/// The fixes of a fault of the server's files.
pub(crate) fn for_finding(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    match finding.problem.code() {
        // Whose handshake it is has to be known first.
        Code::ClientCertificateNotRequested if scene.server.live.is_some() => {
            let text = "see the flags of kube-apiserver: with --client-ca-file, something before it ends TLS and has to pass it \
                        through; without, set it to the CA that issues client certificates";
            vec![Fix::untried(Side::Server, text.to_owned(), Vec::new())]
        }
        Code::ClientCertificateNotRequested => client_ca(scene),
        Code::UnknownToken => vec![Fix::new(
            Side::Server,
            "add the token to --token-auth-file, or give the user a token or certificate that the server knows",
            Vec::new(),
            vec![Edit::Server(ServerEdit::Token)],
        )],
        Code::ServerCannotStart if !overlaps(finding) => vec![Fix::untried(
            Side::Server,
            flags_at_fault(scene.server.role.component.as_str(), finding),
            Vec::new(),
        )],
        Code::ServerCannotStart => vec![Fix::new(
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

/// A file that kube-apiserver does not load, or certificates that kubectl does not parse.
fn file(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(place) = finding.locations.first() else {
        return Vec::new();
    };
    if finding.problem.code() == Code::UnreadableFile {
        return vec![Fix::untried(Side::Server, put_in_place(place), Vec::new())];
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
            commands.extend(restart(Layout::from_sides(scene)));
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
        return vec![Fix::new(
            Side::Server,
            text,
            commands,
            edit.into_iter().collect(),
        )];
    }
    if let Some(fixes) = sni::for_finding(scene, finding) {
        return fixes;
    }
    if let Some(fix) = pair_of_layout(scene, finding) {
        return vec![fix];
    }
    let pair = scene.serving();
    let swapped = pair.and_then(|pair| swap(scene, pair, finding));
    let Some((pair, leaf)) = pair.and_then(|pair| Some((pair, pair.chain.leaf()?))) else {
        let new = Fix::untried(
            Side::Server,
            format!(
                "make a new serving certificate, {}",
                Layout::from_sides(scene).place()
            ),
            remake_serving(scene, None, &[]),
        );
        return swapped.into_iter().chain([new]).collect();
    };
    if let Some(fix) = without_block(pair, finding) {
        return vec![fix];
    }
    vec![Fix::new(
        Side::Server,
        format!(
            "make a new serving certificate with its key, {}",
            Layout::from_sides(scene).place()
        ),
        remake_serving(scene, Some(&leaf.certificate), &[]),
        vec![Edit::Server(ServerEdit::pair(pair))],
    )]
}

/// A pair that the tool of the layout makes anew by one command. On a server of k3s kube-apiserver has a pair of its own
/// behind the one that its listener shows; kubeadm looks at no key that is there.
fn pair_of_layout(scene: &Scene<'_>, finding: &Finding) -> Option<Fix> {
    let node = scene.node?;
    let file = &*finding.locations.first()?.file;
    let (stem, _) = file.rsplit_once('.')?;
    let (text, commands) = reissue_pair(node, file).filter(|_| of_pair(finding.problem.code()))?;
    let edit = Edit::Server(ServerEdit::Pair {
        certificate: format!("{stem}.crt"),
        key: Some(format!("{stem}.key")),
    });
    Some(Fix::new(Side::Server, text, commands, vec![edit]))
}

/// Without `--client-ca-file` nobody is asked for a certificate.
fn client_ca(scene: &Scene<'_>) -> Vec<Fix> {
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
    vec![Fix::new(Side::Server, text, Vec::new(), edits)]
}

/// The CA that issued what the client presents, where it is in no file: whoever operates the server has it.
fn issuer_of_client(scene: &Scene<'_>, place: &Location) -> Option<Placed> {
    let top = scene.connection.client_presents.chain.last()?;
    if top.certificate.is_self_issued() {
        return Some(top.clone());
    }
    Some(Placed {
        certificate: issuer_of(&top.certificate, &scene.evaluation),
        location: place.clone(),
    })
}

#[cfg(test)]
mod tests {
    use crate::finding::Code;
    use crate::fix::fixes;
    use crate::verify::Verdict;

    #[test]
    fn the_servers_pair_is_made_anew_and_bad_blocks_are_removed() {
        let pair = &fixes("server-key-pair-mismatch", Code::KeyPairMismatch)[0];
        assert!(
            pair.0
                .starts_with("make a new serving certificate with its key")
        );
        assert_eq!(pair.2, Some(Verdict::Accept));
        let block = &fixes("malformed-client-ca", Code::MalformedCertificate)[0];
        assert!(block.1.starts_with("awk "), "{block:?}");
        assert_eq!(block.2, Some(Verdict::Accept));
    }
}
