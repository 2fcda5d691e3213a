//! Trust: a CA that stands in the files given is put where it is missing, or the other side gets a certificate of a CA
//! that is trusted. Where the CA is in no file, nothing can be tried, and nothing may be taken over the connection in
//! question: whoever answers in the cluster's place looks the same.

use super::client_pair::{issue, set_credentials, where_from};
use super::command::{Command, Words, all};
use super::edit::{CaFile, Edit, KubeconfigEdit, ServerEdit};
use super::layout::Layout;
use super::model::bundle;
use super::propose::{Entry, Scene};
use super::reissue::{Change, issuer_of};
use super::{Check, Mend, Side};
use crate::finding::{Finding, Problem, Purpose, Step};
use crate::handshake::ChainMember;
use crate::handshake::client::Chain;
use crate::inventory::Placed;
use crate::location::Location;
use crate::x509::{CertificateRef, KeyId};

/// More CAs of one name are no advice.
const CANDIDATES: usize = 3;

/// kubectl does not trust who issued the serving certificate.
pub(super) fn of_the_server(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
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
    let mut mends = given(scene, &top.issuer.raw, |certificate| {
        // One of the same name alone would be met with issuer-key-mismatch.
        certificate.fingerprint == top.fingerprint
            || scene
                .case
                .signatures
                .check(&top, certificate, scene.case.release)
                .is_ok()
    });
    if mends.is_empty() {
        mends.push(ask_for_ca(scene, finding.locations.first(), Some(&top)));
    }
    mends
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
pub(super) fn checked_again(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    of_the_server(scene, finding)
        .into_iter()
        .map(|mend| Mend {
            text: format!("{}, which has kubectl check again", mend.text),
            ..mend
        })
        .collect()
}

/// CAs of the same name and in force that stand in another file, in the place of `present`.
pub(super) fn given_instead(scene: &Scene<'_>, present: &CertificateRef) -> Vec<Mend> {
    given(scene, &present.subject.raw, |certificate| {
        certificate.is_valid_at(scene.case.at) && certificate.spki_bytes() == present.spki_bytes()
    })
}

fn given(scene: &Scene<'_>, name: &[u8], fits: impl Fn(&CertificateRef) -> bool) -> Vec<Mend> {
    let trusted = &scene.connection.client_verifies.anchors;
    let mut mends = Vec::new();
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
            .filter(|_| fits && mends.len() < CANDIDATES)
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
            "trust the {kind} {} that stands in {}",
            certificate.display_name(),
            place.file
        );
        let edit = Edit::Kubeconfig(KubeconfigEdit::Trust(bundle(place, anchors)));
        mends.push(
            Mend::new(Side::Client, text, commands, vec![edit])
                .after(out_of_band(scene, Some(&certificate.key_id()))),
        );
    }
    mends
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
    // A file that is read and written at once is empty.
    let file = match place.file.rsplit('/').next() {
        Some("ca.crt") => "cluster-ca.crt",
        _ => "ca.crt",
    };
    let cut = cut(scene, place).and_then(|words| words.raw(">").and(file).done());
    let anchor = Placed {
        certificate: certificate.clone(),
        location: place.clone(),
    };
    (file.to_owned(), all([cut]), vec![anchor])
}

/// A pipeline that prints one certificate as it stands in its file.
pub(super) fn cut(scene: &Scene<'_>, place: &Location) -> Option<Words> {
    let block = place.block.unwrap_or(1);
    let pick = format!("'/-----BEGIN /{{n++}} n=={block}'");
    if &*place.file == "-" {
        return None;
    }
    match &place.field {
        None => Some(Words::new("awk").raw(pick).value(&place.file)),
        Some(field) => {
            let path = jsonpath(scene, field)?;
            Some(
                Words::new("kubectl config view --raw")
                    .option("--kubeconfig", &place.file)
                    .and("-o")
                    .option("jsonpath", &path)
                    .and("| base64 -d | awk")
                    .raw(pick),
            )
        }
    }
}

/// The field by the name of its entry: kubectl sorts its lists, so the number in a place is not the one to ask for.
pub(super) fn jsonpath(scene: &Scene<'_>, field: &str) -> Option<String> {
    let (list, rest) = field.split_once('[')?;
    let (_, rest) = rest.split_once(']')?;
    let name = match list {
        "clusters" => &scene.selected.cluster,
        "users" => &scene.selected.user,
        _ => return None,
    };
    let simple = |c: char| !matches!(c, '"' | '\'' | '\\' | '{' | '}');
    name.chars()
        .all(simple)
        .then(|| format!("{{.{list}[?(@.name==\"{name}\")]{rest}}}"))
}

