//! Trust: a CA that stands in the files given is put where it is missing, or the other side gets a certificate of a CA
//! that is trusted. Where the CA is in no file, nothing can be tried, and nothing may be taken over the connection in
//! question: whoever answers in the cluster's place looks the same.

use super::trust_client::CANDIDATES;
use crate::finding::{Finding, Problem};
use crate::fix::model::{Check, Command, Edit, Fix, KubeconfigEdit, Layout, Side, Words, all};
use crate::fix::propose::tools::{Scene, bundle, cut, set_cluster};
use crate::fix::simulation::issuer_of;
use crate::ground::location::Location;
use crate::inventory::Placed;
use crate::x509::{CertificateRef, KeyId};

/// kubectl does not trust who issued the serving certificate.
pub(crate) fn of_the_server(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let top = scene
        .connection
        .client_verifies
        .verification
        .as_ref()
        .and_then(|verification| verification.attempts.first())
        .and_then(|attempt| match &finding.problem {
            // The path goes on to the CA with the wrong key; who is to be trusted is above its child.
            Problem::IssuerKeyMismatch { .. } => finding.certificate.clone(),
            _ => attempt.path.last().cloned(),
        })
        .or_else(|| top_of_chain(scene));
    let Some(top) = top else {
        return vec![ask_for_ca(scene, None, None)];
    };
    let mut fixes = given(scene, &top.issuer.raw, |certificate| {
        // One of the same name alone would be met with issuer-key-mismatch.
        certificate.fingerprint == top.fingerprint
            || scene
                .evaluation
                .signatures
                .check(&top, certificate, scene.evaluation.release)
                .is_ok()
    });
    if fixes.is_empty() {
        fixes.push(ask_for_ca(scene, finding.locations.first(), Some(&top)));
    }
    fixes
}

/// The last certificate of what the server sends, link by link.
fn top_of_chain(scene: &Scene<'_>) -> Option<CertificateRef> {
    let sent = || {
        scene
            .serving()
            .into_iter()
            .flat_map(|pair| pair.chain.parsed())
    };
    let mut top = &scene.serving_leaf()?.certificate;
    for _ in sent() {
        let issuer = sent().find(|placed| {
            placed.certificate.subject.raw == top.issuer.raw
                && placed.certificate.fingerprint != top.fingerprint
        });
        match issuer {
            Some(issuer) if !top.is_self_issued() => top = &issuer.certificate,
            Some(_) | None => break,
        }
    }
    Some(top.clone())
}

/// The check that is switched off, on again, with the CA that it needs.
pub(crate) fn checked_again(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    of_the_server(scene, finding)
        .into_iter()
        .map(|fix| Fix {
            text: format!("{}, which has kubectl check again", fix.text),
            ..fix
        })
        .collect()
}

/// CAs of the same name and in force that stand in another file, in the place of `present`.
pub(crate) fn given_instead(scene: &Scene<'_>, present: &CertificateRef) -> Vec<Fix> {
    given(scene, &present.subject.raw, |certificate| {
        certificate.is_valid_at(scene.evaluation.at)
            && certificate.spki_bytes() == present.spki_bytes()
    })
}

fn given(scene: &Scene<'_>, name: &[u8], fits: impl Fn(&CertificateRef) -> bool) -> Vec<Fix> {
    let trusted = &scene.connection.client_verifies.anchors;
    let mut fixes = Vec::new();
    for (fingerprint, entry) in scene.connection.inventory.iter() {
        let certificate = &entry.certificate;
        let known = trusted
            .iter()
            .any(|anchor| anchor.certificate.fingerprint == fingerprint);
        let fits = *certificate.subject.raw == *name && !known && fits(certificate);
        let Some(place) = entry
            .locations
            .iter()
            .find(|place| place.field.is_none())
            .or_else(|| entry.locations.first())
            .filter(|_| fits && fixes.len() < CANDIDATES)
        else {
            continue;
        };
        let (file, mut commands, anchors) = source(scene, place, certificate);
        let whole = *file == *place.file;
        let set = set_cluster(scene, &file);
        match (set, commands.is_empty() && !whole) {
            (Some(set), false) => commands.push(set),
            _ => commands.clear(),
        }
        let kind = if certificate.is_ca() {
            "CA"
        } else {
            "certificate"
        };
        let text = format!(
            "trust the {kind} {} from {}",
            certificate.display_name(),
            place.file
        );
        let edit = Edit::Kubeconfig(KubeconfigEdit::Trust(bundle(place, anchors)));
        // The node's own file needs no second look.
        let own = scene
            .node
            .is_some_and(|node| node.on_host(&place.file).is_some());
        let check = (!own)
            .then(|| out_of_band(scene, Some(&certificate.key_id())))
            .flatten();
        fixes.push(Fix::new(Side::Client, text, commands, vec![edit]).after(check));
    }
    fixes
}

