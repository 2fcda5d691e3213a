//! Connections of kube-apiserver to servers that its configurations name, and of which no file here says more.

use super::configuration::{Issuer, Proxy};
use super::kubeconfig::Named;
use super::start::Start;
use crate::assemble::{ComponentFlags, ComponentTrust, component};
use crate::connection::{Admission, Client, Refusal, Role, Server, Trust};
use crate::programs::Program;
use crate::survey::control_plane::url;

/// A server of which only the program is known.
pub(in crate::survey::control_plane) const fn unknown(program: Program) -> Server {
    Server::unknown_as(Role {
        component: program,
        admission: match program {
            Program::OidcIssuer => Admission::Anyone,
            _ => Admission::Handshake,
        },
    })
}

/// To the issuer of OpenID Connect tokens, for its discovery and its keys.
pub(in crate::survey::control_plane) fn to_issuer(start: &Start<'_>, issuer: &Issuer) -> Client {
    let flags = ComponentFlags {
        component: start.component,
        file: start.own.manifest.clone(),
        url: issuer.url.clone(),
        server_name: url::host(&issuer.url).unwrap_or_default(),
        location: issuer.location.clone(),
        trust: ComponentTrust::SystemRoots,
        certificate: None,
        key: None,
        front_proxy: false,
        dialled: None,
    };
    let mut client = component(&flags, start.rules.files, start.rules.release);
    if let Some(bundle) = &issuer.trust {
        client.trust = Trust::Bundle(bundle.clone());
    }
    client
}

/// To a proxy of an egress selector.
pub(in crate::survey::control_plane) fn to_proxy(
    start: &Start<'_>,
    proxy: Proxy,
) -> ComponentFlags {
    let host = url::host(&proxy.url).unwrap_or_default();
    ComponentFlags {
        component: start.component,
        file: start.own.manifest.clone(),
        server_name: proxy.server_name.unwrap_or(host),
        url: proxy.url,
        location: proxy.location,
        trust: proxy
            .ca
            .map_or(ComponentTrust::SystemRoots, ComponentTrust::Lenient),
        certificate: proxy.certificate,
        key: proxy.key.filter(|_| start.keys),
        front_proxy: false,
        dialled: None,
    }
}

/// To the API server, by a kubeconfig that is not there.
pub(in crate::survey::control_plane) fn nowhere(start: &Start<'_>, named: &Named) -> Client {
    let flags = ComponentFlags {
        component: start.component,
        file: start.own.manifest.clone(),
        url: String::new(),
        server_name: String::new(),
        location: named.file.location.clone(),
        trust: ComponentTrust::SystemRoots,
        certificate: None,
        key: None,
        front_proxy: false,
        dialled: None,
    };
    let mut client = component(&flags, start.rules.files, start.rules.release);
    client.endpoint = None;
    client.trust = Trust::Missing;
    client.refusal = Some(Refusal {
        get_pods: None,
        get_raw: None,
    });
    client
}
