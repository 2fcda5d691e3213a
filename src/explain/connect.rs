//! Calls the server of a kubeconfig, as far as that was allowed, and makes what it shows the server's side.

use std::fmt;
use std::time::Duration;

use thiserror::Error;

use crate::connection::{Client, Endpoint, Server};
use crate::decode::kubeconfig::{UrlText, bypasses_proxy, proxy};
use crate::fix::KubeconfigCase;
use crate::live::{accept, credentials, log_in, observe_server, target};
use crate::source::endpoint::{Proxy, Target};

/// What may be done on the network.
pub struct ConnectOptions {
    /// What of the user's is sent.
    pub credentials: Credentials,
    /// Go through a proxy, as kubectl does.
    pub allow_proxy: bool,
    /// For each connection in all.
    pub timeout: Duration,
    /// The proxy of the environment.
    pub variables: ProxyVariables,
}

/// What of the user's is sent to the server, on a second connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Nothing: there is no second connection.
    None,
    /// The client certificate is presented.
    Certificate,
    /// The client certificate, and the token.
    CertificateAndToken,
}

/// The environment's word on proxies (Go `httpproxy`), as far as it holds for https.
pub struct ProxyVariables {
    /// `HTTPS_PROXY`.
    pub url: Option<String>,
    /// `NO_PROXY`; empty where it is not set.
    pub exempt: String,
}

/// What is said while a server is called, and why it is not.
pub enum ConnectNote {
    /// kubectl refuses the kubeconfig before it connects.
    Refused,
    /// The server's URL is not https.
    NotHttps,
    /// The way to it is not open.
    NoRoute(RouteError),
    /// It is called: its address, and the proxy.
    Calling(String, Option<String>),
    /// It is called again, with credentials.
    CallingAgain(String, Option<String>),
}

/// Why a proxy is not gone through.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RouteError {
    /// Nobody allowed it.
    #[error(
        "not connected: kubectl goes through the proxy {0}; --allow-proxy lets certgraph do so too"
    )]
    NotAllowed(String),
    /// The URL is not one of a proxy.
    #[error("not connected: {0} is no proxy's URL")]
    NoProxy(String),
}

impl ProxyVariables {
    /// The proxy that the environment names for a target.
    pub fn for_target(&self, target: &Target) -> Option<UrlText> {
        let url = self.url.as_ref()?;
        (!bypasses_proxy(&self.exempt, &target.host, target.port))
            .then(|| UrlText::new(url.clone()))
    }
}

impl fmt::Display for ConnectNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let through = |proxy: &Option<String>| {
            let proxy = proxy.as_ref();
            proxy
                .map(|shown| format!(" through {shown}"))
                .unwrap_or_default()
        };
        match self {
            Self::Refused => {
                f.write_str("not connected: kubectl refuses this configuration before it connects")
            }
            Self::NotHttps => f.write_str("not connected: the server URL is not https"),
            Self::NoRoute(why) => why.fmt(f),
            Self::Calling(authority, proxy) => write!(
                f,
                "connecting to {authority}{}; no credentials are sent",
                through(proxy)
            ),
            Self::CallingAgain(authority, proxy) => write!(
                f,
                "connecting to {authority}{} again with the client certificate, if the server's certificate verifies",
                through(proxy)
            ),
        }
    }
}

/// The server's side with what the server shows; none where nobody was called. `note` is told before each call.
pub fn connect(
    options: &ConnectOptions,
    client: &Client,
    case: &KubeconfigCase<'_>,
    note: &dyn Fn(&ConnectNote),
) -> Option<Server> {
    if client.refusal.is_some() {
        note(&ConnectNote::Refused);
        return None;
    }
    let endpoint = client.endpoint.as_ref()?;
    let Some(target) = target(endpoint) else {
        note(&ConnectNote::NotHttps);
        return None;
    };
    let proxy = match proxy_for(endpoint, &target, options) {
        Ok(proxy) => proxy,
        Err(why) => {
            note(&ConnectNote::NoRoute(why));
            return None;
        }
    };
    let shown = proxy.as_ref().map(|proxy| proxy.shown.clone());
    note(&ConnectNote::Calling(target.authority(), shown.clone()));
    let evaluation = &case.evaluation;
    let accepts = accept(
        &client.trust,
        &endpoint.server_name,
        evaluation.at,
        evaluation.release,
    );
    let mut server = observe_server(
        case.server,
        &target,
        proxy.as_ref(),
        &accepts,
        options.timeout,
        evaluation.release,
    );
    let observed = server.live.as_mut();
    // Whoever failed to answer a handshake is not asked who the user is.
    let observed = observed.filter(|observed| observed.fault.is_none());
    if let Some(observed) = observed
        && options.credentials != Credentials::None
    {
        let send_token = options.credentials == Credentials::CertificateAndToken;
        let secrets = credentials(
            case.loaded,
            case.flags,
            evaluation.files,
            client,
            send_token,
        );
        if secrets.certificate.is_some() || secrets.token.is_some() {
            note(&ConnectNote::CallingAgain(target.authority(), shown));
        }
        let (attempt, curl) = log_in(
            client,
            &target,
            &endpoint.parsed.path,
            proxy.as_ref(),
            &accepts,
            options.timeout,
            &secrets,
        );
        observed.login = Some(attempt);
        observed.curl = curl;
    }
    Some(server)
}

/// kubectl asks an `https` proxy for the cluster's `tls-server-name` as well.
fn proxy_for(
    endpoint: &Endpoint,
    target: &Target,
    options: &ConnectOptions,
) -> Result<Option<Proxy>, RouteError> {
    let named = endpoint.proxy.clone();
    let named = named.or_else(|| options.variables.for_target(target));
    let proxy = route(named.as_ref(), options.allow_proxy)?;
    let server_name = endpoint.server_name_is_set.then_some(&endpoint.server_name);
    Ok(proxy.map(|proxy| Proxy {
        server_name: server_name.cloned(),
        ..proxy
    }))
}

/// The proxy to go through, if one is named.
///
/// # Errors
/// It is not allowed, or is none.
pub fn route(named: Option<&UrlText>, allow_proxy: bool) -> Result<Option<Proxy>, RouteError> {
    let Some(url) = named else {
        return Ok(None);
    };
    if !allow_proxy {
        return Err(RouteError::NotAllowed(url.shown()));
    }
    match proxy(url) {
        Some(proxy) => Ok(Some(proxy)),
        None => Err(RouteError::NoProxy(url.shown())),
    }
}
