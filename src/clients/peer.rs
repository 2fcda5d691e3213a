//! A server as clients meet it, when what they trust is already read: as kubectl reads it.

use std::sync::Arc;

use super::bundle::Anchors;
use super::checks::Request;
use super::client::ClientName;
use super::verify::{Verification, verify};
use crate::connection::{ChainMember, Client, Server, Trust};
use crate::ground::time::Timestamp;
use crate::verify::SignatureCache;
use crate::x509::CertificateRef;

/// What a server sends, whom its clients trust, and the name that they ask for.
pub struct Peer {
    sent: Vec<CertificateRef>,
    anchors: Anchors,
    host: String,
}

impl Peer {
    /// `None` where a part of it is unknown: the certificates, a bundle, the name.
    pub fn new(client: &Client, server: &Server) -> Option<Self> {
        let (Trust::Bundle(bundle), Some(endpoint)) = (&client.trust, &client.endpoint) else {
            return None;
        };
        let host = match endpoint.server_name.as_str() {
            "" => return None,
            name => name.trim_matches(['[', ']']),
        };
        let known = bundle
            .anchors
            .iter()
            .map(|placed| Arc::clone(&placed.certificate));
        Some(Self {
            sent: sent(server, host)?,
            anchors: Anchors::of(known.collect()),
            host: host.to_owned(),
        })
    }

    /// What a client makes of it; `None` for kubectl, whose verdict is Go's.
    pub fn verify(
        &self,
        client: ClientName,
        at: Timestamp,
        signatures: &SignatureCache,
    ) -> Option<Verification> {
        let request = Request {
            at,
            host: Some(&self.host),
            signatures,
        };
        let stack = client.client().stack?;
        Some(verify(stack, &self.sent, &self.anchors, &request))
    }
}

/// The chain that a server sends to who asks for `host`; `None` where it is unknown, or Go reads a part of it not: others
/// may.
pub(super) fn sent(server: &Server, host: &str) -> Option<Vec<CertificateRef>> {
    let members = &server.pair_for(host)?.chain.certificates;
    let sent = members.iter().map(|member| match member {
        ChainMember::Parsed(placed) => Some(Arc::clone(&placed.certificate)),
        ChainMember::Malformed { .. } => None,
    });
    let sent: Vec<_> = sent.collect::<Option<_>>()?;
    (!sent.is_empty()).then_some(sent)
}
