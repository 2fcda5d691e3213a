//! Tokens of service accounts: what kube-apiserver holds them against.

use crate::golang::GoRelease;
use crate::x509::PublicKey;

/// What kube-apiserver holds such tokens against.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// The keys of `--service-account-key-file`.
    pub keys: Vec<PublicKey>,
    /// `--service-account-issuer`, the first of which signs new tokens.
    pub issuers: Vec<String>,
    /// `--api-audiences`, or the issuers.
    pub audiences: Vec<String>,
    /// Nobody else takes tokens: no OpenID Connect, no webhook.
    pub alone: bool,
    /// Whose rules of signatures.
    pub release: GoRelease,
}