/// `kubectl config set-cluster --certificate-authority`.
pub(super) fn set_cluster(scene: &Scene<'_>, file: &str) -> Option<Command> {
    Words::new("kubectl config set-cluster")
        .value(&scene.selected.cluster)
        .option("--kubeconfig", &scene.file_of(Entry::Cluster)?)
        .and("--embed-certs")
        .option("--certificate-authority", file)
        .done()
}

/// The CA is in no file. What comes of trusting it is told for the one that issued `child`, which the check makes sure
/// of.
fn ask_for_ca(scene: &Scene<'_>, place: Option<&Location>, child: Option<&CertificateRef>) -> Mend {
    let edits = child
        .filter(|child| !child.is_self_issued())
        .map(|child| {
            let place = place.cloned().unwrap_or_else(|| Location::file("ca.crt"));
            let anchor = Placed {
                certificate: issuer_of(child, &scene.terms),
                location: place.clone(),
            };
            Edit::Kubeconfig(KubeconfigEdit::Trust(bundle(&place, vec![anchor])))
        })
        .into_iter()
        .collect();
    Mend::new(
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
    let file = Layout::of(scene).ca_file();
    let shown = match key {
        Some(key) => format!("It must show key {key}. If not, stop."),
        None => "It must be the CA that issued the serving certificate. If not, stop.".to_owned(),
    };
    Some(Check {
        place: "On a control-plane node, not over this connection:",
        command: Words::new("certgraph inspect").value(file).done()?,
        expected: shown,
    })
}

/// The server does not trust who issued the client certificate.
pub(super) fn of_the_client(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    let Some(leaf) = scene.user_leaf() else {
        return Vec::new();
    };
    let anchors = &scene.connection.server_verifies.anchors;
    let mut mends: Vec<_> = other_users(scene);
    let issuers = anchors
        .iter()
        .filter(|anchor| anchor.certificate.is_valid_at(scene.case.at))
        .take(1);
    for issuer in issuers {
        // The front proxy is no user: whose kubeconfig this is, the files do not tell.
        let proxy = matches!(finding.problem, Problem::FrontProxyCertificate { .. });
        let name = if proxy {
            "its user".to_owned()
        } else {
            leaf.certificate.display_name()
        };
        mends.push(Mend::new(
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
    mends.extend(list_ca(scene, finding));
    mends
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
pub(super) fn other_users(scene: &Scene<'_>) -> Vec<Mend> {
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
            Mend::new(
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
fn list_ca(scene: &Scene<'_>, finding: &Finding) -> Option<Mend> {
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
            "or let the server accept that CA too: add {name} to {file}; every certificate that it issues is then a user"
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
    Some(Mend::new(Side::Server, text, all([command]), vec![edit]))
}

/// An intermediate that is not sent stands in a file.
pub(super) fn intermediate(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
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
        return vec![Mend::new(
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
    vec![Mend::new(
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

#[cfg(test)]
mod tests {
    use super::super::testing::mends;
    use crate::finding::Code;
    use crate::verify::Verdict;

    #[test]
    fn a_ca_in_no_file_is_tried_as_the_one_that_issued() {
        let mend = &mends("unknown-issuer", Code::UnknownIssuer)[0];
        assert!(
            mend.1.ends_with("--certificate-authority=ca.crt"),
            "{mend:?}"
        );
        assert_eq!(mend.2, Some(Verdict::Accept));
    }

    #[test]
    fn what_is_unchecked_is_checked_with_the_ca_at_hand() {
        let mend = &mends("insecure-skip-tls-verify", Code::InsecureSkipTlsVerify)[0];
        assert!(
            mend.1
                .ends_with("--certificate-authority=fault/server/client-ca.crt"),
            "{mend:?}"
        );
        assert_eq!(mend.2, Some(Verdict::Accept));
    }

    #[test]
    fn an_intermediate_is_sent_along() {
        let mend = &mends("missing-intermediate", Code::MissingIntermediate)[0];
        assert_eq!(mend.2, Some(Verdict::Accept), "{mend:?}");
    }
}
