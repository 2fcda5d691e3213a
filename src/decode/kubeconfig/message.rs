//! Each fault in kubectl's own words (client-go `validation.go`, `loader.go`, `client_config.go`, Kubernetes 1.33).

use super::problem::{KubeconfigProblem, ListKind};
use crate::golang::go_quote;

impl KubeconfigProblem {
    /// The error text of client-go, without what kubectl puts around it. None where kubectl goes on, because the limit
    /// is certgraph's own. `[…]` stands for what is elided, since it may hold a secret.
    pub fn kubectl_message(&self) -> Option<String> {
        Some(match self {
            Self::Yaml(error) => return error.kubectl_message(),
            Self::ExplicitFileMissing { path } => format!("stat {path}: no such file or directory"),
            Self::FileUnreadable { error, .. } | Self::TokenFileUnreadable { error } => {
                error.go_text()?.to_owned()
            }
            Self::RootIsNoMap { found } => format!(
                "couldn't get version/kind; json parse error: json: cannot unmarshal {found} into Go value of type \
                 struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \
                 \"json:\\\"kind,omitempty\\\"\" }}"
            ),
            Self::VersionIsNoText { field, found } => format!(
                "couldn't get version/kind; json parse error: json: cannot unmarshal {found} into Go struct field \
                 .{field} of type string"
            ),
            Self::MalformedVersion { version } => {
                format!("unexpected GroupVersion string: {version}")
            }
            // kubectl prints the whole file here, tokens and all.
            Self::VersionMissing { .. } => "Object 'apiVersion' is missing in '[…]'".to_owned(),
            Self::UnknownVersion { version, kind } => format!(
                "no kind {kind_q} is registered for version {version_q} in scheme \
                 \"k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50\"",
                kind_q = go_quote(kind.as_bytes()),
                version_q = go_quote(version.as_bytes())
            ),
            Self::WrongType {
                found,
                wanted,
                go_struct,
                field,
            } => format!(
                "json: cannot unmarshal {found} into Go struct field {go_struct}.{field} of type {wanted}"
            ),
            Self::Base64 { error } => error.to_string(),
            Self::DuplicateName { list, name } => {
                let (from, to) = list.go_types();
                format!(
                    "error converting *[]{from} into *map[string]{to}: duplicate name \"{name}\" in list: […]"
                )
            }
            Self::ContextNotFound {
                name,
                by_flag: true,
            } => format!(
                "context {name_q} does not exist",
                name_q = go_quote(name.as_bytes())
            ),
            Self::ContextNotFound { name, .. } => {
                format!("context was not found for specified context: {name}")
            }
            Self::ClusterNotFound { name } => {
                format!(
                    "cluster {name_q} does not exist",
                    name_q = go_quote(name.as_bytes())
                )
            }
            Self::UserNotFound { name } => {
                format!(
                    "auth info {name_q} does not exist",
                    name_q = go_quote(name.as_bytes())
                )
            }
            Self::ServerIsNoUrl { server } => {
                format!(
                    "host must be a URL or a host:port pair: {server_q}",
                    server_q = go_quote(server.as_bytes())
                )
            }
            Self::ServerMalformed { error } => error.to_string(),
            Self::NoCredentials { .. } => "EOF".to_owned(),
            _ => {
                return self
                    .validation_message()
                    .or_else(|| self.transport_message());
            }
        })
    }

