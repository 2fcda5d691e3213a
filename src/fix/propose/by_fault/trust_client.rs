//! The server does not trust who issued the client certificate.

use crate::finding::{Finding, Problem, Purpose, Step};
use crate::fix::model::{CaFile, Change, Edit, Fix, KubeconfigEdit, Side, Words, all};
use crate::fix::propose::tools::{Entry, Scene, cut, issue, where_from};
use crate::inventory::Placed;
use crate::x509::CertificateRef;

/// More CAs of one name are no advice.
pub(crate) const CANDIDATES: usize = 3;

/// The server does not trust who issued the client certificate.
pub(crate) fn of_the_client(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(leaf) = scene.user_leaf() else {
        return Vec::new();
    };
    let anchors = &scene.connection.server_verifies.anchors;
    let mut fixes: Vec<_> = other_users(scene);
    let issuers = anchors
        .iter()
        .filter(|anchor| anchor.certificate.is_valid_at(scene.evaluation.at))
        .take(1);
    for issuer in issuers {
        // The front proxy is no user: whose kubeconfig this is, the files do not tell.
        let proxy = matches!(finding.problem, Problem::FrontProxyCertificate { .. });
        let name = if proxy {
            "its user".to_owned()
        } else {
            leaf.certificate.display_name()
        };
        fixes.push(Fix::new(
            Side::Client,
            format!(
                "get a client certificate for {name} from this cluster's CA {}{}",
                issuer.certificate.display_name(),
                where_from(scene)
            ),
            issue(scene, (!proxy).then_some(&*leaf.certificate)),
            by_this_ca(finding, &leaf.certificate, &issuer.certificate),
        ));
    }
    // Whoever accepts one CA more accepts all that it issues, and on a control plane the file may be the signer's too, which
    // holds one certificate only (kube-controller-manager ends otherwise). So this is the last resort.
    if fixes.is_empty() && scene.node.is_none() {
        fixes.extend(list_ca(scene, finding));
    }
    fixes
}

fn by_this_ca(finding: &Finding, leaf: &CertificateRef, issuer: &CertificateRef) -> Vec<Edit> {
    let mut edits = vec![Edit::Reissue(leaf.fingerprint, Change::By(issuer.clone()))];
    // Whoever issues it anew does so with the purpose and the dates of a client certificate.
    if matches!(finding.step, Some(Step::ServerVerifies)) {
        edits.push(Edit::Reissue(leaf.fingerprint, Change::Dates));
        edits.push(Edit::Reissue(
            leaf.fingerprint,
            Change::Purpose(crate::x509::KeyPurpose::ClientAuth),
        ));
    }
    edits
}

/// Other users of the same kubeconfig, whose certificate the server may accept.
pub(crate) fn other_users(scene: &Scene<'_>) -> Vec<Fix> {
    let Some(file) = scene.file_of(Entry::Context) else {
        return Vec::new();
    };
    scene
        .config
        .users
        .iter()
        .filter(|user| user.name != scene.selected.user && user.has_client_certificate())
        .take(CANDIDATES)
        .map(|user| {
            let command = Words::new("kubectl config set-context")
                .value(&scene.selected.context)
                .option("--kubeconfig", &file)
                .option("--user", &user.name);
            Fix::new(
                Side::Client,
                format!("point the context at the user {}", user.name),
                all([command.done()]),
                vec![Edit::Kubeconfig(KubeconfigEdit::ContextUser(
                    user.name.clone(),
                ))],
            )
        })
        .collect()
}

/// The CA of the client certificate stands in another file: the server may list it too.
fn list_ca(scene: &Scene<'_>, finding: &Finding) -> Option<Fix> {
    // Whoever is known by front-proxy certificates is no user.
    if !matches!(
        finding.problem,
        Problem::UnknownIssuer {
            purpose: Purpose::ClientAuth,
            ..
        } | Problem::IssuerKeyMismatch { .. }
    ) {
        return None;
    }
    let top = match &finding.problem {
        Problem::IssuerKeyMismatch { .. } => finding.certificate.clone(),
        _ => scene.attempt(finding)?.path.last().cloned(),
    }?;
    let trusted = &scene.connection.server_verifies.anchors;
    let proxies = scene
        .server
        .request_header_ca
        .value()
        .and_then(Option::as_ref);
    let (_, entry) = scene
        .connection
        .inventory
        .iter()
        .find(|(fingerprint, entry)| {
            let among = |anchors: &[Placed]| {
                anchors
                    .iter()
                    .any(|anchor| anchor.certificate.fingerprint == *fingerprint)
            };
            *entry.certificate.subject.raw == *top.issuer.raw
                && entry.certificate.is_ca()
                && !among(trusted)
                && !proxies.is_some_and(|bundle| among(&bundle.anchors))
        })?;
    let place = entry.locations.first()?;
    let bundle = scene.server.client_ca.value().and_then(Option::as_ref)?;
    let file = &bundle.location.file;
    let misplaced = proxies.is_some_and(|proxies| {
        proxies.location.file != *file
            && bundle.anchors.iter().all(|anchor| {
                let mut known = proxies.anchors.iter();
                known.any(|known| known.certificate.fingerprint == anchor.certificate.fingerprint)
            })
    });
    let name = entry.certificate.display_name();
    let (text, sign, mut anchors) = if misplaced {
        let text = format!("put the CA {name} into {file}, in the place of the front proxy's");
        (text, ">", Vec::new())
    } else {
        let text = format!(
            "let the server accept that CA too: add {name} to {file}; every certificate that it issues is then a user"
        );
        (text, ">>", bundle.anchors.clone())
    };
    let command = cut(scene, place).and_then(|words| words.raw(sign).value(file).done());
    anchors.push(Placed {
        certificate: entry.certificate.clone(),
        location: place.clone(),
    });
    let edit = Edit::File(CaFile {
        file: file.clone(),
        anchors,
    });
    Some(Fix::new(Side::Server, text, all([command]), vec![edit]))
}
