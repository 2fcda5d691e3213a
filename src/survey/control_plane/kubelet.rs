//! The kubelet's own API on its port 10250, from its configuration and its `pki` folder.

use std::path::{Path, PathBuf};

use super::host::Host;
use super::server::ServerSource;
use crate::decode::kubelet_config::{KubeletConfig, kubelet_config};
use crate::handshake::{FlagNames, NamedFile};
use crate::location::Location;
use crate::source::Limit;
use crate::survey::Rules;

const CONFIG: &str = "/var/lib/kubelet/config.yaml";
const FOLDER: &str = "/var/lib/kubelet/pki";

/// The kubelet's side. Where its configuration is not among the files given, `cluster_ca` stands for its client CA:
/// kubeadm's kubelets all have the cluster's.
pub(super) fn source(
    host: &Host,
    cluster_ca: Option<&NamedFile>,
    rules: &Rules<'_>,
) -> ServerSource {
    let config = config(host, rules);
    let names = FlagNames::KUBELET;
    let file = |flag, path: &str, place: &Location| {
        (!path.is_empty()).then(|| NamedFile {
            flag,
            path: host.here(Path::new(path)),
            location: place.clone(),
        })
    };
    let Some((config, place)) = config else {
        return ServerSource {
            names,
            client_ca: cluster_ca.cloned(),
            certificate: serving(host, "kubelet.crt"),
            anonymous: Some(false),
            ..ServerSource::default()
        };
    };
    let certificate = file(names.certificate, &config.tls_cert_file, &place);
    // Without files of its own it makes a certificate, or has the cluster issue one (kubelet `certificate/kubelet.go`).
    let certificate = certificate.or_else(|| {
        let rotated = serving(host, "kubelet-server-current.pem");
        let own = serving(host, "kubelet.crt");
        if config.server_tls_bootstrap {
            rotated
        } else {
            own
        }
    });
    let key = file(names.key, &config.tls_private_key_file, &place);
    ServerSource {
        names,
        client_ca: file(
            names.client_ca,
            &config.authentication.x509.client_ca_file,
            &place,
        ),
        key: key.filter(|key| {
            let readable = |path: &PathBuf| rules.files.open(path, Limit::REFERENCED).is_ok();
            key.path.as_ref().is_some_and(readable)
        }),
        certificate,
        anonymous: Some(config.authentication.anonymous.enabled),
        ..ServerSource::default()
    }
}

fn config(host: &Host, rules: &Rules<'_>) -> Option<(KubeletConfig, Location)> {
    let path = host.here(Path::new(CONFIG))?;
    let text = rules.files.read(&path, Limit::KUBECONFIG).ok()?;
    let config = kubelet_config(&text).ok()??;
    Some((config, Location::file(path.display().to_string())))
}

/// A serving certificate that the kubelet keeps for itself.
fn serving(host: &Host, name: &str) -> Option<NamedFile> {
    let path = host.here(&Path::new(FOLDER).join(name));
    let shown = path.as_ref().map(|path| path.display().to_string());
    Some(NamedFile {
        flag: "the kubelet's own certificate",
        location: Location::file(shown.unwrap_or_else(|| format!("{FOLDER}/{name}"))),
        path: path.filter(|path| path.exists()),
    })
}
