//! kube-apiserver from its manifest alone: what its clients meet, and whether it starts with the files that its flags
//! name, as far as they can be read.

use std::path::Path;
use std::sync::Arc;

use super::build::Build;
use super::etcd_servers::{self, Caller};
use super::host::Host;
use super::program::Program;
use super::programs;
use super::server;
use super::startup::Start;
use crate::assemble::{ComponentFlags, ComponentTrust};
use crate::connection::{Client, Credential, Server};
use crate::finding::{Finding, Problem, Severity, Step};
use crate::source::Limit;
use crate::survey::Rules;

const NAME: &str = "kube-apiserver";
/// What it opens as it starts, and uses when it calls a kubelet.
const FOR_KUBELETS: [&str; 3] = [
    "--kubelet-certificate-authority",
    "--kubelet-client-certificate",
    "--kubelet-client-key",
];
/// Private keys: of a copy of the certificates alone, that one is absent says nothing.
const KEYS: [&str; 4] = [
    "--tls-private-key-file",
    "--etcd-keyfile",
    "--kubelet-client-key",
    "--proxy-client-key-file",
];

/// The API server of one manifest, whose folder tells where the host's files are.
pub(in crate::survey) fn api_server_of_manifest(
    manifest: &Path,
    rules: &Rules<'_>,
) -> Result<Option<Server>, Box<Finding>> {
    let standard = Path::new("/etc/kubernetes");
    let absolute = std::path::absolute(manifest).unwrap_or_else(|_| manifest.to_owned());
    let folder = manifest.parent().and_then(Path::parent);
    let host = match (rules.root, folder) {
        (Some(root), _) => {
            Host::of_folder(&root.join("etc/kubernetes"), standard).below(rules.root)
        }
        (None, Some(folder))
            if absolute
                .parent()
                .is_some_and(|parent| parent.ends_with("manifests")) =>
        {
            Host::of_folder(folder, standard)
        }
        (None, _) => Host::of_folder(standard, standard),
    };
    let programs = programs::manifest(manifest, &host, rules)?;
    let own = programs.iter().find(|program| program.is(NAME));
    Ok(own.map(|own| started(own, &host, rules)))
}

/// Its side, with what keeps it from starting that no connection to it rests on.
fn started(own: &Program, host: &Host, rules: &Rules<'_>) -> Server {
    let mut build = Build::new(rules);
    let keys = KEYS.iter().any(|flag| is_there(own, flag, rules));
    let mut server = build.server(NAME, &server::api_server(own).with_keys(keys));
    let start = Start {
        component: crate::programs::Program::KubeApiserver,
        own,
        keys,
        rules,
    };
    build.start(&start, host);
    let mut opened = Vec::new();
    let for_kubelets = FOR_KUBELETS.iter();
    let for_kubelets = for_kubelets.filter(|flag| keys || !KEYS.contains(flag));
    opened.extend(for_kubelets.filter_map(|flag| own.file(flag)));
    build.opened(NAME, &opened);
    let mut caller = Caller::of(own);
    caller.key = caller.key.filter(|_| keys);
    let mut refused = Vec::new();
    for (url, place) in etcd_servers::named(own) {
        let by_tls = url.starts_with("https://");
        let client = build.client(NAME, &caller.at(url, place));
        if by_tls && refused.is_empty() {
            refused = out_of_date(&client, &caller, rules);
        }
    }
    if let Some(flags) = front_proxy(own, keys) {
        build.client(NAME, &flags);
    }
    build.stop(NAME, &mut server);
    let mut server = Arc::unwrap_or_clone(server);
    server.findings.extend(refused);
    server
}

fn is_there(own: &Program, flag: &'static str, rules: &Rules<'_>) -> bool {
    let path = own.file(flag).and_then(|file| file.path);
    path.is_some_and(|path| rules.files.open(&path, Limit::REFERENCED).is_ok())
}

/// No etcd takes a certificate out of its time. A program that runs keeps the connections that it has, so that clients are
/// served until it starts again: then it waits for one in vain before it serves (apiserver
/// `storagebackend/factory/etcd3.go`, `grpc.WithBlock`). So this is a warning, as the same connection is one of its own in
/// a whole control plane and fails nobody else's there.
fn out_of_date(client: &Client, caller: &Caller, rules: &Rules<'_>) -> Vec<Finding> {
    let Credential::Chain(chain) = &client.credential else {
        return Vec::new();
    };
    let (Some(leaf), Some(named)) = (chain.leaf(), &caller.certificate) else {
        return Vec::new();
    };
    let (certificate, at) = (&leaf.certificate, rules.at);
    if certificate.is_valid_at(at) {
        return Vec::new();
    }
    let problem = if at < certificate.not_before.at {
        Problem::NotYetValid {
            not_before: certificate.not_before,
            at,
        }
    } else {
        Problem::Expired {
            not_after: certificate.not_after,
            at,
        }
    };
    let places = vec![leaf.location.clone(), named.location.clone()];
    let mut finding = Finding::new(problem, Step::ServerPresents, places).about(certificate);
    finding.severity = Severity::Warning;
    vec![finding]
}

/// The pair of the aggregation layer. Who is called with it is no matter here.
fn front_proxy(own: &Program, keys: bool) -> Option<ComponentFlags> {
    let certificate = own.file("--proxy-client-cert-file")?;
    Some(ComponentFlags {
        component: crate::programs::Program::FrontProxy,
        file: own.manifest.clone(),
        url: "https://kubernetes.default.svc:443".to_owned(),
        server_name: "kubernetes.default.svc".to_owned(),
        location: certificate.location.clone(),
        trust: ComponentTrust::SystemRoots,
        certificate: Some(certificate),
        key: own.file("--proxy-client-key-file").filter(|_| keys),
        front_proxy: true,
        dialled: None,
    })
}
