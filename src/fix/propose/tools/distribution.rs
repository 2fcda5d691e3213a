//! Which product wrote a kubeconfig, from what is in it, and the command with which that product writes it again.
//!
//! Each command is the one of the product's own documentation; the page of the finding links it.

use crate::decode::kubeconfig::{Exec, Kubeconfig};
use crate::fix::model::{Command, Selected, Words};

/// What a kubeconfig shows of where it comes from.
struct Signs<'a> {
    context: &'a str,
    cluster: &'a str,
    user: &'a str,
    /// `https://HOST:PORT/PATH` of the cluster, without what may be secret.
    server: String,
    exec: Option<&'a Exec>,
    /// The kubeconfig's own path.
    file: &'a str,
    /// The path of `certificate-authority`.
    ca_file: &'a str,
}

/// How a product hands out its kubeconfig.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Distribution {
    /// The product's name, as its documentation spells it.
    pub(crate) name: &'static str,
    /// Writes the kubeconfig again; none where that takes a browser.
    pub(crate) fetch: Option<Command>,
    /// What to do where there is no command, or what to know of it.
    pub(crate) note: &'static str,
}

/// Recognises the product; none where nothing tells.
pub(crate) fn distribution(config: &Kubeconfig, selected: &Selected) -> Option<Distribution> {
    let cluster = config
        .clusters
        .iter()
        .find(|cluster| cluster.name == selected.cluster);
    let user = config.users.iter().find(|user| user.name == selected.user);
    let signs = Signs {
        context: &selected.context,
        cluster: &selected.cluster,
        user: &selected.user,
        server: cluster
            .and_then(|cluster| cluster.server.as_ref())
            .map(|server| server.value.shown())
            .unwrap_or_default(),
        exec: user
            .and_then(|user| user.exec.as_ref())
            .map(|exec| &exec.value),
        file: &selected.file,
        ca_file: cluster
            .and_then(|cluster| cluster.certificate_authority.as_ref())
            .map(|file| file.value.written.as_str())
            .unwrap_or_default(),
    };
    KNOWN.iter().find_map(|recognise| recognise(&signs))
}

