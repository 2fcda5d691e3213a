//! Certificates issued anew by the layout's own tools, from the CAs of the node.
//!
//! `kubeadm certs renew` keeps the subject, the names and the usages of a certificate (kubeadm
//! `phases/certs/renewal/manager.go`, `certToConfig`); whatever else has to change, `kubeadm init phase certs` makes it
//! from scratch, once the present files are out of its way.

use super::plan::Plan;
use crate::finding::{Finding, Problem};
use crate::fix::model::{
    Authority, AuthorityKey, Change, Command, Edit, Fix, Layout, Node, Side, Words, all,
};
use crate::fix::propose::tools::{
    ComponentScene, KUBEADM, Leaf, k3s_leaf, kubelet_asks, kubelet_is_approved, make_leaf,
    microk8s_refreshes, names, renew, renew_authority, rotate,
};
use crate::inventory::Placed;
use crate::x509::{Certificate, CertificateRef};

/// How a leaf is made.
pub(crate) enum How {
    /// As it is, with a new key, new dates and the CA of today.
    Renew,
    /// From scratch, by the tool's own defaults.
    Make,
    /// From scratch, for these names too.
    Named(String),
}

/// The certificate of a plan, issued anew.
pub(crate) fn of_plan(scene: &ComponentScene<'_>, plan: Plan, renewal: bool) -> Fix {
    let how = if renewal { How::Renew } else { How::Make };
    let text = if plan.how.is_empty() {
        String::new()
    } else {
        format!(" {}", plan.how)
    };
    reissue(scene, &plan.certificate, &text, how, plan.edits)
}

/// A leaf with a new key and `edits`, as it is in all else.
pub(crate) fn renewed(scene: &ComponentScene<'_>, leaf: &CertificateRef, edits: Vec<Edit>) -> Fix {
    reissue(scene, leaf, " with a new key", How::Renew, edits)
}

/// A serving certificate that has the name which is asked for.
pub(crate) fn with_name(scene: &ComponentScene<'_>, finding: &Finding) -> Vec<Fix> {
    let (Problem::NameMismatch { wanted, .. } | Problem::CommonNameOnly { wanted, .. }) =
        &finding.problem
    else {
        return Vec::new();
    };
    let Some(leaf) = scene.serving_leaf() else {
        return Vec::new();
    };
    let edit = Edit::Reissue(leaf.certificate.fingerprint, Change::Name(wanted.clone()));
    let how = format!(" that names {wanted}");
    vec![reissue(
        scene,
        &leaf.certificate,
        &how,
        How::Named(wanted.clone()),
        vec![edit],
    )]
}

/// kubeadm's front proxy has the name that kubeadm lists.
pub(crate) fn with_allowed_name(scene: &ComponentScene<'_>, finding: &Finding) -> Option<Fix> {
    const USUAL: [(Layout, &str); 2] = [
        (Layout::Kubeadm, "front-proxy-client"),
        (Layout::K3s, "system:auth-proxy"),
    ];
    let Problem::FrontProxyNameNotAllowed { allowed, .. } = &finding.problem else {
        return None;
    };
    let leaf = scene.user_leaf()?;
    let (_, name) = USUAL
        .into_iter()
        .find(|(layout, _)| *layout == scene.node.layout)?;
    if !allowed.iter().any(|known| known == name) {
        return None;
    }
    let original = leaf.certificate.fingerprint;
    let edits = vec![
        Edit::Reissue(original, Change::WithoutAttribute(&[0x55, 0x04, 0x03])),
        Edit::Reissue(original, Change::CommonName(name)),
    ];
    let how = format!(" for {name}");
    Some(reissue(scene, &leaf.certificate, &how, How::Make, edits))
}

/// The other side's certificate, renewed by the CA that stands on the node, where that is another than issued it.
pub(crate) fn by_the_node(scene: &ComponentScene<'_>, side: Side) -> Option<Fix> {
    let placed = match side {
        Side::Server => scene.user_leaf()?,
        Side::Client => scene.serving_leaf()?,
    };
    let authority = Known::find(scene, placed)?.authority()?;
    if authority.key == AuthorityKey::Other {
        return None;
    }
    let ca = authority.certificate()?;
    let evaluation = &scene.evaluation;
    let issued = evaluation
        .signatures
        .check(&placed.certificate, ca, evaluation.release)
        .is_ok();
    let how = format!(" from {}", ca.display_name());
    (!issued).then(|| reissue(scene, &placed.certificate, &how, How::Renew, Vec::new()))
}

/// A leaf of a layout, found by its file.
struct Known<'a> {
    scene: &'a ComponentScene<'a>,
    placed: &'a Placed,
    leaf: Tool,
}

enum Tool {
    Kubeadm(&'static Leaf),
    K3s {
        authority: &'static str,
        service: &'static str,
    },
}

impl<'a> Known<'a> {
    fn find(scene: &'a ComponentScene<'a>, placed: &'a Placed) -> Option<Self> {
        let file = placed.location.file.strip_suffix(".crt")?;
        let leaf = match scene.node.layout {
            Layout::Kubeadm => Tool::Kubeadm(
                KUBEADM
                    .iter()
                    .find(|leaf| file.ends_with(&format!("/pki/{}", leaf.file)))?,
            ),
            Layout::K3s => {
                let (_, authority, service) = k3s_leaf(file)?;
                Tool::K3s { authority, service }
            }
            Layout::ByHand => return None,
        };
        Some(Self {
            scene,
            placed,
            leaf,
        })
    }

    fn authority(&self) -> Option<&'a Authority> {
        self.scene.node.authority(match self.leaf {
            Tool::Kubeadm(leaf) => leaf.authority,
            Tool::K3s { authority, .. } => authority,
        })
    }
}

