//! The registry: every code's slug, severity, summary, clause and page, in one table.

use std::fmt;

/// How much a finding matters. One severity per code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The connection fails because of it.
    Error,
    /// It works, but not as one would want, or not for long.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! registry {
    ($($variant:ident = $slug:literal, $severity:ident, $summary:literal, $clause:literal;)+) => {
        /// The stable identity of a finding: never reused, never removed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $summary] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the registry.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The kebab-case slug.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug,)+ }
            }

            /// How much it matters.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// One line, for listings.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)+ }
            }

            /// The rule that it rests on.
            pub const fn clause(self) -> &'static str {
                match self { $(Self::$variant => $clause,)+ }
            }

            /// Its page, in Markdown. A code without a page does not compile.
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => {
                        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/findings/", $slug, ".md"))
                    })+
                }
            }
        }
    };
}

registry! {
    // A path: who issued whom, and may they.
    UnknownIssuer = "unknown-issuer", Error, "no trusted CA issued the certificate", "RFC 5280 §6.1.1(d)";
    UnknownClientCa = "unknown-client-ca", Error, "no CA in --client-ca-file issued the client certificate", "RFC 5280 §6.1.1(d)";
    MissingIntermediate = "missing-intermediate", Error, "an intermediate CA certificate was not sent", "RFC 8446 §4.4.2";
    IssuerKeyMismatch = "issuer-key-mismatch", Error, "a CA of the issuer's name is trusted, but it has another key", "RFC 5280 §6.1.3(a)(1)";
    BadSignature = "bad-signature", Error, "the signature does not verify with the issuer's key", "RFC 5280 §6.1.3(a)(1)";
    InsecureSignature = "insecure-signature", Error, "the certificate is signed with SHA-1 or MD5", "Go 1.18 release notes";
    UnsupportedSignature = "unsupported-signature", Error, "Go cannot verify this kind of signature", "Go crypto/x509 checkSignature";
    WeakKey = "weak-key", Error, "the RSA key is shorter than 1024 bits", "Go crypto/rsa";
    NotACa = "not-a-ca", Error, "the issuer is not a CA certificate", "RFC 5280 §6.1.4(k)";
    MissingKeyCertSign = "missing-key-cert-sign", Error, "the issuer's key usage does not allow signing certificates", "RFC 5280 §6.1.4(n)";
    PathTooLong = "path-too-long", Error, "more CAs are on the path than a path length constraint allows", "RFC 5280 §6.1.4(m)";
    UnhandledCriticalExtension = "unhandled-critical-extension", Error, "a critical extension is not processed by Go", "RFC 5280 §4.2";
    NameConstraintViolated = "name-constraint-violated", Error, "a name is outside a CA's name constraints", "RFC 5280 §6.1.3(b), (c)";
    WrongPurpose = "wrong-purpose", Error, "the extended key usage does not include what is needed", "RFC 5280 §4.2.1.12";
    InvalidPolicies = "invalid-policies", Error, "a required certificate policy is missing", "RFC 5280 §6.1.5(g)";
    DistrustedKey = "distrusted-key", Error, "the key is on Go's list of distrusted keys", "Go crypto/x509 Verify";
    SignatureBudgetExhausted = "signature-budget-exhausted", Error, "Go gives up after 100 signature checks", "Go crypto/x509 buildChains";
    // A certificate by itself.
    Expired = "expired", Error, "the certificate has expired", "RFC 5280 §6.1.3(a)(2)";
    NotYetValid = "not-yet-valid", Error, "the certificate is not valid yet", "RFC 5280 §6.1.3(a)(2)";
    MalformedCertificate = "malformed-certificate", Error, "Go cannot parse the certificate", "Go crypto/x509 ParseCertificate";
    UnsupportedKey = "unsupported-key", Error, "TLS cannot use this type of key", "Go crypto/tls";
    RsaKeyTooLarge = "rsa-key-too-large", Error, "TLS refuses RSA keys above 8192 bits", "Go crypto/tls";
    // The server's name.
    NameMismatch = "name-mismatch", Error, "the certificate does not name the server", "RFC 9525 §6";
    CommonNameOnly = "common-name-only", Error, "only the common name would match, and Go reads only SANs", "RFC 9525 §6.3";
    // The client at the server.
    EmptyCommonName = "empty-common-name", Error, "the client certificate names no user", "apiserver request/x509";
    InvalidUid = "invalid-uid", Error, "the UID attribute of the client certificate is unusable", "apiserver request/x509";
    ClientCertificateIsCa = "client-certificate-is-ca", Warning, "a CA certificate is used as client certificate", "apiserver request/x509";
    FrontProxyCertificate = "front-proxy-certificate", Error, "a front-proxy certificate is used as a user's", "apiserver headerrequest";
    FrontProxyNameNotAllowed = "front-proxy-name-not-allowed", Error, "the front proxy's name is not in --requestheader-allowed-names", "apiserver headerrequest";
    NoClientCertificate = "no-client-certificate", Error, "the server demands a client certificate and gets none", "RFC 8446 §4.4.2.4";
    ClientCertificateNotRequested = "client-certificate-not-requested", Error, "the server asks for no client certificate", "RFC 8446 §4.3.2";
    UnknownToken = "unknown-token", Error, "the server does not know the token", "apiserver tokenfile";
    TokenWithLineEnd = "token-with-line-end", Error, "the token ends in a line end, which no HTTP header can hold", "RFC 9110 §5.5";
    TokenDecides = "token-decides", Note, "a bearer token decides, not a certificate", "apiserver bearertoken";
    PluginCredentials = "plugin-credentials", Note, "a plugin gives the credentials; it was not run", "client-go plugin/pkg/client/auth/exec";
    BasicAuthIgnored = "basic-auth-ignored", Warning, "kube-apiserver ignores user name and password", "Kubernetes 1.19 changelog";
    NoCredentials = "no-credentials", Error, "the user has no credentials", "client-go clientcmd";
    // Other clients than kubectl.
    RefusedOutsideGo = "refused-outside-go", Note, "kubectl accepts the server, and other clients refuse it", "RFC 5280 §4.2, OpenSSL X509_V_FLAG_X509_STRICT";
    // What makes a verdict moot.
    InsecureSkipTlsVerify = "insecure-skip-tls-verify", Warning, "kubectl checks nothing of the server's certificate", "client-go transport";
    ServerUnchecked = "server-unchecked", Note, "a component checks nothing of a server's certificate", "Kubernetes kubelet client, pkg/kubelet/client";
    PlainHttp = "plain-http", Error, "the server URL is not https", "client-go rest";
    SystemRoots = "system-roots", Note, "no CA is configured: the system's root CAs are used", "Go crypto/x509 root_linux.go";
    EmptyCaFile = "empty-ca-file", Error, "the CA file is empty, and nothing is trusted", "client-go 0.36 transport";
    Proxied = "proxied", Note, "a proxy is between client and server", "client-go rest";
    // A live server.
    NameNotResolved = "name-not-resolved", Error, "the server's name leads to no address", "RFC 1034 §3.6";
    ConnectionRefused = "connection-refused", Error, "nothing listens at the server's address", "RFC 9293 §3.10.7.1";
    HostUnreachable = "host-unreachable", Error, "there is no route to the server", "RFC 1122 §3.2.2.1";
    ConnectionTimeout = "connection-timeout", Error, "the server does not answer in time", "client-go transport/cache.go";
    ConnectionClosed = "connection-closed", Error, "the connection is cut in the middle of the TLS handshake", "RFC 8446 §6.1";
    NotTls = "not-tls", Error, "what answers at the server's address does not speak TLS", "Go crypto/tls readRecord";
    TlsAlert = "tls-alert", Error, "the server ends the TLS handshake with an alert", "RFC 8446 §6.2";
    LargeClientHello = "large-client-hello", Error, "only a ClientHello without the hybrid group is answered", "RFC 8446 §4.2.8, RFC 9293 §3.7.1";
    UnsupportedTlsVersion = "unsupported-tls-version", Error, "the server speaks only TLS 1.1 or older", "client-go transport TLSConfigFor";
    BadHandshakeSignature = "bad-handshake-signature", Error, "the server does not have the private key of its certificate", "RFC 8446 §4.4.3";
    HandshakeUnsupported = "handshake-unsupported", Warning, "certgraph cannot complete the handshake, and kubectl perhaps can", "rustls";
    Renegotiation = "renegotiation", Error, "the server wants a second handshake, which kubectl refuses", "Go crypto/tls RenegotiateNever";
    ProxyFailed = "proxy-failed", Error, "a proxy does not let the connection through", "Go net/http dialConn";
    TlsTerminated = "tls-terminated", Error, "something before kube-apiserver ends TLS", "apiserver secure_serving.go";
    ClientCertificateRefused = "client-certificate-refused", Error, "the server ends the connection over the client certificate", "RFC 8446 §4.4.2.4";
    NoCommonSignatureScheme = "no-common-signature-scheme", Error, "the server takes no signature that the client's key makes", "RFC 8446 §4.2.3";
    NotAnApiServer = "not-an-api-server", Error, "what answers is no API server", "Kubernetes API /version";
    RequestFailed = "request-failed", Error, "an HTTP status ends the request", "apimachinery NewGenericServerResponse";
    Unauthorized = "unauthorized", Error, "the live server refuses the credentials", "apiserver filters/authentication.go";
    CredentialsNotSent = "credentials-not-sent", Note, "the credentials were not tried on the live server", "certgraph";
    IdentityDiffers = "identity-differs", Warning, "the live server sees another user than the certificate names", "apiserver authentication/v1 SelfSubjectReview";
    // The kubeconfig.
    UnreadableFile = "unreadable-file", Error, "a file that is named cannot be read", "client-go clientcmd validation.go";
    MalformedKubeconfig = "malformed-kubeconfig", Error, "kubectl cannot read the kubeconfig", "client-go clientcmd loader.go";
    WrongFieldType = "wrong-field-type", Error, "a field has a type that kubectl refuses", "client-go clientcmd loader.go";
    BadBase64 = "bad-base64", Error, "a *-data field is not base64 as Go reads it", "Go encoding/base64";
    DuplicateName = "duplicate-name", Error, "two entries of a list have one name", "client-go clientcmd conversion.go";
    UnknownContext = "unknown-context", Error, "there is no context of that name", "client-go clientcmd client_config.go";
    UnknownCluster = "unknown-cluster", Error, "there is no cluster of that name", "client-go clientcmd client_config.go";
    UnknownUser = "unknown-user", Error, "there is no user of that name", "client-go clientcmd client_config.go";
    BothFileAndData = "both-file-and-data", Error, "a file and inline data are both given", "client-go clientcmd validation.go";
    SeveralAuthMethods = "several-auth-methods", Error, "a user has two ways to authenticate that exclude each other", "client-go clientcmd validation.go";
    MissingClientKey = "missing-client-key", Error, "a client certificate has no key", "client-go clientcmd validation.go";
    InvalidExec = "invalid-exec", Error, "the exec plugin is not fully configured", "client-go clientcmd validation.go";
    UnavailableAuthProvider = "unavailable-auth-provider", Error, "kubectl does not have that auth provider", "client-go rest/plugin.go";
    ImpersonationWithoutUser = "impersonation-without-user", Error, "groups are impersonated, but no user", "client-go clientcmd validation.go";
    InvalidProxyUrl = "invalid-proxy-url", Error, "kubectl refuses the proxy URL", "client-go clientcmd validation.go";
    InvalidServerUrl = "invalid-server-url", Error, "kubectl cannot use the server URL", "client-go rest/url_utils.go";
    CaWithInsecure = "ca-with-insecure", Error, "a CA and insecure-skip-tls-verify exclude each other", "client-go transport TLSConfigFor";
    NoServer = "no-server", Error, "no server is configured, so kubectl asks localhost:8080", "kubectl genericclioptions";
    IgnoredField = "ignored-field", Note, "a field is not one that kubectl knows", "client-go clientcmd loader.go";
    // Certificates, keys and bundles as files.
    NoUsableCa = "no-usable-ca", Error, "the CA bundle holds no certificate that can be used", "client-go transport rootCertPool";
    NotPem = "not-pem", Error, "there is no PEM where PEM belongs", "RFC 7468";
    SkippedPemBlock = "skipped-pem-block", Warning, "a block looks like PEM, and Go skips it", "Go encoding/pem";
    NotACertificate = "not-a-certificate", Note, "a PEM block is no certificate and is skipped", "Go crypto/x509 AppendCertsFromPEM";
    DuplicateCertificate = "duplicate-certificate", Note, "one certificate is twice in a bundle", "Go crypto/x509 CertPool";
    KeyPairMismatch = "key-pair-mismatch", Error, "the private key does not belong to the certificate", "Go crypto/tls X509KeyPair";
    CertificateAndKeySwapped = "certificate-and-key-swapped", Error, "certificate and key are swapped", "Go crypto/tls X509KeyPair";
    NoCertificateInPair = "no-certificate-in-pair", Error, "there is no certificate where the client or server certificate belongs", "Go crypto/tls X509KeyPair";
    UnusablePrivateKey = "unusable-private-key", Error, "the private key cannot be read", "Go crypto/tls X509KeyPair";
    EncryptedPrivateKey = "encrypted-private-key", Error, "the private key is encrypted, and nothing here decrypts it", "Go crypto/tls X509KeyPair";
    // A stock of certificates, as an audit sees it.
    ExpiresSoon = "expires-soon", Warning, "the certificate expires within --warn", "RFC 5280 §4.1.2.5";
    ExpiredBundleEntry = "expired-bundle-entry", Warning, "an expired CA is beside others in a bundle", "RFC 5280 §6.1.3(a)(2)";
    OutlivesIssuer = "outlives-issuer", Warning, "certificates end after the CA that issued them", "RFC 5280 §6.1.3(a)(2)";
    SameNameCas = "same-name-cas", Note, "CAs of one name have different keys", "RFC 5280 §4.1.2.4";
    UntrustedCa = "untrusted-ca", Note, "nothing here trusts a root CA", "RFC 5280 §6.1.1(d)";
    ShortKey = "short-key", Warning, "an RSA key is shorter than 2048 bits", "NIST SP 800-131A §3";
    SharedKey = "shared-key", Warning, "one key serves certificates of different names", "NIST SP 800-57 §5.2";
    LongLifetime = "long-lifetime", Note, "a certificate is valid for so long that it tends never to be renewed", "CA/Browser Forum BR §6.3.2";
    IssuedByFormerCa = "issued-by-former-ca", Warning, "a certificate is signed by the CA that its issuer had before", "cert-manager pkg/issuer/ca";
    RenewalOverdue = "renewal-overdue", Warning, "cert-manager should have renewed a certificate and has not", "cert-manager status.renewalTime";
    RequestPending = "request-pending", Warning, "a certificate request is neither approved nor denied", "certificates.k8s.io/v1 CertificateSigningRequest";
    HostNotCovered = "host-not-covered", Error, "a host is served with a certificate that does not name it", "RFC 9525 §6";
    // The files of a control plane.
    ServerCannotStart = "server-cannot-start", Error, "a program does not start with its flags and files", "apiserver dynamiccertificates";
    EtcdUnavailable = "etcd-unavailable", Error, "kube-apiserver ends because it cannot connect to etcd", "apiserver storage/storagebackend/factory/etcd3.go";
    PeerNotAllowed = "peer-not-allowed", Error, "the certificate's names are on none of etcd's lists", "etcd client/pkg/transport/listener.go";
    Revoked = "revoked", Error, "the client's certificate is on etcd's list of revoked certificates", "etcd client/pkg/transport/listener_tls.go";
    OpenToAll = "open-to-all", Warning, "etcd takes everybody who reaches its port", "etcd client/pkg/transport/listener.go";
    SignerUnusable = "signer-unusable", Error, "kube-controller-manager issues nothing that is accepted", "kube-controller-manager certificates/signer/signer.go";
    PublishedPrivateKey = "published-private-key", Warning, "a private key is published to every pod", "kube-controller-manager certificates/rootcacertpublisher/publisher.go";
    KubeletUnavailable = "kubelet-unavailable", Error, "a kubelet cannot serve logs, exec and proxy", "kubelet certificate/kubelet.go";
    IdentityWithoutRights = "identity-without-rights", Warning, "the certificate is accepted, and its user may do nothing", "kubernetes plugin/pkg/auth/authorizer/node";
    TokenRefused = "token-refused", Error, "kube-apiserver refuses the service account token", "apiserver serviceaccount/jwt.go";
    ProbesRefused = "probes-refused", Error, "the kubelet's probes of kube-apiserver get 401", "kubeadm phases/controlplane/manifests.go";
    ExcludesClients = "excludes-clients", Warning, "clients that are not kubectl cannot connect", "component-base cli/flag/curves_flag.go";
    MissingFile = "missing-file", Warning, "a file that belongs there is not there", "kubeadm phases/certs/certlist.go";
    CopiedNode = "copied-node", Note, "a node is given more than once, and judged once", "certgraph";
    UnusedFile = "unused-file", Note, "no component here uses the file", "kubeadm phases/certs/certlist.go";
    SeveralManifests = "several-manifests", Warning, "two static-pod manifests start one component", "kubelet config/file.go";
    ServiceAccountKeyMismatch = "service-account-key-mismatch", Error, "tokens are signed with a key that the API server does not know", "apiserver serviceaccount/jwt.go";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn slugs_are_unique_kebab_case() {
        let slugs: BTreeSet<_> = Code::ALL.iter().map(|code| code.slug()).collect();
        assert_eq!(slugs.len(), Code::ALL.len());
        for slug in slugs {
            assert!(
                slug.chars()
                    .all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()),
                "{slug}"
            );
        }
    }
}
