//! A handshake that is written down.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::client::ClientConfig;
use rustls::crypto::CryptoProvider;

use super::model::{Observed, Route, Target};
use super::offer;
use super::reach::reach;
use super::record::Recorder;
use super::session::{Agreed, Broken, Session, beyond, prepare};
use super::stream::{Deadline, Transport};
use crate::source::NetworkFault;

/// How long an answer to the client's second flight is waited for, beyond two round trips.
const PATIENCE: Duration = Duration::from_millis(300);
/// How long a small ClientHello has for its answer where the usual one met silence.
const SECOND_TRY: Duration = Duration::from_secs(2);

/// The whole of [`super::observe`].
pub(super) fn observe(target: &Target, route: &Route<'_>) -> Observed {
    let deadline = Deadline::after(route.timeout);
    let (observed, silent) = once(target, route, offer::for_recording(), deadline);
    let worth = match &observed.fault {
        Some(NetworkFault::Closed { .. }) => silent,
        Some(NetworkFault::Silent { .. }) => silent && route.insist,
        _ => false,
    };
    let (Some(fault), true) = (&observed.fault, worth) else {
        return observed;
    };
    // A box on the path that reads one segment alone, or a server that cannot put two together, shows itself like this.
    let deadline = Deadline::after(SECOND_TRY.min(route.timeout));
    let (small, _) = once(
        target,
        route,
        offer::for_recording_in_one_segment(),
        deadline,
    );
    if small.chain.is_empty() {
        return observed;
    }
    Observed {
        fault: Some(NetworkFault::LargeHello {
            address: small.address.clone().unwrap_or_default(),
            fault: Box::new(fault.clone()),
        }),
        turned_away: None,
        chain: Vec::new(),
        request: None,
        ..small
    }
}

/// One handshake; also, whether the server was reached and sent nothing.
fn once(
    target: &Target,
    route: &Route<'_>,
    provider: Arc<CryptoProvider>,
    deadline: Deadline,
) -> (Observed, bool) {
    match reach(target, route, deadline) {
        Ok((transport, address)) => over(target, transport, address, provider, deadline),
        Err(fault) => {
            let fault = Some(fault);
            let observed = Observed {
                fault,
                ..Observed::default()
            };
            (observed, false)
        }
    }
}

/// A handshake over a connection that is there.
#[cfg(fuzzing)]
pub(super) fn observe_over(
    target: &Target,
    transport: Box<dyn Transport>,
    address: String,
    deadline: Deadline,
) -> Observed {
    over(target, transport, address, offer::for_recording(), deadline).0
}

fn over(
    target: &Target,
    transport: Box<dyn Transport>,
    address: String,
    provider: Arc<CryptoProvider>,
    deadline: Deadline,
) -> (Observed, bool) {
    let recorder = Recorder::default();
    let begin = Instant::now();
    let config = config(
        provider,
        &recorder,
        &[b"h2", b"http/1.1"],
        &target.server_name,
    );
    let outcome = config
        .map_err(|fault| Broken {
            fault,
            agreed: Agreed::default(),
            silent: false,
        })
        .and_then(|config| Session::open(config, target, transport, &address, deadline));
    let seen = recorder.seen();
    let mut silent = false;
    let (agreed, ended) = match outcome {
        Ok(mut session) => {
            let agreed = session.agreed();
            // Only whoever asks for a certificate can miss it.
            let patience = PATIENCE + 2 * begin.elapsed();
            let turned_away = seen
                .request
                .as_ref()
                .and_then(|_| session.turned_away(patience, &address, deadline));
            if turned_away.is_none() {
                session.close();
            }
            (agreed, turned_away)
        }
        Err(broken) => {
            silent = broken.silent;
            (broken.agreed, Some(broken.fault))
        }
    };
    let complete = !seen.chain.is_empty();
    let (fault, turned_away) = match seen.signature {
        Some(Err(error)) => {
            let go = error.to_string();
            (Some(NetworkFault::BadSignature { go }), None)
        }
        // A server may turn away whoever has no certificate; it has said everything by then.
        Some(Ok(())) if complete => (None, ended.filter(|fault| says_so(fault, &agreed))),
        _ => (ended, None),
    };
    let observed = Observed {
        address: Some(address),
        // Only TLS 1.2 lets the server look at the client before the client is done.
        version: agreed.version,
        alpn: agreed.alpn,
        chain: seen.chain,
        request: seen.request,
        fault,
        turned_away,
    };
    (observed, silent)
}

/// Whether an end of the connection is the server's word about the client, and no trouble of ours.
fn says_so(fault: &NetworkFault, agreed: &Agreed) -> bool {
    !agreed.mute
        && matches!(
            fault,
            NetworkFault::Alert { .. } | NetworkFault::Closed { .. }
        )
}

/// rustls as it is used here: a recorder in the place of every decision.
fn config(
    provider: Arc<CryptoProvider>,
    recorder: &Recorder,
    protocols: &[&[u8]],
    server_name: &str,
) -> Result<ClientConfig, NetworkFault> {
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| beyond("", &error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(recorder.clone()))
        .with_client_cert_resolver(Arc::new(recorder.clone()));
    prepare(&mut config, protocols, server_name);
    Ok(config)
}
