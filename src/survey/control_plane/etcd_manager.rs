//! etcd of kops, which etcd-manager starts with certificates that it makes anew each time: of the server its CAs are in
//! files (kubernetes/kops `etcd-manager/pkg/etcd/pki.go`, `nodeup/pkg/model/etcd_manager_tls.go`).

use std::sync::Arc;

use super::build::Build;
use super::program::Program;
use super::server::ServerSource;
use super::url;
use crate::assemble::{FlagNames, NamedFile};
use crate::connection::Server;

/// Issues what etcd shows its clients, and what they show it.
const CLIENTS_CA: &str = "/etc/kubernetes/pki/etcd-manager/etcd-clients-ca.crt";
/// `https://__name__:4001`.
const URLS: &str = "--client-urls";

/// The etcd that a manager of this node runs at that URL.
pub(super) fn at(programs: &[Program], wanted: &str, build: &mut Build<'_>) -> Option<Arc<Server>> {
    let port = url::port(wanted)?;
    let mut managers = programs.iter().filter(|program| program.is("etcd-manager"));
    let manager = managers.find(|manager| {
        let urls = manager.list(URLS);
        urls.iter().any(|own| url::port(own) == Some(port))
    })?;
    let place = manager.place(URLS);
    let source = ServerSource {
        names: FlagNames::ETCD,
        client_ca: Some(NamedFile {
            flag: FlagNames::ETCD.client_ca,
            path: Some(manager.here(CLIENTS_CA)?),
            location: place.clone(),
        }),
        ..ServerSource::default()
    };
    let mut server = build.server("etcd", &source);
    let bundle = server.client_ca.value().and_then(Option::as_ref);
    let issuer = bundle.and_then(|bundle| bundle.anchors.first().cloned());
    Arc::make_mut(&mut server).issues(place, issuer);
    Some(server)
}
