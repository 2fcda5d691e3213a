//! Chains as they are sent, from what the decoders read.

use std::sync::Arc;

use crate::connection::{Chain, ChainMember};
use crate::decode::bundle;
use crate::decode::key_pair::KeyPair;

/// The certificates of a chain text as they go over the wire.
pub(crate) fn members(chain: &bundle::Chain) -> Vec<ChainMember> {
    chain
        .links
        .iter()
        .map(|link| match &link.parsed {
            Ok(certificate) => ChainMember::Parsed(crate::inventory::Placed {
                certificate: Arc::clone(certificate),
                location: link.location.clone(),
            }),
            Err(error) => ChainMember::Malformed {
                go: error.to_string(),
                location: link.location.clone(),
            },
        })
        .collect()
}

/// The chain of a key pair.
pub(crate) fn chain_of(pair: &KeyPair) -> Chain {
    let matches = pair.key.is_some() && pair.problems.is_empty();
    let known = pair.key.is_some() || !pair.problems.is_empty();
    Chain {
        certificates: members(&pair.chain),
        key_matches: known.then_some(matches),
    }
}
