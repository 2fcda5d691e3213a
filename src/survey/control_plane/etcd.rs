//! etcd from its manifest: towards its clients and towards its peers (etcd `client/pkg/transport/listener.go`).

use super::etcd_demands as demands;
use super::program::Program;
use super::server::ServerSource;
use super::url;
use crate::survey::Rules;

use crate::assemble::{ComponentFlags, ComponentTrust, FlagNames};

/// The side that clients see.
pub(super) fn client_side(program: &Program, keys: bool, rules: &Rules<'_>) -> ServerSource {
    let source = ServerSource {
        names: FlagNames::ETCD,
        client_ca: program.file("--trusted-ca-file"),
        certificate: program.file("--cert-file"),
        key: program.file("--key-file").filter(|_| keys),
        demands: demands::of_clients(program, rules),
        ..ServerSource::default()
    };
    demands::trusting(source, program, &demands::CLIENTS, rules)
}

/// The side that peers see.
pub(super) fn peer_side(program: &Program, keys: bool, rules: &Rules<'_>) -> ServerSource {
    let source = ServerSource {
        names: FlagNames::ETCD_PEER,
        client_ca: program.file("--peer-trusted-ca-file"),
        certificate: program.file("--peer-cert-file"),
        key: program.file("--peer-key-file").filter(|_| keys),
        demands: demands::of_peers(program, rules),
        ..ServerSource::default()
    };
    demands::trusting(source, program, &demands::PEERS, rules)
}

/// etcd as the client of its peers: with a certificate of its own for that, or with the one that it serves with.
pub(super) fn peer(program: &Program, keys: bool) -> Option<ComponentFlags> {
    let url = program
        .value("--initial-advertise-peer-urls")
        .or_else(|| program.value("--listen-peer-urls"))?
        .split(',')
        .find(|url| url.starts_with("https://"))?;
    let serving = program.file("--peer-cert-file");
    let key = program.file("--peer-key-file");
    Some(ComponentFlags {
        component: crate::programs::Program::Etcd,
        file: program.manifest.clone(),
        url: url.to_owned(),
        server_name: url::host(url)?,
        location: program.place("--initial-advertise-peer-urls"),
        trust: program
            .file("--peer-trusted-ca-file")
            .map_or(ComponentTrust::SystemRoots, ComponentTrust::Strict),
        certificate: program.file("--peer-client-cert-file").or(serving),
        key: program
            .file("--peer-client-key-file")
            .or(key)
            .filter(|_| keys),
        front_proxy: false,
        dialled: None,
    })
}

/// The address from which it calls its peers: the one that it is reached at, where that is an address.
pub(super) fn peer_address(program: &Program) -> Option<String> {
    let urls = program
        .value("--initial-advertise-peer-urls")
        .or_else(|| program.value("--listen-peer-urls"))?;
    let host = url::host(urls.split(',').next()?)?;
    host.parse::<std::net::IpAddr>().is_ok().then_some(host)
}

/// Whether it is the only member of its cluster, which dials nobody's peer port.
pub(super) fn is_alone(program: &Program) -> bool {
    program.list("--initial-cluster").len() == 1
}

/// Where a client on the node finds etcd.
pub(super) fn local_url(program: &Program) -> Option<&str> {
    let urls = program
        .value("--listen-client-urls")
        .or_else(|| program.value("--advertise-client-urls"))?;
    let mut urls = urls.split(',').filter(|url| url.starts_with("https://"));
    let first = urls.clone().next();
    urls.find(|url| url.contains("127.0.0.1")).or(first)
}

/// The URLs that it listens on for clients.
pub(super) fn listens(program: &Program) -> Vec<String> {
    program.list("--listen-client-urls")
}

/// All URLs that clients find it at.
pub(super) fn client_urls(program: &Program) -> Vec<String> {
    let own = ["--listen-client-urls", "--advertise-client-urls"];
    let urls = own.iter().filter_map(|flag| program.value(flag));
    let urls = urls.flat_map(|urls| urls.split(','));
    urls.filter(|url| url.starts_with("https://"))
        .map(str::to_owned)
        .collect()
}

/// Whether it is this etcd that a client of `url` on its node meets: by one of its own URLs, or through the loopback on
/// one of their ports.
pub(super) fn listens_on(program: &Program, url: &str) -> bool {
    let own = client_urls(program);
    let loopback = url::place(url).filter(|(host, _)| url::is_loopback(host));
    let ports = || own.iter().filter_map(|own| Some(url::place(own)?.1));
    url::is_at(&own, url) || loopback.is_some_and(|(_, port)| ports().any(|own| own == port))
}

/// A member that speaks to members like itself.
pub(super) fn standard_peer(source: &ServerSource) -> Option<ComponentFlags> {
    let certificate = source.certificate.clone()?;
    Some(ComponentFlags {
        component: crate::programs::Program::Etcd,
        file: certificate.location.file.to_string(),
        url: "https://127.0.0.1:2380".to_owned(),
        server_name: "127.0.0.1".to_owned(),
        location: certificate.location.clone(),
        trust: ComponentTrust::Strict(source.client_ca.clone()?),
        certificate: Some(certificate),
        key: source.key.clone(),
        front_proxy: false,
        dialled: None,
    })
}
