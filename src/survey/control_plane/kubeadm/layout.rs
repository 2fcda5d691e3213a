//! What a node of kubeadm is laid out of, and what of it is among the files.

use std::path::{Path, PathBuf};

use crate::assemble::NamedFile;
use crate::source::Limit;
use crate::survey::Rules;
use crate::survey::control_plane::host::Host;
use crate::survey::control_plane::program::Program;

/// The kubelet's kubeconfig, the one that a worker has too.
pub(super) const KUBELET: &str = "kubelet.conf";

/// The programs of a node, and the folders of their files.
pub(super) struct Layout<'a> {
    pub(super) folder: &'a Path,
    pub(super) pki: PathBuf,
    pub(super) host: Host,
    pub(super) programs: Vec<Program>,
    /// Something else than kubeadm laid it out.
    pub(super) others: bool,
    pub(super) rules: &'a Rules<'a>,
}

impl Layout<'_> {
    pub(super) fn program(&self, name: &str) -> Option<&Program> {
        self.programs.iter().find(|program| program.is(name))
    }

    pub(super) fn is_known(&self) -> bool {
        self.runs_api_server() || self.runs_etcd() || self.is_there(&self.folder.join(KUBELET))
    }

    /// Whether the static pods are of something else than kubeadm, kops or OpenShift: the cluster's CA is not where kubeadm
    /// and kubespray have it.
    pub(super) fn is_foreign(&self) -> bool {
        let own = self.program("kube-apiserver");
        let ca = own.and_then(|own| own.value("--client-ca-file"));
        let standard = ["/etc/kubernetes/pki/", "/etc/kubernetes/ssl/"];
        let is_elsewhere = |ca: &str| standard.iter().all(|folder| !ca.starts_with(folder));
        ca.is_some_and(is_elsewhere) && !self.is_there(&self.pki.join("ca.crt"))
    }

    pub(super) fn runs_api_server(&self) -> bool {
        self.program("kube-apiserver").is_some() || self.holds("apiserver.crt")
    }

    pub(super) fn runs_etcd(&self) -> bool {
        self.program("etcd").is_some() || self.holds("etcd/server.crt")
    }

    pub(super) fn is_there(&self, path: &Path) -> bool {
        self.rules.files.open(path, Limit::BUNDLE).is_ok()
    }

    /// Whether `pki` has a file of that name.
    pub(super) fn holds(&self, name: &str) -> bool {
        !self.others && self.is_there(&self.pki.join(name))
    }

    /// Whether private keys were copied at all: of a copy of the certificates alone, that a key is absent says
    /// nothing.
    pub(super) fn holds_keys(&self) -> bool {
        if self.others {
            const FLAGS: [&str; 4] = [
                "--tls-private-key-file",
                "--kubelet-client-key",
                "--etcd-keyfile",
                "--key-file",
            ];
            let files = self.programs.iter();
            let mut files = files.flat_map(|program| FLAGS.map(|flag| program.file(flag)));
            return files.any(|file| {
                let path = file.and_then(|file| file.path);
                path.is_some_and(|path| self.is_there(&path))
            });
        }
        const KEYS: [&str; 4] = [
            "apiserver.key",
            "sa.key",
            "front-proxy-client.key",
            "etcd/server.key",
        ];
        KEYS.iter().any(|path| self.holds(path))
    }

    /// The file of a flag: as the program has it, or where kubeadm puts it if there is no manifest.
    pub(super) fn file(
        &self,
        program: Option<&Program>,
        flag: &'static str,
        standard: &str,
    ) -> Option<NamedFile> {
        match program {
            Some(program) => program.file(flag),
            None => self
                .holds(standard)
                .then(|| NamedFile::of_layout(flag, self.pki.join(standard))),
        }
    }

    /// The same for a private key.
    pub(super) fn key(
        &self,
        program: Option<&Program>,
        flag: &'static str,
        standard: &str,
    ) -> Option<NamedFile> {
        self.file(program, flag, standard)
            .filter(|_| self.holds_keys())
    }
}
