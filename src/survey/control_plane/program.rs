//! A program of the control plane, as its static-pod manifest starts it.

use std::path::{Path, PathBuf};

use super::host::Host;
use super::sni_pair::SniPair;
use crate::assemble::NamedFile;
use crate::decode::command_line::Value;
use crate::decode::static_pod::Container;
use crate::ground::location::Location;
use crate::programs::Release;

/// A program with its flags.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// The manifest, as it was given.
    pub(super) manifest: String,
    container: Container,
    host: Host,
}

impl Program {
    pub(super) fn new(manifest: String, container: Container, host: Host) -> Self {
        Self {
            manifest,
            container,
            host,
        }
    }

    /// The same with flags that a file of it holds; its own count over them.
    pub(super) fn configured(mut self, flags: &[String]) -> Self {
        self.container.flags = self.container.flags.behind(flags);
        self
    }

    /// What it runs, by the name of its executable.
    pub(super) fn executable(&self) -> &str {
        &self.container.program
    }

    /// Whether it is the program of that name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.container.program == name || self.container.name == name
    }

    /// Whether its manifest is called as it is, as kubeadm and RKE2 have it.
    pub(super) fn is_in_its_own_file(&self) -> bool {
        let stem = Path::new(&self.manifest).file_stem();
        stem.is_some_and(|stem| stem == self.container.program.as_str())
    }

    /// Its pod, by namespace and name.
    pub(super) fn pod(&self) -> (&str, &str) {
        (&self.container.pod.namespace, &self.container.pod.name)
    }

    /// Whether the ports that it listens on are the host's.
    pub(super) fn host_network(&self) -> bool {
        self.container.pod.host_network
    }

    /// The value of a flag, `--etcd-cafile`; none where it is absent or empty.
    pub(super) fn value(&self, flag: &str) -> Option<&str> {
        let value = self.container.flags.value(bare(flag))?;
        Some(value.text).filter(|text| !text.is_empty())
    }

    /// The values of a flag that may be repeated, as written, without those that are empty.
    pub(super) fn values(&self, flag: &str) -> Vec<String> {
        let values = self.container.flags.values(bare(flag)).into_iter();
        let texts = values.map(|value| value.text.to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// The first flag whose name begins so, without dashes, and where it stands.
    pub(super) fn flag_beginning(&self, prefix: &str) -> Option<(String, Location)> {
        let mut names = self.container.flags.names();
        let (name, line) = names.find(|(name, _)| name.starts_with(bare(prefix)))?;
        let place = Location::file(self.manifest.as_str()).with_field(format!("--{name}"));
        let place = line.map_or_else(|| place.clone(), |line| place.clone().with_line(line));
        Some((name.to_owned(), place))
    }

    /// Whether the kubelet probes it.
    pub(super) fn is_probed(&self) -> bool {
        self.container.has_liveness_probe
    }

    /// Whether a path of Kubernetes' own lies in the container where nothing of the host is mounted: its image has no such file.
    pub(super) fn is_unmounted(&self, path: &str) -> bool {
        let has_mounts = !self.container.mounts.is_empty();
        has_mounts && path.starts_with("/etc/kubernetes/") && !self.mounts(path)
    }

    /// The release of its image.
    pub(super) fn release(&self) -> Option<Release> {
        self.container.release()
    }

    /// The entries of a list flag.
    pub(super) fn list(&self, flag: &str) -> Vec<String> {
        let entries = self.container.flags.list(bare(flag)).into_iter();
        entries.map(str::to_owned).collect()
    }

    /// The value of a boolean flag.
    pub(super) fn boolean(&self, flag: &str) -> Option<bool> {
        self.container.flags.boolean(bare(flag))
    }

    /// Where a flag stands; the manifest where it is absent.
    pub(super) fn place(&self, flag: &str) -> Location {
        match self.container.flags.value(bare(flag)) {
            Some(value) => self.place_of(flag, value),
            None => Location::file(self.manifest.as_str()),
        }
    }

    /// Where one value of a flag stands.
    fn place_of(&self, flag: &str, value: Value<'_>) -> Location {
        let place = Location::file(self.manifest.as_str()).with_field(flag);
        match value.line {
            Some(line) => place.with_line(line),
            None => place,
        }
    }

    /// The file that a flag names; none where the flag is absent or empty.
    pub(super) fn file(&self, flag: &'static str) -> Option<NamedFile> {
        Some(NamedFile {
            flag,
            path: self.here(self.value(flag)?),
            location: self.place(flag),
        })
    }

    /// Whether a path in the container is the host's.
    pub(super) fn mounts(&self, path: &str) -> bool {
        self.container.host_path(path).is_some()
    }

    /// Where a path in the container is here; none where no host path is mounted there, or none is given.
    pub(super) fn here(&self, path: &str) -> Option<PathBuf> {
        self.host.here(Path::new(&self.container.host_path(path)?))
    }
}

impl Program {
    /// The files of a flag that is repeated.
    pub(super) fn files(&self, flag: &'static str) -> Vec<NamedFile> {
        let values = self.container.flags.values(bare(flag)).into_iter();
        values
            .filter(|value| !value.text.is_empty())
            .map(|value| NamedFile {
                flag,
                path: self.here(value.text),
                location: self.place_of(flag, value),
            })
            .collect()
    }

    /// The pairs of `--tls-sni-cert-key`. A value that is none keeps the program from starting, and is not modelled.
    pub(super) fn sni_pairs(&self) -> Vec<SniPair> {
        const FLAG: &str = "--tls-sni-cert-key";
        let pair = |value: Value<'_>| {
            let (files, names) = value.text.split_once(':').unwrap_or((value.text, ""));
            let (certificate, key) = files.split_once(',')?;
            let location = self.place_of(FLAG, value);
            let file = |path: &str| NamedFile {
                flag: FLAG,
                path: self.here(path.trim()),
                location: location.clone(),
            };
            Some(SniPair {
                certificate: file(certificate),
                key: Some(file(key)),
                names: names.to_owned(),
            })
        };
        let values = self.container.flags.values(bare(FLAG)).into_iter();
        values.filter_map(pair).collect()
    }

    /// Every path in any flag, where it is here.
    pub(super) fn all_paths(&self) -> Vec<PathBuf> {
        let texts = self.container.flags.texts();
        let paths = texts.flat_map(|text| text.split([',', ':']));
        paths
            .filter(|text| text.starts_with('/'))
            .filter_map(|text| self.here(text))
            .collect()
    }
}

fn bare(flag: &str) -> &str {
    flag.trim_start_matches('-')
}
