//! A TLS stack as data: how it searches for an issuer, and which rules it applies in which order.
//!
//! Only the rules differ between the stacks; the search (`search`) and the checks (`checks`) are one code for all.

use super::fault::Report;
use super::host::HostRules;
use super::strict_rule::StrictRule;

/// A library that verifies servers, with the settings of the client that uses it.
#[derive(Clone, Copy, Debug)]
pub struct Stack {
    /// Whose words it prints.
    pub library: Library,
    /// How a path is built.
    pub search: Search,
    /// What is checked, pass by pass; within a pass certificate by certificate.
    pub passes: &'static [Pass],
    /// How the server's name is matched.
    pub host: HostRules,
    /// How a CA bundle is read.
    pub bundle: BundleRules,
    /// How a client's certificate and key are read.
    pub pair: PairRules,
    /// Which failure the client prints.
    pub report: Report,
}

/// Who prints the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// OpenSSL behind Python's `ssl`.
    Python(PythonLines),
    /// OpenSSL inside of Node; the number is Node's major release.
    Node(u8),
    /// OpenSSL behind curl.
    Curl,
    /// rustls with webpki and ring.
    Rustls,
    /// The JDK's PKIX with its own host check (`true`: okhttp's instead).
    Jdk {
        /// okhttp compares the names itself, after the handshake.
        okhttp: bool,
    },
    /// GnuTLS's own tools.
    GnuTls,
}

/// The lines of `_ssl.c` that Python's messages end with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PythonLines {
    /// A handshake that fails.
    pub handshake: u16,
    /// A CA file that cannot be read.
    pub ca_file: u16,
    /// A client certificate that OpenSSL refuses.
    pub certificate: u16,
    /// A key that is not the certificate's.
    pub key: u16,
    /// Certificate and key are of two types.
    pub pair: u16,
    /// Where the CA is handed over as text: then it has lines of its own.
    pub cadata: Option<Cadata>,
}

/// The lines of `_ssl.c` that belong to a CA given as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadata {
    /// No block comes first.
    pub no_block: u16,
    /// A block that is not a certificate follows others.
    pub bad_block: u16,
}

/// How a path from the server's certificate to a trusted one is built.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// How names are compared.
    pub names: NameForm,
    /// Which identifiers a candidate has to fit.
    pub identifiers: Identifiers,
    /// Which of several candidates is followed.
    pub choice: Choice,
    /// Whether a trusted certificate that is not self-signed ends a path (`X509_V_FLAG_PARTIAL_CHAIN`).
    pub partial_chain: bool,
    /// When a certificate that the server sends is trusted by itself.
    pub pinned: Pinned,
    /// CA certificates that a path may hold between leaf and trust anchor.
    pub longest: usize,
}

/// How issuer and subject are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameForm {
    /// Byte by byte.
    Bytes,
    /// Without regard to case, spaces and string types (RFC 5280 §7.1).
    Canonical,
}

/// What of the authority key identifier counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifiers {
    /// Nothing.
    Ignored,
    /// The key identifier, where both certificates have one.
    Key,
    /// The key identifier, and the serial number of the issuer.
    KeyAndSerial,
    /// The key identifier, the serial number and the issuer's own issuer.
    KeySerialAndIssuer,
}

/// Which candidates of one name are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// All of them, until a path passes.
    All,
    /// The first that is in date; no other is tried, even if its signature does not verify.
    FirstInDate,
    /// The last that is in date among the trusted; the first among those the server sends.
    LastInDate,
}

/// When a certificate of the server's is trusted because it is in the bundle itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pinned {
    /// Never by itself: a self-signed one passes as its own issuer.
    AsIssuer,
    /// If nothing else leads to a trust anchor and partial chains are allowed, or if it is self-signed.
    LastResort,
    /// Always, and before anything is checked but its own use.
    Always,
}

/// One walk over the path.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Where it begins.
    pub from: From,
    /// What is checked of each certificate, in order.
    pub rules: &'static [(Scope, Rule)],
}

/// Where a walk begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// At the server's certificate.
    Leaf,
    /// At the trust anchor.
    Anchor,
}

/// Which certificates of a path a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The server's certificate.
    Leaf,
    /// Every other.
    Issuers,
    /// Every one but the trust anchor.
    Untrusted,
    /// Every one but leaf and trust anchor.
    Intermediates,
    /// Every one but the last of the path, whether trusted or not.
    NotLast,
    /// Every one.
    All,
}

/// What may be checked of a certificate on a path. The tables in `stacks` cite where a library does so.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// The path ends at a trust anchor.
    Trusted,
    /// No critical extension besides those of RFC 5280 and the given ones is there.
    KnownCriticalExtensions(&'static [&'static [u8]]),
    /// The given extension is not critical.
    NotCritical(&'static [u8]),
    /// Not before ≤ now, and now is not beyond the last second.
    InDate(LastSecond),
    /// It may issue certificates.
    IsCa(Authority),
    /// The server's certificate is not a CA itself.
    IsNoCa,
    /// The path length constraint.
    PathLength(SelfIssued),
    /// It lists no purposes, serverAuth, or one of those that do as well.
    ServerPurpose(Purposes),
    /// Key usage is absent or has one of these bits.
    KeyUsage(u16),
    /// An RSA key has at least these bits.
    RsaBits(usize),
    /// The signature's hash is not SHA-1 or MD5.
    StrongDigest,
    /// The issuer's key verifies the signature.
    Signature(Signatures),
    /// The leaf's key is of a kind that the stack offers in the handshake.
    HandshakeKey(Signatures),
    /// No name below is forbidden.
    NameConstraints(Constraints),
    /// The certificate is version 3.
    Version3,
    /// One of the rules that RFC 5280 has for issuers of certificates.
    Strict(StrictRule),
    /// The issuer's name is not empty.
    IssuerNotEmpty,
    /// A certificate without subject has a critical SAN extension.
    SubjectOrCriticalSan,
    /// The certificate does not ask for a stapled OCSP response (RFC 7633).
    NoMustStaple,
    /// The server's name is one of the certificate's.
    HostName,
}

