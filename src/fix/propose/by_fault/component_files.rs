//! Files of CAs, and the flags that name them.

use crate::connection::{Bundle, Trust};
use crate::finding::{Finding, Problem};
use crate::fix::model::{
    Authority, CaFile, Command, ComponentEdit, Edit, Fix, ServerEdit, Side, Words, all,
};
use crate::fix::propose::tools::{ComponentScene, restart_of, set_flag};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::inventory::Placed;
use crate::programs::{Program, Reread, find_setting};
use crate::x509::CertificateRef;

/// More CAs of one name are no advice.
const CANDIDATES: usize = 3;

/// The flag of one side names the file of another CA of the node.
pub(crate) fn point(scene: &ComponentScene<'_>, finding: &Finding, side: Side) -> Vec<Fix> {
    let Some((bundle, child)) = bundle(scene, side).zip(child(scene, finding, side)) else {
        return Vec::new();
    };
    let authorities = scene.node.authorities.iter();
    authorities
        .filter(|authority| {
            let ca = authority.certificate();
            ca.is_some_and(|ca| issued(scene, ca, &child))
        })
        .filter_map(|authority| point_at(scene, bundle, authority, side))
        .collect()
}

/// The file of one side holds the CA that is missing, which stands elsewhere.
pub(crate) fn fill(scene: &ComponentScene<'_>, finding: &Finding, side: Side) -> Vec<Fix> {
    let Some((bundle, child)) = bundle(scene, side).zip(child(scene, finding, side)) else {
        return Vec::new();
    };
    let entries = scene.inventory.iter().map(|(_, entry)| entry);
    entries
        .filter(|entry| issued(scene, &entry.certificate, &child))
        .filter_map(|entry| {
            let place = entry.locations.iter().find(|place| place.field.is_none());
            let place = place.or_else(|| entry.locations.first())?;
            let placed = Placed {
                certificate: entry.certificate.clone(),
                location: place.clone(),
            };
            fill_with(scene, bundle, placed, side)
        })
        .take(CANDIDATES)
        .collect()
}

/// Whether this CA issued `child`, and is in force.
fn issued(scene: &ComponentScene<'_>, ca: &CertificateRef, child: &CertificateRef) -> bool {
    let evaluation = &scene.evaluation;
    ca.subject.raw == child.issuer.raw
        && ca.is_valid_at(evaluation.at)
        && evaluation
            .signatures
            .check(child, ca, evaluation.release)
            .is_ok()
}

/// Where nothing on the node is known to help.
pub(crate) fn ask(scene: &ComponentScene<'_>, side: Side) -> Fix {
    let (who, whom) = match side {
        Side::Client => (
            scene.client.participant.component,
            scene.server.role.component,
        ),
        Side::Server => (
            scene.server.role.component,
            scene.client.participant.component,
        ),
    };
    let place = bundle(scene, side)
        .map(|bundle| format!("into {}", bundle.location.file))
        .unwrap_or_else(|| format!("where {who} looks for it"));
    let text = format!("put the CA that issued the certificate of {whom} {place}");
    Fix::untried(side, text, Vec::new())
}

/// The file is kept, without what does not parse.
pub(crate) fn repair(scene: &ComponentScene<'_>, finding: &Finding) -> Option<Fix> {
    let place = finding.locations.first()?;
    let bundles = [bundle(scene, Side::Client), bundle(scene, Side::Server)];
    let side = [Side::Client, Side::Server]
        .into_iter()
        .zip(bundles)
        .find(|(_, bundle)| bundle.is_some_and(|bundle| bundle.location.file == place.file));
    // A bundle that is refused whole was not read; what it holds, the inventory knows.
    let of_setting = scene
        .node
        .settings
        .iter()
        .any(|setting| shown(setting.path.as_deref()) == *place.file);
    if side.is_none() && !of_setting {
        return None;
    }
    let side = side.map_or(Side::Client, |(side, _)| side);
    let anchors: Vec<_> = scene
        .inventory
        .iter()
        .flat_map(|(_, entry)| {
            let here = entry
                .locations
                .iter()
                .filter(|at| at.file == place.file && at.field.is_none());
            here.map(|at| Placed {
                certificate: entry.certificate.clone(),
                location: at.clone(),
            })
        })
        .collect();
    let (Some(block), false) = (place.block, anchors.is_empty()) else {
        let text = format!("put the CA's certificate into {}, as PEM", place.file);
        return Some(Fix::untried(side, text, Vec::new()));
    };
    let new = format!("{}.new", place.file);
    let command = Words::new("awk")
        .raw(format!("'/-----BEGIN /{{n++}} n!={block}'"))
        .value(&place.file)
        .raw(">")
        .value(&new)
        .raw("&&")
        .and("mv")
        .value(&new)
        .value(&place.file)
        .done();
    let mut commands = all([command]);
    commands.extend(restart(scene, side));
    let edit = Edit::File(CaFile {
        file: place.file.clone(),
        anchors,
    });
    let text = format!("remove the block that does not parse from {}", place.file);
    Some(Fix::new(side, text, commands, vec![edit]))
}

