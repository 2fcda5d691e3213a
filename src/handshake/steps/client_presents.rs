//! Step 3: the client presents its chain.

use crate::connection::{Authentication, Client, Credential, Fact, Presentation};
use crate::verify::Verdict;

/// What the client presents to a server that asks for a certificate (`asked`) over TLS (`https`).
pub(crate) fn client_presents(client: &Client, asked: bool, https: bool) -> Presentation {
    let mut presentation = Presentation {
        verdict: Verdict::Accept,
        chain: Vec::new(),
        key_matches: None,
        remark: None,
    };
    if client.endpoint.is_none() {
        // Without a server there is nobody to present anything to.
        presentation.verdict = Verdict::Undetermined;
        presentation.remark = Some(Fact::NoConnection);
        return presentation;
    }
    match &client.credential {
        Credential::Chain(chain) => {
            presentation.chain = chain.parsed().cloned().collect();
            presentation.key_matches = chain.key_matches;
            presentation.remark = match (https, asked) {
                (false, _) => Some(Fact::NoCertificateOverHttp),
                (true, false) => Some(Fact::NotRequested),
                (true, true) => None,
            };
        }
        Credential::Unusable {
            chain, when_asked, ..
        } => {
            presentation.chain.clone_from(chain);
            presentation.key_matches = Some(false);
            // client-go reads files only when the server asks, so a broken pair does no harm before.
            if !when_asked || asked {
                presentation.verdict = Verdict::Reject;
            }
        }
        Credential::Missing => {
            presentation.verdict = Verdict::Undetermined;
            presentation.remark = Some(Fact::ClientCertificateNotGiven);
        }
        Credential::None => {
            let authentication = client.authentication;
            presentation.remark = Some(Fact::NoClientCertificate { authentication });
            if matches!(
                authentication,
                Authentication::Exec | Authentication::AuthProvider
            ) {
                presentation.verdict = Verdict::Undetermined;
            }
        }
    }
    presentation
}
