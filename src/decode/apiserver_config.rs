//! Configuration files that flags of kube-apiserver name (apiserver `pkg/apis/apiserver`): as much of each as says whom
//! kube-apiserver calls, and by which CAs and files.

use serde::Deserialize;

use super::yaml_object::{ObjectError, object};

/// What every one of them begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TypeMeta {
    /// `apiserver.config.k8s.io/v1`.
    pub api_version: String,
    /// `AuthenticationConfiguration`.
    pub kind: String,
}

/// Who tokens are taken from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AuthenticationConfiguration {
    /// Issuers of tokens.
    pub jwt: Vec<JwtAuthenticator>,
    /// Whether requests without credentials are let in, and where.
    pub anonymous: Option<serde::de::IgnoredAny>,
}

/// An issuer of tokens with what its tokens have to hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct JwtAuthenticator {
    /// The issuer.
    pub issuer: Issuer,
}

/// An issuer of tokens.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Issuer {
    /// Its URL.
    pub url: String,
    /// Where its metadata are, if not below the URL.
    #[serde(rename = "discoveryURL")]
    pub discovery_url: String,
    /// CAs as PEM text; empty where the system's roots count.
    pub certificate_authority: String,
}

/// Who decides what a user may do.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AuthorizationConfiguration {
    /// In their order.
    pub authorizers: Vec<Authorizer>,
}

/// One that decides.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Authorizer {
    /// Where it is a webhook.
    pub webhook: Option<AuthorizationWebhook>,
}

/// A webhook that decides.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AuthorizationWebhook {
    /// How it is reached.
    pub connection_info: ConnectionInfo,
}

/// How a webhook is reached.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ConnectionInfo {
    /// A path; none where it is reached as in the cluster.
    pub kube_config_file: Option<String>,
}

/// What admission plugins are configured with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AdmissionConfiguration {
    /// Each by its name.
    pub plugins: Vec<AdmissionPlugin>,
}

/// An admission plugin.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AdmissionPlugin {
    /// `ValidatingAdmissionWebhook`.
    pub name: String,
    /// Its configuration, inline.
    pub configuration: PluginConfiguration,
}

/// What plugins that call webhooks are configured with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PluginConfiguration {
    /// Of ValidatingAdmissionWebhook and MutatingAdmissionWebhook: the credentials for each of them.
    pub kube_config_file: Option<String>,
    /// Of ImagePolicyWebhook.
    pub image_policy: ImagePolicy,
}

/// What ImagePolicyWebhook is configured with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ImagePolicy {
    /// How its webhook is reached.
    pub kube_config_file: Option<String>,
}

/// Through which proxies kube-apiserver reaches nodes, etcd and the rest.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EgressSelectorConfiguration {
    /// One for each destination: `cluster`, `controlplane`, `etcd`.
    pub egress_selections: Vec<EgressSelection>,
}

/// The way to one kind of destination.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EgressSelection {
    /// `cluster`, `controlplane` or `etcd`.
    pub name: String,
    /// The proxy.
    pub connection: EgressConnection,
}

/// A proxy.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EgressConnection {
    /// How it is reached; none for `Direct`.
    pub transport: Option<Transport>,
}

/// How a proxy is reached.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Transport {
    /// None where it is a socket on the machine.
    pub tcp: Option<TcpTransport>,
}

/// A proxy behind TCP.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TcpTransport {
    /// `https://127.0.0.1:8131`.
    pub url: String,
    /// None for plain HTTP.
    pub tls_config: Option<TlsConfig>,
}

/// The files of a TLS client. Empty where none is named.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TlsConfig {
    /// The proxy's CAs.
    pub ca_bundle: String,
    /// The certificate that is presented.
    pub client_cert: String,
    /// Its key.
    pub client_key: String,
    /// What is checked in place of the URL's host (since 1.36).
    pub tls_server_name: String,
}

/// Which kind and version a text claims to be.
///
/// # Errors
/// Where the text stops being YAML or JSON: line and column, never a value.
pub fn type_meta(text: &[u8]) -> Result<TypeMeta, ObjectError> {
    object(text, "a configuration")
}

/// One of the configurations of this module.
pub trait Configuration: serde::de::DeserializeOwned {}

impl Configuration for AuthenticationConfiguration {}
impl Configuration for AuthorizationConfiguration {}
impl Configuration for AdmissionConfiguration {}
impl Configuration for EgressSelectorConfiguration {}

/// Reads one of the configurations of this module.
///
/// # Errors
/// Where the text stops being of that shape: line and column, never a value.
pub fn configuration<T: Configuration>(text: &[u8]) -> Result<T, ObjectError> {
    object(text, "a configuration")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whom_it_calls_and_nothing_else() {
        let text = b"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- issuer:\n    url: https://i.example\n    certificateAuthority: x\n  claimMappings: {username: {claim: sub}}\nanonymous: {enabled: false}\n";
        assert_eq!(type_meta(text).unwrap().kind, "AuthenticationConfiguration");
        let read: AuthenticationConfiguration = configuration(text).unwrap();
        assert!(read.anonymous.is_some());
        assert_eq!(read.jwt.first().unwrap().issuer.url, "https://i.example");
        let text = b"plugins:\n- {name: a, path: /x}\n- name: ImagePolicyWebhook\n  configuration: {imagePolicy: {kubeConfigFile: /y}}\n";
        let read: AdmissionConfiguration = configuration(text).unwrap();
        let plugin = read.plugins.last().unwrap();
        let file = plugin
            .configuration
            .image_policy
            .kube_config_file
            .as_deref();
        assert_eq!(file, Some("/y"));
        assert!(configuration::<EgressSelectorConfiguration>(b"egressSelections: 1").is_err());
    }
}
