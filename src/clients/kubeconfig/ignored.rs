//! What of a kubeconfig a client passes over.

/// A setting that a client passes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// `as`, `as-groups`, `as-user-extra`: it acts as the real user.
    Impersonation,
    /// `as-groups` and `as-user-extra`.
    ImpersonationDetails,
    /// `tls-server-name`.
    ServerName,
    /// `proxy-url`.
    Proxy,
    /// `tokenFile`.
    TokenFile,
    /// `exec`.
    Plugin,
    /// `insecure-skip-tls-verify`, which is not a boolean for the client.
    Insecure,
    /// The CA, since the scheme is in upper case or there is no user.
    Ca,
}
