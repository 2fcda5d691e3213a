//! Step 1: the server presents its chain.

use crate::connection::{Presentation, Server, ServingPair};
use crate::handshake::observed;
use crate::verify::Verdict;

pub(crate) fn server_presents(server: &Server, pair: Option<&ServingPair>) -> Presentation {
    if let Some(presentation) = observed::presentation(server) {
        return presentation;
    }
    let chain = pair
        .map(|pair| pair.chain.parsed().cloned().collect())
        .unwrap_or_default();
    let verdict = match (server.can_start(), pair) {
        (false, _) => Verdict::Reject,
        (true, Some(_)) => Verdict::Accept,
        (true, None) if server.generated.is_some() => Verdict::Accept,
        (true, None) => Verdict::Undetermined,
    };
    let remark = (!server.can_start())
        .then(|| format!("{} does not start with these files", server.role.component))
        .or_else(|| {
            let why = if server.generated.is_some() {
                "it makes a certificate itself as it starts"
            } else {
                "the server's certificate is not given"
            };
            pair.is_none().then(|| why.to_owned())
        });
    Presentation {
        verdict,
        chain,
        key_matches: pair.and_then(|pair| pair.chain.key_matches),
        remark,
    }
}
