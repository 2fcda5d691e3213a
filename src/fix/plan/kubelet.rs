//! Kubeconfigs for kubelets whose client certificate is over. A kubelet that cannot start acts on no manifest, so these come
//! before any restart of a static pod.

use super::step::Steps;
use crate::fix::model::{Command, KubeletConf, NodeRank, Words};
use crate::fix::propose::{remake_kubelet_conf, remake_kubelet_conf_by_hostname};
use crate::programs::Program;

/// Adds the steps for these kubelets.
pub(super) fn remake(steps: &mut Steps<'_>, kubelets: &[(usize, &KubeletConf)]) {
    let (workers, own): (Vec<_>, Vec<_>) =
        kubelets.iter().copied().partition(|(_, conf)| conf.worker);
    let same_endpoint = own
        .windows(2)
        .all(|pair| matches!(pair, [(_, one), (_, other)] if one.endpoint == other.endpoint));
    let by_hostname = own.len() > 1 && same_endpoint;
    for (index, conf) in own {
        steps.add(
            index,
            "make a kubelet.conf with a new client certificate, and start the kubelet with it"
                .to_owned(),
            if by_hostname {
                remake_kubelet_conf_by_hostname(conf)
            } else {
                remake_kubelet_conf(conf)
            },
        );
    }
    by_a_control_plane(steps, &workers);
}

/// Workers hold no CA key: a control-plane node makes their files, and each fetches its own.
fn by_a_control_plane(steps: &mut Steps<'_>, workers: &[(usize, &KubeletConf)]) {
    let Some((_, first)) = workers.first() else {
        return;
    };
    let maker = steps
        .nodes
        .iter()
        .position(|node| node.rank == NodeRank::ControlPlane);
    let names: Vec<_> = workers.iter().map(|(_, conf)| conf.node.as_str()).collect();
    let make = maker.and_then(|_| make(&names, &first.endpoint));
    let (Some(maker), Some(make)) = (maker, make) else {
        return;
    };
    let from = steps.nodes.get(maker).map(|node| node.name.clone());
    steps.add(
        maker,
        "make a kubelet.conf with a new client certificate for each of these nodes".to_owned(),
        make.into_iter().map(Some),
    );
    for (index, _) in workers {
        steps.add(
            *index,
            "put it in place, and start the kubelet with it".to_owned(),
            fetch(from.as_deref().unwrap_or_default()),
        );
        steps.restart(*index, Program::Kubelet);
    }
}

/// Names of nodes are DNS names (Kubernetes `ValidateNodeName`); one that is none would be read by the shell.
fn make(names: &[&str], endpoint: &str) -> Option<Vec<Command>> {
    let mut list = Words::new("for n in");
    for name in names {
        list = list.value(name);
    }
    let user = list
        .raw("; do")
        .and("kubeadm kubeconfig user --org=system:nodes --client-name=\"system:node:$n\" > \"/root/kubelet-$n.conf\" &&")
        .and("kubectl config set-cluster kubernetes --kubeconfig=\"/root/kubelet-$n.conf\"")
        .option("--server", &format!("https://{endpoint}"))
        .raw("; done")
        .done()?;
    Some(vec![user])
}

fn fetch(from: &str) -> [Option<Command>; 2] {
    [
        Words::new("mv /etc/kubernetes/kubelet.conf")
            .raw("/var/lib/kubelet/pki/kubelet-client-*")
            .and("/root/")
            .done(),
        Words::new("scp")
            .raw(format!("\"root@{from}:/root/kubelet-$(hostname).conf\""))
            .and("/etc/kubernetes/kubelet.conf")
            .done(),
    ]
}
