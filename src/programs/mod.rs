//! The programs of a cluster, as data: who they are, which flags and fields of theirs name what TLS rests on, what a faulty file
//! does to each of them, in which words, and when a file is read again.
//!
//! Nothing here opens a file. The survey asks [`settings`] which files a program reads as it starts, and [`Setting::effect`]
//! what the state of one does to it; the catalogue of messages can ask [`Setting::frame`] and [`Reader::words`] whose words
//! a line has.

mod built_with;
mod effect;
mod etcd;
mod kube_apiserver;
mod kube_controller_manager;
mod kube_scheduler;
mod kubelet;
mod outage;
mod own_server;
mod program;
mod reader;
mod release;
mod rules;
mod setting;
pub mod tls;

pub use built_with::{go_of_etcd, go_of_kubernetes};
pub use effect::{Effect, FileState};
pub use kube_controller_manager::Signer;
pub use outage::{Outage, outage};
pub use program::Program;
pub use reader::Reader;
pub use release::Release;
pub use rules::{Exclusion, Half, Removed};
pub use setting::{Judged, Reread, Setting, When};

/// The settings of a program that name files; none for a program whose flags are not known.
pub const fn settings(program: Program) -> &'static [Setting] {
    match program {
        Program::KubeApiserver => kube_apiserver::SETTINGS,
        Program::KubeControllerManager => kube_controller_manager::SETTINGS,
        Program::KubeScheduler => kube_scheduler::SETTINGS,
        Program::Kubelet => kubelet::SETTINGS,
        Program::Etcd => etcd::SETTINGS,
        Program::Kubectl
        | Program::KubeProxy
        | Program::EtcdProbe
        | Program::FrontProxy
        | Program::ExtensionApiserver
        | Program::Webhook
        | Program::TokenWebhook
        | Program::AuthorizationWebhook
        | Program::AuditWebhook
        | Program::ImagePolicyWebhook
        | Program::OidcIssuer
        | Program::EgressProxy
        | Program::Pod
        | Program::Talosctl
        | Program::Apid => &[],
    }
}

/// The setting of a program that has this name, `--client-ca-file`.
pub fn find_setting(program: Program, name: &str) -> Option<&'static Setting> {
    settings(program)
        .iter()
        .find(|setting| setting.name == name)
}

/// The signers of kube-controller-manager, the one for all first.
pub const fn signers() -> &'static [Signer] {
    &kube_controller_manager::SIGNERS
}

/// The flags of a program that exclude each other.
pub const fn exclusions(program: Program) -> &'static [Exclusion] {
    match program {
        Program::KubeApiserver => kube_apiserver::EXCLUSIONS,
        Program::KubeControllerManager => kube_controller_manager::EXCLUSIONS,
        Program::Etcd => etcd::EXCLUSIONS,
        _ => &[],
    }
}

/// The pairs of a program of which half a one ends it. Elsewhere half a pair is none.
pub const fn halves(program: Program) -> &'static [Half] {
    match program {
        Program::KubeApiserver => kube_apiserver::HALVES,
        Program::KubeControllerManager => kube_controller_manager::HALVES,
        Program::Etcd => etcd::HALVES,
        _ => &[],
    }
}

/// The flags that releases of a program have given up.
pub const fn removed(program: Program) -> &'static [Removed] {
    match program {
        Program::Etcd => etcd::REMOVED,
        _ => &[],
    }
}
