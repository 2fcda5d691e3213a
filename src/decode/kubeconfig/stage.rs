//! When kubectl meets a fault of a kubeconfig.

use super::problem::KubeconfigProblem;

/// When kubectl meets a fault. It prints what the first stage that fails has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Reading and decoding the files.
    Load,
    /// Finding what a flag names.
    Selection,
    /// Checking the context, its user and its cluster.
    Validation,
    /// Reading the credentials.
    Credentials,
    /// Parsing the server's URL.
    ServerUrl,
    /// Setting up the connection.
    Transport,
}

impl KubeconfigProblem {
    /// When kubectl meets it.
    pub fn stage(&self) -> Stage {
        match self {
            Self::ExplicitFileMissing { .. }
            | Self::FileUnreadable { .. }
            | Self::Yaml(_)
            | Self::RootIsNoMap { .. }
            | Self::VersionIsNoText { .. }
            | Self::MalformedVersion { .. }
            | Self::VersionMissing { .. }
            | Self::UnknownVersion { .. }
            | Self::WrongType { .. }
            | Self::Base64 { .. }
            | Self::DuplicateName { .. } => Stage::Load,
            Self::ClusterNotFound { .. }
            | Self::UserNotFound { .. }
            | Self::ContextNotFound { by_flag: true, .. } => Stage::Selection,
            Self::ContextNotFound { by_flag: false, .. }
            | Self::SeveralAuthMethods { .. }
            | Self::BothClientCertificates { .. }
            | Self::BothClientKeys { .. }
            | Self::ClientKeyMissing { .. }
            | Self::ClientCertificateUnreadable { .. }
            | Self::ClientKeyUnreadable { .. }
            | Self::ExecWithAuthProvider { .. }
            | Self::ExecCommandMissing { .. }
            | Self::ExecVersionMissing { .. }
            | Self::ExecEnvNameMissing { .. }
            | Self::ExecInteractiveModeMissing { .. }
            | Self::ExecInteractiveModeInvalid { .. }
            | Self::ImpersonationWithoutUser { .. }
            | Self::ProxyUrlMalformed { .. }
            | Self::ProxyUrlScheme { .. }
            | Self::BothCertificateAuthorities { .. }
            | Self::CertificateAuthorityUnreadable { .. } => Stage::Validation,
            Self::TokenFileUnreadable { .. } | Self::NoCredentials { .. } => Stage::Credentials,
            Self::ServerIsNoUrl { .. } | Self::ServerMalformed { .. } => Stage::ServerUrl,
            Self::ExecVersionUnknown { .. }
            | Self::AuthProviderRemoved { .. }
            | Self::AuthProviderUnknown { .. }
            | Self::OidcSettingMissing { .. }
            | Self::InsecureWithCertificateAuthority { .. }
            | Self::TokenWithBasicAuth { .. } => Stage::Transport,
        }
    }
}