/// In an order in which what is surest comes first.
const KNOWN: [fn(&Signs<'_>) -> Option<Distribution>; 13] = [
    eks,
    gke,
    aks,
    digital_ocean,
    rancher,
    kind,
    k3d,
    minikube,
    microk8s,
    k3s,
    open_shift,
    cluster_api,
    talos,
];

fn known(name: &'static str, fetch: Option<Command>, note: &'static str) -> Option<Distribution> {
    Some(Distribution { name, fetch, note })
}

/// docs.aws.amazon.com, "Connect kubectl to an EKS cluster by creating a kubeconfig file".
fn eks(signs: &Signs<'_>) -> Option<Distribution> {
    let option = |names: &[&str]| {
        let options = signs.exec.map(|exec| exec.cluster_options.as_slice());
        let mut options = options.unwrap_or_default().iter();
        options.find_map(|(name, value)| names.contains(name).then_some(value.as_str()))
    };
    let program = signs.exec.map(|exec| program(&exec.command.written));
    let by_plugin = matches!(program, Some("aws" | "aws-iam-authenticator"));
    if !by_plugin && !host(&signs.server).ends_with(".eks.amazonaws.com") {
        return None;
    }
    let name = option(&["--cluster-name", "-i", "--cluster-id"]);
    // `arn:aws:eks:REGION:ACCOUNT:cluster/NAME`, as the tool names contexts.
    let arn = signs
        .cluster
        .strip_prefix("arn:")
        .map(|rest| rest.split(':'));
    let of_arn = arn.clone().and_then(|mut parts| parts.nth(2));
    let named = signs.cluster.rsplit_once(":cluster/").map(|(_, name)| name);
    // `KEY.gr7.REGION.eks.amazonaws.com`.
    let of_host = host(&signs.server)
        .strip_suffix(".eks.amazonaws.com")
        .and_then(|rest| rest.rsplit('.').next());
    let region = option(&["--region"]).or(of_arn).or(of_host);
    let fetch = name.or(named).and_then(|name| {
        let command = Words::new("aws eks update-kubeconfig").option("--name", name);
        match region {
            Some(region) => command.option("--region", region).done(),
            None => command.done(),
        }
    });
    known(
        "Amazon EKS",
        fetch,
        "run: aws eks update-kubeconfig --name CLUSTER --region REGION",
    )
}

/// cloud.google.com, "Install kubectl and configure cluster access": contexts are called `gke_PROJECT_LOCATION_NAME`.
fn gke(signs: &Signs<'_>) -> Option<Distribution> {
    let by_plugin = signs
        .exec
        .is_some_and(|exec| program(&exec.command.written) == "gke-gcloud-auth-plugin");
    let mut parts = signs
        .cluster
        .strip_prefix("gke_")
        .map(|rest| rest.splitn(3, '_'));
    if !by_plugin && parts.is_none() {
        return None;
    }
    let fetch = parts.as_mut().and_then(|parts| {
        let (project, location, name) = (parts.next()?, parts.next()?, parts.next()?);
        Words::new("gcloud container clusters get-credentials")
            .value(name)
            .option("--location", location)
            .option("--project", project)
            .done()
    });
    known(
        "GKE",
        fetch,
        "run: gcloud container clusters get-credentials CLUSTER --location LOCATION --project PROJECT",
    )
}

/// learn.microsoft.com, "az aks get-credentials": users are called `clusterUser_GROUP_NAME` or `clusterAdmin_GROUP_NAME`.
fn aks(signs: &Signs<'_>) -> Option<Distribution> {
    if !host(&signs.server).ends_with(".azmk8s.io") {
        return None;
    }
    let rest = ["clusterUser_", "clusterAdmin_"]
        .iter()
        .find_map(|prefix| signs.user.strip_prefix(prefix));
    let fetch = rest
        .and_then(|rest| rest.strip_suffix(signs.cluster)?.strip_suffix('_'))
        .and_then(|group| {
            Words::new("az aks get-credentials --overwrite-existing")
                .option("--resource-group", group)
                .option("--name", signs.cluster)
                .done()
        });
    known(
        "AKS",
        fetch,
        "run: az aks get-credentials --resource-group GROUP --name CLUSTER --overwrite-existing",
    )
}

/// docs.digitalocean.com, "doctl kubernetes cluster kubeconfig save": contexts are called `do-REGION-NAME`.
fn digital_ocean(signs: &Signs<'_>) -> Option<Distribution> {
    if !host(&signs.server).ends_with(".k8s.ondigitalocean.com") {
        return None;
    }
    let name = signs.cluster.strip_prefix("do-").and_then(|rest| {
        // `nyc1-`
        rest.split_once('-').map(|(_, name)| name)
    });
    let fetch = name.and_then(|name| {
        Words::new("doctl kubernetes cluster kubeconfig save")
            .value(name)
            .done()
    });
    known(
        "DigitalOcean",
        fetch,
        "run: doctl kubernetes cluster kubeconfig save CLUSTER",
    )
}

/// ranchermanager.docs.rancher.com, "Access a cluster with kubectl and kubeconfig": the server is
/// `https://RANCHER/k8s/clusters/ID`.
fn rancher(signs: &Signs<'_>) -> Option<Distribution> {
    signs.server.split_once("/k8s/clusters/")?;
    known(
        "Rancher",
        None,
        "download the kubeconfig again from the cluster's page in Rancher; its server is Rancher itself, not the cluster",
    )
}

/// kind.sigs.k8s.io, "Interacting with your cluster".
fn kind(signs: &Signs<'_>) -> Option<Distribution> {
    let name = signs.cluster.strip_prefix("kind-")?;
    let fetch = Words::new("kind export kubeconfig")
        .option("--name", name)
        .done();
    known(
        "kind",
        fetch,
        "a cluster that was created again has a new CA",
    )
}

/// k3d.io, "Handling kubeconfigs".
fn k3d(signs: &Signs<'_>) -> Option<Distribution> {
    let name = signs.cluster.strip_prefix("k3d-")?;
    let fetch = Words::new("k3d kubeconfig merge")
        .value(name)
        .and("--kubeconfig-merge-default --overwrite")
        .done();
    known(
        "k3d",
        fetch,
        "a cluster that was created again has a new CA",
    )
}

/// minikube.sigs.k8s.io, "update-context".
fn minikube(signs: &Signs<'_>) -> Option<Distribution> {
    if signs.cluster != "minikube" && !signs.ca_file.contains(".minikube") {
        return None;
    }
    let fetch = Words::new("minikube update-context")
        .option("--profile", signs.cluster)
        .done();
    known("minikube", fetch, "minikube start renews what has expired")
}

/// microk8s.io, "Working with kubectl".
fn microk8s(signs: &Signs<'_>) -> Option<Distribution> {
    if signs.cluster != "microk8s-cluster" {
        return None;
    }
    let fetch = Words::new("microk8s config >")
        .value("microk8s.yaml")
        .done();
    known(
        "MicroK8s",
        fetch,
        "sudo microk8s refresh-certs renews what has expired",
    )
}

/// docs.k3s.io, "Cluster Access": k3s calls cluster, context and user `default`, and writes its kubeconfig to one place.
fn k3s(signs: &Signs<'_>) -> Option<Distribution> {
    let own = signs.file.ends_with("/rancher/k3s/k3s.yaml");
    if !own && (signs.cluster, signs.context, signs.user) != ("default", "default", "default") {
        return None;
    }
    known(
        "k3s",
        None,
        "copy /etc/rancher/k3s/k3s.yaml again from a server node (/etc/rancher/rke2/rke2.yaml of RKE2), and put the server's \
         address in the place of 127.0.0.1; where it has expired there too, restart k3s on that node first",
    )
}

/// docs.redhat.com, "Getting started with the OpenShift CLI": contexts are called `NAMESPACE/HOST:PORT/USER`.
fn open_shift(signs: &Signs<'_>) -> Option<Distribution> {
    let mut parts = signs.context.split('/');
    let shaped = matches!((parts.next(), parts.next(), parts.next()), (Some(_), Some(at), Some(_)) if at.contains(':'));
    if !shaped {
        return None;
    }
    let fetch = Words::new("oc login").value(&signs.server).done();
    known("OpenShift", fetch, "oc login writes a new token")
}

/// cluster-api.sigs.k8s.io, "clusterctl get kubeconfig": contexts are called `NAME-admin@NAME`.
fn cluster_api(signs: &Signs<'_>) -> Option<Distribution> {
    let (user, name) = signs.context.split_once('@')?;
    // kubeadm's own is `kubernetes-admin@kubernetes`.
    if user.strip_suffix("-admin") != Some(name) || name == "kubernetes" {
        return None;
    }
    let fetch = Words::new("clusterctl get kubeconfig")
        .value(name)
        .and(">")
        .value(&format!("{name}.kubeconfig"))
        .done();
    known(
        "Cluster API",
        fetch,
        "run it where kubectl reaches the management cluster",
    )
}

/// docs.siderolabs.com, "talosctl kubeconfig": contexts are called `admin@NAME`.
fn talos(signs: &Signs<'_>) -> Option<Distribution> {
    let name = signs.context.strip_prefix("admin@")?;
    if name != signs.cluster || signs.user != signs.context {
        return None;
    }
    let fetch = Words::new("talosctl kubeconfig --force").done();
    known(
        "Talos",
        fetch,
        "talosctl signs a new client certificate each time",
    )
}

/// The last part of a path, which is the program.
fn program(command: &str) -> &str {
    let name = command.rsplit(['/', '\\']).next().unwrap_or(command);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// The host of a URL, as far as a name has to be compared.
fn host(server: &str) -> &str {
    let rest = server.split_once("://").map_or(server, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::kubeconfig::load_bytes;

    fn found(cluster: &str, user: &str, context: &str, server: &str, credential: &str) -> String {
        let text = format!(
            "apiVersion: v1\nkind: Config\nclusters: [{{name: \"{cluster}\", cluster: {{server: \"{server}\"}}}}]\n\
             users: [{{name: \"{user}\", user: {{{credential}}}}}]\n\
             contexts: [{{name: \"{context}\", context: {{cluster: \"{cluster}\", user: \"{user}\"}}}}]\n"
        );
        let loaded = load_bytes("k", text.as_bytes(), "/");
        let selected = Selected {
            file: "k".to_owned(),
            context: context.to_owned(),
            cluster: cluster.to_owned(),
            user: user.to_owned(),
        };
        distribution(&loaded.config, &selected).map_or_else(
            || "none".to_owned(),
            |found| match found.fetch {
                Some(command) => command.line(),
                None => found.name.to_owned(),
            },
        )
    }

    #[test]
    fn products_are_known_by_what_they_write() {
        let exec = "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws, args: [eks, get-token, \
                    --cluster-name, prod, --region, eu-west-1]}";
        for (cluster, user, context, server, credential, wanted) in [
            (
                "c",
                "u",
                "x",
                "https://A.gr7.eu-west-1.eks.amazonaws.com",
                exec,
                "aws eks update-kubeconfig --name=prod --region=eu-west-1",
            ),
            (
                "arn:aws:eks:us-east-1:1:cluster/live",
                "u",
                "x",
                "https://A.gr7.us-east-1.eks.amazonaws.com",
                "",
                "aws eks update-kubeconfig --name=live --region=us-east-1",
            ),
            (
                "gke_p_europe-west1_main",
                "u",
                "x",
                "https://1.2.3.4",
                "",
                "gcloud container clusters get-credentials main --location=europe-west1 --project=p",
            ),
            (
                "web",
                "clusterUser_rg-1_web",
                "web",
                "https://web-dns.hcp.westeurope.azmk8s.io:443",
                "",
                "az aks get-credentials --overwrite-existing --resource-group=rg-1 --name=web",
            ),
            (
                "kind-dev",
                "kind-dev",
                "kind-dev",
                "https://127.0.0.1:6443",
                "",
                "kind export kubeconfig --name=dev",
            ),
            (
                "k3d-a",
                "admin@k3d-a",
                "k3d-a",
                "https://0.0.0.0:1",
                "",
                "k3d kubeconfig merge a --kubeconfig-merge-default --overwrite",
            ),
            (
                "c",
                "c",
                "c",
                "https://rancher.example/k8s/clusters/c-m-1",
                "",
                "Rancher",
            ),
            (
                "default",
                "default",
                "default",
                "https://127.0.0.1:6443",
                "",
                "k3s",
            ),
            (
                "w1",
                "w1-admin",
                "w1-admin@w1",
                "https://10.0.0.1:6443",
                "",
                "clusterctl get kubeconfig w1 > w1.kubeconfig",
            ),
            (
                "t",
                "admin@t",
                "admin@t",
                "https://10.0.0.1:6443",
                "",
                "talosctl kubeconfig --force",
            ),
            (
                "kubernetes",
                "kubernetes-admin",
                "kubernetes-admin@kubernetes",
                "https://10.0.0.1:6443",
                "",
                "none",
            ),
        ] {
            assert_eq!(
                found(cluster, user, context, server, credential),
                wanted,
                "{cluster} {server}"
            );
        }
    }

    #[test]
    fn a_name_that_a_shell_would_run_is_not_printed() {
        assert_eq!(found("kind-\u{1b}x", "u", "x", "https://a", ""), "kind");
    }
}