    fn validation_message(&self) -> Option<String> {
        Some(match self {
            Self::SeveralAuthMethods { user } => format!(
                "more than one authentication method found for {user}; found [token basicAuth], only one is allowed"
            ),
            Self::BothClientCertificates { user } => format!(
                "client-cert-data and client-cert are both specified for {user}. client-cert-data will override."
            ),
            Self::BothClientKeys { user } => format!(
                "client-key-data and client-key are both specified for {user}; client-key-data will override"
            ),
            Self::ClientKeyMissing { user } => format!(
                "client-key-data or client-key must be specified for {user} to use the clientCert authentication method."
            ),
            Self::ClientCertificateUnreadable { user, path, error } => {
                let error = error.go_text()?;
                format!("unable to read client-cert {path} for {user} due to {error}")
            }
            Self::ClientKeyUnreadable { user, path, error } => {
                let error = error.go_text()?;
                format!("unable to read client-key {path} for {user} due to {error}")
            }
            Self::ExecWithAuthProvider { user } => {
                format!(
                    "authProvider cannot be provided in combination with an exec plugin for {user}"
                )
            }
            Self::ExecCommandMissing { user } => {
                format!("command must be specified for {user} to use exec authentication plugin")
            }
            Self::ExecVersionMissing { user } => {
                format!("apiVersion must be specified for {user} to use exec authentication plugin")
            }
            Self::ExecEnvNameMissing { user } => format!(
                "env variable name must be specified for {user} to use exec authentication plugin"
            ),
            Self::ExecInteractiveModeMissing { user } => format!(
                "interactiveMode must be specified for {user} to use exec authentication plugin"
            ),
            Self::ExecInteractiveModeInvalid { user, mode } => {
                format!(
                    "invalid interactiveMode for {user}: {mode_q}",
                    mode_q = go_quote(mode.as_bytes())
                )
            }
            Self::ImpersonationWithoutUser { user } => format!(
                "requesting uid, groups or user-extra for {user} without impersonating a user"
            ),
            Self::ProxyUrlMalformed { cluster, url } => format!(
                "invalid 'proxy-url' {url_q} for cluster {cluster_q}: could not parse: {url}",
                url_q = go_quote(url.as_bytes()),
                cluster_q = go_quote(cluster.as_bytes())
            ),
            Self::ProxyUrlScheme {
                cluster,
                url,
                scheme,
            } => format!(
                "invalid 'proxy-url' {url_q} for cluster {cluster_q}: unsupported scheme {scheme_q}, must be http, \
                 https, or socks5",
                url_q = go_quote(url.as_bytes()),
                cluster_q = go_quote(cluster.as_bytes()),
                scheme_q = go_quote(scheme.as_bytes())
            ),
            Self::BothCertificateAuthorities { cluster } => format!(
                "certificate-authority-data and certificate-authority are both specified for {cluster}. \
                 certificate-authority-data will override."
            ),
            Self::CertificateAuthorityUnreadable {
                cluster,
                path,
                error,
            } => {
                let error = error.go_text()?;
                format!("unable to read certificate-authority {path} for {cluster} due to {error}")
            }
            _ => return None,
        })
    }

    fn transport_message(&self) -> Option<String> {
        Some(match self {
            Self::ExecVersionUnknown { version } => {
                format!("exec plugin: invalid apiVersion {version_q}", version_q = go_quote(version.as_bytes()))
            }
            Self::AuthProviderRemoved { name } if name == "azure" => {
                "The azure auth plugin has been removed.\n\
                 Please use the https://github.com/Azure/kubelogin kubectl/client-go credential plugin instead.\n\
                 See https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins \
                 for further details"
                    .to_owned()
            }
            Self::AuthProviderRemoved { .. } => {
                "The gcp auth plugin has been removed.\n\
                 Please use the \"gke-gcloud-auth-plugin\" kubectl/client-go credential plugin instead.\n\
                 See https://cloud.google.com/blog/products/containers-kubernetes/kubectl-auth-changes-in-gke for \
                 further details"
                    .to_owned()
            }
            Self::AuthProviderUnknown { name } => {
                format!("no Auth Provider found for name {name_q}", name_q = go_quote(name.as_bytes()))
            }
            Self::OidcSettingMissing { setting } => format!("Must provide {setting}"),
            Self::InsecureWithCertificateAuthority { .. } => {
                "specifying a root certificates file with the insecure flag is not allowed".to_owned()
            }
            Self::TokenWithBasicAuth { .. } => {
                "username/password or bearer token may be set, but not both".to_owned()
            }
            _ => return None,
        })
    }
}

impl ListKind {
    fn go_types(self) -> (&'static str, &'static str) {
        match self {
            Self::Clusters => ("NamedCluster", "*api.Cluster"),
            Self::Users => ("NamedAuthInfo", "*api.AuthInfo"),
            Self::Contexts => ("NamedContext", "*api.Context"),
            Self::Extensions => ("NamedExtension", "runtime.Object"),
        }
    }
}

impl std::fmt::Display for ListKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Clusters => "clusters",
            Self::Users => "users",
            Self::Contexts => "contexts",
            Self::Extensions => "extensions",
        })
    }
}
