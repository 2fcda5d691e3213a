//! TLS alerts: what one side hears when the other gives up.

use crate::finding::Code;
use crate::message::entry::{Cause, Entry, Topic, by_client, by_server, cause};

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

const fn alert(
    id: &'static str,
    topic: Topic,
    texts: &'static [&'static str],
    meaning: &'static str,
    causes: &'static [Cause],
) -> Entry {
    Entry {
        id,
        topic,
        printed_by: HEARD,
        texts,
        meaning,
        causes,
    }
}

pub(super) const ENTRIES: &[Entry] = &[
    alert(
        "alert-bad-certificate",
        Topic::ServerRefused,
        &["remote error: tls: bad certificate", "tls: bad certificate"],
        "The other side looked at this side's certificate and refused it; why stands only in its own output. A Go client that does not trust the server sends this alert, whatever the reason.",
        REFUSED,
    ),
    alert(
        "alert-unknown-authority",
        Topic::ServerRefused,
        &[
            "remote error: tls: unknown certificate authority",
            "alert unknown ca",
            "tlsv1 alert unknown ca",
        ],
        "The other side trusts no CA that issued this side's certificate. kube-apiserver never says so to a client; a TLS front end that demands certificates does, and so do OpenSSL clients to a server.",
        &[
            cause(
                Code::UnknownIssuer,
                "the other side is a client: compare the serving certificate's issuer with its CA bundle",
            ),
            cause(
                Code::UnknownClientCa,
                "the other side is a server: compare the client certificate's issuer with its client CAs",
            ),
        ],
    ),
    alert(
        "alert-expired",
        Topic::ServerRefused,
        &[
            "remote error: tls: expired certificate",
            "alert certificate expired",
        ],
        "The other side says that this side's certificate is not valid at its time. Its clock may be wrong as well.",
        &[cause(Code::Expired, "certgraph inspect FILE… : the dates")],
    ),
    alert(
        "alert-other-certificate",
        Topic::ServerRefused,
        &[
            "remote error: tls: unsupported certificate",
            "remote error: tls: revoked certificate",
            "remote error: tls: unknown certificate",
            "remote error: tls: access denied",
            "alert certificate unknown",
            "alert bad certificate",
            "alert unsupported certificate",
        ],
        "The other side refused this side's certificate, in words that Go programs do not use: a browser, a Java or OpenSSL program, or a proxy is at the other end. What it holds against the certificate stands in its own log.",
        REFUSED,
    ),
    alert(
        "alert-certificate-required",
        Topic::ClientRefused,
        &[
            "remote error: tls: certificate required",
            "tls: client didn't provide a certificate",
            "alert certificate required",
        ],
        "The server demands a client certificate, and none came. kube-apiserver only asks for one, so etcd, or a front end that verifies clients, is at the other end.",
        &[
            cause(
                Code::NoCredentials,
                "the kubeconfig's user has no client-certificate: certgraph inspect KUBECONFIG",
            ),
            cause(
                Code::UnknownClientCa,
                "a Go program that is not kubectl keeps its certificate back where the server does not list its issuer",
            ),
        ],
    ),
    alert(
        "alert-decode-error",
        Topic::Parsing,
        &["remote error: tls: error decoding message"],
        "The other side could not parse a certificate that this side sent. Any certificate of the chain will do, not only the first.",
        &[cause(
            Code::MalformedCertificate,
            "certgraph inspect the file of the chain: it names the certificate that does not parse",
        )],
    ),
    alert(
        "alert-decrypt-error",
        Topic::KeyPair,
        &["remote error: tls: error decrypting message"],
        "The other side found this side's handshake signature wrong: the private key in use does not belong to the certificate that was sent. Or the key is one that the other side refuses.",
        &[
            cause(
                Code::KeyPairMismatch,
                "certgraph explain … --tls-cert-file CERT --tls-private-key-file KEY compares them",
            ),
            cause(Code::WeakKey, "an RSA key below 1024 bits"),
        ],
    ),
    alert(
        "alert-handshake-failure",
        Topic::MaskedFindings,
        &[
            "remote error: tls: handshake failure",
            "sslv3 alert handshake failure",
            "alert handshake failure",
        ],
        "The two sides have no TLS parameters in common, or one of them cannot sign with its key. A P-224 key, a server that knows only RSA key exchange, or a missing client certificate in TLS 1.2 are usual.",
        &[
            cause(
                Code::UnsupportedKey,
                "certgraph inspect FILE… : a key of type P-224 or of an unknown algorithm",
            ),
            cause(
                Code::NoCredentials,
                "a front end that demands a client certificate, with TLS 1.2",
            ),
        ],
    ),
    alert(
        "alert-protocol-version",
        Topic::MaskedFindings,
        &[
            "remote error: tls: protocol version not supported",
            "tls: server selected unsupported protocol version {detail}",
            "alert protocol version",
        ],
        "The two sides have no TLS version in common: kubectl and kube-apiserver want 1.2 at least. No certificate was looked at.",
        &[],
    ),
    alert(
        "alert-internal-error",
        Topic::KeyPair,
        &["remote error: tls: internal error"],
        "The other side broke off for a reason of its own. A Go client does so when it cannot sign with its private key, such as an RSA key below 1024 bits.",
        &[cause(
            Code::WeakKey,
            "certgraph inspect the client certificate: the size of its key",
        )],
    ),
    alert(
        "alert-other",
        Topic::MaskedFindings,
        &[
            "remote error: tls: unrecognized name",
            "remote error: tls: no application protocol",
            "remote error: tls: {detail}",
        ],
        "The other side ended the handshake, and not for a certificate. It does not know the server name, or speaks none of the protocols that were offered.",
        &[],
    ),
];
