//! What clients that are no Go programs say of the same server.

use crate::finding::Code;
use crate::message::entry::{Cause, Entry, Topic, by_client};

const OTHERS: &str =
    "curl, OpenSSL, Python, Node, Java or rustls (kube-rs), whose rules are not Go's";

const fn entry(
    id: &'static str,
    texts: &'static [&'static str],
    meaning: &'static str,
    causes: &'static [Cause],
) -> Entry {
    Entry {
        id,
        topic: Topic::OtherClient,
        printed_by: OTHERS,
        texts,
        meaning,
        causes,
    }
}

const TRUST: &[Cause] = &[
    by_client(
        Code::UnknownIssuer,
        "certgraph verify --anchors CA --purpose server CERT: Go refuses it as well",
    ),
    by_client(
        Code::MissingIntermediate,
        "certgraph inspect the chain that is sent: it lacks the intermediate that issued the leaf",
    ),
    by_client(
        Code::IssuerKeyMismatch,
        "the trusted CA has the issuer's name and another key: OpenSSL and Java do not find it then",
    ),
];

const NAMES: &[Cause] = &[by_client(
    Code::NameMismatch,
    "certgraph inspect the serving certificate: its SANs",
)];

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "other-self-signed-in-chain",
        &[
            "self-signed certificate in certificate chain",
            "self signed certificate in certificate chain",
            "SELF_SIGNED_CERT_IN_CHAIN",
        ],
        "The chain ends in a CA that the client does not trust. The cluster's CA was not given to it: curl wants --cacert, others their own option.",
        TRUST,
    ),
    entry(
        "other-self-signed",
        &[
            "self-signed certificate",
            "self signed certificate",
            "DEPTH_ZERO_SELF_SIGNED_CERT",
        ],
        "The server presents a self-signed certificate, and the client does not trust it. kube-apiserver makes one for itself where it is given none.",
        TRUST,
    ),
    entry(
        "other-partial-chain",
        &[
            "unable to get issuer certificate",
            "UNABLE_TO_GET_ISSUER_CERT$",
        ],
        "The client trusts an intermediate and wants the root above it. Go, and OpenSSL with partial chains, are content with the intermediate.",
        &[by_client(
            Code::UnknownIssuer,
            "certgraph inspect the CA file: its issuer is another name; kubectl accepts it, OpenSSL without -partial_chain does not",
        )],
    ),
    entry(
        "other-unknown-issuer",
        &[
            "unable to get local issuer certificate",
            "unable to verify the first certificate",
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "UNABLE_TO_GET_ISSUER_CERT",
            "invalid peer certificate: UnknownIssuer",
            "UnknownIssuer",
            "PKIX path building failed",
            "unable to find valid certification path to requested target",
            "Path does not chain with any of the trust anchors",
        ],
        "The client finds no trusted CA for the server's certificate. Unlike Go it may also refuse a leaf as an anchor, or a CA whose key identifier differs.",
        TRUST,
    ),
    entry(
        "other-expired",
        &[
            "certificate has expired",
            "CERT_HAS_EXPIRED",
            "invalid peer certificate: Expired",
            "certificate expired",
            "CertificateExpiredException",
            "CertExpired",
        ],
        "A certificate of the server's chain, or the trusted CA, is over. rustls and Java do not look at the dates of a trusted CA; all others do.",
        &[by_client(
            Code::Expired,
            "certgraph inspect FILE… : the dates",
        )],
    ),
    entry(
        "other-not-yet-valid",
        &[
            "certificate is not yet valid",
            "CERT_NOT_YET_VALID",
            "NotValidYet",
            "CertificateNotYetValidException",
        ],
        "A certificate begins after the client's clock. Either the certificate or the clock is wrong.",
        &[by_client(
            Code::NotYetValid,
            "certgraph inspect FILE… : the dates",
        )],
    ),
    entry(
        "other-name",
        &[
            "Hostname mismatch, certificate is not valid for '{wanted}'",
            "IP address mismatch, certificate is not valid for '{wanted}'",
            "no alternative certificate subject name matches target host name '{wanted}'",
            "no alternative certificate subject name matches target ipv4 address '{wanted}'",
            "no alternative certificate subject name matches target ipv6 address '{wanted}'",
            "certificate subject name '{name}' does not match target host name '{wanted}'",
            "hostname mismatch",
            "Hostname/IP does not match certificate's altnames: {detail}",
            "ERR_TLS_CERT_ALTNAME_INVALID",
            "No subject alternative names matching IP address {wanted} found",
            "No subject alternative DNS name matching {wanted} found",
            "No name matching {wanted} found",
            "NotValidForName",
        ],
        "The serving certificate does not name the host that was asked for. Most of these clients still read the common name where there are no SANs; Go does not.",
        NAMES,
    ),
    entry(
        "other-purpose",
        &[
            "unsuitable certificate purpose",
            "unsupported certificate purpose",
            "INVALID_PURPOSE",
            "InvalidPurpose",
        ],
        "The key usage or the extended key usage of a certificate does not allow it to be a server, or a CA to issue one. OpenSSL also looks at the key usage of the leaf, which Go does not.",
        &[by_client(
            Code::WrongPurpose,
            "certgraph inspect --full FILE… : key usage and extended key usage",
        )],
    ),
    entry(
        "other-not-a-ca",
        &[
            "invalid CA certificate",
            "INVALID_CA",
            "CaUsedAsEndEntity",
            "EndEntityUsedAsCa",
        ],
        "A certificate stands in a place for which its basic constraints or its key usage are wrong. rustls refuses a CA certificate as a server's, which Go accepts.",
        &[
            by_client(
                Code::NotACa,
                "certgraph inspect --full FILE… : basic constraints",
            ),
            by_client(
                Code::MissingKeyCertSign,
                "certgraph inspect --full FILE… : key usage",
            ),
        ],
    ),
    entry(
        "other-name-constraint",
        &[
            "permitted subtree violation",
            "excluded subtree violation",
            "NameConstraintViolation",
        ],
        "A name in the chain is outside the name constraints of a CA above it. Go refuses it as well.",
        &[by_client(
            Code::NameConstraintViolated,
            "certgraph inspect --full FILE… : permitted and excluded names",
        )],
    ),
    entry(
        "other-path-length",
        &["path length constraint exceeded", "PATH_LENGTH_EXCEEDED"],
        "More CAs stand on the path than one of them allows. Go counts the same, and also counts self-issued ones.",
        &[by_client(
            Code::PathTooLong,
            "certgraph inspect --full FILE… : basic constraints",
        )],
    ),
    entry(
        "other-weak",
        &[
            "EE certificate key too weak",
            "EE certificate uses a weak signature",
            "CA certificate key too weak",
            "CA signature digest algorithm too weak",
            "ee key too small",
            "ca md too weak",
        ],
        "The client's security level forbids the key size or the digest. Go still takes RSA from 1024 bits on, but no SHA-1.",
        &[
            by_client(Code::WeakKey, "certgraph inspect FILE… : `key`"),
            by_client(
                Code::InsecureSignature,
                "certgraph inspect FILE… : `signed with`",
            ),
        ],
    ),
    entry(
        "other-bad-signature",
        &[
            "invalid peer certificate: BadSignature",
            "certificate signature failure",
            "CERT_SIGNATURE_FAILURE",
        ],
        "The signature does not verify with the key of the CA that has the issuer's name. Usual is another cluster's CA of the same name.",
        &[
            by_client(
                Code::IssuerKeyMismatch,
                "certgraph inspect --full FILE… : authority and subject key ids differ",
            ),
            by_client(
                Code::BadSignature,
                "they agree: the certificate was altered",
            ),
        ],
    ),
    entry(
        "other-strict",
        &[
            "Missing Authority Key Identifier",
            "Missing Subject Key Identifier",
            "Basic Constraints of CA cert not marked critical",
        ],
        "The client holds RFC 5280 to the letter, as Python does since 3.13. Go accepts certificates without key identifiers.",
        &[],
    ),
    entry(
        "other-version",
        &["UnsupportedCertVersion"],
        "rustls takes only certificates of version 3. Go also takes older ones as long as their names are not asked for.",
        &[by_client(
            Code::CommonNameOnly,
            "certgraph inspect --full FILE… : version 1 has no SANs",
        )],
    ),
    entry(
        "other-critical-extension",
        &[
            "unhandled critical extension",
            "UnsupportedCriticalExtension",
        ],
        "A certificate has a critical extension that the client does not know. Go has its own list of what it knows.",
        &[by_client(
            Code::UnhandledCriticalExtension,
            "certgraph inspect --full FILE…",
        )],
    ),
    entry(
        "other-verify-failed",
        &[
            "CERTIFICATE_VERIFY_FAILED",
            "certificate verify failed",
            "SSL certificate problem: {detail}",
            "SSL certificate verification failed",
            "invalid peer certificate: {detail}",
            "verify error:num={position}:{detail}",
        ],
        "The client refused the server's certificate, and the line does not say why in words that are known. Other clients have other rules than Go: kubectl may accept the same server.",
        TRUST,
    ),
];
