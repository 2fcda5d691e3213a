//! konnectivity: the proxy server that kube-apiserver calls, and the agents that dial it from the nodes.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, by_client, by_server, cause, entry};

const AGENT: &str = "proxy-agent of konnectivity";
const SOURCE: &str = "apiserver-network-proxy pkg/agent/client.go, pkg/server/server.go";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "konnectivity-token",
        Topic::Beyond,
        &["Failed to validate authentication token, err:{detail}", "Failed to validate authentication token", "Failed to authenticate request. err:{detail}"],
    )
    .by("proxy-server of konnectivity", SOURCE)
    .says(
        "the konnectivity server could not check the token of an agent, or does not accept it",
        "An agent shows a service account token, and the server asks kube-apiserver whether it is good. The rest of the line says whether that question failed (a timeout, the server's own kubeconfig) or the token was refused.",
    )
    .because(&[
        cause(Code::UnknownToken, "the token of the agent is of another cluster, or of another audience than --authentication-audience"),
        cause(Code::ConnectionTimeout, "the line ends in a timeout: kube-apiserver is not reached with --kubeconfig of the server"),
    ])
    .whole_line(),
    entry(
        "konnectivity-server-id",
        Topic::Beyond,
        &["expected one server ID in the context, got {detail}", "expected one server ID in the context"],
    )
    .by(AGENT, SOURCE)
    .says(
        "the konnectivity server refused the agent before it named itself",
        "The agent waits for the server's id and got none: the server refused the agent's token, or something else answers on the agent port. The server's log says which.",
    )
    .because(&[
        by_server(Code::UnknownToken, "the server logs `Client authentication failed`"),
        by_client(Code::NotTls, "a load balancer or another program answers on the port of --proxy-server-port"),
    ])
    .whole_line(),
];
