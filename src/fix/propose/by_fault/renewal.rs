//! The kubeconfigs that the layout's tool wrote: it issues their client certificates anew, and puts the node's CA into
//! them as it does (kubeadm `phases/certs/renewal/readwriter.go`, k3s `pkg/daemons/control/deps/deps.go`).

use super::rotated;
use crate::connection::{Chain, ChainMember};
use crate::fix::model::{
    Authority, AuthorityKey, Change, Command, Edit, Fix, KubeconfigEdit, KubeletConf, Layout, Node,
    Recipe, Side, Words, all,
};
use crate::fix::propose::tools::{
    Scene, issue, k3s_service as of_component, renew, restart_of, rotate_service,
};
use crate::x509::CertificateRef;

/// What `kubeadm certs renew` knows, and who reads it.
const RENEWED: [(&str, Option<&str>); 4] = [
    ("admin.conf", None),
    ("super-admin.conf", None),
    ("controller-manager.conf", Some("kube-controller-manager")),
    ("scheduler.conf", Some("kube-scheduler")),
];

/// k3s's own by the end of their path, and the service that `certificate rotate` knows.
const ROTATED: [(&str, &str); 6] = [
    ("/k3s/k3s.yaml", "admin"),
    ("/rke2/rke2.yaml", "admin"),
    ("/server/cred/admin.kubeconfig", "admin"),
    ("/server/cred/controller.kubeconfig", "controller-manager"),
    ("/server/cred/scheduler.kubeconfig", "scheduler"),
    ("/agent/kubelet.kubeconfig", "kubelet"),
];

/// Whether `kubeadm certs renew` knows a kubeconfig of that name.
pub fn is_renewed(name: &str) -> bool {
    RENEWED.iter().any(|(known, _)| *known == name)
}

/// The service that `certificate rotate` of k3s and RKE2 knows a file by.
pub fn k3s_service(file: &str) -> Option<&'static str> {
    const MORE: [(&str, &str); 5] = [
        ("/server/tls/client-admin.crt", "admin"),
        ("/server/tls/client-k3s-controller.crt", "k3s-controller"),
        ("/server/tls/client-kube-proxy.crt", "kube-proxy"),
        ("/server/tls/dynamic-cert.json", "k3s-server"),
        ("/agent/client-kubelet.crt", "kubelet"),
    ];
    let known = ROTATED.iter().chain(&MORE);
    let mut known = known.filter(|(end, _)| file.ends_with(end));
    let own = known.next().map(|(_, service)| *service);
    own.or_else(|| of_component(file))
}

/// What renewal does for a kubeconfig.
pub(crate) enum Renewal {
    /// It is none of kubeadm's own.
    NotOwn,
    /// It is, and this is how.
    By(Box<Fix>),
    /// It is, and nothing can be issued here: the CA's certificate and its key do not go together.
    Impossible,
}

/// The kubeconfig of the scene, made anew from the node's CA.
pub(crate) fn renewal(scene: &Scene<'_>) -> Renewal {
    match scene.node {
        Some(node) if node.layout == Layout::Kubeadm => by_kubeadm(scene, node),
        Some(node) if node.layout == Layout::K3s => {
            by_k3s(scene, node).map_or(Renewal::NotOwn, |fix| Renewal::By(Box::new(fix)))
        }
        Some(_) | None => Renewal::NotOwn,
    }
}

/// Servers issue for themselves; an agent asks its server again as it starts.
fn by_k3s(scene: &Scene<'_>, node: &Node) -> Option<Fix> {
    let file = &scene.client.participant.file;
    let (_, service) = ROTATED.iter().find(|(end, _)| file.ends_with(end))?;
    let leaf = scene.user_leaf()?;
    let ca = node.authority("client-ca")?.certificate()?;
    let trusted = node.authority("server-ca")?;
    let product = if file.contains("/rke2/") {
        "rke2"
    } else {
        "k3s"
    };
    let unit = match (product, node.here.ends_with("agent")) {
        ("rke2", false) => "rke2-server",
        ("rke2", true) => "rke2-agent",
        (_, false) => "k3s",
        (_, true) => "k3s-agent",
    };
    let commands = rotate_service(product, unit, service);
    let text = format!(
        "have {product} re-issue {} and write {file} with it, on this node",
        leaf.certificate.display_name()
    );
    let edits = edits(scene, &leaf.certificate, trusted, ca);
    Some(Fix::new(Side::Client, text, commands, edits))
}

