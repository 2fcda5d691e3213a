//! Faults of kubeconfigs, and what kubectl passes over.

use std::fmt;

use crate::decode::kubeconfig::{Gap, KubeconfigNote, KubeconfigProblem};
use crate::finding::Code;

pub(super) const fn code(problem: &KubeconfigProblem) -> Code {
    use KubeconfigProblem as P;
    match problem {
        P::ExplicitFileMissing { .. }
        | P::FileUnreadable { .. }
        | P::ClientCertificateUnreadable { .. }
        | P::ClientKeyUnreadable { .. }
        | P::CertificateAuthorityUnreadable { .. }
        | P::TokenFileUnreadable { .. } => Code::UnreadableFile,
        P::Yaml(_)
        | P::RootIsNoMap { .. }
        | P::VersionIsNoText { .. }
        | P::VersionMissing { .. }
        | P::MalformedVersion { .. }
        | P::UnknownVersion { .. } => Code::MalformedKubeconfig,
        P::WrongType { .. } => Code::WrongFieldType,
        P::Base64 { .. } => Code::BadBase64,
        P::DuplicateName { .. } => Code::DuplicateName,
        P::ContextNotFound { .. } => Code::UnknownContext,
        P::ClusterNotFound { .. } => Code::UnknownCluster,
        P::UserNotFound { .. } => Code::UnknownUser,
        P::SeveralAuthMethods { .. } | P::TokenWithBasicAuth { .. } => Code::SeveralAuthMethods,
        P::BothClientCertificates { .. }
        | P::BothClientKeys { .. }
        | P::BothCertificateAuthorities { .. } => Code::BothFileAndData,
        P::ClientKeyMissing { .. } => Code::MissingClientKey,
        P::ExecWithAuthProvider { .. }
        | P::ExecCommandMissing { .. }
        | P::ExecVersionMissing { .. }
        | P::ExecEnvNameMissing { .. }
        | P::ExecInteractiveModeMissing { .. }
        | P::ExecInteractiveModeInvalid { .. }
        | P::ExecVersionUnknown { .. } => Code::InvalidExec,
        P::ImpersonationWithoutUser { .. } => Code::ImpersonationWithoutUser,
        P::ProxyUrlMalformed { .. } | P::ProxyUrlScheme { .. } => Code::InvalidProxyUrl,
        P::NoCredentials { .. } => Code::NoCredentials,
        P::ServerIsNoUrl { .. } | P::ServerMalformed { .. } => Code::InvalidServerUrl,
        P::AuthProviderRemoved { .. }
        | P::AuthProviderUnknown { .. }
        | P::OidcSettingMissing { .. } => Code::UnavailableAuthProvider,
        P::InsecureWithCertificateAuthority { .. } => Code::CaWithInsecure,
    }
}

pub(super) const fn brief(problem: &KubeconfigProblem) -> &'static str {
    match code(problem) {
        Code::UnreadableFile => "a file cannot be read",
        Code::MalformedKubeconfig => "the file is no kubeconfig",
        Code::WrongFieldType => "a field has the wrong type",
        Code::BadBase64 => "a data field is not base64",
        Code::DuplicateName => "a name is there twice",
        Code::UnknownContext => "no such context",
        Code::UnknownCluster => "no such cluster",
        Code::UnknownUser => "no such user",
        Code::SeveralAuthMethods => "two ways to authenticate",
        Code::BothFileAndData => "both file and data are given",
        Code::MissingClientKey => "no client key",
        Code::InvalidExec => "exec is not fully configured",
        Code::ImpersonationWithoutUser => "impersonation of nobody",
        Code::InvalidProxyUrl => "unusable proxy URL",
        Code::InvalidServerUrl => "unusable server URL",
        Code::UnavailableAuthProvider => "no such auth provider",
        Code::CaWithInsecure => "a CA beside insecure-skip-tls-verify",
        _ => "its configuration is faulty",
    }
}

pub(super) const fn gap_code(gap: &Gap) -> Code {
    match gap {
        Gap::ContextMissing { .. } => Code::UnknownContext,
        Gap::NoCurrentContext | Gap::NoCluster { .. } | Gap::NoServer { .. } => Code::NoServer,
        Gap::ClusterMissing { .. } => Code::UnknownCluster,
        Gap::NoUser { .. } | Gap::UserMissing { .. } => Code::UnknownUser,
    }
}

pub(super) const fn gap_brief(gap: &Gap) -> &'static str {
    match gap {
        Gap::ContextMissing { .. } => "no such context",
        Gap::NoCurrentContext | Gap::NoCluster { .. } | Gap::NoServer { .. } => {
            "no server is named"
        }
        Gap::ClusterMissing { .. } => "no such cluster",
        Gap::NoUser { .. } | Gap::UserMissing { .. } => "no such user",
    }
}

pub(super) fn gap_sentence(gap: &Gap, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(match gap {
        Gap::ContextMissing { name, .. } => return write!(f, "no context is named `{name}`"),
        Gap::NoCurrentContext => "no context is current, so no server is named",
        Gap::NoCluster { .. } => "the context names no cluster",
        Gap::ClusterMissing { name, .. } => return write!(f, "no cluster is named `{name}`"),
        Gap::NoServer { .. } => "the cluster names no server",
        Gap::NoUser { .. } => "the context names no user",
        Gap::UserMissing { name, .. } => return write!(f, "no user is named `{name}`"),
    })
}

pub(super) fn note_sentence(note: &KubeconfigNote, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match note {
        KubeconfigNote::MisspeltField { written, meant, .. } => write!(
            f,
            "kubectl ignores the field `{written}`; `{meant}` was probably meant"
        ),
        KubeconfigNote::RepeatedField {
            name: Some(name), ..
        } => write!(
            f,
            "the field `{name}` is there twice, and kubectl takes this one"
        ),
        KubeconfigNote::RepeatedField { name: None, .. } => {
            f.write_str("a field is there twice, and kubectl takes this one")
        }
        KubeconfigNote::MissingFile { .. } => {
            f.write_str("this file does not exist; kubectl ignores it")
        }
        KubeconfigNote::ShadowedEntry { winner, name, .. } => write!(
            f,
            "kubectl ignores this `{name}`: {winner} defines it first"
        ),
    }
}
