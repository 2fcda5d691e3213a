//! A handshake that is written down.

use std::sync::Arc;

use rustls::client::ClientConfig;
use rustls::crypto::CryptoProvider;

use super::model::{Observed, Route, Target};
use super::offer;
use super::reach::reach;
use super::record::Recorder;
use super::session::{Session, beyond, prepare};
use super::stream::{Deadline, Transport};
use crate::finding::NetworkFault;

/// The whole of [`super::observe`].
pub(super) fn observe(target: &Target, route: &Route<'_>) -> Observed {
    let deadline = Deadline::after(route.timeout);
    match reach(target, route, deadline) {
        Ok((transport, address)) => observe_over(target, transport, address, deadline),
        Err(fault) => Observed {
            fault: Some(fault),
            ..Observed::default()
        },
    }
}

/// The same over a connection that is there.
pub(super) fn observe_over(
    target: &Target,
    transport: Box<dyn Transport>,
    address: String,
    deadline: Deadline,
) -> Observed {
    let mut observed = Observed {
        address: Some(address.clone()),
        ..Observed::default()
    };
    let recorder = Recorder::default();
    let config = config(
        offer::for_recording(),
        &recorder,
        &[b"h2", b"http/1.1"],
        &target.server_name,
    );
    let outcome =
        config.and_then(|config| Session::open(config, target, transport, &address, deadline));
    let seen = recorder.seen();
    let complete = !seen.chain.is_empty();
    observed.chain = seen.chain;
    observed.request = seen.request;
    let ended = match outcome {
        Ok(mut session) => {
            observed.version = session.version();
            observed.alpn = session.alpn();
            session.close();
            None
        }
        Err(fault) => Some(fault),
    };
    observed.fault = match seen.signature {
        Some(Err(go)) => Some(NetworkFault::BadSignature { go }),
        // A server may turn away whoever has no certificate; it has said everything by then.
        Some(Ok(())) if complete => None,
        _ => ended,
    };
    if observed.version.is_none() && complete && observed.fault.is_none() {
        // Only TLS 1.2 lets the server look at the client before the client is done.
        observed.version = Some("TLS 1.2");
    }
    observed
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
