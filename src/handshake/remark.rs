//! Facts that nobody asked for and everybody wants to know, read from the trust graph.

use std::collections::BTreeSet;

use crate::connection::{Bundle, Chain, Client, Credential, Remark, Server, Trust};
use crate::graph::{GraphBuilder, TrustGraph};
use crate::inventory::Inventory;
use crate::programs::Program;

/// Who trusts one CA on both sides; which anchor is not self-signed.
pub(crate) fn remarks(client: &Client, server: &Server, inventory: &Inventory) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if let Some(endpoint) = &client.endpoint
        && let Some(dialled) = &endpoint.dialled
    {
        let name = Some(endpoint.server_name.clone());
        remarks.push(Remark::Dialled {
            component: client.participant.component.as_str(),
            name: name.filter(|name| !name.is_empty()),
            basis: dialled.basis,
            from: dialled.from.clone(),
        });
    }
    let trusted = [trusted_by_client(client), trusted_by_server(server)].map(|bundle| {
        let anchors = bundle.into_iter().flat_map(|bundle| &bundle.anchors);
        let anchors = anchors.map(|anchor| anchor.certificate.fingerprint);
        anchors.collect::<BTreeSet<_>>()
    });
    let mut known = None;
    let mut shared = BTreeSet::new();
    for (fingerprint, entry) in inventory.iter() {
        let certificate = &entry.certificate;
        let held = trusted.iter().filter(|own| own.contains(&fingerprint));
        let held = held.count();
        // Of a component that has a CA of its own, or one for both of its sides, it is no news.
        if held == trusted.len() && client.participant.component == Program::Kubectl {
            let name = certificate.display_name();
            // CAs that share a name are told by nothing else here.
            if shared.insert(name.clone()) {
                remarks.push(Remark::OneCaForBoth { name });
            }
        }
        if held > 0 && certificate.is_ca() && !certificate.is_self_issued() {
            // To check signatures for each connection that is tried would take longer than to judge it.
            let graph = known.get_or_insert_with(|| graph(client, server));
            if graph.issued_any(fingerprint) {
                remarks.push(Remark::AnchorNotSelfSigned {
                    name: certificate.display_name(),
                    issuer: certificate.issuer.to_string(),
                    issuer_given: !graph.issuers(fingerprint).is_empty(),
                });
            }
        }
    }
    remarks
}

const fn trusted_by_client(client: &Client) -> Option<&Bundle> {
    match &client.trust {
        Trust::Bundle(bundle) => Some(bundle),
        _ => None,
    }
}

fn trusted_by_server(server: &Server) -> Option<&Bundle> {
    server.client_ca.value()?.as_ref()
}

/// Who issued whom, of what is trusted and presented.
fn graph(client: &Client, server: &Server) -> TrustGraph {
    let mut builder = GraphBuilder::new();
    let bundles = [trusted_by_client(client), trusted_by_server(server)];
    let anchors = bundles
        .into_iter()
        .flatten()
        .flat_map(|bundle| &bundle.anchors);
    for anchor in anchors {
        builder.certificate(&anchor.certificate);
    }
    let sent = match &client.credential {
        Credential::Chain(chain) => Some(chain),
        _ => None,
    };
    let serving = server.serving.value().map(|pair| &pair.chain);
    for placed in sent.into_iter().chain(serving).flat_map(Chain::parsed) {
        builder.certificate(&placed.certificate);
    }
    builder.build()
}
