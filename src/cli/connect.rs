//! The network, for the commands that use it: what was allowed, and whom to call.

use std::sync::Arc;
use std::time::Duration;

use certgraph::connection::{Client, Server};
use certgraph::decode::kubeconfig::{UrlText, bypasses_proxy, proxy};
use certgraph::fix::KubeconfigCase;
use certgraph::live::{accept, credentials, log_in, observe_server, target};
use certgraph::source::endpoint::{Proxy, Target};
use clap::Args;

use super::terminal;

/// What `explain` may do on the network.
#[derive(Args)]
#[command(next_help_heading = "The live server")]
pub(crate) struct ConnectArgs {
    /// Make one TLS handshake with the server of the kubeconfig; no credentials are sent
    #[arg(long, conflicts_with_all = ["tls_cert_file", "tls_private_key_file", "tls_sni_cert_key"])]
    pub connect: bool,
    /// On a second connection present the client certificate too, and ask the server which user it sees
    #[arg(long, requires = "connect")]
    pub as_client: bool,
    /// With --as-client, send the token as well
    #[arg(long, requires = "as_client")]
    pub send_token: bool,
    #[command(flatten)]
    pub network: NetworkArgs,
}

/// What holds for every connection.
#[derive(Args)]
pub(crate) struct NetworkArgs {
    /// Go through the proxy of proxy-url or HTTPS_PROXY, as kubectl does
    #[arg(long)]
    pub allow_proxy: bool,
    /// Seconds that each connection may take in all
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=300))]
    pub timeout: u64,
}

impl NetworkArgs {
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }

    /// The proxy that the environment names for a target (Go `httpproxy`).
    pub(crate) fn environment(target: &Target) -> Option<UrlText> {
        let either = |upper, lower| terminal::variable(upper).or_else(|| terminal::variable(lower));
        let url = either("HTTPS_PROXY", "https_proxy")?;
        let exempt = either("NO_PROXY", "no_proxy").unwrap_or_default();
        (!bypasses_proxy(&exempt, &target.host, target.port)).then(|| UrlText::new(url))
    }
}

/// The server's side with what the server shows; none where nobody was called.
pub(crate) fn live(
    args: &ConnectArgs,
    quiet: bool,
    client: &Client,
    case: &KubeconfigCase<'_>,
) -> Option<Server> {
    if !args.connect {
        return None;
    }
    let say = |text: &str| {
        if !quiet {
            terminal::note(text);
        }
    };
    if client.refusal.is_some() {
        say("not connected: kubectl refuses this configuration before it connects");
        return None;
    }
    let endpoint = client.endpoint.as_ref()?;
    let Some(target) = target(endpoint) else {
        say("not connected: the server URL is not https");
        return None;
    };
    let named = endpoint
        .proxy
        .clone()
        .or_else(|| NetworkArgs::environment(&target));
    let proxy = match route(named.as_ref(), &args.network) {
        Ok(proxy) => proxy.map(|proxy| Proxy {
            server_name: endpoint
                .server_name_is_set
                .then(|| endpoint.server_name.clone()),
            ..proxy
        }),
        Err(why) => {
            say(&why);
            return None;
        }
    };
    let through = proxy
        .as_ref()
        .map(|proxy| format!(" through {}", proxy.shown))
        .unwrap_or_default();
    say(&format!(
        "connecting to {}{through}; no credentials are sent",
        target.authority()
    ));
    let name = &endpoint.server_name;
    let accepts = accept(
        &client.trust,
        name,
        case.evaluation.at,
        case.evaluation.release,
    );
    let timeout = args.network.timeout();
    let mut server = observe_server(
        case.server,
        &target,
        proxy.as_ref(),
        &accepts,
        timeout,
        case.evaluation.release,
    );
    let answered = server
        .live
        .as_ref()
        .is_some_and(|live| live.fault.is_none());
    if args.as_client && answered {
        let secrets = credentials(
            case.loaded,
            case.flags,
            case.evaluation.files,
            client,
            args.send_token,
        );
        if secrets.certificate.is_some() || secrets.token.is_some() {
            say(&format!(
                "connecting to {}{through} again with the client certificate, if the server's certificate verifies",
                target.authority()
            ));
        }
        let (attempt, curl) = log_in(
            client,
            &target,
            &endpoint.parsed.path,
            proxy.as_ref(),
            &Arc::clone(&accepts),
            timeout,
            &secrets,
        );
        if let Some(live) = &mut server.live {
            live.login = Some(attempt);
            live.curl = curl;
        }
    }
    Some(server)
}

/// The proxy to go through, if one is named.
///
/// # Errors
/// It is not allowed, or is none.
pub(crate) fn route(
    named: Option<&UrlText>,
    network: &NetworkArgs,
) -> Result<Option<Proxy>, String> {
    let Some(url) = named else {
        return Ok(None);
    };
    if !network.allow_proxy {
        return Err(format!(
            "not connected: kubectl goes through the proxy {}; --allow-proxy lets certgraph do so too",
            url.shown()
        ));
    }
    match proxy(url) {
        Some(proxy) => Ok(Some(proxy)),
        None => Err(format!("not connected: {} is no proxy's URL", url.shown())),
    }
}