/// Whether a certificate is still valid in the very second in which it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastSecond {
    /// As RFC 5280 §4.1.2.5 has it.
    Valid,
    /// It is over: OpenSSL's `X509_cmp_time` takes equal times for past ones.
    Over,
}

/// Whether self-issued CA certificates count against a path length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelfIssued {
    /// They do.
    Counted,
    /// They do not (RFC 5280 §4.2.1.9).
    NotCounted,
}

/// Purposes that do instead of serverAuth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purposes {
    /// anyExtendedKeyUsage.
    pub any: bool,
    /// Server Gated Cryptography, Netscape's and Microsoft's.
    pub gated: bool,
}

/// Who may issue certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Basic constraints say so, and key usage does not say otherwise.
    Constraints,
    /// Basic constraints say so; key usage is not looked at.
    WhateverKeyUsage,
    /// As the first, or it is a self-signed certificate of version 1.
    OrOldRoot,
    /// As the one before, or without basic constraints by keyCertSign alone (OpenSSL's `check_ca`).
    OrKeyCertSign,
    /// As the first, or it is a trust anchor below version 3.
    OrOldAnchor,
}

/// Which signatures a stack verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatures {
    /// What Go verifies, which is what OpenSSL, the JDK and GnuTLS verify of those that are in use.
    Common,
    /// ring: RSA from 2048 bits, ECDSA on P-256 and P-384 with SHA-256 and SHA-384, Ed25519.
    Ring,
    /// aws-lc-rs: the same, with P-521 and SHA-512 as well.
    AwsLc,
}

/// Whose name constraints count, and how they are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraints {
    /// Those of every CA; directory names are compared.
    Everyone,
    /// The same, and a common name that looks like a DNS name counts where no SAN is one.
    EveryoneAndCommonName,
    /// Those of every CA but the trust anchor; directory names are compared.
    AllButAnchor,
    /// Those of every CA; directory names are passed over.
    WithoutDirectory,
    /// Those of every CA; a constraint on directory names is never fulfilled, and a wildcard that could match an excluded
    /// name is excluded.
    NoDirectory,
}

/// How a CA bundle is read. What Go reads, every stack reads.
#[derive(Clone, Copy, Debug)]
pub struct BundleRules {
    /// Which labels hold a certificate.
    pub labels: Labels,
    /// `BEGIN` with spaces before it.
    pub indented: Reading,
    /// `END` and the next `BEGIN` on one line.
    pub joined: Reading,
    /// A byte order mark before the first `BEGIN`.
    pub byte_order_mark: Reading,
    /// A block whose body is not base64.
    pub not_base64: Reading,
    /// A block that is base64, but of no certificate.
    pub not_certificate: Reading,
    /// DER without PEM.
    pub der: bool,
    /// Nothing that the stack takes for a certificate is in it.
    pub empty: Empty,
    /// A CA with an empty name spoils the whole bundle.
    pub nameless_ca: bool,
}

/// Labels of certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labels {
    /// `CERTIFICATE`.
    Plain,
    /// `X509 CERTIFICATE` as well.
    Legacy,
    /// `TRUSTED CERTIFICATE` as well.
    Trusted,
    /// Any: a private key in the bundle is taken for a certificate.
    Any,
}

/// What a stack does with an odd block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It reads it.
    Taken,
    /// It passes over it.
    Skipped,
    /// It reads no further; what stood before it counts.
    Stops,
    /// It refuses the whole bundle.
    Refused,
    /// It refuses the bundle, unless the block is the last.
    RefusedBeforeEnd,
}

/// What a bundle without a certificate leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// A client that trusts nobody.
    TrustsNobody,
    /// An error.
    Refused,
    /// The roots of the machine, or of the JVM.
    OwnRoots,
}

/// How a client's certificate and key are read.
#[derive(Clone, Copy, Debug)]
pub struct PairRules {
    /// An RSA key needs as many bits.
    pub rsa_bits: usize,
    /// RSA keys sign: without a scheme for them no certificate is sent.
    pub rsa_signs: bool,
    /// Keys beyond RSA, P-256, P-384 and Ed25519 are taken.
    pub all_curves: bool,
    /// What comes of a key of another type than its certificate's.
    pub other_type: OtherType,
    /// Certificate and key may stand in one file that both fields name.
    pub combined: bool,
    /// How a byte order mark before the key is read.
    pub byte_order_mark: Reading,
    /// Which forms of an elliptic-curve key are read.
    pub ec_keys: EcKeys,
    /// `EC PARAMETERS` may stand before the key.
    pub ec_parameters: bool,
    /// Ed25519 keys are read.
    pub ed25519: bool,
    /// Each certificate of the file has to be the issuer of the one before it.
    pub ordered_chain: bool,
}

/// What a client does with a key of another type than the certificate's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherType {
    /// It refuses the pair.
    Refused,
    /// It sends no certificate, so that the server takes it for anonymous.
    SendsNothing,
}

/// Which forms of an elliptic-curve key are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EcKeys {
    /// Every form.
    All,
    /// `EC PRIVATE KEY` alone: PKCS#8 is taken for RSA unless the algorithm is named.
    Sec1,
}
