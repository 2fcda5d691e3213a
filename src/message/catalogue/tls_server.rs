//! What a TLS server logs of the clients that call it: the client is at the other end, and nothing is wrong with its own
//! certificate unless the line says so.

use crate::finding::Code;
use crate::message::entry::{Entry, Holds, Topic, by_client, by_server, cause, entry};
use crate::message::speaker::Side;

const SERVERS: &str =
    "kube-apiserver, etcd, kubelet, webhooks and other Go servers, of their clients";
const SOURCE: &str = "Go 1.27 crypto/tls/conn.go, net/http/server.go";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "alert-in-the-clear",
        Topic::ServerRefused,
        &["local error: tls: bad record MAC"],
    )
    .by(SERVERS, SOURCE)
    .heard()
    .says(
        "{verifier} refused the certificate of {peer}, with OpenSSL and TLS 1.3",
        "An OpenSSL client (curl, Python, haproxy, nginx or stunnel as a proxy) that refuses the serving certificate sends its alert in the clear, which Go cannot decrypt. It has a wrong CA file, asks for another name, or the certificate has expired.",
    )
    .because(&[
        by_client(Code::UnknownIssuer, "the CA file of that client did not issue {serving}"),
        by_client(Code::NameMismatch, "{serving} does not name the host that the client asks for"),
        by_client(Code::Expired, "certgraph inspect {serving}: the dates"),
    ]),
    entry(
        "not-tls-to-server",
        Topic::Beyond,
        &["tls: first record does not look like a TLS handshake"],
    )
    .only(Holds::At(Side::Server))
    .by(SERVERS, SOURCE)
    .says(
        "a client spoke something else than TLS to a TLS port",
        "A load balancer that sends a PROXY protocol header (haproxy send-proxy), a health check of plain TCP or HTTP, or a client with http:// in its URL. The server's certificate has no part in it.",
    )
    .because(&[
        cause(Code::PlainHttp, "a client's URL begins with http://"),
        cause(Code::Proxied, "send-proxy, or a PROXY protocol setting of a cloud load balancer: take it out, Go servers do not read it"),
    ]),
    entry(
        "client-cut-handshake",
        Topic::Beyond,
        &[
            "^EOF$",
            ": EOF$",
            "^unexpected EOF$",
            "connection reset by peer",
            "write: broken pipe",
            "i/o timeout",
            "use of closed network connection",
            "client closed connection while SSL handshaking",
            "peer closed connection in SSL handshake",
            "unexpected eof while reading",
            "The TLS connection was non-properly terminated",
            "AH01992: SSL library error",
            "AH02006: SSL handshake stopped: connection was closed",
            "AH02007: SSL handshake interrupted by system",
        ],
    )
    .only(Holds::At(Side::Server))
    .by(SERVERS, SOURCE)
    .says(
        "a client closed the connection before the handshake was complete",
        "Health checks of load balancers do so all the time, and it means nothing then. A client does it too when its own key does not fit its certificate, or, as Node.js does, when it refuses the server's certificate.",
    )
    .because(&[
        cause(Code::ConnectionClosed, "the address in the line is a load balancer's: a health check"),
        cause(Code::KeyPairMismatch, "certgraph explain KUBECONFIG of that client tells whether its key fits"),
        by_client(Code::UnknownIssuer, "a Node.js client that does not trust {serving}"),
    ]),
    entry(
        "old-client",
        Topic::Beyond,
        &[
            "tls: client offered only unsupported versions: {detail}",
            "tls: unsupported SSLv2 handshake received",
            "tls: no cipher suite supported by both client and server{detail}",
            "tls: no mutually supported protocol versions",
            "tls: client offered an unsupported{detail}",
            "tls: no ECDHE curve supported by both client and server",
            "tls: client using inappropriate protocol fallback",
            "no shared cipher",
            "NO_SHARED_CIPHER",
            "inappropriate fallback",
            "INAPPROPRIATE_FALLBACK",
            "no suitable key share",
            "no suitable signature algorithm",
            "NO_COMMON_SIGNATURE_ALGORITHMS",
            "no cipher suites in common",
            "unsupported protocol or cipher in ClientHello",
            "Client requested protocol {detail} is not enabled or supported",
        ],
    )
    .by(SERVERS, "Go 1.27 crypto/tls/handshake_server.go")
    .says(
        "a client offers only TLS versions or ciphers that the server does not take",
        "301 is TLS 1.0, 302 is TLS 1.1, and Go takes 1.2 at least. A scanner, an old health check or --tls-min-version and --tls-cipher-suites of the server; no certificate was looked at.",
    )
    .because(&[cause(Code::UnsupportedTlsVersion, "the address in the line: which program calls from there")]),
    entry(
        "no-version-in-common",
        Topic::Beyond,
        &[
            "tls: server selected unsupported protocol version {detail}",
            "unsupported protocol",
            "UNSUPPORTED_PROTOCOL",
            "version too low",
            "VERSION_TOO_LOW",
            "wrong ssl version",
            "WRONG_SSL_VERSION",
            "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)",
            "Server chose {detail}, but that protocol version is not enabled or not supported by the client",
            "no protocols available",
            "SSL_ERROR_UNSUPPORTED_VERSION",
        ],
    )
    .by("OpenSSL, BoringSSL and Java programs, of their own settings", "OpenSSL 3.0 ssl/ssl_err.c; OpenJDK 17 sun.security.ssl")
    .says(
        "the two sides have no TLS version in common",
        "{speaker} was offered, or answered with, a TLS version that its own settings forbid. Servers of Kubernetes take TLS 1.2 and 1.3; a scanner or an old client offers less. No certificate was looked at.",
    )
    .because(&[cause(Code::UnsupportedTlsVersion, "the address in the line: which program calls from there; MinProtocol, ssl_protocols or jdk.tls.disabledAlgorithms on this side")]),
    entry(
        "client-without-certificate",
        Topic::ClientRefused,
        &[
            "tls: client didn't provide a certificate",
            "Empty client certificate chain",
            "peer sent no certificates",
            "null cert chain",
            "No certificate was found",
            "The peer did not send any certificate",
            "PEER_DID_NOT_RETURN_A_CERTIFICATE",
            "NoCertificatesPresented",
        ],
    )
    .by(SERVERS, "Go 1.27 crypto/tls/handshake_server.go")
    .says(
        "{verifier} demands a client certificate, and {peer} sent none",
        "etcd with --client-cert-auth, a webhook or a front end demands one; kube-apiserver and the kubelet only ask. The caller has no certificate configured, or its Go client kept it back because the server does not name its issuer.",
    )
    .because(&[
        by_server(Code::NoCredentials, "{client} is not set"),
        by_server(Code::UnknownClientCa, "{client_ca} has no CA of the name that issued {client}"),
    ]),
    entry(
        "malformed-answer",
        Topic::Kubeconfig,
        &[
            "malformed HTTP response {quoted}",
            "malformed HTTP response",
            "malformed HTTP status code",
            "tls: oversized record received with length {count}",
            "http2: frame too large",
        ],
    )
    .by("kubectl and other Go clients", "Go 1.27 net/http/response.go, crypto/tls/conn.go")
    .says(
        "client and port do not speak the same protocol: one TLS, the other not",
        "`malformed HTTP response \"\\x15\\x03…` is a TLS alert read as HTTP: the URL has http:// and the port speaks TLS. `oversized record` is the reverse: https:// to a port that answers in plain text.",
    )
    .because(&[
        by_client(Code::PlainHttp, "`server` of the kubeconfig begins with http://"),
        by_client(Code::NotTls, "the port in `server` is not the TLS port"),
    ]),
    entry(
        "no-server-name",
        Topic::Beyond,
        &["tls: either ServerName or InsecureSkipVerify must be specified in the tls.Config"],
    )
    .by("a Go program, of its own configuration", "Go 1.27 crypto/tls/handshake_client.go")
    .says(
        "a Go program set up TLS without naming the server it calls",
        "It is a fault in that program's code or configuration: without a name a certificate cannot be verified. No certificate was looked at.",
    ),
    entry(
        "handshake-failure-local",
        Topic::Beyond,
        &["^tls: handshake failure$", "tls_choose_sigalg:internal error"],
    )
    .by("kubectl and other Go programs, OpenSSL", "Go 1.27 crypto/tls/alert.go; OpenSSL ssl/t1_lib.c")
    .says(
        "the two sides found nothing in common to set up TLS with",
        "No TLS version, cipher, curve or signature in common, or a client certificate that is demanded and missing with TLS 1.2. No certificate was verified yet.",
    )
    .because(&[
        cause(Code::NoCredentials, "a front end that demands a client certificate, with TLS 1.2"),
        cause(Code::UnsupportedKey, "certgraph inspect FILE… : a key of type P-224 or of an unknown algorithm"),
    ]),
    entry(
        "bad-client-certificate",
        Topic::Verification,
        &["x509: failed to parse RSA private key: {detail}", "crypto/rsa: invalid prime", "crypto/rsa: invalid modulus"],
    )
    .by("kubectl and other Go programs", "Go 1.27 crypto/x509/pkcs1.go")
    .says(
        "an RSA private key is damaged",
        "The numbers of the key do not belong together. It was altered, cut or typed; only a backup or a new pair helps.",
    )
    .because(&[cause(Code::UnusablePrivateKey, "openssl rsa -check -noout -in KEY")]),
];
