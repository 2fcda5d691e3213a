//! What stops kubectl before it connects, as facts; kubectl's words derive from them.

use thiserror::Error;

use super::files::Unreadable;
use crate::golang::base64::CorruptInput;
use crate::golang::url::UrlError;
use crate::golang::yaml::YamlError;
use crate::ground::location::Location;

/// A fault of a kubeconfig and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeconfigFault {
    /// What it is.
    pub problem: KubeconfigProblem,
    /// The field at fault, or the entry, or the file.
    pub location: Location,
}

impl KubeconfigFault {
    /// The limit of certgraph's own that is met here, which is no fault of the file.
    pub const fn own_limit(&self) -> Option<&YamlError> {
        match &self.problem {
            KubeconfigProblem::Yaml(error) if error.is_own_limit() => Some(error),
            _ => None,
        }
    }

    /// Whether every entry of the file is known by name although this keeps kubectl from loading it.
    pub fn leaves_entries(&self) -> bool {
        let field = self.location.field.as_deref().unwrap_or_default();
        let within = |list: &str, entry: &str| field.starts_with(list) && field.contains(entry);
        matches!(
            self.problem,
            KubeconfigProblem::DuplicateName { .. } | KubeconfigProblem::Base64 { .. }
        ) || within("users[", "].user.")
            || within("clusters[", "].cluster.")
    }
}

