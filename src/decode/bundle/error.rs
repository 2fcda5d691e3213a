//! What client-go and kube-apiserver say of a CA text that they refuse.

/// client-go's `rootCertPool` refuses the CA of a kubeconfig; displays its words (transport.go
/// `createErrorParsingCAData`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LenientError {
    /// No certificate could be taken, and this is the first that cannot be parsed.
    #[error("unable to load root certificates: failed to parse certificate: {go}")]
    Malformed {
        /// Go's text.
        go: String,
    },
    /// There are PEM blocks, but none that is a certificate without headers.
    #[error("unable to load root certificates: no valid certificate authority data seen")]
    NoCertificate,
    /// Text is left where no PEM block is found.
    #[error("unable to load root certificates: unable to parse bytes as PEM block")]
    NotPem,
}

/// client-go's `cert.ParseCertsPEM`, which kube-apiserver, the kubelet and others read CA files with, refuses one;
/// displays its words, without what the caller puts in front.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StrictError {
    /// The file has no bytes.
    #[error("missing content for CA bundle")]
    Empty,
    /// The first certificate that cannot be parsed refuses the whole file.
    #[error("{go}")]
    Malformed {
        /// Go's text.
        go: String,
    },
    /// There is no certificate without headers. (The words are older than the other key types.)
    #[error("data does not contain any valid RSA or ECDSA certificates")]
    NoCertificate,
}

impl StrictError {
    /// What kube-apiserver says when it starts; `purpose` is `client-ca-bundle` or `request-header`
    /// (apiserver dynamiccertificates/dynamic_cafile_content.go).
    pub fn apiserver_text(&self, purpose: &str, path: &str) -> String {
        match self {
            Self::Empty => format!("{self} \"{purpose}::{path}\""),
            Self::Malformed { .. } | Self::NoCertificate => {
                format!("error loading CA bundle for \"{purpose}::{path}\": {self}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composes_the_api_servers_words() {
        let path = "/etc/kubernetes/pki/ca.crt";
        assert_eq!(
            StrictError::Empty.apiserver_text("client-ca-bundle", path),
            "missing content for CA bundle \"client-ca-bundle::/etc/kubernetes/pki/ca.crt\""
        );
        let malformed = StrictError::Malformed {
            go: "x509: malformed certificate".to_owned(),
        };
        assert_eq!(
            malformed.apiserver_text("client-ca-bundle", path),
            "error loading CA bundle for \"client-ca-bundle::/etc/kubernetes/pki/ca.crt\": x509: malformed certificate"
        );
    }
}
