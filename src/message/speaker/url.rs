//! What a URL or an address in a line tells: the port and the path of the server.

use super::Speaker;
use super::link::Link;
use super::software::Software;
use crate::programs::Program;

/// Ports of the programs of a cluster, by their defaults: kubernetes `pkg/cluster/ports`, etcd, k3s, konnectivity.
const PORTS: [(u16, Speaker); 12] = [
    (6443, Speaker::Cluster(Program::KubeApiserver)),
    (8443, Speaker::Cluster(Program::KubeApiserver)),
    (16443, Speaker::Cluster(Program::KubeApiserver)),
    (10250, Speaker::Cluster(Program::Kubelet)),
    (10257, Speaker::Cluster(Program::KubeControllerManager)),
    (10259, Speaker::Cluster(Program::KubeScheduler)),
    (2379, Speaker::Cluster(Program::Etcd)),
    (2380, Speaker::Cluster(Program::Etcd)),
    (9443, Speaker::Cluster(Program::Webhook)),
    (9345, Speaker::Other(Software::K3s)),
    (8132, Speaker::Other(Software::Konnectivity)),
    (8091, Speaker::Other(Software::Konnectivity)),
];

/// Paths below which only the API server answers.
const PATHS: [&str; 5] = ["/api?", "/api/", "/apis/", "/apis?", "/version"];

/// Ports that are looked at in one line.
const ADDRESSES: usize = 16;

/// Who is called: by the first URL of the line, or the address behind `dial tcp` and in grpc's `Addr:`.
pub(super) fn called(line: &str) -> Link {
    let server = schemes(line)
        .find_map(of_address)
        .or_else(|| after(line, "dial tcp ").and_then(of_address))
        .or_else(|| after(line, "Addr: ").and_then(of_address));
    let server = server.or_else(|| is_webhook(line).then_some(Speaker::Cluster(Program::Webhook)));
    let etcd = Speaker::Cluster(Program::Etcd);
    let client = match server {
        // On its peer port etcd is called by etcd.
        Some(server) if server == etcd && line.contains(":2380") => Some(etcd),
        // grpc-go's own log names the address only; the port tells who calls there.
        Some(server) if server == etcd && line.contains("addrConn.createTransport failed") => {
            Some(Speaker::Cluster(Program::KubeApiserver))
        }
        Some(Speaker::Cluster(Program::Webhook)) if is_webhook(line) => {
            Some(Speaker::Cluster(Program::KubeApiserver))
        }
        _ => None,
    };
    Link { client, server }
}

/// What Go's net/http puts before the error of a request: the method, and the URL with or without quotes.
const METHODS: [&str; 5] = ["Get", "Post", "Put", "Patch", "Head"];

/// Whether the line reports a request of a Go client.
pub(super) fn is_request(line: &str) -> bool {
    METHODS.iter().any(|method| request(line, method).is_some())
}

/// What stands behind `METHOD http` or `METHOD "http`.
fn request<'a>(line: &'a str, method: &str) -> Option<&'a str> {
    line.match_indices(method)
        .take(ADDRESSES)
        .filter_map(|(at, name)| line.get(at + name.len()..)?.strip_prefix(' '))
        .find_map(|url| {
            let url = url.trim_start_matches(['"', '\\']);
            url.strip_prefix("https://")
                .or_else(|| url.strip_prefix("http://"))
        })
}

/// kube-apiserver posts to Services: admission and conversion webhooks.
fn is_webhook(line: &str) -> bool {
    request(line, "Post").is_some_and(|url| {
        let authority = url.split(['/', '?', '"', '\\']).next().unwrap_or_default();
        let host = authority.split(':').next().unwrap_or_default();
        host.ends_with(".svc") && host != "kubernetes.default.svc"
    })
}

fn schemes(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("https://")
        .take(ADDRESSES)
        .filter_map(|(at, scheme)| line.get(at + scheme.len()..))
}

fn after<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let (_, behind) = line.split_once(mark)?;
    Some(behind.trim_start_matches(['"', '\\', '\'']))
}

/// `HOST:PORT/PATH` up to where it cannot go on.
fn of_address(text: &str) -> Option<Speaker> {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\\' | '\'' | ',' | '}' | '>'))
        .unwrap_or(text.len());
    let address = text.get(..end)?.trim_end_matches(':');
    let (authority, path) = address
        .find('/')
        .map_or((address, ""), |slash| address.split_at(slash));
    let port = authority
        .rsplit_once(':')
        .and_then(|(_, port)| port.parse::<u16>().ok());
    let by_port = PORTS
        .iter()
        .find(|(known, _)| Some(*known) == port)
        .map(|(_, speaker)| *speaker);
    by_port.or_else(|| {
        // `/api` alone may end the line.
        let is_api = path == "/api" || PATHS.iter().any(|known| path.starts_with(known));
        is_api.then_some(Speaker::Cluster(Program::KubeApiserver))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_tells_the_server() {
        let server = |line| called(line).server.map(Speaker::as_str);
        assert_eq!(
            server("Get \"https://10.0.0.1:10250/x\": EOF"),
            Some("kubelet")
        );
        assert_eq!(server("Get \\\"https://[::1]:2379\\\": EOF"), Some("etcd"));
        assert_eq!(
            server("dial tcp 10.0.0.1:6443: i/o timeout"),
            Some("kube-apiserver")
        );
        assert_eq!(server("{Addr: \"10.0.0.1:2379\", ServerName"), Some("etcd"));
        assert_eq!(
            server("https://lb.example/api/v1/nodes"),
            Some("kube-apiserver")
        );
        assert_eq!(server("https://shop.example/cart"), None);
        assert_eq!(server("remote 10.0.0.1:6443"), None);
        assert_eq!(
            called("https://a:2380/members").client.map(Speaker::as_str),
            Some("etcd")
        );
    }
}
