//! What a kube-apiserver holds tokens of service accounts against, by its flags.

use super::material::public_keys;
use super::program::Program;
use crate::connection::Accounts;
use crate::source::Limit;
use crate::survey::Rules;

/// Flags by which somebody else takes tokens too.
const OTHERS: [&str; 4] = [
    "--oidc-issuer-url",
    "--authentication-config",
    "--authentication-token-webhook-config-file",
    "--token-auth-file",
];

/// None where an issuer or a key is not among the files given.
pub(super) fn of(program: &Program, rules: &Rules<'_>) -> Option<Accounts> {
    let issuers = program.values("--service-account-issuer");
    let files = program.files("--service-account-key-file");
    if issuers.is_empty() || files.is_empty() {
        return None;
    }
    let mut keys = Vec::new();
    for file in files {
        let text = rules.files.read_secret(&file.path?, Limit::BUNDLE).ok()?;
        keys.extend(public_keys(&text, rules.release));
    }
    let named = program.list("--api-audiences");
    Some(Accounts {
        keys,
        audiences: if named.is_empty() {
            issuers.clone()
        } else {
            named
        },
        issuers,
        alone: OTHERS.iter().all(|flag| program.value(flag).is_none()),
        release: rules.release,
    })
}
