//! Go's parser of certificates: it refuses what OpenSSL takes.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, cause, entry};

const SOURCE: &str = "Go 1.27 crypto/x509/parser.go";

pub(super) const ENTRIES: &[Entry] = &[entry("unparsable-certificate", Topic::Parsing, &[
        "x509: negative serial number",
        "x509: inner and outer signature algorithm identifiers don't match",
        "x509: unsupported time format",
        "x509: certificate contains duplicate extension with OID {quoted}",
        "x509: trailing data",
        "x509: RSA key missing NULL parameters",
        "x509: RSA modulus is not a positive number",
        "x509: RSA public exponent is not a positive number",
        "x509: unsupported elliptic curve",
        "x509: Ed25519 key encoded with illegal parameters",
        "x509: wrong Ed25519 public key size",
        "x509: ML-DSA key encoded with illegal parameters",
        "ecdsa: invalid uncompressed public key",
        "point not on curve",
        "x509: SAN {detail}",
        "x509: cannot parse {detail}",
        "x509: authority key identifier incorrectly marked critical",
        "x509: subject key identifier incorrectly marked critical",
        "x509: authority info access incorrectly marked critical",
        "x509: empty name constraints extension",
        "x509: failed to parse {detail} constraint {quoted}",
        "x509: IP constraint contained {detail}",
        "x509: zero or negative DSA parameter",
        "x509: malformed {detail}",
        "x509: invalid {detail}",
    ])
.by("kubectl of its own client certificate, kube-apiserver of its CA files; behind `failed to parse certificate` of a peer's", SOURCE)
.says("Go's parser refuses a certificate", "Go's parser refuses the certificate: its encoding breaks a rule that Go holds and other programs may not. It has to be issued again, or the file is damaged.")
.because(&[cause(
        Code::MalformedCertificate,
        "certgraph inspect FILE… names the certificate that does not parse, and Go's reason",
    )])];