/// The file to give to kubectl, the commands that make it, and what stands in it. `--client-ca-file` is a bundle, and
/// kubectl takes bundles; out of anything else the certificate is cut.
fn source(
    scene: &Scene<'_>,
    place: &Location,
    certificate: &CertificateRef,
) -> (String, Vec<Command>, Vec<Placed>) {
    let whole = scene
        .server
        .client_ca
        .value()
        .and_then(Option::as_ref)
        .filter(|bundle| bundle.location.file == place.file && place.field.is_none());
    // A bundle with others in it would make the client trust more than it needs.
    if let Some(bundle) = whole
        && bundle.anchors.len() == 1
    {
        return (place.file.to_string(), Vec::new(), bundle.anchors.clone());
    }
    let file = unused(scene);
    let cut = cut(scene, place).and_then(|words| words.raw(">").and(file).done());
    let anchor = Placed {
        certificate: certificate.clone(),
        location: place.clone(),
    };
    (file.to_owned(), all([cut]), vec![anchor])
}

/// A name for a new file that no input has: what is read and written at once is empty, and an input is the user's.
fn unused(scene: &Scene<'_>) -> &'static str {
    let taken = |name: &str| {
        let entries = scene.connection.inventory.iter();
        entries
            .flat_map(|(_, entry)| &entry.locations)
            .any(|place| place.file.rsplit('/').next() == Some(name))
    };
    ["ca.crt", "cluster-ca.crt", "trusted-ca.crt"]
        .into_iter()
        .find(|name| !taken(name))
        .unwrap_or("new-trusted-ca.crt")
}

/// The CA is in no file. What comes of trusting it is told for the one that issued `child`, which the check makes sure
/// of.
fn ask_for_ca(scene: &Scene<'_>, place: Option<&Location>, child: Option<&CertificateRef>) -> Fix {
    let edits = child
        .filter(|child| !child.is_self_issued())
        .map(|child| {
            let place = place.cloned().unwrap_or_else(|| Location::file("ca.crt"));
            let anchor = Placed {
                certificate: issuer_of(child, &scene.evaluation),
                location: place.clone(),
            };
            Edit::Kubeconfig(KubeconfigEdit::Trust(bundle(&place, vec![anchor])))
        })
        .into_iter()
        .collect();
    Fix::new(
        Side::Client,
        "copy that file here as ca.crt, and trust it",
        all([set_cluster(scene, "ca.crt")]),
        edits,
    )
    .after(out_of_band(
        scene,
        child.and_then(|child| child.authority_key_id.as_ref()),
    ))
}

/// What has to be seen on the cluster itself before anybody trusts a CA.
fn out_of_band(scene: &Scene<'_>, key: Option<&KeyId>) -> Option<Check> {
    let file = Layout::from_sides(scene).ca_file();
    let shown = match key {
        Some(key) => format!("It must show key {key}. If not, stop."),
        None => "It must be the CA that issued the serving certificate. If not, stop.".to_owned(),
    };
    Some(Check {
        place: "On a control-plane node, not over this connection:",
        command: Words::new("openssl x509 -noout -subject -ext subjectKeyIdentifier -in")
            .value(file)
            .done()?,
        expected: shown,
    })
}

#[cfg(test)]
mod tests {
    use crate::finding::Code;
    use crate::fix::fixes;
    use crate::verify::Verdict;

    #[test]
    fn a_ca_in_no_file_is_tried_as_the_one_that_issued() {
        let fix = &fixes("unknown-issuer", Code::UnknownIssuer)[0];
        assert!(fix.1.ends_with("--certificate-authority=ca.crt"), "{fix:?}");
        assert_eq!(fix.2, Some(Verdict::Accept));
    }

    #[test]
    fn what_is_unchecked_is_checked_with_the_ca_at_hand() {
        let fix = &fixes("insecure-skip-tls-verify", Code::InsecureSkipTlsVerify)[0];
        assert!(
            fix.1
                .ends_with("--certificate-authority=fault/server/client-ca.crt"),
            "{fix:?}"
        );
        assert_eq!(fix.2, Some(Verdict::Accept));
    }

    #[test]
    fn an_intermediate_is_sent_along() {
        let fix = &fixes("missing-intermediate", Code::MissingIntermediate)[0];
        assert_eq!(fix.2, Some(Verdict::Accept), "{fix:?}");
    }
}
