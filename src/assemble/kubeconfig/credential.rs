//! What a user authenticates with.

use super::Assembler;
use crate::assemble::chain::{chain_of, members};
use crate::assemble::findings::key_pair_findings;
use crate::assemble::token;
use crate::connection::{Authentication, Chain, Credential};
use crate::decode::bundle;
use crate::decode::key_pair::key_pair;
use crate::decode::kubeconfig::{AuthMethod, User};
use crate::finding::{Finding, Problem, Step};
use crate::ground::secret::Secret;

impl Assembler<'_> {
    /// The certificate that the client presents.
    pub(super) fn credential(&mut self, user: &User) -> Credential {
        if !self
            .assessment
            .auth
            .effective
            .contains(&AuthMethod::ClientCertificate)
        {
            return Credential::None;
        }
        if let Some(chain) = &self.planned.chain {
            return Credential::Chain(chain.clone());
        }
        let when_asked = user.client_certificate_data.is_none() && user.client_key_data.is_none();
        let certificate = match (&user.client_certificate_data, &user.client_certificate) {
            (Some(data), _) => Some((data.value.bytes().to_vec(), data.location.clone())),
            (None, Some(file)) => self.referenced(&file.value, &file.location),
            (None, None) => None,
        };
        let key = match (&user.client_key_data, &user.client_key) {
            (Some(data), _) => Some((data.value.clone(), data.location.clone())),
            (None, Some(file)) => self
                .referenced(&file.value, &file.location)
                .map(|(bytes, location)| (Secret::new(bytes), location)),
            (None, None) => None,
        };
        let Some((text, location)) = certificate else {
            return Credential::Unusable {
                go: String::new(),
                chain: Vec::new(),
                when_asked: false,
            };
        };
        let Some((key, key_location)) = key else {
            let read = bundle::chain(&text, &location, self.release);
            let chain = Chain {
                certificates: members(&read),
                key_matches: None,
            };
            let chain = chain.parsed().cloned().collect();
            return Credential::Unusable {
                go: String::new(),
                chain,
                when_asked: false,
            };
        };
        let pair = key_pair((&text, &location), (&key, &key_location), self.release);
        let (findings, error) = key_pair_findings(
            &pair,
            (&location, &key_location),
            Step::ClientPresents,
            self.words,
        );
        self.findings.extend(findings);
        let chain = chain_of(&pair);
        match error {
            None => Credential::Chain(chain),
            Some(go) => {
                if !when_asked {
                    self.late_refusal
                        .get_or_insert_with(|| format!("error: {go}"));
                }
                Credential::Unusable {
                    go,
                    chain: chain.parsed().cloned().collect(),
                    when_asked,
                }
            }
        }
    }

    pub(super) fn token(&mut self, user: &User) -> Option<Secret> {
        match token::sent(user, self.files) {
            Ok(token) => token,
            Err(place) => {
                self.findings.push(Finding::new(
                    Problem::TokenWithLineEnd,
                    Step::Configuration,
                    vec![place],
                ));
                self.late_refusal
                    .get_or_insert_with(|| token::INVALID_AUTHORIZATION.to_owned());
                None
            }
        }
    }

    pub(super) fn authentication(&mut self, user: Option<&User>) -> Authentication {
        let effective = &self.assessment.auth.effective;
        let first = effective.first();
        let place = user
            .map(|user| user.location.clone())
            .into_iter()
            .collect::<Vec<_>>();
        let mut note = |problem| {
            self.findings
                .push(Finding::new(problem, Step::ClientPresents, place.clone()));
        };
        match first {
            Some(AuthMethod::ClientCertificate) => Authentication::Certificate,
            Some(AuthMethod::Token | AuthMethod::TokenFile) => {
                note(Problem::TokenDecides);
                Authentication::Token
            }
            Some(AuthMethod::Basic) => {
                note(Problem::BasicAuthIgnored);
                Authentication::Basic
            }
            Some(AuthMethod::Exec) => {
                let name = user
                    .and_then(|user| user.exec.as_ref())
                    .map(|exec| exec.value.command.written.clone());
                note(Problem::PluginCredentials {
                    kind: "exec",
                    name: name.unwrap_or_default(),
                });
                Authentication::Exec
            }
            Some(AuthMethod::AuthProvider) => {
                let name = user
                    .and_then(|user| user.auth_provider.as_ref())
                    .map(|found| found.value.name.clone());
                note(Problem::PluginCredentials {
                    kind: "auth-provider",
                    name: name.unwrap_or_default(),
                });
                Authentication::AuthProvider
            }
            None => Authentication::None,
        }
    }
}
