//! `certgraph explain --fix-script`.

use std::path::{Path, PathBuf};

use certgraph::fix::Node;
use certgraph::ground::path::Shown as _;
use certgraph::render::script::{self, Expected};
use certgraph::source::{Files, Limit, write_folder};
use certgraph::survey::Survey;
use certgraph::x509::Fingerprint;

/// Where a fix changes files, on the node.
const CHANGED: [&str; 4] = [
    "/etc/kubernetes/",
    "/var/lib/kubelet/",
    "/etc/rancher/",
    "/var/lib/rancher/",
];

/// Writes one script for each node that the plan names, into a folder that is not there yet. Where nothing fails, or nothing is
/// known to help, there is nothing to write, and no folder is made.
///
/// # Errors
/// Why there is no folder of scripts, beginning with the option.
pub(super) fn write(folder: &Path, survey: &Survey, files: &Files) -> Result<(), String> {
    let Some(fix) = &survey.fix else {
        return Err(
            "--fix-script: there is no fix for these files: nothing fails, or no command here mends it".to_owned(),
        );
    };
    let opened = files.opened();
    let expected = |name: Option<&str>| {
        let node = survey
            .nodes
            .iter()
            .find(|node| name.is_none_or(|name| node.name == name));
        node.map_or_else(Vec::new, |node| analysed(node, &opened, files))
    };
    let scripts = script::fix(&fix.plan, &expected);
    let scripts = scripts
        .iter()
        .map(|one| (one.path.as_str(), one.text.as_str()));
    write_folder(folder, scripts)
        .map_err(|error| format!("--fix-script {}: {error}", folder.shown()))
}

/// The files of a node that were read, as they were: the fix was tried on all of them.
fn analysed(node: &Node, opened: &[PathBuf], files: &Files) -> Vec<Expected> {
    let mut expected: Vec<Expected> = opened
        .iter()
        .filter_map(|path| {
            let host = on_host(node, path)?;
            let content = files.read_secret(path, Limit::REFERENCED).ok()?;
            Some(Expected {
                file: host,
                sha256: Fingerprint::of(content.expose()).to_string(),
            })
        })
        .collect();
    expected.sort_by(|one, other| one.file.cmp(&other.file));
    expected.dedup();
    expected
}

/// Where a file is on the node, if it is among those that a fix may change.
fn on_host(node: &Node, path: &Path) -> Option<String> {
    let absolute = |path: &Path| std::path::absolute(path).ok();
    let path = absolute(path)?;
    let below = match node.copied_to() {
        Some(root) => Path::new("/").join(path.strip_prefix(absolute(root)?).ok()?),
        None => path,
    };
    let host = below.to_str()?;
    let changed = CHANGED.iter().any(|folder| host.starts_with(folder));
    changed.then(|| host.to_owned())
}
