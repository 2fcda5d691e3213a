//! What a restart of a program costs, as measured on Kubernetes 1.37 and etcd 3.7 when its manifest goes away and comes back.

use super::program::Program;

/// What nobody gets while a program restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// What is not there.
    pub what: &'static str,
    /// For at least and at most so many seconds.
    pub seconds: (u16, u16),
}

/// The cost of a restart; none of a program that was not measured.
pub const fn outage(program: Program) -> Option<Outage> {
    let (what, seconds) = match program {
        // It ends open watches for up to 30 s after SIGTERM, with its port closed, and starts in 4 s.
        Program::KubeApiserver => ("no API", (34, 40)),
        Program::Etcd => ("no writes and reads", (20, 27)),
        // The old lease runs out first, 15 s.
        Program::KubeControllerManager => ("no leader", (16, 36)),
        Program::KubeScheduler => ("no leader", (16, 33)),
        Program::Kubelet => ("no logs, exec", (3, 10)),
        _ => return None,
    };
    Some(Outage { what, seconds })
}
