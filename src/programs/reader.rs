//! The functions that read a file for a program: what each accepts, what a faulty file comes to, and its words.

use super::effect::{Effect, FileState};

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// CAs that are watched (apiserver `dynamiccertificates/dynamic_cafile_content.go`). Its words name the bundle.
    DynamicCa(&'static str),
    /// CAs that are read once (client-go `util/cert` `NewPool`, `CertsFromFile`).
    CertPool,
    /// CAs of a client of client-go (`transport` `rootCertPool`). An empty file leaves the system's roots.
    ClientGoCa,
    /// CAs of the OpenID Connect issuer. An empty file leaves the system's roots (apiserver `oidc.go`).
    OidcCa,
    /// CAs that kube-apiserver trusts etcd by (etcd `client/pkg/tlsutil` `NewCertPool`): every block of the file has to be a
    /// certificate.
    EtcdCa,
    /// The same pool where etcd itself verifies its clients by it: an empty one refuses all of them.
    EtcdClientCa,
    /// The certificate of a pair; its key is another setting.
    Certificate {
        /// The setting that names the key.
        key: &'static str,
    },
    /// The certificate of a pair that client-go loads when it is asked for it (`transport.go` `loadTLSFiles`): a pair that
    /// does not fit fails the call.
    LateCertificate {
        /// The setting that names the key.
        key: &'static str,
    },
    /// The certificate of a signer, one alone (kube-controller-manager `certificates/signer/ca_provider.go`).
    Signer {
        /// The setting that names the key.
        key: &'static str,
    },
    /// The private key of a pair, which is read with its certificate.
    Key,
    /// Public keys, private keys or certificates, each of which counts as its key (client-go `keyutil` `PublicKeysFromFile`).
    PublicKeys,
    /// A private key (client-go `keyutil` `PrivateKeyFromFile`).
    SigningKey,
    /// A list of revoked certificates in DER, read at each connection (etcd `client/pkg/transport/listener_tls.go`).
    Crl,
    /// A kubeconfig (client-go `clientcmd`).
    Kubeconfig,
    /// A configuration in YAML; what it names is followed.
    Configuration,
}

impl Reader {
    /// What a file in this state does to the program that reads it so.
    pub const fn effect(self, state: FileState) -> Effect {
        use FileState::{
            Damaged, Empty, Encrypted, ForeignBlock, Mismatched, Missing, NotPem, Several,
        };
        match (self, state) {
            // Where the file is looked at only when it is used.
            (Self::Crl, Missing | Empty | NotPem | Damaged)
            | (Self::EtcdClientCa, Empty | NotPem) => Effect::RefusesAll,
            (Self::ClientGoCa | Self::OidcCa | Self::EtcdCa, Empty) => Effect::SystemRoots,
            (Self::LateCertificate { .. }, Mismatched | Encrypted | Damaged | NotPem | Empty) => {
                Effect::FailsAtUse
            }
            // Other blocks are passed over, but not by etcd's pools.
            (Self::EtcdCa | Self::EtcdClientCa, ForeignBlock) => Effect::Ends,
            // Only a signer has to be one certificate.
            (Self::Signer { .. }, Several) => Effect::Ends,
            (_, Several | ForeignBlock) => Effect::Ignored,
            (_, Missing | Empty | NotPem | Damaged | Encrypted | Mismatched) => Effect::Ends,
        }
    }

    /// What it says of the contents of a file in this state; `path` is as the program has it, `go` the error of Go's own
    /// parser, where there is one. A missing file has the words of the operating system.
    pub fn words(self, state: FileState, path: &str, go: Option<&str>) -> String {
        const NO_CERTIFICATES: &str = "data does not contain any valid RSA or ECDSA certificates";
        match (self, state) {
            (Self::Kubeconfig, FileState::Missing) => {
                format!("stat {path}: no such file or directory")
            }
            (_, FileState::Missing) => format!("open {path}: no such file or directory"),
            (Self::DynamicCa(purpose), FileState::Empty) => {
                format!("missing content for CA bundle \"{purpose}::{path}\"")
            }
            (Self::DynamicCa(purpose), _) => {
                let why = go.unwrap_or(NO_CERTIFICATES);
                format!("error loading CA bundle for \"{purpose}::{path}\": {why}")
            }
            (Self::CertPool | Self::OidcCa, _) => go.unwrap_or(NO_CERTIFICATES).to_owned(),
            (Self::ClientGoCa, _) => {
                let why = go.unwrap_or("unable to parse bytes as PEM block");
                format!("unable to load root certificates: {why}")
            }
            (Self::PublicKeys, _) => format!(
                "error reading public key file {path}: data does not contain any valid RSA or ECDSA public keys"
            ),
            (Self::SigningKey, _) => format!(
                "error reading private key file {path}: data does not contain a valid RSA or ECDSA private key"
            ),
            (Self::Signer { .. }, FileState::Several) => {
                format!("expected 1 certificate, found {}", go.unwrap_or("2"))
            }
            (Self::Crl, _) => "x509: malformed crl".to_owned(),
            (Self::Kubeconfig, FileState::Empty) => "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable".to_owned(),
            (
                Self::EtcdCa
                | Self::EtcdClientCa
                | Self::Certificate { .. }
                | Self::LateCertificate { .. }
                | Self::Signer { .. }
                | Self::Key
                | Self::Kubeconfig
                | Self::Configuration,
                _,
            ) => go.unwrap_or_default().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_fault_does_different_things_to_different_readers() {
        let dynamic = Reader::DynamicCa("client-ca-bundle");
        assert_eq!(dynamic.effect(FileState::Empty), Effect::Ends);
        assert_eq!(
            Reader::ClientGoCa.effect(FileState::Empty),
            Effect::SystemRoots
        );
        assert_eq!(
            Reader::EtcdClientCa.effect(FileState::Empty),
            Effect::RefusesAll
        );
        assert_eq!(
            Reader::EtcdClientCa.effect(FileState::ForeignBlock),
            Effect::Ends
        );
        assert_eq!(dynamic.effect(FileState::ForeignBlock), Effect::Ignored);
        assert_eq!(Reader::Crl.effect(FileState::Missing), Effect::RefusesAll);
        let late = Reader::LateCertificate { key: "--k" };
        assert_eq!(late.effect(FileState::Mismatched), Effect::FailsAtUse);
        assert_eq!(late.effect(FileState::Missing), Effect::Ends);
    }

    #[test]
    fn words_are_those_of_the_reader() {
        let words = Reader::DynamicCa("request-header").words(FileState::Empty, "/p/rh.crt", None);
        assert_eq!(
            words,
            "missing content for CA bundle \"request-header::/p/rh.crt\""
        );
        let words = Reader::Kubeconfig.words(FileState::Missing, "/p/hook.conf", None);
        assert_eq!(words, "stat /p/hook.conf: no such file or directory");
        let signer = Reader::Signer { key: "--k" };
        assert_eq!(
            signer.words(FileState::Several, "/p", Some("3")),
            "expected 1 certificate, found 3"
        );
    }
}
