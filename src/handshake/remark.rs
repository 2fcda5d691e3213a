//! Facts that nobody asked for and everybody wants to know, read from the trust graph.

use super::client::{Client, Credential, Trust};
use super::connection::Remark;
use super::server::Server;
use crate::graph::GraphBuilder;
use crate::inventory::Inventory;

/// Who trusts one CA on both sides; which anchor is not self-signed.
pub(super) fn remarks(client: &Client, server: &Server, inventory: &Inventory) -> Vec<Remark> {
    let mut builder = GraphBuilder::new();
    let kubectl = builder.participant(client.party.component);
    let apiserver = builder.participant("kube-apiserver");
    if let Trust::Bundle(bundle) = &client.trust {
        let node = builder.bundle(
            &bundle.label,
            bundle.anchors.iter().map(|anchor| &anchor.certificate),
        );
        builder.trusts(kubectl, node);
    }
    if let Some(bundle) = server.client_ca.value().and_then(Option::as_ref) {
        let node = builder.bundle(
            &bundle.label,
            bundle.anchors.iter().map(|anchor| &anchor.certificate),
        );
        builder.trusts(apiserver, node);
    }
    if let Credential::Chain(chain) = &client.credential {
        chain
            .parsed()
            .for_each(|placed| builder.presents(kubectl, &placed.certificate));
    }
    if let Some(pair) = server.serving.value() {
        pair.chain
            .parsed()
            .for_each(|placed| builder.presents(apiserver, &placed.certificate));
    }
    let graph = builder.build();

    let mut remarks = Vec::new();
    if let Some(endpoint) = &client.endpoint
        && let Some(dialled) = &endpoint.dialled
    {
        let name = Some(endpoint.server_name.clone());
        remarks.push(Remark::Dialled {
            component: client.party.component,
            name: name.filter(|name| !name.is_empty()),
            basis: dialled.basis,
            from: dialled.from.clone(),
        });
    }
    for (fingerprint, entry) in inventory.iter() {
        let certificate = &entry.certificate;
        let trusted_by = graph.trusted_by(fingerprint);
        if trusted_by.len() == 2 {
            remarks.push(Remark::OneCaForBoth {
                name: certificate.display_name(),
            });
        }
        let in_use = graph.issued_any(fingerprint);
        if !trusted_by.is_empty() && certificate.is_ca() && !certificate.is_self_issued() && in_use
        {
            remarks.push(Remark::AnchorNotSelfSigned {
                name: certificate.display_name(),
                issuer: certificate.issuer.to_string(),
                issuer_given: !graph.issuers(fingerprint).is_empty(),
            });
        }
    }
    remarks
}
