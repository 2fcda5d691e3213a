//! Flags that a program refuses by themselves, whatever their files hold.

use super::program::Program;
use super::{etcd, kube_apiserver, kube_controller_manager};

/// A flag that must not stand beside others.
#[derive(Clone, Copy, Debug)]
pub struct Exclusion {
    /// The flag.
    pub flag: &'static str,
    /// What it excludes.
    pub others: &'static [&'static str],
    /// The program's words; `{flag}` and `{other}` are the values of both.
    pub words: &'static str,
}

/// A certificate whose key has to be named too.
#[derive(Clone, Copy, Debug)]
pub struct Half {
    /// The flag of the certificate.
    pub certificate: &'static str,
    /// That of its key.
    pub key: &'static str,
    /// The program's words; `{certificate}` and `{key}` are the paths, one of which is empty.
    pub words: &'static str,
}

/// A flag that a release of the program does not know any more.
#[derive(Clone, Copy, Debug)]
pub struct Removed {
    /// How its name begins, with both dashes.
    pub prefix: &'static str,
    /// The first minor release without it, `(3, 7)`.
    pub since: (u16, u16),
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
        Program::KubeApiserver => &[Half {
            certificate: "--etcd-certfile",
            key: "--etcd-keyfile",
            words: "error creating storage factory: KeyFile and CertFile must both be present[key: {key}, cert: {certificate}]",
        }],
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
