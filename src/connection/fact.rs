//! What a step knows, leaves open or does not look at.

use super::client::{Authentication, ClientKind};
use crate::verify::Verdict;

/// One statement about a step, without words: `report` has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The server was called, and sent no certificate.
    NoCertificateCame,
    /// The server does not start with these files.
    DoesNotStart {
        /// The program.
        component: &'static str,
    },
    /// The server makes its own serving certificate as it starts.
    MakesOwnCertificate,
    /// The serving certificate is in no file given.
    ServingCertificateNotGiven,
    /// kubectl knows no server, so it makes no connection.
    NoConnection,
    /// Over plain HTTP no certificate is sent.
    NoCertificateOverHttp,
    /// The server asks for no client certificate.
    NotRequested,
    /// The client's certificate is in a file that is not among those given.
    ClientCertificateNotGiven,
    /// No client certificate is configured; this is sent in its place.
    NoClientCertificate {
        /// What authenticates the client.
        authentication: Authentication,
    },
    /// `--proxy-client-cert-file` of kube-apiserver is in no file given.
    ProxyCertificateNotGiven,
    /// No Secret given has a certificate for the name that a webhook's client asks for.
    NoSecretFor {
        /// The name.
        name: String,
        /// The namespace to look in; none where the name is no Service's.
        namespace: Option<String>,
    },
    /// Several Secrets may hold the serving certificate, with different verdicts.
    OneOfSecrets {
        /// Those that lead to the same end together.
        secrets: Vec<AlikeSecrets>,
    },
    /// More different Secrets may hold the serving certificate than are tried.
    TooManySecrets {
        /// The name that they have a certificate for.
        name: String,
        /// How many there are.
        secrets: usize,
        /// How many are tried at most.
        tried: usize,
    },
    /// Whether a webhook accepts the certificate that `kubeConfigFile` of AdmissionConfiguration gives.
    WebhookDecides,
    /// Over plain HTTP nothing is verified.
    PlainHttp,
    /// kubectl knows no server to go to.
    NoServerKnown,
    /// The client checks nothing, by its configuration.
    Unchecked {
        /// How it is configured.
        kind: ClientKind,
        /// The program.
        component: &'static str,
    },
    /// The client cannot use its CA bundle.
    UnusableBundle {
        /// The program.
        component: &'static str,
    },
    /// The client has no certificate that it could present.
    NoUsableCertificate,
    /// A webhook asks for no client certificate.
    WebhookAsksNobody,
    /// The CA bundle can be read.
    BundleReadable {
        /// How many CAs it holds.
        cas: usize,
    },
    /// Whether the CAs of the bundle are within their dates.
    BundleDates {
        /// How many are not.
        outside: usize,
        /// How many there are.
        cas: usize,
    },
    /// The server lists a client CA of the name of the client's issuer.
    ListedByServer {
        /// The CA's name.
        name: String,
    },
    /// The server asks for a certificate and lists no client CA.
    ListsNoCa,
    /// The private key belongs to the client's certificate.
    KeyPairMatches,
    /// Whether the client's certificate is within its dates.
    CertificateDates {
        /// It is.
        valid: bool,
    },
    /// Whether the client's certificate has the usage `clientAuth`.
    ClientUsage {
        /// It has.
        allowed: bool,
    },
    /// The CA that the client trusts issued its certificate too.
    IssuedByTrustedCa {
        /// How the client is configured.
        kind: ClientKind,
        /// The program.
        component: &'static str,
    },
    /// The CAs that the client trusts are in a file that is not among those given.
    TrustedCasNotGiven,
    /// What a serving certificate that is not given would have to be.
    ServingCertificate {
        /// The name that it must have, where one is known.
        name: Option<String>,
    },
    /// Whether the system's roots hold the issuer.
    SystemRoots,
    /// Whether the client dials a name that the certificate does not have.
    AssumedName {
        /// The name.
        name: String,
        /// From what it is assumed, in words.
        from: String,
    },
    /// Which name the client dials.
    DialledName {
        /// From what it would be known, in words.
        from: String,
    },
    /// The certificate that the client presents.
    PresentedCertificate,
    /// The credentials that a plugin would give.
    PluginCredentials,
    /// Whether the CA that the server lists has the issuer's key.
    ListedCaKey,
    /// Which client CAs the server has.
    ClientCas,
    /// Whether the server trusts the issuer.
    TrustsIssuer {
        /// The program.
        component: &'static str,
    },
    /// Whether `--client-ca-file` holds the issuer.
    ClientCaFile,
    /// Whether the server takes the token.
    TokenTaken,
}

/// Secrets of one serving certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlikeSecrets {
    /// The first of them, in words.
    pub first: String,
    /// How many there are.
    pub count: usize,
    /// What comes of the connection with them.
    pub verdict: Verdict,
}