/// A leaf with `edits` made to it, issued by the CA of the node; a CA, or a leaf that no layout knows, as text.
fn reissue(
    scene: &ComponentScene<'_>,
    certificate: &CertificateRef,
    clause: &str,
    how: How,
    mut edits: Vec<Edit>,
) -> Fix {
    let leaves = [scene.serving_leaf(), scene.user_leaf()];
    let [serving, _] = leaves.map(|leaf| {
        leaf.is_some_and(|leaf| leaf.certificate.fingerprint == certificate.fingerprint)
    });
    let side = if serving { Side::Server } else { Side::Client };
    let placed = leaves
        .into_iter()
        .flatten()
        .find(|leaf| leaf.certificate.fingerprint == certificate.fingerprint);
    let name = certificate.display_name();
    if placed.is_none()
        && matches!(how, How::Renew)
        && let Some(mend) = renew_authority(scene.node, certificate)
    {
        return mend;
    }
    let Some(placed) = placed else {
        let places = scene.inventory.locations(certificate.fingerprint);
        let files: Vec<_> = places.iter().map(|place| &*place.file).collect();
        let text = format!(
            "reissue the CA {name}{clause} with its present key, so that what it issued stays valid, and put it \
             in every place that has it: {}",
            files.join(", ")
        );
        return Fix::new(Side::Server, text, Vec::new(), edits);
    };
    let what = format!("the certificate {name} in {}", placed.location.file);
    let Some((known, authority)) = Known::find(scene, placed)
        .and_then(|known| Some((known.authority()?, known)))
        .map(|(authority, known)| (known, authority))
    else {
        let file = &placed.location.file;
        let asks = kubelet_asks(file)
            .filter(|_| scene.node.layout == Layout::Kubeadm && matches!(how, How::Renew));
        if let Some(mut commands) = asks {
            commands.extend(kubelet_is_approved());
            let text = format!(
                "have the kubelet request {what} again{clause}, and approve the request once you have seen that it is its own"
            );
            return Fix::new(side, text, commands, edits);
        }
        if let Some(commands) = microk8s_refreshes(file) {
            let text = format!("have microk8s re-issue {what}{clause}, on this node");
            return Fix::new(side, text, commands, edits);
        }
        let text = format!("re-issue {what}{clause}, where its CA's key is");
        return Fix::new(side, text, Vec::new(), edits);
    };
    if let Some(ca) = authority.certificate() {
        edits.push(Edit::Reissue(
            certificate.fingerprint,
            Change::By(ca.clone()),
        ));
        edits.push(Edit::Reissue(certificate.fingerprint, Change::Dates));
    }
    match authority.key {
        AuthorityKey::There | AuthorityKey::Unknown => Fix::new(
            side,
            format!("re-issue {what}{clause}, on this node"),
            known.commands(&how, certificate),
            edits,
        ),
        // What comes of it is in somebody else's hands.
        AuthorityKey::Absent => Fix::untried(
            side,
            format!(
                "have {what} re-issued{clause}: the key of its CA {} is not on this node, so whoever holds it signs \
                 this request (OpenSSL 3.0 or later), and the certificate goes into its place",
                authority.file
            ),
            known.request(),
        ),
        AuthorityKey::Other => Fix::untried(
            side,
            format!(
                "put the right CA into {}: the key beside it is not its own, so it can issue nothing",
                authority.file
            ),
            Vec::new(),
        ),
    }
}

impl Known<'_> {
    fn commands(&self, how: &How, certificate: &Certificate) -> Vec<Command> {
        match self.leaf {
            Tool::Kubeadm(leaf) => {
                let mut commands = match how {
                    How::Renew => all([renew(leaf.name)]),
                    How::Make => make(leaf, self.scene.node, None),
                    How::Named(name) if leaf.name == "apiserver" => {
                        let names = names(certificate, std::slice::from_ref(name));
                        make(leaf, self.scene.node, Some(&names))
                    }
                    How::Named(name) => make(leaf, self.scene.node, Some(name)),
                };
                commands.extend(leaf.restart());
                commands
            }
            Tool::K3s { service, .. } => rotate(&self.placed.location.file, service),
        }
    }

    /// A request for whoever holds the CA's key.
    fn request(&self) -> Vec<Command> {
        match self.leaf {
            Tool::Kubeadm(leaf) => {
                let file = format!("/etc/kubernetes/pki/{}", leaf.file);
                all([
                    Words::new("openssl x509 -x509toreq -copy_extensions copyall -in")
                        .and(&format!(
                            "{file}.crt -key {file}.key -out /root/{}.csr",
                            leaf.name
                        ))
                        .done(),
                ])
            }
            Tool::K3s { .. } => Vec::new(),
        }
    }
}

/// kubeadm keeps what is there, so it is moved away first.
fn make(leaf: &Leaf, node: &Node, names: Option<&str>) -> Vec<Command> {
    let file = format!("/etc/kubernetes/pki/{}", leaf.file);
    let away = Words::new("mv")
        .and(&format!("{file}.crt {file}.key /root/"))
        .done();
    let phase = make_leaf(leaf, node);
    let made = match names {
        Some(names) if leaf.name == "apiserver" => {
            phase.option("--apiserver-cert-extra-sans", names)
        }
        // etcd's further names are no option but etcd.local.serverCertSANs; these it has by itself.
        Some(name) if !["127.0.0.1", "::1", "localhost"].contains(&name) => {
            phase.and("--config=kubeadm.yaml")
        }
        Some(_) | None => phase,
    };
    all([away, made.done()])
}
