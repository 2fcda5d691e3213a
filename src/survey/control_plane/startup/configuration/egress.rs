//! The proxies of an egress selector (apiserver `server/egressselector`): konnectivity.

use super::text::Text;
use crate::assemble::NamedFile;
use crate::decode::apiserver_config::{EgressSelectorConfiguration, TlsConfig};
use crate::decode::bundle;
use crate::ground::location::Location;
use crate::source::Limit;
use crate::survey::control_plane::startup::start::{Start, Stop};

/// A proxy that kube-apiserver reaches over TLS.
pub(in crate::survey::control_plane) struct Proxy {
    pub(in crate::survey::control_plane) url: String,
    /// What the certificate has to name, where it is not the URL's host.
    pub(in crate::survey::control_plane) server_name: Option<String>,
    /// Where it is configured.
    pub(in crate::survey::control_plane) location: Location,
    pub(in crate::survey::control_plane) ca: Option<NamedFile>,
    pub(in crate::survey::control_plane) certificate: Option<NamedFile>,
    pub(in crate::survey::control_plane) key: Option<NamedFile>,
}

/// The proxies that a configuration names, and which of it ends kube-apiserver.
pub(super) fn read(
    start: &Start<'_>,
    text: &Text,
    read: &EgressSelectorConfiguration,
) -> (Vec<Stop>, Vec<Proxy>) {
    let (mut stops, mut proxies) = (Vec::new(), Vec::new());
    for selection in &read.egress_selections {
        let tcp = selection.connection.transport.as_ref();
        let Some(tcp) = tcp.and_then(|transport| transport.tcp.as_ref()) else {
            continue;
        };
        let Some(tls) = &tcp.tls_config else { continue };
        let missing = missing(start, text, tls);
        if missing.is_empty() {
            stops.extend(unusable(start, text, tls));
        }
        stops.extend(missing);
        proxies.push(proxy(start, text, &tcp.url, tls));
    }
    (stops, proxies)
}

fn proxy(start: &Start<'_>, text: &Text, url: &str, tls: &TlsConfig) -> Proxy {
    let file = |path: &str, field: &str| {
        let field = format!("connection.transport.tcp.tlsConfig.{field}");
        (!path.is_empty()).then(|| text.file(start, text.flag, path, &field))
    };
    Proxy {
        url: url.to_owned(),
        server_name: Some(tls.tls_server_name.clone()).filter(|name| !name.is_empty()),
        location: Location::file(text.shown.as_str())
            .with_field("connection.transport.tcp.url".to_owned()),
        ca: file(&tls.ca_bundle, "caBundle"),
        certificate: file(&tls.client_cert, "clientCert"),
        key: file(&tls.client_key, "clientKey"),
    }
}

/// Files that are not there, as the validation says it (`egressselector/config.go`).
fn missing(start: &Start<'_>, text: &Text, tls: &TlsConfig) -> Vec<Stop> {
    let files = [
        (
            "caBundle",
            &tls.ca_bundle,
            "TLS config ca bundle does not exist",
        ),
        (
            "clientCert",
            &tls.client_cert,
            "TLS config client cert does not exist",
        ),
        (
            "clientKey",
            &tls.client_key,
            "TLS config client key does not exist",
        ),
    ];
    let found = files.into_iter().filter_map(|(field, written, why)| {
        let path = start.own.here(written).filter(|_| !written.is_empty())?;
        // Of a copy without keys, that one is absent says nothing.
        let counts = start.keys || field != "clientKey";
        let is_there = start.rules.files.open(&path, Limit::BUNDLE).is_ok();
        (counts && !is_there).then(|| {
            let words = format!(
                "failed to validate egress selector configuration: service.connection.tlsConfig.{field}: Invalid value: \"{written}\": {why}"
            );
            text.stop(start, words)
        })
    });
    found.collect()
}

/// A CA bundle without a certificate. Its words print pointers of the program, so that they are known in part only.
fn unusable(start: &Start<'_>, text: &Text, tls: &TlsConfig) -> Option<Stop> {
    let path = start.own.here(&tls.ca_bundle)?;
    let bytes = start.rules.files.read(&path, Limit::BUNDLE).ok()?;
    let place = Location::of_path(path);
    let read = bundle::lenient(&bytes, &place, start.rules.release);
    read.certificates.is_empty().then(|| {
        let mut stop = text.stop(
            start,
            format!("no certificate is found in {}", tls.ca_bundle),
        );
        stop.words = None;
        stop
    })
}
