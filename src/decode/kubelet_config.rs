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
        assert_eq!(kubelet_config(b"kind: Secret\n"), Ok(None));
    }
}
