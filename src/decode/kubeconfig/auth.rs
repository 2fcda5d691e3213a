//! How a user authenticates, and which of its credentials count.

use super::model::User;

/// A way to authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthMethod {
    /// A client certificate with its key, in TLS.
    ClientCertificate,
    /// `token`
    Token,
    /// `tokenFile`, which wins over `token` once it has been read again.
    TokenFile,
    /// A user name, and a password; kube-apiserver ignores them since 1.19.
    Basic,
    /// A credential plugin.
    Exec,
    /// A built-in provider.
    AuthProvider,
}

/// The credentials of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Auth {
    /// All that is written, in order.
    pub configured: Vec<AuthMethod>,
    /// What kubectl uses: nothing without https; no plugin beside other credentials.
    pub effective: Vec<AuthMethod>,
    /// A key without a certificate, which kubectl ignores.
    pub key_without_certificate: bool,
}

impl Auth {
    /// `tls`: whether the server's URL is https.
    pub(super) fn of(user: Option<&User>, tls: bool) -> Self {
        let Some(user) = user else {
            return Self::default();
        };
        let certificate = user.has_client_certificate();
        let key = user.client_key.is_some() || user.client_key_data.is_some();
        let all = [
            (AuthMethod::ClientCertificate, certificate),
            (AuthMethod::Token, user.token.is_some()),
            (AuthMethod::TokenFile, user.token_file.is_some()),
            (AuthMethod::Basic, user.username.is_some()),
            (AuthMethod::Exec, user.exec.is_some()),
            (AuthMethod::AuthProvider, user.auth_provider.is_some()),
        ];
        let configured: Vec<_> = all
            .into_iter()
            .filter_map(|(method, is)| is.then_some(method))
            .collect();
        // exec.go: the plugin is asked only if the request has no credentials yet.
        let skip_exec = configured.iter().any(|method| *method < AuthMethod::Exec);
        let effective = configured
            .iter()
            .copied()
            .filter(|method| tls && !(skip_exec && *method == AuthMethod::Exec))
            .collect();
        Self {
            configured,
            effective,
            key_without_certificate: key && !certificate,
        }
    }

    /// A plugin is there, and never asked.
    pub fn exec_is_skipped(&self) -> bool {
        self.configured.contains(&AuthMethod::Exec) && !self.effective.contains(&AuthMethod::Exec)
    }
}
