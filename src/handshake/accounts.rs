//! Tokens of service accounts, as kube-apiserver takes them (apiserver `pkg/serviceaccount/jwt.go`).

use crate::connection::{Accounts, Server};
use crate::decode::jwt::{claims, is_signed_by};
use crate::finding::TokenFault;
use crate::ground::secret::Secret;
use crate::ground::time::Timestamp;

impl Server {
    /// Why it refuses a token for certain; none where it may take it.
    pub(super) fn refuses(&self, token: &Secret, at: Timestamp) -> Option<TokenFault> {
        self.accounts.as_ref()?.refuse(token.expose(), at)
    }
}

impl Accounts {
    /// The signature is looked at first, then times, then whom it is for. Tokens of another issuer are for other authenticators.
    fn refuse(&self, token: &[u8], at: Timestamp) -> Option<TokenFault> {
        let claims = claims(token)?;
        if !self.issuers.contains(&claims.issuer) {
            let fault = TokenFault::Issuer {
                found: claims.issuer,
            };
            return self.alone.then_some(fault);
        }
        if is_signed_by(token, &self.keys, self.release) == Some(false) {
            return Some(TokenFault::Signature);
        }
        if let Some(end) = claims.expires.filter(|end| *end < at) {
            return Some(TokenFault::Expired {
                end: end.to_string(),
            });
        }
        if let Some(begin) = claims.not_before.filter(|begin| *begin > at) {
            return Some(TokenFault::NotYet {
                begin: begin.to_string(),
            });
        }
        let is_ours = |name: &String| self.audiences.contains(name);
        (!claims.audiences.is_empty() && !claims.audiences.iter().any(is_ours)).then(|| {
            TokenFault::Audience {
                found: claims.audiences,
                wanted: self.audiences.clone(),
            }
        })
    }
}

impl TokenFault {
    /// What kube-apiserver logs behind `invalid bearer token`; none where it says no more.
    pub(super) fn reason(&self) -> Option<String> {
        let list = |names: &[String]| {
            let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
            names.join(" ")
        };
        match self {
            Self::Expired { .. } => Some("service account token has expired".to_owned()),
            Self::NotYet { .. } => Some("service account token is not valid yet".to_owned()),
            Self::Audience { found, wanted } => Some(format!(
                "token audiences [{}] is invalid for the target audiences [{}]",
                list(found),
                list(wanted)
            )),
            Self::Signature => Some("invalid signature, no keys found".to_owned()),
            Self::Issuer { .. } => None,
        }
    }
}
