//! kube-scheduler (`cmd/kube-scheduler/app/options`).

use super::own_server;
use super::program::Program;
use super::reader::Reader;
use super::setting::{Setting, When};

pub(super) const SETTINGS: &[Setting] = &[
    Setting::kubeconfig("--kubeconfig", Program::KubeApiserver, When::Always, "{}"),
    own_server::AUTHENTICATION,
    own_server::AUTHORIZATION,
    Setting::at_start("--config", Reader::Configuration, "{}"),
    own_server::CLIENT_CA,
    own_server::REQUEST_HEADER_CA,
    own_server::CERTIFICATE,
];