/// kubeadm lets kube-apiserver take every kubelet's certificate as it comes, and a kubelet without `serverTLSBootstrap` has
/// one of its own that no CA issued. A flag that demands a CA breaks every kubelet then.
pub(crate) fn drop_kubelet_authority(scene: &ComponentScene<'_>) -> Option<Fix> {
    const FLAG: &str = "--kubelet-certificate-authority";
    let manifest = &scene.client.participant.file;
    let command = manifest
        .ends_with(".yaml")
        .then(|| {
            Words::new("sed -i")
                .raw(format!("'/{FLAG}=/d'"))
                .value(manifest)
                .done()
        })
        .flatten()?;
    let text = format!(
        "remove {FLAG} from {manifest}, as kubeadm sets it up: this kubelet's certificate is its own, and no CA issued it \
         (to keep the flag, set serverTLSBootstrap in the kubelet's configuration and approve its request first)"
    );
    let edit = Edit::Component(ComponentEdit::TrustAny);
    Some(Fix::new(Side::Client, text, vec![command], vec![edit]))
}

/// One more name in `--requestheader-allowed-names`.
pub(crate) fn allow_name(scene: &ComponentScene<'_>, finding: &Finding) -> Option<Fix> {
    let Problem::FrontProxyNameNotAllowed { common_name, .. } = &finding.problem else {
        return None;
    };
    let manifest = &scene.client.participant.file;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '_');
    let command = (common_name.chars().all(plain) && manifest.ends_with(".yaml"))
        .then(|| {
            Words::new("sed -i")
                .raw(format!(
                    "'s|--requestheader-allowed-names=[^ ]*|&,{common_name}|'"
                ))
                .value(manifest)
                .done()
        })
        .flatten();
    Some(Fix::new(
        Side::Server,
        format!("list {common_name} in --requestheader-allowed-names of kube-apiserver too"),
        command.into_iter().collect(),
        vec![Edit::Server(ServerEdit::AllowedNames(common_name.clone()))],
    ))
}

/// What a side holds the other's certificate against.
fn bundle<'a>(scene: &ComponentScene<'a>, side: Side) -> Option<&'a Bundle> {
    match side {
        Side::Client => match &scene.client.trust {
            Trust::Bundle(bundle) => Some(bundle),
            Trust::SystemRoots | Trust::Unchecked | Trust::Unusable | Trust::Missing => None,
        },
        Side::Server => {
            let ca = if scene.client.front_proxy {
                &scene.server.request_header_ca
            } else {
                &scene.server.client_ca
            };
            ca.value().and_then(Option::as_ref)
        }
    }
}

/// The certificate whose issuer has to be trusted.
fn child(scene: &ComponentScene<'_>, finding: &Finding, side: Side) -> Option<CertificateRef> {
    if let Problem::IssuerKeyMismatch { .. } = finding.problem {
        return finding.certificate.clone();
    }
    let presented = match side {
        Side::Client => scene.serving().and_then(|pair| pair.chain.leaf()),
        Side::Server => scene.user_leaf(),
    };
    let top = scene
        .attempt(finding)
        .and_then(|attempt| attempt.path.last().cloned());
    top.or_else(|| Some(presented?.certificate.clone()))
}

