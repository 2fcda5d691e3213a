//! kube-scheduler (`cmd/kube-scheduler/app/options`).

use super::program::Program;
use super::reader::Reader;
use super::setting::{Reread, Setting, When};

pub(super) const SETTINGS: &[Setting] = &[
    Setting::kubeconfig("--kubeconfig", Program::KubeApiserver, When::Always, "{}"),
    Setting::kubeconfig(
        "--authentication-kubeconfig",
        Program::KubeApiserver,
        When::Always,
        "failed to get delegated authentication kubeconfig: failed to get delegated authentication kubeconfig: {}",
    ),
    Setting::kubeconfig(
        "--authorization-kubeconfig",
        Program::KubeApiserver,
        When::Always,
        "failed to get delegated authorization kubeconfig: failed to get delegated authorization kubeconfig: {}",
    ),
    Setting::at_start("--config", Reader::Configuration, "{}"),
    Setting {
        reread: Reread::Watched,
        ..Setting::at_start(
            "--client-ca-file",
            Reader::DynamicCa("client-ca-bundle"),
            "unable to load client CA provider: {}",
        )
    },
    Setting {
        reread: Reread::Watched,
        ..Setting::at_start(
            "--requestheader-client-ca-file",
            Reader::DynamicCa("request-header"),
            "unable to create request header authentication config: {}",
        )
    },
    Setting {
        reread: Reread::Watched,
        ..Setting::at_start(
            "--tls-cert-file",
            Reader::Certificate {
                key: "--tls-private-key-file",
            },
            "{}",
        )
    },
];
