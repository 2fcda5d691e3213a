//! What kubectl prints of a server that it cannot talk to (net/http, crypto/tls, kubectl `pkg/cmd/util/helpers.go`).

use crate::connection::Predicted;
use crate::finding::{Closing, NetworkFault, NetworkStage, ProxyFault, Spoken};
use crate::verify::Verdict;

/// How long kubectl waits for a TCP connection (client-go `transport/cache.go`).
const DIAL: u64 = 30;

/// How long it waits for a TLS handshake (apimachinery `util/net/http.go`).
const TLS: u64 = 10;

/// Whether kubectl fails for certain, and its words. `host_port` is the server as the kubeconfig writes it.
pub(crate) fn outcome(fault: &NetworkFault, host_port: &str) -> (Verdict, Predicted) {
    let certain = is_certain(fault);
    let (verdict, exit) = if certain {
        (Verdict::Reject, Some(1))
    } else {
        (Verdict::Undetermined, None)
    };
    let printed = inner(fault, host_port).map(|inner| printed(&inner, host_port));
    let predicted = Predicted {
        exit,
        kubectl: printed.clone(),
        kubectl_raw: printed,
        apiserver_log: None,
        http_status: None,
        client_error: None,
    };
    (verdict, predicted)
}

/// kubectl has the same trouble for certain: it waits longer, and its TLS is not certgraph's.
pub(crate) fn is_certain(fault: &NetworkFault) -> bool {
    match fault {
        NetworkFault::Silent { stage, waited, .. } => {
            *waited
                >= match stage {
                    NetworkStage::Handshake => TLS,
                    NetworkStage::Resolve | NetworkStage::Connect | NetworkStage::Answer => DIAL,
                }
        }
        NetworkFault::BeyondUs { .. } | NetworkFault::NotResolved { absent: false, .. } => false,
        // kubectl 1.32 and later, which Go 1.24 builds, send the large one and nothing else.
        NetworkFault::LargeHello { fault, .. } => is_certain(fault),
        NetworkFault::Proxy { fault, .. } => match fault {
            ProxyFault::Network(fault) => is_certain(fault),
            ProxyFault::Protocol(_) => false,
            ProxyFault::Status(_) | ProxyFault::Socks(_) | ProxyFault::Untrusted(_) => true,
        },
        _ => true,
    }
}

/// A refused connection has a sentence of its own, whoever refused it.
fn printed(inner: &str, host_port: &str) -> String {
    if inner.contains("connection refused") {
        return format!(
            "The connection to the server {host_port} was refused - did you specify the right host or port?"
        );
    }
    format!("Unable to connect to the server: {inner}")
}

/// Go's error; none where its words cannot be known.
fn inner(fault: &NetworkFault, host_port: &str) -> Option<String> {
    Some(match fault {
        NetworkFault::NotResolved { host, absent: true } => {
            format!("dial tcp: lookup {host} on DNS-SERVER:53: no such host")
        }
        NetworkFault::NotResolved { absent: false, .. } | NetworkFault::BeyondUs { .. } => {
            return None;
        }
        NetworkFault::Refused { address } => {
            format!("dial tcp {address}: connect: connection refused")
        }
        NetworkFault::Unreachable { address, reason } => {
            format!("dial tcp {address}: connect: {reason}")
        }
        NetworkFault::Silent { address, stage, .. } => match stage {
            NetworkStage::Resolve => format!("dial tcp: lookup {address}: i/o timeout"),
            NetworkStage::Connect => format!("dial tcp {address}: i/o timeout"),
            NetworkStage::Handshake => "net/http: TLS handshake timeout".to_owned(),
            NetworkStage::Answer => {
                "net/http: request canceled (Client.Timeout exceeded while awaiting headers)"
                    .to_owned()
            }
        },
        NetworkFault::Closed { address, manner } => match manner {
            Closing::Eof => "EOF".to_owned(),
            Closing::Torn => "unexpected EOF".to_owned(),
            Closing::Reset => {
                format!("read tcp CLIENT:PORT->{address}: read: connection reset by peer")
            }
        },
        NetworkFault::NotTls {
            protocol: Spoken::Http,
            ..
        } => "http: server gave HTTP response to HTTPS client".to_owned(),
        NetworkFault::NotTls { .. } => {
            "tls: first record does not look like a TLS handshake".to_owned()
        }
        NetworkFault::Alert { .. } => {
            format!("remote error: tls: {}", fault.alert().unwrap_or_default())
        }
        NetworkFault::OldVersion { .. } => {
            "tls: server selected unsupported protocol version 302".to_owned()
        }
        NetworkFault::LargeHello { fault, .. } => inner(fault, host_port)?,
        NetworkFault::Renegotiation { .. } => "local error: tls: no renegotiation".to_owned(),
        NetworkFault::BadSignature { go } => go.clone(),
        NetworkFault::Proxy { proxy, fault } => match fault {
            ProxyFault::Network(fault) => format!("proxyconnect tcp: {}", inner(fault, host_port)?),
            // net/http keeps the words and drops the number.
            ProxyFault::Status(status) => status.split_once(' ').map_or_else(
                || "unknown status code".to_owned(),
                |(_, text)| text.to_owned(),
            ),
            ProxyFault::Socks(text) => {
                let proxy = proxy.rsplit(['/', '@']).next().unwrap_or(proxy);
                format!("socks connect tcp {proxy}->{host_port}: {text}")
            }
            ProxyFault::Untrusted(go) => format!("proxyconnect tcp: {go}"),
            ProxyFault::Protocol(_) => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_server_whoever_refuses() {
        let refused = || NetworkFault::Refused {
            address: "127.0.0.1:1".to_owned(),
        };
        let through = NetworkFault::Proxy {
            proxy: "http://127.0.0.1:3128".to_owned(),
            fault: ProxyFault::Network(Box::new(refused())),
        };
        for fault in [refused(), through] {
            let (verdict, predicted) = outcome(&fault, "10.0.0.10:6443");
            assert_eq!(verdict, Verdict::Reject);
            assert_eq!(
                predicted.kubectl.as_deref(),
                Some(
                    "The connection to the server 10.0.0.10:6443 was refused - did you specify the right host or port?"
                )
            );
        }
    }

    #[test]
    fn silence_is_certain_only_where_kubectl_gives_up_too() {
        let silent = |waited| NetworkFault::Silent {
            address: "10.0.0.10:6443".to_owned(),
            stage: NetworkStage::Connect,
            waited,
        };
        assert_eq!(outcome(&silent(5), "h").0, Verdict::Undetermined);
        assert_eq!(outcome(&silent(30), "h").0, Verdict::Reject);
    }
}