fn by_kubeadm(scene: &Scene<'_>, node: &Node) -> Renewal {
    let file = &scene.client.participant.file;
    let name = file.rsplit('/').next().unwrap_or(file);
    let known = RENEWED.iter().find(|(known, _)| *known == name);
    if known.is_none() && name != "kubelet.conf" {
        return Renewal::NotOwn;
    }
    let (Some(leaf), Some(authority)) = (scene.user_leaf(), node.authority("ca")) else {
        return Renewal::NotOwn;
    };
    let Some(ca) = authority.certificate() else {
        return Renewal::Impossible;
    };
    if known.is_none()
        && let Some(fix) = rotated::at_hand(scene, node)
    {
        return Renewal::By(Box::new(fix));
    }
    let edits = edits(scene, &leaf.certificate, authority, ca);
    let with = format!(
        "with a new client certificate for {} from the CA {} of this cluster, which it then trusts",
        leaf.certificate.display_name(),
        ca.display_name()
    );
    let text = format!("renew {name} {with}");
    Renewal::By(Box::new(match (authority.key, known) {
        (AuthorityKey::Other, _) => return Renewal::Impossible,
        // What comes of it is in somebody else's hands.
        (AuthorityKey::Absent, _) => Fix::untried(
            Side::Client,
            format!(
                "{text}; the CA's key is not on this node, so whoever holds it signs the request"
            ),
            request(),
        ),
        (_, Some((known, reader))) => {
            let mut commands = all([renew(known)]);
            commands.extend(reader.and_then(restart_of));
            Fix::new(Side::Client, text, commands, edits)
        }
        // A worker has the cluster's CA, and none of those that only a control plane needs.
        (_, None) if node.authority("front-proxy-ca").is_none() => Fix::new(
            Side::Client,
            format!(
                "on a control-plane node make a kubelet.conf {with}, put it in the place of this one, and restart the \
                 kubelet"
            ),
            issue(scene, Some(&leaf.certificate)),
            edits,
        )
        .by(kubelet_conf(scene, true)),
        (_, None) => Fix::new(
            Side::Client,
            format!("re-create kubelet.conf {with}; the kubelet then renews its certificate by itself again"),
            kubelet(scene),
            edits,
        )
        .by(kubelet_conf(scene, false)),
    }))
}

fn edits(
    scene: &Scene<'_>,
    leaf: &CertificateRef,
    authority: &Authority,
    ca: &CertificateRef,
) -> Vec<Edit> {
    let chain = scene.connection.client_presents.chain.iter();
    let chain = Chain {
        certificates: chain.take(1).cloned().map(ChainMember::Parsed).collect(),
        key_matches: Some(true),
    };
    let mut bundle = authority.bundle("certificate-authority-data");
    bundle.anchors.truncate(1);
    vec![
        Edit::Kubeconfig(KubeconfigEdit::Trust(bundle)),
        Edit::Kubeconfig(KubeconfigEdit::Pair(chain)),
        Edit::Reissue(leaf.fingerprint, Change::By(ca.clone())),
        Edit::Reissue(leaf.fingerprint, Change::Dates),
    ]
}

/// kubeadm does not renew it, since the kubelet rotates its certificate by itself, which it cannot once that expired.
/// What is there is kept, so it is moved away first; the kubelet prefers the certificate that it rotated last
/// (client-go `util/certificate/certificate_store.go`).
fn kubelet(scene: &Scene<'_>) -> Vec<Command> {
    match kubelet_conf(scene, false) {
        Some(Recipe::KubeletConf(conf)) => all(remake_kubelet_conf(&conf)),
        _ => Vec::new(),
    }
}

/// Makes kubelet.conf anew where the CA's key is, and has the kubelet start with it.
pub(crate) fn remake_kubelet_conf(conf: &KubeletConf) -> [Option<Command>; 3] {
    remake(
        Words::new("kubeadm init phase kubeconfig kubelet").option("--node-name", &conf.node),
        conf,
    )
}

/// The same for a node whose name is the machine's, so that several nodes type the same.
pub(crate) fn remake_kubelet_conf_by_hostname(conf: &KubeletConf) -> [Option<Command>; 3] {
    let phase = Words::new("kubeadm init phase kubeconfig kubelet");
    remake(phase.raw("--node-name=\"$(hostname)\""), conf)
}

fn remake(phase: Words, conf: &KubeletConf) -> [Option<Command>; 3] {
    [
        Words::new("mv /etc/kubernetes/kubelet.conf")
            .raw("/var/lib/kubelet/pki/kubelet-client-*")
            .and("/root/")
            .done(),
        versioned(
            phase.option("--control-plane-endpoint", &conf.endpoint),
            conf,
        )
        .done(),
        restart_of("kubelet"),
    ]
}

/// With the release, kubeadm does not ask the network for one.
fn versioned(phase: Words, conf: &KubeletConf) -> Words {
    match conf.version {
        Some(version) => phase.option("--kubernetes-version", &format!("v{version}")),
        None => phase,
    }
}

fn kubelet_conf(scene: &Scene<'_>, worker: bool) -> Option<Recipe> {
    let name = scene.user_leaf()?.certificate.subject.common_name()?;
    let endpoint = scene
        .client
        .endpoint
        .as_ref()?
        .url
        .strip_prefix("https://")?;
    Some(Recipe::KubeletConf(KubeletConf {
        node: name.strip_prefix("system:node:")?.to_owned(),
        endpoint: endpoint.trim_end_matches('/').to_owned(),
        version: scene.node.and_then(|node| node.facts.version),
        worker,
    }))
}

fn request() -> Vec<Command> {
    all([Words::new(
        "kubeadm certs generate-csr --cert-dir=/root/csr/pki --kubeconfig-dir=/root/csr",
    )
    .done()])
}
