//! The server of their own that kube-controller-manager and kube-scheduler run for probes and metrics: both take its flags, and
//! its words, from one package (apiserver `server/options/authentication.go`, `authorization.go`, `serving.go`).

use super::program::Program;
use super::reader::Reader;
use super::setting::{Reread, Setting, When};

/// Whom it asks who a caller is.
pub(super) const AUTHENTICATION: Setting = Setting::kubeconfig(
    "--authentication-kubeconfig",
    Program::KubeApiserver,
    When::Always,
    "failed to get delegated authentication kubeconfig: failed to get delegated authentication kubeconfig: {}",
);

/// Whom it asks what a caller may do.
pub(super) const AUTHORIZATION: Setting = Setting::kubeconfig(
    "--authorization-kubeconfig",
    Program::KubeApiserver,
    When::Always,
    "failed to get delegated authorization kubeconfig: failed to get delegated authorization kubeconfig: {}",
);

/// The CAs of its clients.
pub(super) const CLIENT_CA: Setting = watched(
    "--client-ca-file",
    Reader::DynamicCa("client-ca-bundle"),
    "unable to load client CA provider: {}",
);

/// The CAs of front proxies.
pub(super) const REQUEST_HEADER_CA: Setting = watched(
    "--requestheader-client-ca-file",
    Reader::DynamicCa("request-header"),
    "unable to create request header authentication config: {}",
);

/// What it serves with.
pub(super) const CERTIFICATE: Setting = watched(
    "--tls-cert-file",
    Reader::Certificate {
        key: "--tls-private-key-file",
    },
    "{}",
);

const fn watched(name: &'static str, reader: Reader, frame: &'static str) -> Setting {
    Setting {
        reread: Reread::Watched,
        ..Setting::at_start(name, reader, frame)
    }
}
