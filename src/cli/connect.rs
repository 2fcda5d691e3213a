//! The network, for the commands that use it: what was allowed.

use std::time::Duration;

use certgraph::explain::{ConnectOptions, Credentials, ProxyVariables};
use clap::Args;

use super::terminal;

/// What `explain` may do on the network.
#[derive(Args)]
#[command(next_help_heading = "The live server")]
pub(crate) struct ConnectArgs {
    /// Make one TLS handshake with the server of the kubeconfig; no credentials are sent
    #[arg(long, conflicts_with_all = ["tls_cert_file", "tls_private_key_file", "tls_sni_cert_key"])]
    connect: bool,
    /// On a second connection present the client certificate too, and ask the server which user it sees
    #[arg(long, requires = "connect")]
    as_client: bool,
    /// With --as-client, send the token as well
    #[arg(long, requires = "as_client")]
    send_token: bool,
    #[command(flatten)]
    network: NetworkArgs,
}

/// What holds for every connection.
#[derive(Args)]
pub(crate) struct NetworkArgs {
    /// Go through the proxy of proxy-url or HTTPS_PROXY, as kubectl does
    #[arg(long)]
    pub allow_proxy: bool,
    /// Seconds that each connection may take in all
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=300))]
    timeout: u64,
}

impl NetworkArgs {
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }

    /// What the environment says of proxies.
    pub(crate) fn variables() -> ProxyVariables {
        let either = |upper, lower| terminal::variable(upper).or_else(|| terminal::variable(lower));
        ProxyVariables {
            url: either("HTTPS_PROXY", "https_proxy"),
            exempt: either("NO_PROXY", "no_proxy").unwrap_or_default(),
        }
    }
}

impl ConnectArgs {
    /// What is allowed; none where nobody is to be called.
    pub(super) fn options(&self) -> Option<ConnectOptions> {
        let credentials = match (self.as_client, self.send_token) {
            (false, _) => Credentials::None,
            (true, false) => Credentials::Certificate,
            (true, true) => Credentials::CertificateAndToken,
        };
        self.connect.then(|| ConnectOptions {
            credentials,
            allow_proxy: self.network.allow_proxy,
            timeout: self.network.timeout(),
            variables: NetworkArgs::variables(),
        })
    }
}
