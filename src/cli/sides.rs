//! The two sides of a connection, as the arguments of `explain` name them.

use std::path::{Path, PathBuf};

use certgraph::assemble::ServerFlags;
use certgraph::decode::recognise::{Kind, recognise};
use certgraph::ground::path::Shown as _;
use certgraph::source::exists;
use certgraph::survey::{ApiServer, Rules, api_server, api_server_of_manifest};

use super::args::ServerArgs;

/// Whether it is Kubernetes objects, whose webhooks and extension API servers are connections too.
pub(super) fn holds_objects(input: &Path, rules: &Rules<'_>) -> bool {
    let head = rules.files.head(input, HEAD);
    let both = [
        Kind::KubernetesObjects,
        Kind::TalosConfig,
        Kind::TalosMachine,
    ];
    head.is_ok_and(|head| both.contains(&recognise(head.expose())))
}

/// As much as tells what an input is.
const HEAD: u64 = 1 << 20;

/// A path of the node, below `--root` if that is given and the path is there.
pub(super) fn in_root(input: &Path, rules: &Rules<'_>) -> PathBuf {
    let below = rules
        .root
        .map(|root| root.join(input.strip_prefix("/").unwrap_or(input)));
    below
        .filter(|below| exists(below))
        .unwrap_or_else(|| input.to_owned())
}

/// The API server's side: from its flags, its manifest, or the directory of its layout.
pub(super) fn server(args: &ServerArgs, rules: &Rules<'_>) -> Result<ApiServer, String> {
    if let Some(folder) = &args.control_plane {
        let folder = in_root(folder, rules);
        return api_server(&folder, rules).ok_or_else(|| {
            let folder = folder.shown();
            format!("{folder}: no control plane of kubeadm, k3s or RKE2")
        });
    }
    if let Some(manifest) = &args.apiserver_manifest {
        let manifest = in_root(manifest, rules);
        let shown = manifest.shown();
        let server = api_server_of_manifest(&manifest, rules)
            .map_err(|finding| format!("{shown}: {}", finding.problem))?;
        return server
            .map(Into::into)
            .ok_or_else(|| format!("{shown}: no kube-apiserver runs in this pod"));
    }
    let flags = ServerFlags::from(args);
    let server = flags.load(rules.files, rules.release);
    server.map(Into::into).map_err(|error| error.to_string())
}
