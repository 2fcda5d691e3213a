//! Several manifests of one program in the kubelet's folder: a backup beside its original, mostly, since the kubelet reads
//! every file there whatever its ending (kubelet `config/file.go` `extractFromDir`).

use super::etcd;
use super::program::Program;
use super::url;
use crate::finding::{Finding, Problem, Rivalry};
use crate::ground::location::Location;

/// The programs of which a node has one, and the port that each listens on.
const ONE_EACH: [(&str, u16); 4] = [
    ("kube-apiserver", 6443),
    ("kube-controller-manager", 10257),
    ("kube-scheduler", 10259),
    (ETCD, 2379),
];
const ETCD: &str = "etcd";

/// What stands beside the first of each program.
pub(super) fn check(programs: &[Program]) -> Vec<Finding> {
    let of_program = |(name, port): &(&'static str, u16)| {
        let (name, port) = (*name, *port);
        let mut all = programs.iter().filter(move |program| program.is(name));
        let first = all.next();
        first.into_iter().flat_map(move |first| {
            let beside = all.clone().filter(|other| other.manifest != first.manifest);
            beside
                .map(move |other| finding(name, first, other, rivalry(first, other, (name, port))))
        })
    };
    ONE_EACH.iter().flat_map(of_program).collect()
}

fn finding(component: &'static str, used: &Program, other: &Program, rivalry: Rivalry) -> Finding {
    let place = |program: &Program| Location::file(program.manifest.as_str());
    let problem = Problem::SeveralManifests {
        component,
        used: used.manifest.clone(),
        rivalry,
    };
    Finding::new(problem, None, vec![place(other), place(used)])
}

/// Of two pods of one name the kubelet starts one, and the other when that is gone (kubelet `pod_workers.go`
/// `allowStaticPodStart`).
fn rivalry(one: &Program, other: &Program, program: (&str, u16)) -> Rivalry {
    let on_host = one.host_network() && other.host_network();
    let listens = ports(other, program);
    let share = ports(one, program)
        .iter()
        .any(|port| listens.contains(port));
    if one.pod() == other.pod() {
        Rivalry::Name
    } else if on_host && share {
        Rivalry::Port
    } else {
        Rivalry::None
    }
}

/// The ports that a program takes on its host.
fn ports(own: &Program, (name, usual): (&str, u16)) -> Vec<u16> {
    let ports = if name == ETCD {
        let urls = etcd::listens(own);
        urls.iter().filter_map(|url| url::port(url)).collect()
    } else {
        let port = own.value("--secure-port").map(str::parse);
        Vec::from_iter(port.and_then(Result::ok))
    };
    if ports.is_empty() { vec![usual] } else { ports }
}
