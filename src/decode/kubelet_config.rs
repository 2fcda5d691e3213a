//! The kubelet's configuration file (kubelet `apis/config`, `kubelet.config.k8s.io/v1beta1`).

use serde::Deserialize;

use super::yaml_object::{ObjectError, object};

/// What of it decides whom the kubelet trusts and what it presents. Empty strings say that a field is not set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KubeletConfig {
    /// Must be `KubeletConfiguration`.
    pub kind: String,
    /// Who may talk to it.
    pub authentication: Authentication,
    /// Who decides what they may do.
    pub authorization: Authorization,
    /// Its serving certificate.
    pub tls_cert_file: String,
    /// The key of that.
    pub tls_private_key_file: String,
    /// Its API's; zero where it is not set.
    pub port: u16,
    /// The serving certificate is requested from the cluster.
    #[serde(rename = "serverTLSBootstrap")]
    pub server_tls_bootstrap: bool,
}

/// Who may talk to a kubelet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Authentication {
    /// Requests without credentials.
    pub anonymous: Anonymous,
    /// Client certificates.
    pub x509: X509,
}

/// Who decides what callers of a kubelet may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Authorization {
    /// `Webhook`, which asks the API server, or `AlwaysAllow`.
    pub mode: String,
}

/// Requests without credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Anonymous {
    /// False where the configuration file does not say (`v1beta1/defaults.go`).
    pub enabled: bool,
}

/// Client certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct X509 {
    /// CAs whose clients it takes.
    #[serde(rename = "clientCAFile")]
    pub client_ca_file: String,
}

/// What a drop-in of `--config-dir` sets; what it leaves out stays as it was.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct DropIn {
    authentication: DropInAuthentication,
    authorization: Option<Authorization>,
    tls_cert_file: Option<String>,
    tls_private_key_file: Option<String>,
    port: Option<u16>,
    #[serde(rename = "serverTLSBootstrap")]
    server_tls_bootstrap: Option<bool>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct DropInAuthentication {
    anonymous: DropInAnonymous,
    x509: DropInX509,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct DropInAnonymous {
    enabled: Option<bool>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct DropInX509 {
    #[serde(rename = "clientCAFile")]
    client_ca_file: Option<String>,
}

impl KubeletConfig {
    /// Lays a drop-in over it (kubelet `app/server.go` `mergeKubeletConfigurations`), and names the files' fields that it sets.
    ///
    /// # Errors
    /// Where the text stops being YAML or JSON: line and column, never a value.
    pub fn merge(&mut self, text: &[u8]) -> Result<Vec<&'static str>, ObjectError> {
        let own: DropIn = object(text, "a kubelet configuration")?;
        let mut named = Vec::new();
        let mut set = |field: &mut String, value: Option<String>, name| {
            if let Some(value) = value {
                *field = value;
                named.push(name);
            }
        };
        let x509 = &mut self.authentication.x509;
        let ca = own.authentication.x509.client_ca_file;
        set(&mut x509.client_ca_file, ca, "clientCAFile");
        set(&mut self.tls_cert_file, own.tls_cert_file, "tlsCertFile");
        let key = own.tls_private_key_file;
        set(&mut self.tls_private_key_file, key, "tlsPrivateKeyFile");
        let anonymous = &mut self.authentication.anonymous;
        anonymous.enabled = own
            .authentication
            .anonymous
            .enabled
            .unwrap_or(anonymous.enabled);
        self.authorization = own
            .authorization
            .unwrap_or_else(|| self.authorization.clone());
        self.port = own.port.unwrap_or(self.port);
        let bootstrap = own.server_tls_bootstrap;
        self.server_tls_bootstrap = bootstrap.unwrap_or(self.server_tls_bootstrap);
        Ok(named)
    }
}

/// Reads it; none where the text is some other object.
///
/// # Errors
/// Where the text stops being YAML or JSON: line and column, never a value.
pub fn kubelet_config(text: &[u8]) -> Result<Option<KubeletConfig>, ObjectError> {
    let config: KubeletConfig = object(text, "a kubelet configuration")?;
    Ok((config.kind == "KubeletConfiguration").then_some(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_decides_and_nothing_else() {
        let text = b"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nauthentication:\n  \
            anonymous: {enabled: false}\n  x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}\nrotateCertificates: true\n\
            serverTLSBootstrap: true\n";
        let config = kubelet_config(text).unwrap().unwrap();
        assert_eq!(
            config.authentication.x509.client_ca_file,
            "/etc/kubernetes/pki/ca.crt"
        );
        assert!(config.server_tls_bootstrap);
        let mut merged = config.clone();
        let set = merged.merge(b"authentication: {x509: {clientCAFile: /other.crt}}\nport: 1\n");
        assert_eq!(set.unwrap(), ["clientCAFile"]);
        assert_eq!(merged.authentication.x509.client_ca_file, "/other.crt");
        assert_eq!((merged.port, merged.server_tls_bootstrap), (1, true));
        assert_eq!(kubelet_config(b"kind: Secret\n"), Ok(None));
    }
}
