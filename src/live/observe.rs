//! One handshake with the server of a client, and a [`Server`] from what it shows.

use std::sync::Arc;
use std::time::Duration;

use crate::connection::{
    Bundle, Chain, ChainMember, Endpoint, Evidence, Observation, Requested, Server, ServingPair,
    Trust,
};
use crate::finding::Purpose;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::time::Timestamp;
use crate::inventory::Placed;
use crate::source::endpoint::{Accept, Observed, Proxy, Route, Target, Unaccepted, observe};
use crate::verify::{Policy, SignatureCache, Stage, Trace, verify_peer};
use crate::x509::{Certificate, DistinguishedName};

/// Whom client-go would call; none for plain HTTP, or a port that is none.
pub fn target(endpoint: &Endpoint) -> Option<Target> {
    if !endpoint.https {
        return None;
    }
    Some(Target {
        host: endpoint.parsed.hostname.clone(),
        port: endpoint.parsed.port.parse().ok()?,
        server_name: endpoint.server_name.clone(),
    })
}

/// Whether kubectl accepts a chain, for a second connection: what `trust` says at `at` of `server_name`.
pub fn accept(
    trust: &Trust,
    server_name: &str,
    at: Timestamp,
    release: GoRelease,
) -> Arc<Accept<'static>> {
    let anchors = match trust {
        Trust::Bundle(bundle) => Ok(bundle.clone()),
        Trust::SystemRoots => {
            Err("kubectl uses the system's root CAs, which certgraph does not read")
        }
        Trust::Unchecked => Err(
            "insecure-skip-tls-verify: nothing proves who the server is, and certgraph gives credentials to nobody unknown",
        ),
        Trust::Missing => Err("the CA bundle is not among the files given"),
        Trust::Unusable => Err("kubectl cannot use the CA bundle"),
    };
    let mut policy = Policy::server(at, server_name.to_owned());
    policy.release = release;
    Arc::new(move |chain: &[Vec<u8>]| {
        let bundle: &Bundle = anchors
            .as_ref()
            .map_err(|why| Unaccepted((*why).to_owned()))?;
        let presented: Vec<_> = chain
            .iter()
            .map(|der| Certificate::parse_as(der, policy.release).map(Arc::new))
            .collect();
        let pool = bundle
            .anchors
            .iter()
            .map(|anchor| Arc::clone(&anchor.certificate))
            .collect();
        debug_assert!(policy.purpose == Purpose::ServerAuth);
        let signatures = SignatureCache::default();
        match verify_peer(&presented, &pool, &policy, &signatures, Trace::Never).error {
            None => Ok(()),
            Some((Stage::Verify, error)) => Err(Unaccepted(format!(
                "tls: failed to verify certificate: {}",
                error.text
            ))),
            Some((_, error)) => Err(Unaccepted(error.text)),
        }
    })
}

/// Calls the server, and puts what it shows in the place of what files say of it.
pub fn observe_server(
    server: &Server,
    target: &Target,
    proxy: Option<&Proxy>,
    accept: &Arc<Accept<'static>>,
    timeout: Duration,
    release: GoRelease,
) -> Server {
    let route = Route {
        proxy,
        accept,
        timeout,
        insist: true,
    };
    let observed = observe(target, &route);
    let mut live = server.clone();
    let observation = observation(target, proxy, timeout, &observed);
    if !observed.chain.is_empty() {
        live.serving = Evidence::Given(ServingPair {
            label: observation.label(),
            key: None,
            chain: chain(&observed.chain, &target.authority(), release),
            names: Vec::new(),
        });
        live.sni.clear();
        if observation.request.is_none() {
            // A server that has client CAs of any kind asks (apiserver `tlsconfig.go`).
            live.client_ca = Evidence::Given(None);
            live.request_header_ca = Evidence::Given(None);
        }
    }
    live.live = Some(observation);
    live
}

pub(crate) fn observation(
    target: &Target,
    proxy: Option<&Proxy>,
    timeout: Duration,
    observed: &Observed,
) -> Observation {
    Observation {
        endpoint: target.authority(),
        proxy: proxy.map(|proxy| proxy.shown.clone()),
        address: observed.address.clone(),
        version: observed.version,
        alpn: observed.alpn.clone(),
        request: observed.request.as_ref().map(|request| {
            let authorities: Vec<_> = request
                .authorities
                .iter()
                .filter_map(|name| DistinguishedName::from_der(name))
                .collect();
            Requested {
                unreadable: request.authorities.len() - authorities.len(),
                authorities,
                schemes: request.schemes.clone(),
            }
        }),
        fault: observed.fault.clone(),
        turned_away: observed.turned_away.clone(),
        waited: timeout.as_secs(),
        login: None,
        curl: None,
    }
}

/// The certificates as they came, each with its number in the place of a PEM block.
pub(crate) fn chain(certificates: &[Vec<u8>], endpoint: &str, release: GoRelease) -> Chain {
    let members = (1..).zip(certificates).map(|(number, der)| {
        let location = Location::file(endpoint).with_block(number);
        match Certificate::parse_as(der, release) {
            Ok(certificate) => ChainMember::Parsed(Placed {
                certificate: Arc::new(certificate),
                location,
            }),
            Err(error) => ChainMember::Malformed {
                go: error.to_string(),
                location,
            },
        }
    });
    Chain {
        certificates: members.collect(),
        key_matches: None,
    }
}