fn point_at(
    scene: &ComponentScene<'_>,
    present: &Bundle,
    authority: &Authority,
    side: Side,
) -> Option<Fix> {
    let flag = present.label.split(' ').next()?;
    let file = &*present.location.file;
    let setting = scene.node.setting(flag, file)?;
    if authority.file == file {
        return None;
    }
    let (old, new) = (
        scene.node.on_host(file)?,
        scene.node.on_host(&authority.file)?,
    );
    let place = &*setting.location.file;
    let mut commands = vec![set_flag(place, flag, (&old, &new))?];
    // The kubelet starts static pods anew when their manifest changes; nobody starts the kubelet.
    if scene.server.role.component == Program::Kubelet && side == Side::Server {
        commands.extend(restart_of("kubelet"));
    }
    let text = format!(
        "have {flag} in {place} name {new}, which holds the CA {}",
        authority.certificate()?.display_name()
    );
    let bundle = authority.bundle(flag);
    let edit = match side {
        Side::Client => Edit::Component(ComponentEdit::Trust(bundle)),
        Side::Server if scene.client.front_proxy => {
            Edit::Server(ServerEdit::RequestHeaderCaFile(bundle))
        }
        Side::Server => Edit::Server(ServerEdit::ClientCaFile(bundle)),
    };
    Some(Fix::new(side, text, commands, vec![edit]))
}

/// The file holds a CA more; in the place of the front proxy's CA, where only that stands in it and is out of place.
///
/// The cluster's own CA file is also what kube-controller-manager signs with, which ends where it finds two certificates in it
/// (`expected 1 certificate, found 2`): nothing is added there.
fn fill_with(scene: &ComponentScene<'_>, present: &Bundle, ca: Placed, side: Side) -> Option<Fix> {
    let of_signer = scene.node.authority("ca");
    if of_signer.is_some_and(|own| *own.file == *present.location.file) {
        return None;
    }
    let proxies = scene
        .server
        .request_header_ca
        .value()
        .and_then(Option::as_ref)
        .filter(|_| !scene.client.front_proxy || side == Side::Client);
    let misplaced = proxies.is_some_and(|proxies| {
        present.location.file != proxies.location.file
            && present.anchors.iter().all(|anchor| {
                let mut known = proxies.anchors.iter();
                known.any(|known| known.certificate.fingerprint == anchor.certificate.fingerprint)
            })
    });
    let name = ca.certificate.display_name();
    let file = &present.location.file;
    let (text, sign, mut anchors) = if misplaced {
        let text = format!("put the CA {name} into {file}, in the place of the front proxy's");
        (text, ">", Vec::new())
    } else {
        let text = format!("add the CA {name} to {file}");
        (text, ">>", present.anchors.clone())
    };
    let mut commands = all([cut(&ca.location)?.raw(sign).value(file).done()]);
    commands.extend(restart(scene, side));
    anchors.push(ca);
    let edit = Edit::File(CaFile {
        file: file.clone(),
        anchors,
    });
    Some(Fix::new(side, text, commands, vec![edit]))
}

/// A pipeline that prints one certificate as it stands in its file.
fn cut(place: &Location) -> Option<Words> {
    let block = place.block.unwrap_or(1);
    let pick = format!("'/-----BEGIN /{{n++}} n=={block}'");
    match (&place.field, place.line) {
        (None, _) => Some(Words::new("awk").raw(pick).value(&place.file)),
        (Some(field), Some(line)) if field.ends_with("-data") => Some(
            Words::new("sed -n")
                .raw(format!("'{line}s/.*-data: *//p'"))
                .value(&place.file)
                .and("| base64 -d | awk")
                .raw(pick),
        ),
        (Some(_), _) => None,
    }
}

/// Restarts the program that reads a file of CAs only as it starts, by the table of what is read when.
fn restart(scene: &ComponentScene<'_>, side: Side) -> Option<Command> {
    let component = match (side, scene.client.participant.component) {
        (Side::Server, _) => scene.server.role.component,
        (Side::Client, Program::FrontProxy) => Program::KubeApiserver,
        (Side::Client, other) => other,
    };
    let label = bundle(scene, side).map(|bundle| bundle.label.as_str());
    let flag = label.and_then(|label| label.split(' ').next());
    let setting = find_setting(component, flag.unwrap_or_default());
    let release = scene.node.facts.version;
    let follows = match setting.map_or(Reread::Restart, |setting| setting.reread) {
        Reread::Restart => false,
        Reread::Watched | Reread::EachConnection => true,
        Reread::Every { since, .. } => release.is_some_and(|release| release.is_since((1, since))),
    };
    if follows {
        return None;
    }
    restart_of(component.as_str())
}

fn shown(path: Option<&std::path::Path>) -> String {
    path.map(|path| path.shown().to_string())
        .unwrap_or_default()
}
