//! What can be wrong, as facts. A variant carries evidence and no prose; code, sentence and help derive from it.

use std::net::IpAddr;

use super::{
    Basis, CertificateRefusal, ClientRefusal, FrontEndSign, Hygiene, InputFault, NetworkFault,
    ProgramFault, StartupError,
};
use crate::ground::location::Location;
use crate::ground::time::{CertificateTime, Timestamp};
use crate::x509::{Fingerprint, KeyId, KeyPurpose, Oid};

/// A fact about the user's PKI.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    // --- A path: who issued whom, and may they.
    /// No candidate for the issuer of the last certificate of the path is given.
    UnknownIssuer {
        /// The issuer's name, RFC 4514.
        issuer: String,
        /// The key that the certificate says it was signed with.
        authority_key_id: Option<KeyId>,
        /// Whom the leaf is to be accepted as.
        purpose: Purpose,
    },
    /// The server makes its certificate itself, of a CA that none of those given can be.
    GeneratedCertificate {
        /// The server.
        component: &'static str,
    },
    /// The issuer is an intermediate that is not sent; with it the path reaches a trust anchor.
    MissingIntermediate {
        /// The intermediate's subject, RFC 4514.
        issuer: String,
        /// Where it stands, among the files given.
        found: Location,
    },
    /// A candidate bears the issuer's name, but the signature does not verify with its key.
    IssuerKeyMismatch {
        /// The candidate's subject, RFC 4514.
        candidate: String,
        /// The candidate itself.
        candidate_fingerprint: Fingerprint,
        /// The key that the certificate says it was signed with.
        wanted: Option<KeyId>,
        /// The candidate's key.
        found: Option<KeyId>,
        /// Go's text, such as `crypto/rsa: verification error`.
        go: String,
    },
    /// The signature does not verify with the key that the key identifiers name: the certificate was altered.
    BadSignature {
        /// The issuer's subject, RFC 4514.
        issuer: String,
        /// Go's text.
        go: String,
    },
    /// SHA-1 or MD5.
    InsecureSignature {
        /// As Go names it, `SHA1-RSA`.
        algorithm: String,
    },
    /// An algorithm, or a key, that Go cannot verify signatures with.
    UnsupportedSignature {
        /// OpenSSL's name of the algorithm.
        algorithm: String,
        /// Go's text.
        go: String,
    },
    /// An RSA key below 1024 bits.
    WeakKey {
        /// Its size.
        bits: usize,
    },
    /// The issuer is no CA: basic constraints absent from a version 3 certificate, or CA false.
    NotACa {
        /// The issuer's subject, RFC 4514.
        issuer: String,
        /// Whether basic constraints are there at all.
        has_basic_constraints: bool,
    },
    /// The issuer's key usage does not include keyCertSign.
    MissingKeyCertSign {
        /// The issuer's subject, RFC 4514.
        issuer: String,
        /// The usages that are listed.
        listed: Vec<&'static str>,
    },
    /// More CA certificates stand below this one than it allows.
    PathTooLong {
        /// What it allows.
        limit: u64,
        /// How many there are.
        found: usize,
    },
    /// Critical extensions that Go does not process.
    UnhandledCriticalExtension {
        /// Which.
        oids: Vec<Oid>,
    },
    /// A name below a constrained CA is not allowed.
    NameConstraintViolated {
        /// Go's detail, such as `DNS name "x" is not permitted by any constraint`.
        detail: String,
        /// The subject of the certificate that holds the constraint, RFC 4514.
        holder: String,
    },
    /// A certificate of the path lists purposes, and not the one that is needed.
    WrongPurpose {
        /// What is needed.
        wanted: Purpose,
        /// What is listed.
        listed: Vec<KeyPurpose>,
    },
    /// The path needs an explicit certificate policy and has none that is valid.
    InvalidPolicies,
    /// The key is on Go's list of distrusted keys.
    DistrustedKey,
    /// Go gives up: too many signature checks.
    SignatureBudgetExhausted {
        /// Go's limit.
        limit: u32,
    },

    // --- A certificate by itself.
    /// Over.
    Expired {
        /// The end of validity.
        not_after: CertificateTime,
        /// When it was looked at.
        at: Timestamp,
    },
    /// Not begun.
    NotYetValid {
        /// The begin of validity.
        not_before: CertificateTime,
        /// When it was looked at.
        at: Timestamp,
    },
    /// Go cannot parse it.
    MalformedCertificate {
        /// What can be read of it: name, key, dates.
        about: Option<String>,
        /// Go's text.
        go: String,
    },
    /// crypto/tls refuses the type of the leaf's key.
    UnsupportedKey {
        /// Go's name of the type, such as `<nil>` or `*dsa.PublicKey`.
        go_type: String,
    },
    /// crypto/tls refuses RSA keys above 8192 bits.
    RsaKeyTooLarge {
        /// Its size.
        bits: usize,
    },

    // --- The server's name.
    /// No SAN matches the server name.
    NameMismatch {
        /// The server name.
        wanted: String,
        /// DNS SANs.
        dns: Vec<String>,
        /// IP SANs.
        ip: Vec<IpAddr>,
        /// Go's text.
        go: String,
    },
    /// The common name would match, but there is no SAN, and Go reads only SANs.
    CommonNameOnly {
        /// The server name.
        wanted: String,
        /// The common name.
        common_name: String,
    },

    // --- The client at the server.
    /// The client certificate is good, but its common name is empty: it names no user.
    EmptyCommonName,
    /// The UID attribute of the subject is not one non-empty string.
    InvalidUid {
        /// kube-apiserver's text.
        go: String,
    },
    /// The client presents a CA certificate of the bundle itself: its common name becomes the user.
    ClientCertificateIsCa,
    /// The certificate is one of the front proxy, which may not act as a user.
    FrontProxyCertificate {
        /// Its common name.
        common_name: String,
    },
    /// The front proxy's certificate has a name that the server does not list.
    FrontProxyNameNotAllowed {
        /// Its common name.
        common_name: String,
        /// `--requestheader-allowed-names`.
        allowed: Vec<String>,
    },
    /// The server asks for no client certificate: by its files, or by a handshake, whose end need not be the API server.
    ClientCertificateNotRequested(Basis),
    /// A server that demands a certificate in the handshake gets none.
    NoClientCertificate,
    /// The token is in no line of the server's token file.
    TokenUnknown,
    /// The token holds a line end or another control character: Go's net/http sends no such header.
    TokenWithLineEnd,
    /// A token decides, and whether the server takes it is in no file here.
    TokenDecides,
    /// A plugin would give the credentials; it is not run.
    PluginCredentials {
        /// `exec` or `auth-provider`.
        kind: &'static str,
        /// Its command or name.
        name: String,
    },
    /// User name and password, which kube-apiserver ignores since 1.19.
    BasicAuthIgnored,
    /// Nothing identifies the client.
    NoCredentials,

    /// Go accepts the server's certificate, and other clients refuse it.
    RefusedOutsideGo {
        /// Which clients, by the names that `--client` takes, with the rule and the reason of each.
        refusals: Vec<ClientRefusal>,
    },

    // --- What makes a verdict moot.
    /// `insecure-skip-tls-verify`.
    InsecureSkipTlsVerify,
    /// The URL is not https: no TLS, no credentials.
    PlainHttp,
    /// No CA is configured: the roots of the machine count.
    SystemRoots,
    /// The CA file is empty.
    EmptyCaFile,
    /// A proxy is in between.
    Proxied,
    /// A component checks nothing of the server's certificate, for want of a flag.
    ServerUnchecked {
        /// The component.
        component: &'static str,
        /// The flag that would name a CA.
        flag: &'static str,
    },

    // --- A live server.
    /// No handshake comes about.
    Network(NetworkFault),
    /// The server names the client CAs that it accepts, and the issuer is none of them.
    ClientCaNotNamed {
        /// The issuer's name, RFC 4514.
        issuer: String,
        /// The names that the server gives, RFC 4514.
        named: Vec<String>,
    },
    /// Something ends TLS before kube-apiserver, and this shows it.
    TlsTerminated {
        /// The evidence, the strongest first.
        signs: Vec<FrontEndSign>,
    },
    /// What answers is no API server.
    NotAnApiServer {
        /// The HTTP status.
        status: u16,
        /// The title of the page that comes.
        title: Option<String>,
        /// Where it sends the client.
        location: Option<String>,
    },
    /// An HTTP status ends the request.
    RequestFailed {
        /// The status.
        status: u16,
        /// What the answer says in a few words; empty where it says nothing.
        says: String,
    },
    /// The server ends the connection once it has seen the client certificate.
    ClientCertificateRefused {
        /// Its words for it.
        refusal: CertificateRefusal,
        /// The issuer's name, where the server had listed it among its CAs.
        listed: Option<String>,
    },
    /// The client's key makes no signature of those that the server takes.
    NoCommonSignatureScheme {
        /// The key, as `RSA 2048`.
        key: String,
        /// What the server takes.
        schemes: Vec<String>,
    },
    /// The server refuses the credentials that were sent.
    Unauthorized {
        /// What was sent, `the client certificate`.
        sent: &'static str,
    },
    /// The credentials that were asked to be tried were not.
    CredentialsNotSent {
        /// Why not.
        reason: String,
    },
    /// The server takes the client for somebody else.
    IdentityDiffers {
        /// Whom the server sees.
        seen: String,
        /// Whom the certificate names.
        predicted: String,
    },

    // --- An input, as its decoder tells it.
    /// A fault of a kubeconfig, a key pair, a bundle or another file.
    Input(Box<InputFault>),

    // --- The programs of a cluster.
    /// A rule of one program.
    Program(ProgramFault),

    // --- A stock of certificates.
    /// Nothing is broken by it yet.
    Hygiene(Hygiene),

    // --- The files of a control plane.
    /// A file that belongs to a layout, or that a flag names, is not there.
    MissingFile {
        /// What needs it.
        needed_by: String,
    },
    /// Folders with, byte for byte, the files of a node that is given too.
    CopiedNode {
        /// The folder that stands for the root of the node that is judged.
        original: String,
        /// How many others hold the same.
        copies: usize,
    },
    /// A certificate or key that no component here uses.
    UnusedFile,
    /// A second manifest of a program, beside the one that counts here.
    SeveralManifests {
        /// The program.
        component: &'static str,
        /// The manifest that counts here.
        used: String,
        /// What becomes of both.
        rivalry: Rivalry,
    },
    /// Tokens are signed with a key whose public half the API server does not have.
    ServiceAccountKeyMismatch {
        /// The flag that names the signing key.
        signed_with: String,
    },
    /// The server does not start with its files.
    ServerCannotStart {
        /// The program.
        component: &'static str,
        /// What it logs.
        error: StartupError,
    },
}

impl From<InputFault> for Problem {
    fn from(fault: InputFault) -> Self {
        Self::Input(Box::new(fault))
    }
}

/// What two pods of one program contend for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rivalry {
    /// The pod's name: the kubelet runs one of them.
    Name,
    /// The port: both are started, and one of them cannot listen.
    Port,
    /// Nothing: both run.
    None,
}

impl Rivalry {
    /// In one word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Port => "port",
            Self::None => "none",
        }
    }
}

/// What a leaf is to be accepted for: the extended key usage that its verifier demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// A client verifies a server.
    ServerAuth,
    /// A server verifies a client.
    ClientAuth,
}