/// Everything that makes kubectl give up before it opens a connection. All are collected; kubectl prints those of the
/// first [`Stage`](super::Stage) that has any.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KubeconfigProblem {
    // --- Loading: a file cannot be read or decoded.
    /// The file that `--kubeconfig` names is not there.
    #[error("the kubeconfig `{path}` does not exist")]
    ExplicitFileMissing {
        /// As given.
        path: String,
    },
    /// A file is there and cannot be read.
    #[error("the kubeconfig `{path}` cannot be read: {error}")]
    FileUnreadable {
        /// As given.
        path: String,
        /// Go's text, such as `read DIR: is a directory`.
        error: Unreadable,
    },
    /// Not YAML, or over a budget.
    #[error("not YAML that kubectl reads: {0}")]
    Yaml(YamlError),
    /// The document is a list or a scalar.
    #[error("a kubeconfig is a map, not {found}")]
    RootIsNoMap {
        /// As Go names it: `array`, `string`, `number`, `bool`.
        found: &'static str,
    },
    /// `apiVersion` or `kind` is not text.
    #[error("`{field}` is {found}, not text")]
    VersionIsNoText {
        /// Which.
        field: &'static str,
        /// As Go names it.
        found: &'static str,
    },
    /// `apiVersion` has more than one slash.
    #[error("`{version}` is no API version")]
    MalformedVersion {
        /// As given.
        version: String,
    },
    /// `apiVersion` is a group without a version, `v1/`.
    #[error("`{version}` names no version")]
    VersionMissing {
        /// As given.
        version: String,
    },
    /// Not `v1`, or not `Config`.
    #[error("kubectl knows `kind: Config` of `v1`, not `{kind}` of `{version}`")]
    UnknownVersion {
        /// `apiVersion`.
        version: String,
        /// `kind`.
        kind: String,
    },
    /// A field has another type than kubectl reads.
    #[error("`{field}` is {found}, and kubectl reads {wanted}", wanted = plain_type(.wanted))]
    WrongType {
        /// As Go names it: `number`, `bool`, `string`, `object`, `array`.
        found: &'static str,
        /// Go's type, such as `string` or `[]v1.NamedCluster`.
        wanted: &'static str,
        /// Go's name of the struct.
        go_struct: &'static str,
        /// The field without list positions, such as `users.user.token`.
        field: String,
    },
    /// A `*-data` field is not standard base64.
    #[error("not base64: {error}")]
    Base64 {
        /// Where it goes wrong.
        error: CorruptInput,
    },
    /// Two entries of a list have one name.
    #[error("two {list} are named `{name}`")]
    DuplicateName {
        /// Which list.
        list: ListKind,
        /// The name.
        name: String,
    },

    // --- Selection.
    /// The current context, or the one asked for, is in no file.
    #[error("no context is named `{name}`")]
    ContextNotFound {
        /// The name.
        name: String,
        /// From `--context`.
        by_flag: bool,
    },
    /// `--cluster` names none.
    #[error("no cluster is named `{name}`")]
    ClusterNotFound {
        /// The name.
        name: String,
    },
    /// `--user` names none.
    #[error("no user is named `{name}`")]
    UserNotFound {
        /// The name.
        name: String,
    },

    // --- Validation.
    /// A token and a user name or password.
    #[error("user `{user}` has both a token and a user name or password")]
    SeveralAuthMethods {
        /// The user.
        user: String,
    },
    /// Certificate file and data.
    #[error("user `{user}` has both client-certificate and client-certificate-data")]
    BothClientCertificates {
        /// The user.
        user: String,
    },
    /// Key file and data.
    #[error("user `{user}` has both client-key and client-key-data")]
    BothClientKeys {
        /// The user.
        user: String,
    },
    /// A certificate without a key.
    #[error("user `{user}` has a client certificate and no key")]
    ClientKeyMissing {
        /// The user.
        user: String,
    },
    /// The certificate file cannot be opened.
    #[error("the client certificate of user `{user}` cannot be opened: {error}")]
    ClientCertificateUnreadable {
        /// The user.
        user: String,
        /// The file, as kubectl opens it.
        path: String,
        /// Go's text, such as `open PATH: no such file or directory`.
        error: Unreadable,
    },
    /// The key file cannot be opened.
    #[error("the client key of user `{user}` cannot be opened: {error}")]
    ClientKeyUnreadable {
        /// The user.
        user: String,
        /// The file, as kubectl opens it.
        path: String,
        /// Go's text.
        error: Unreadable,
    },
    /// A credential plugin and an auth provider.
    #[error("user `{user}` has both exec and auth-provider")]
    ExecWithAuthProvider {
        /// The user.
        user: String,
    },
    /// The plugin has no command.
    #[error("exec of user `{user}` has no command")]
    ExecCommandMissing {
        /// The user.
        user: String,
    },
    /// The plugin has no API version.
    #[error("exec of user `{user}` has no apiVersion")]
    ExecVersionMissing {
        /// The user.
        user: String,
    },
    /// An environment variable of the plugin has no name.
    #[error("an environment variable of exec of user `{user}` has no name")]
    ExecEnvNameMissing {
        /// The user.
        user: String,
    },
    /// The plugin does not say whether it may ask; `v1` requires it.
    #[error("exec of user `{user}` has no interactiveMode")]
    ExecInteractiveModeMissing {
        /// The user.
        user: String,
    },
    /// Not `Never`, `IfAvailable` or `Always`.
    #[error("exec of user `{user}` has the unknown interactiveMode `{mode}`")]
    ExecInteractiveModeInvalid {
        /// The user.
        user: String,
        /// As given.
        mode: String,
    },
    /// Impersonation details without whom.
    #[error("user `{user}` impersonates groups, a uid or extras, and nobody")]
    ImpersonationWithoutUser {
        /// The user.
        user: String,
    },
    /// kubectl does not parse the proxy's URL.
    #[error("the proxy-url of cluster `{cluster}` is no URL")]
    ProxyUrlMalformed {
        /// The cluster.
        cluster: String,
        /// User information elided.
        url: String,
    },
    /// Not http, https or socks5.
    #[error("the proxy-url of cluster `{cluster}` has the scheme `{scheme}`")]
    ProxyUrlScheme {
        /// The cluster.
        cluster: String,
        /// User information elided.
        url: String,
        /// What it has.
        scheme: String,
    },
    /// CA file and data.
    #[error("cluster `{cluster}` has both certificate-authority and certificate-authority-data")]
    BothCertificateAuthorities {
        /// The cluster.
        cluster: String,
    },
    /// The CA file cannot be opened.
    #[error("the certificate-authority of cluster `{cluster}` cannot be opened: {error}")]
    CertificateAuthorityUnreadable {
        /// The cluster.
        cluster: String,
        /// The file, as kubectl opens it.
        path: String,
        /// Go's text.
        error: Unreadable,
    },

    // --- Credentials, read only when the URL is https.
    /// The token file cannot be read.
    #[error("the token file cannot be read: {error}")]
    TokenFileUnreadable {
        /// Go's text.
        error: Unreadable,
    },
    /// There is nothing to authenticate with, so kubectl asks, and nobody answers.
    #[error("user `{user}` has nothing to authenticate with; kubectl asks for a user name")]
    NoCredentials {
        /// The user.
        user: String,
    },

    // --- The server's URL.
    /// Not a URL, and not a host and port either.
    #[error("`{server}` is neither a URL nor a host and port")]
    ServerIsNoUrl {
        /// User information elided.
        server: String,
    },
    /// Go cannot parse the host.
    #[error("kubectl cannot parse the server: {error}")]
    ServerMalformed {
        /// Why.
        error: UrlError,
    },

    // --- Setting up authentication and TLS.
    /// An exec API version that client-go does not know.
    #[error("exec has the unknown apiVersion `{version}`")]
    ExecVersionUnknown {
        /// As given.
        version: String,
    },
    /// An auth provider that client-go had once.
    #[error("the auth provider `{name}` was removed from kubectl")]
    AuthProviderRemoved {
        /// `gcp` or `azure`.
        name: String,
    },
    /// An auth provider that client-go never had.
    #[error("there is no auth provider `{name}`")]
    AuthProviderUnknown {
        /// As given.
        name: String,
    },
    /// The `oidc` provider lacks a setting.
    #[error("the auth provider `oidc` needs `{setting}`")]
    OidcSettingMissing {
        /// Which.
        setting: &'static str,
    },
    /// A CA, and the order not to verify.
    #[error("cluster `{cluster}` has a certificate authority and insecure-skip-tls-verify")]
    InsecureWithCertificateAuthority {
        /// The cluster.
        cluster: String,
    },
    /// A bearer token (from a file) and a user name.
    #[error("user `{user}` has both a token file and a user name")]
    TokenWithBasicAuth {
        /// The user.
        user: String,
    },
}

/// The lists of a kubeconfig whose entries have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListKind {
    /// `clusters`
    Clusters,
    /// `users`
    Users,
    /// `contexts`
    Contexts,
    /// `extensions`
    Extensions,
}

fn plain_type(go: &str) -> &'static str {
    match go {
        "string" => "text",
        "bool" => "true or false",
        "uint8" | "[]uint8" => "base64 text",
        "[]string"
        | "[]v1.NamedCluster"
        | "[]v1.NamedAuthInfo"
        | "[]v1.NamedContext"
        | "[]v1.NamedExtension"
        | "[]v1.ExecEnvVar" => "a list",
        _ => "a map",
    }
}
