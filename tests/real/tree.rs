//! The node of a case: what it changes is laid over the healthy one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::data::Case;

/// A case's files, and how `explain` is pointed at them.
pub(crate) struct Tree {
    folder: tempfile::TempDir,
    pub(crate) arguments: Vec<String>,
}

/// Of a copied link only what it leads to is left.
const LINK: &str = "kubelet-client-current.pem";

impl Tree {
    pub(crate) fn of(case: &Case) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = case.root.join(case.set).join(&case.name);
        let node = folder.path().join("node");
        let mut arguments = vec!["explain".to_owned()];
        let several = case.name.starts_with("peers");
        if several {
            lay(&case.root.join(case.set).join("peers-good/nodes"), &node);
            lay(&own.join("nodes"), &node);
            arguments.push(node.display().to_string());
        } else {
            lay(&case.root.join("base"), &node);
            lay(&own.join("node"), &node);
            let kubernetes = node.join("etc/kubernetes").display().to_string();
            let beside = |name: &str| {
                own.join(name)
                    .is_file()
                    .then(|| own.join(name).display().to_string())
            };
            match (
                beside("kubeconfig"),
                beside("objects.yaml").or_else(|| beside("manifest.yaml")),
            ) {
                (Some(kubeconfig), _) => {
                    arguments.extend([kubeconfig, "--control-plane".to_owned(), kubernetes]);
                }
                (None, Some(objects)) => arguments.extend([objects, kubernetes]),
                (None, None) => arguments.push(kubernetes),
            }
            arguments.extend(["--root".to_owned(), node.display().to_string()]);
        }
        for gone in fs::read_to_string(own.join("removed"))
            .unwrap_or_default()
            .lines()
        {
            let path = node.join(gone.trim().trim_start_matches('/'));
            if path.is_dir() {
                fs::remove_dir_all(path).unwrap();
            } else if path.symlink_metadata().is_ok() {
                fs::remove_file(path).unwrap();
            }
        }
        Self { folder, arguments }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Lays the files of one folder over those of another.
fn lay(from: &Path, to: &Path) {
    let Ok(entries) = fs::read_dir(from) else {
        return;
    };
    fs::create_dir_all(to).unwrap();
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            folders.push(path);
            continue;
        }
        let name = path.file_name().unwrap();
        let target = to.join(name);
        let content = fs::read(&path).unwrap();
        if target.symlink_metadata().is_ok() {
            fs::remove_file(&target).unwrap();
        }
        if name == LINK && content.starts_with(b"/") {
            let leads_to = String::from_utf8(content).unwrap();
            std::os::unix::fs::symlink(leads_to.trim(), &target).unwrap();
        } else {
            fs::write(&target, content).unwrap();
        }
    }
    for folder in folders {
        lay(&folder, &to.join(folder.file_name().unwrap()));
    }
}
