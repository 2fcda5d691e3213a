//! TLS alerts: what one side hears when the other gives up.

use crate::finding::Code;
use crate::message::entry::{Cause, Entry, Topic, by_client, by_server, cause, entry};

const HEARD: &str = "the side that was refused: kube-apiserver and etcd in `http: TLS handshake error`, kubectl as `remote error`";

const REFUSED: &[Cause] = &[
    by_client(
        Code::UnknownIssuer,
        "certgraph explain KUBECONFIG --tls-cert-file CERT: no trusted CA issued it",
    ),
    by_client(
        Code::IssuerKeyMismatch,
        "the same: a CA of the issuer's name is trusted, with another key",
    ),
    by_client(Code::Expired, "the same: dates of the chain"),
    by_client(Code::NameMismatch, "the same: names of the leaf"),
    by_server(
        Code::RsaKeyTooLarge,
        "an RSA key above 8192 bits in the client's certificates",
    ),
];

const SOURCE: &str = "RFC 8446 section 6; Go 1.27 crypto/tls/alert.go";

pub(super) const ENTRIES: &[Entry] = &[
    entry("alert-bad-certificate", Topic::ServerRefused, &["remote error: tls: bad certificate", "tls: bad certificate", "SSLV3_ALERT_BAD_CERTIFICATE", "ssl/tls alert bad certificate", "alert bad certificate", "Received fatal alert: bad_certificate", "received fatal alert: BadCertificate", "Received alert [42]", "Got fatal alert 42:", "sslv3 alert bad certificate",
            "remote error: bad certificate",
            "TLS alert: 'BadCertificate'",
            "SSL_ERROR_BAD_CERT_ALERT",
            "SSL peer cannot verify your certificate",
            "(IN), TLS alert, bad certificate",
        ])
.by(HEARD, SOURCE)
.heard()
.says("{verifier} refused the certificate of {peer}, and does not say why", "The other side looked at this side's certificate and refused it; only its own output says why. A Go client that does not trust the server sends this alert, whatever the reason.")
.because(REFUSED),
    entry("alert-unknown-authority", Topic::ServerRefused, &[
            "remote error: tls: unknown certificate authority",
            "alert unknown ca",
            "tlsv1 alert unknown ca", "TLSV1_ALERT_UNKNOWN_CA", "Received fatal alert: unknown_ca", "received fatal alert: UnknownCA", "Received alert [48]", "Got fatal alert 48:",
            "remote error: unknown certificate authority",
            "TLS alert: 'UnknownCA'",
            "SSL_ERROR_UNKNOWN_CA_ALERT",
            "Peer does not recognize and trust the CA that issued your certificate",
            "(IN), TLS alert, unknown CA",
        ])
.by(HEARD, SOURCE)
.heard()
.says("{verifier} trusts no CA that issued the certificate of {peer}", "The other side trusts no CA that issued this side's certificate. kube-apiserver never says so to a client; a TLS front end that demands certificates does, and so do OpenSSL clients to a server.")
.because(&[
            cause(
                Code::UnknownIssuer,
                "the other side is a client: compare the serving certificate's issuer with its CA bundle",
            ),
            cause(
                Code::UnknownClientCa,
                "the other side is a server: compare the client certificate's issuer with its client CAs",
            ),
        ]),
    entry("alert-expired", Topic::ServerRefused, &[
            "remote error: tls: expired certificate",
            "alert certificate expired", "SSLV3_ALERT_CERTIFICATE_EXPIRED", "Received fatal alert: certificate_expired", "received fatal alert: CertificateExpired", "Received alert [45]", "Got fatal alert 45:", "sslv3 alert certificate expired",
            "remote error: expired certificate",
            "TLS alert: 'CertificateExpired'",
            "SSL_ERROR_EXPIRED_CERT_ALERT",
            "SSL peer rejected your certificate as expired",
            "(IN), TLS alert, certificate expired",
        ])
.by(HEARD, SOURCE)
.heard()
.says("{verifier} says that the certificate of {peer} has expired", "The other side says that this side's certificate is not valid at its time. Its clock may be wrong as well.")
.because(&[cause(Code::Expired, "certgraph inspect FILE… : the dates")]),
    entry("alert-other-certificate", Topic::ServerRefused, &[
            "remote error: tls: unsupported certificate",
            "remote error: tls: revoked certificate",
            "remote error: tls: unknown certificate",
            "remote error: tls: access denied",
            "alert certificate unknown",
            "alert unsupported certificate", "SSLV3_ALERT_CERTIFICATE_UNKNOWN", "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE", "SSLV3_ALERT_CERTIFICATE_REVOKED", "Received fatal alert: certificate_unknown", "Received fatal alert: unsupported_certificate", "Received fatal alert: access_denied", "received fatal alert: CertificateUnknown", "received fatal alert: AccessDenied", "received fatal alert: UnsupportedCertificate", "Received alert [46]", "Got fatal alert 46:", "Received alert [43]", "Got fatal alert 43:", "Received alert [49]", "Got fatal alert 49:", "tlsv1 alert access denied", "alert certificate revoked",
            "remote error: unsupported certificate",
            "remote error: revoked certificate",
            "remote error: unknown certificate",
            "TLS alert: 'CertificateUnknown'",
            "TLS alert: 'UnsupportedCert'",
            "TLS alert: 'CertificateRevoked'",
            "TLS alert: 'AccessDenied'",
            "(IN), TLS alert, certificate unknown",
            "(IN), TLS alert, unsupported certificate",
            "(IN), TLS alert, certificate revoked",
            "(IN), TLS alert, access denied",
        ])
.by(HEARD, SOURCE)
.heard()
.says("{verifier} refused the certificate of {peer}", "The other side refused this side's certificate, in words that Go programs do not use: a browser, a Java or OpenSSL program, or a proxy is at the other end. What it holds against the certificate is in its own log.")
.because(REFUSED),
    entry("alert-certificate-required", Topic::ClientRefused, &[
            "remote error: tls: certificate required",
            "alert certificate required", "TLSV13_ALERT_CERTIFICATE_REQUIRED", "TLSV1_ALERT_CERTIFICATE_REQUIRED", "tlsv13 alert certificate required", "Received fatal alert: certificate_required", "received fatal alert: CertificateRequired", "Received alert [116]", "Got fatal alert 116:",
            "Certificate is required",
            "CERTIFICATE_REQUIRED",
        ])
.by(HEARD, SOURCE)
.heard()
.says("the server demands a client certificate, and none came", "The server demands a client certificate, and none came. kube-apiserver only asks for one, so etcd, or a front end that verifies clients, is at the other end.")
.because(&[
            cause(
                Code::NoCredentials,
                "the kubeconfig's user has no client-certificate: certgraph inspect KUBECONFIG",
            ),
            cause(
                Code::UnknownClientCa,
                "a Go program that is not kubectl keeps its certificate back where the server does not list its issuer",
            ),
        ]),
    entry("alert-decode-error", Topic::Parsing, &["remote error: tls: error decoding message", "tlsv1 alert decode error", "Received fatal alert: decode_error", "received fatal alert: DecodeError", "Received alert [50]", "Got fatal alert 50:",
            "remote error: error decoding message",
            "TLS alert: 'DecodeError'",
            "(IN), TLS alert, decode error",
        ])
.by(HEARD, SOURCE)
.heard()
.says("{verifier} could not parse what {peer} sent", "The other side could not parse a certificate that this side sent, any of the chain. GnuTLS servers with TLS 1.2 say the same where no client certificate came at all, and others where the names of their CAs exceed 64 KiB.")
.because(&[cause(
            Code::MalformedCertificate,
            "certgraph inspect the file of the chain: it names the certificate that does not parse",
        )]),
    entry("alert-decrypt-error", Topic::KeyPair, &["remote error: tls: error decrypting message", "TLSV1_ALERT_DECRYPT_ERROR", "tlsv1 alert decrypt error", "alert decrypt error", "Received fatal alert: decrypt_error", "received fatal alert: DecryptError", "Received alert [51]", "Got fatal alert 51:",
            "remote error: error decrypting message",
            "TLS alert: 'DecryptError'",
            "(IN), TLS alert, decrypt error",
        ])
.by(HEARD, SOURCE)
.heard()
.says("{verifier} found the handshake signature of {peer} wrong", "The other side found this side's handshake signature wrong: the private key in use does not belong to the certificate that was sent. Or the key is one that the other side refuses.")
.because(&[
            cause(
                Code::KeyPairMismatch,
                "certgraph explain … --tls-cert-file CERT --tls-private-key-file KEY compares them",
            ),
            cause(Code::WeakKey, "an RSA key below 1024 bits"),
        ]),
    entry("alert-handshake-failure", Topic::Beyond, &[
            "remote error: tls: handshake failure",
            "sslv3 alert handshake failure",
            "alert handshake failure", "SSLV3_ALERT_HANDSHAKE_FAILURE", "Received fatal alert: handshake_failure", "received fatal alert: HandshakeFailure", "Received alert [40]", "Got fatal alert 40:",
            "remote error: handshake failure",
            "TLS alert: 'HandshakeFailure'",
            "SSL_ERROR_HANDSHAKE_FAILURE_ALERT",
            "SSL peer was unable to negotiate an acceptable set of security parameters",
            "(IN), TLS alert, handshake failure",
        ])
.by(HEARD, SOURCE)
.heard()
.says("the two sides found nothing in common to set up TLS with", "The two sides have no TLS parameters in common, or one of them cannot sign with its key. A P-224 key, a server that knows only RSA key exchange, or a missing client certificate in TLS 1.2 are usual.")
.because(&[
            cause(
                Code::UnsupportedKey,
                "certgraph inspect FILE… : a key of type P-224 or of an unknown algorithm",
            ),
            cause(
                Code::NoCredentials,
                "a front end that demands a client certificate, with TLS 1.2",
            ),
        ]),
    entry("alert-protocol-version", Topic::Beyond, &[
            "remote error: tls: protocol version not supported",
            "alert protocol version", "TLSV1_ALERT_PROTOCOL_VERSION", "Received fatal alert: protocol_version", "received fatal alert: ProtocolVersion", "Received alert [70]", "Got fatal alert 70:",
            "remote error: protocol version not supported",
            "TLS alert: 'ProtocolVersion'",
            "SSL_ERROR_PROTOCOL_VERSION_ALERT",
            "Peer reports incompatible or unsupported protocol version",
            "(IN), TLS alert, protocol version",
        ])
.by(HEARD, SOURCE)
.heard()
.says("the two sides have no TLS version in common", "The two sides have no TLS version in common: kubectl and kube-apiserver want 1.2 at least. No certificate was looked at."),
    entry("alert-internal-error", Topic::KeyPair, &["remote error: tls: internal error", "tlsv1 alert internal error", "TLSV1_ALERT_INTERNAL_ERROR", "Received fatal alert: internal_error", "received fatal alert: InternalError", "Received alert [80]", "Got fatal alert 80:",
            "remote error: internal error",
            "TLS alert: 'InternalError'",
            "(IN), TLS alert, internal error",
        ])
.by(HEARD, SOURCE)
.heard()
.says("{other} broke off the handshake for a reason of its own", "The other side broke off for a reason of its own. A Go client does so when it cannot sign with its private key, such as an RSA key below 1024 bits; a server where it has no certificate to show, or the names of its CAs exceed 64 KiB.")
.because(&[cause(
            Code::WeakKey,
            "certgraph inspect the client certificate: the size of its key",
        )]),
    entry("alert-not-named", Topic::Beyond, &["A TLS fatal alert has been received"])
.by("GnuTLS", "GnuTLS 3.7 lib/errors.c")
.heard()
.says("{other} ended the handshake with an alert, which is in another line", "GnuTLS tells the alert by itself: `Received alert [48]` or `Got fatal alert 48` before or after this line. That line says whether a certificate was refused, and why."),
    entry("alert-other", Topic::Beyond, &[
            "TLS alert: 'UnrecognizedName'",
            "TLS alert: 'UnexpectedMessage'",
            "TLS alert: 'IllegalParameter'",
            "remote error: tls: unrecognized name",
            "remote error: tls: no application protocol",
            "remote error: tls: {detail}", "tlsv1 unrecognized name", "TLSV1_UNRECOGNIZED_NAME", "tlsv1 alert no application protocol", "Received fatal alert: unrecognized_name", "received fatal alert: UnrecognizedName", "Received alert [112]", "Got fatal alert 112:", "Received fatal alert: {detail}", "received fatal alert: {detail}", "Received alert [{position}]", "Got fatal alert {detail}", "sslv3 alert unexpected message", "tlsv1 alert user cancelled", "alert illegal parameter", "alert unexpected message", "alert record overflow",
            "(IN), TLS alert, unrecognized name",
            "(IN), TLS alert, illegal parameter",
            "(IN), TLS alert, no application protocol",
        ])
.by(HEARD, SOURCE)
.heard()
.says("{other} ended the handshake, and not for a certificate", "The other side ended the handshake, and not for a certificate. `unrecognized name`: it has no such server name, and for an address in the URL none is sent at all, so that tls-server-name fixes it; else it speaks none of the protocols that were offered."),
];
