//! A kubelet whose configuration leads to an old certificate, while a good one that it rotated lies beside: it is pointed
//! there, and nothing is issued (kubeadm, "Kubelet client certificate rotation fails").

use std::path::{Path, PathBuf};

use crate::assemble::chain_of;
use crate::connection::Chain;
use crate::decode::key_pair::key_pair;
use crate::fix::model::{Command, Edit, Fix, KubeconfigEdit, Node, Side, Words, all};
use crate::fix::propose::tools::{Entry, Scene, restart_of};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::source::{Limit, WalkLimit, is_folder, walk};

/// Where the kubelet keeps what it rotates (kubelet `certificate/kubelet.go`), and the link to what it uses.
const FOLDER: &str = "var/lib/kubelet/pki";
const CURRENT: &str = "kubelet-client-current.pem";
const ROTATED: &str = "kubelet-client-";

/// The fix of that; none where no good pair of this kubelet is there.
pub(crate) fn at_hand(scene: &Scene<'_>, node: &Node) -> Option<Fix> {
    let root = node.copied_to().unwrap_or_else(|| Path::new("/"));
    let folder = root.join(FOLDER);
    let (file, chain) = good(scene, &folder)?;
    let name = file.file_name()?.to_str()?;
    let user = scene
        .config
        .users
        .iter()
        .find(|user| user.name == scene.selected.user)?;
    let named = user.client_certificate.as_ref();
    let by_link = named.is_some_and(|file| file.value.written.ends_with(CURRENT));
    let link = format!("/{FOLDER}/{CURRENT}");
    let mut commands: Vec<Option<Command>> = Vec::new();
    if name != CURRENT {
        commands.push(
            Words::new("ln -sfn")
                .value(&format!("/{FOLDER}/{name}"))
                .value(&link)
                .done(),
        );
    }
    if !by_link {
        commands.push(
            Words::new("kubectl config set-credentials")
                .value(&scene.selected.user)
                .option("--kubeconfig", &scene.file_of(Entry::User)?)
                .option("--client-certificate", &link)
                .option("--client-key", &link)
                .done(),
        );
    }
    if commands.is_empty() {
        return None;
    }
    commands.push(restart_of("kubelet"));
    let text = format!(
        "point the kubelet at the certificate that it has rotated to, /{FOLDER}/{name}, which is good"
    );
    let edit = Edit::Kubeconfig(KubeconfigEdit::Pair(chain));
    Some(Fix::new(Side::Client, text, all(commands), vec![edit]))
}

/// The pair in use, or else the newest, that this node's API server accepts.
fn good(scene: &Scene<'_>, folder: &Path) -> Option<(PathBuf, Chain)> {
    if !is_folder(folder) {
        return None;
    }
    let mut files = walk(folder, WalkLimit::DIRECTORY).files;
    let own = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(ROTATED) && name.ends_with(".pem"))
    };
    files.retain(own);
    // Their names end in the time at which they were made; the link comes first.
    files.sort_by(|one, other| other.cmp(one));
    let current = folder.join(CURRENT);
    let all =
        std::iter::once(current.clone()).chain(files.into_iter().filter(|file| *file != current));
    all.filter_map(|file| Some((pair(scene, &file)?, file)))
        .map(|(chain, file)| (file, chain))
        .next()
}

/// The pair in a file, if it is this kubelet's, in force, and of a CA that the API server lists.
fn pair(scene: &Scene<'_>, file: &Path) -> Option<Chain> {
    let evaluation = &scene.evaluation;
    let text = evaluation.files.read_secret(file, Limit::BUNDLE).ok()?;
    let place = Location::file(file.shown().to_string());
    let read = key_pair((text.expose(), &place), (&text, &place), evaluation.release);
    if read.go_text(evaluation.release).is_some() {
        return None;
    }
    let chain = chain_of(&read);
    let leaf = &chain.leaf()?.certificate;
    let own = &scene.user_leaf()?.certificate;
    let listed = scene.server.client_ca.value().and_then(Option::as_ref)?;
    let issued = listed.anchors.iter().any(|anchor| {
        let ca = &anchor.certificate;
        let checked = evaluation.signatures.check(leaf, ca, evaluation.release);
        ca.is_valid_at(evaluation.at) && checked.is_ok()
    });
    let is_own = leaf.subject.common_name() == own.subject.common_name();
    (is_own && issued && leaf.is_valid_at(evaluation.at)).then_some(chain)
}
