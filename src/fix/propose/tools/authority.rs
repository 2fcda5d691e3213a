//! A CA of kubeadm's that signs itself again: same name, same key, new dates, so that all it issued stays valid.

use super::restart::restart_of;
use crate::fix::model::{
    Authority, AuthorityKey, Change, Command, Edit, Fix, Layout, Node, Recipe, Side, Words, all,
};
use crate::x509::CertificateRef;

/// The kubeconfigs that kubeadm writes below `/etc/kubernetes`, which embed the cluster's CA.
const KUBECONFIGS: &str =
    "/etc/kubernetes/{admin,super-admin,controller-manager,scheduler,kubelet}.conf";

/// Renews a CA of the node, where its key is there.
pub(crate) fn renew_authority(node: &Node, ca: &CertificateRef) -> Option<Fix> {
    if node.layout != Layout::Kubeadm || !ca.is_self_issued() {
        return None;
    }
    let authority = node
        .authorities
        .iter()
        .find(|authority| holds(authority, ca))?;
    let mut commands = all([sign_again(node, authority)]);
    commands.extend(all(follow(authority.name)));
    let text = format!(
        "renew the CA {} with its present key, so that what it issued stays valid",
        ca.display_name()
    );
    let edits = vec![Edit::Reissue(ca.fingerprint, Change::Dates)];
    Some(
        Fix::new(Side::Server, text, commands, edits)
            .by(Some(Recipe::RenewAuthority(ca.fingerprint))),
    )
}

/// Whether this is the CA, and can sign here. A file with several is no signer's file.
fn holds(authority: &Authority, ca: &CertificateRef) -> bool {
    let signs = matches!(authority.key, AuthorityKey::There | AuthorityKey::Unknown);
    signs
        && authority.anchors.len() == 1
        && authority
            .certificate()
            .is_some_and(|own| own.fingerprint == ca.fingerprint)
}

/// Signs the CA in its place. The new certificate is written whole before it replaces the old one.
pub(crate) fn sign_again(node: &Node, authority: &Authority) -> Option<Command> {
    let file = node.on_host(&authority.file)?;
    let key = format!("{}.key", file.strip_suffix(".crt")?);
    Words::new("openssl x509 -in")
        .value(&file)
        .and("-signkey")
        .value(&key)
        .and("-days 3650 -out /root/ca-renewed.crt && cp /root/ca-renewed.crt")
        .value(&file)
        .done()
}

/// What else a node has to do once the file of the CA is new: kubeconfigs hold a copy, and some programs read it at their
/// start only (etcd its clients' CA, whoever has a kubeconfig what is embedded there).
pub(crate) fn follow(authority: &str) -> Vec<Option<Command>> {
    match authority {
        "ca" => vec![
            embed(),
            restart_of("kubelet"),
            restart_of("kube-controller-manager"),
            restart_of("kube-scheduler"),
        ],
        "etcd/ca" => vec![restart_of("etcd")],
        _ => Vec::new(),
    }
}

/// Puts the cluster's CA into the kubeconfigs of the node.
fn embed() -> Option<Command> {
    Words::new("for f in")
        .raw(KUBECONFIGS)
        .raw("; do")
        .raw("[ ! -e \"$f\" ] ||")
        .and("kubectl config set-cluster")
        .raw("\"$(kubectl config view --kubeconfig=\"$f\" -o jsonpath='{.clusters[0].name}')\"")
        .raw("--kubeconfig=\"$f\"")
        .and("--embed-certs --certificate-authority=/etc/kubernetes/pki/ca.crt; done")
        .done()
}
