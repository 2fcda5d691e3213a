//! Step 1: the server presents its chain.

use crate::connection::{Fact, Presentation, Server, ServingPair};
use crate::handshake::live;
use crate::verify::Verdict;

/// What the server presents: `pair`, unless a live server showed that no certificate comes.
pub(crate) fn server_presents(server: &Server, pair: Option<&ServingPair>) -> Presentation {
    if let Some(presentation) = live::presentation(server) {
        return presentation;
    }
    let verdict = match (server.can_start(), pair) {
        (false, _) => Verdict::Reject,
        (true, Some(_)) => Verdict::Accept,
        (true, None) if server.generated.is_some() => Verdict::Accept,
        (true, None) => Verdict::Undetermined,
    };
    let remark = if !server.can_start() {
        let component = server.role.component.as_str();
        Some(Fact::DoesNotStart { component })
    } else if pair.is_some() {
        None
    } else if server.generated.is_some() {
        Some(Fact::MakesOwnCertificate)
    } else {
        Some(Fact::ServingCertificateNotGiven)
    };
    Presentation {
        verdict,
        chain: pair
            .map(|pair| pair.chain.parsed().cloned().collect())
            .unwrap_or_default(),
        key_matches: pair.and_then(|pair| pair.chain.key_matches),
        remark,
    }
}
