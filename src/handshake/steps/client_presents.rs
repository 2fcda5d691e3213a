//! Step 3: the client presents its chain.

use crate::connection::{Authentication, Client, Credential, Presentation};
use crate::verify::Verdict;

pub(crate) fn client_presents(client: &Client, asked: bool, https: bool) -> Presentation {
    let mut presentation = Presentation {
        verdict: Verdict::Accept,
        chain: Vec::new(),
        key_matches: None,
        remark: None,
    };
    if client.endpoint.is_none() {
        presentation.verdict = Verdict::Undetermined;
        presentation.remark = Some("kubectl makes no connection".to_owned());
        return presentation;
    }
    match &client.credential {
        Credential::Chain(chain) => {
            presentation.chain = chain.parsed().cloned().collect();
            presentation.key_matches = chain.key_matches;
            if !https {
                presentation.remark = Some("plain HTTP: no certificate is sent".to_owned());
            } else if !asked {
                presentation.remark = Some("the server asks for no client certificate".to_owned());
            }
        }
        Credential::Unusable {
            chain, when_asked, ..
        } => {
            presentation.chain.clone_from(chain);
            presentation.key_matches = Some(false);
            presentation.verdict = if *when_asked && !asked {
                Verdict::Accept
            } else {
                Verdict::Reject
            };
        }
        Credential::Missing => {
            presentation.verdict = Verdict::Undetermined;
            presentation.remark =
                Some("its certificate is in a file that is not among those given".to_owned());
        }
        Credential::None => {
            presentation.remark = Some(
                match client.authentication {
                    Authentication::Token => "no client certificate; a bearer token is sent",
                    Authentication::Basic => {
                        "no client certificate; user name and password are sent"
                    }
                    Authentication::Exec => {
                        "credentials come from an exec plugin, which is not run"
                    }
                    Authentication::AuthProvider => {
                        "credentials come from an auth provider, which is not run"
                    }
                    Authentication::Certificate
                    | Authentication::Anonymous
                    | Authentication::None => "no credentials are configured",
                }
                .to_owned(),
            );
            if matches!(
                client.authentication,
                Authentication::Exec | Authentication::AuthProvider
            ) {
                presentation.verdict = Verdict::Undetermined;
            }
        }
    }
    presentation
}
