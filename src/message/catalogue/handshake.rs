//! What crypto/tls and net/http say of a connection, beside the verification of certificates.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, by_client, by_server, cause};

const KUBECTL: &str = "kubectl and other Go clients";
const SERVER: &str =
    "kube-apiserver and other Go servers, in `http: TLS handshake error` (from -v=5 on)";
const BOTH: &str = "Go programs on either side of a connection";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "server-certificate-unparsable",
        topic: Topic::Parsing,
        printed_by: KUBECTL,
        texts: &["tls: failed to parse certificate from server: {detail}"],
        meaning: "A certificate that the server sent is refused by Go's parser before anything is verified. It may be any of the chain, and `insecure-skip-tls-verify` does not help.",
        causes: &[cause(
            Code::MalformedCertificate,
            "certgraph inspect the file behind --tls-cert-file: it names the certificate and Go's reason",
        )],
    },
    Entry {
        id: "client-certificate-unparsable",
        topic: Topic::Parsing,
        printed_by: SERVER,
        texts: &["tls: failed to parse client certificate: {detail}"],
        meaning: "A certificate that the client sent is refused by the server's parser. kubectl parses only the first of its certificates itself, so a broken one behind it gets this far.",
        causes: &[cause(
            Code::MalformedCertificate,
            "certgraph inspect KUBECONFIG: it names the certificate and Go's reason",
        )],
    },
    Entry {
        id: "rsa-key-too-large",
        topic: Topic::Verification,
        printed_by: BOTH,
        texts: &[
            "tls: server sent certificate containing RSA key larger than {bits} bits",
            "tls: client sent certificate containing RSA key larger than {bits} bits",
        ],
        meaning: "A certificate of the chain has an RSA key that crypto/tls refuses for its size. One above 8192 bits anywhere in the chain is enough.",
        causes: &[cause(
            Code::RsaKeyTooLarge,
            "certgraph inspect the chain: `key` of every certificate",
        )],
    },
    Entry {
        id: "unsupported-key-type",
        topic: Topic::Verification,
        printed_by: BOTH,
        texts: &[
            "tls: server's certificate contains an unsupported type of public key: {detail}",
            "tls: client certificate contains an unsupported public key of type {detail}",
            "tls: unsupported certificate curve ({detail})",
            "tls: ML-DSA certificates require TLS 1.3",
            "tls: client certificate uses ML-DSA, which requires TLS 1.3",
            "tls: peer doesn't support any of the certificate's signature algorithms",
            "tls: certificate RSA key size too small for supported signature algorithms",
        ],
        meaning: "The certificate's key cannot be used in this TLS connection: its type, its curve or its size has no signature scheme there. The certificate may verify all the same.",
        causes: &[
            cause(
                Code::UnsupportedKey,
                "certgraph inspect FILE… : `key`; P-224 and DSA are of no use in TLS 1.3",
            ),
            cause(Code::WeakKey, "an RSA key of a few hundred bits"),
        ],
    },
    Entry {
        id: "bad-handshake-signature",
        topic: Topic::KeyPair,
        printed_by: BOTH,
        texts: &[
            "tls: invalid signature by the server certificate: {detail}",
            "tls: invalid signature by the client certificate: {detail}",
        ],
        meaning: "The peer signed the handshake with a key that is not the one in its certificate, or with one that is refused. The certificate itself was accepted before.",
        causes: &[
            cause(
                Code::KeyPairMismatch,
                "certgraph explain … --tls-cert-file CERT --tls-private-key-file KEY compares them",
            ),
            cause(
                Code::WeakKey,
                "the message speaks of insecure keys: RSA below 1024 bits",
            ),
        ],
    },
    Entry {
        id: "cannot-sign-handshake",
        topic: Topic::KeyPair,
        printed_by: KUBECTL,
        texts: &["tls: failed to sign handshake: {detail}"],
        meaning: "The client cannot sign with its own private key. Go refuses RSA keys below 1024 bits since 1.24.",
        causes: &[cause(
            Code::WeakKey,
            "certgraph inspect KUBECONFIG: the size of the client's key",
        )],
    },
    Entry {
        id: "too-many-client-cas",
        topic: Topic::MaskedFindings,
        printed_by: BOTH,
        texts: &[
            "cryptobyte: pending child length {bytes} exceeds 2-byte length prefix",
            "tls: handshake message of length {bytes} bytes exceeds maximum of {maximum} bytes",
        ],
        meaning: "A TLS message grew too long. The names of all CAs in --client-ca-file and --requestheader-client-ca-file go into one message of at most 65535 bytes.",
        causes: &[],
    },
    Entry {
        id: "no-fips-chains",
        topic: Topic::MaskedFindings,
        printed_by: BOTH,
        texts: &["tls: no FIPS compatible certificate chains found"],
        meaning: "The program runs in FIPS mode, and no path to a trusted CA uses only approved keys and signatures. Without that mode the chain may be good.",
        causes: &[],
    },
    Entry {
        id: "http-to-https-client",
        topic: Topic::Kubeconfig,
        printed_by: KUBECTL,
        texts: &[
            "http: server gave HTTP response to HTTPS client",
            "tls: first record does not look like a TLS handshake",
        ],
        meaning: "The client speaks TLS, and the port answers in plain HTTP or something else. The URL names a wrong port, or a proxy answers.",
        causes: &[cause(
            Code::InvalidServerUrl,
            "the port in `server` of the kubeconfig is not the API server's secure port",
        )],
    },
    Entry {
        id: "http-request-to-https-server",
        topic: Topic::Kubeconfig,
        printed_by: "kube-apiserver and other Go servers; kubectl shows `Error from server (BadRequest)`",
        texts: &[
            "client sent an HTTP request to an HTTPS server",
            "Client sent an HTTP request to an HTTPS server",
        ],
        meaning: "A client spoke plain HTTP to the TLS port. A `server` without `https://` makes kubectl do so, and it then leaves out every credential.",
        causes: &[by_client(
            Code::PlainHttp,
            "`server` in the kubeconfig starts with http:// or has no scheme",
        )],
    },
    Entry {
        id: "bad-request",
        topic: Topic::Kubeconfig,
        printed_by: "kubectl",
        texts: &[
            "Error from server (BadRequest): the server rejected our request for an unknown reason",
        ],
        meaning: "The server answered 400 with no Kubernetes reason. Usual is plain HTTP sent to the TLS port: `server` without `https://`.",
        causes: &[by_client(
            Code::PlainHttp,
            "`server` in the kubeconfig starts with http:// or has no scheme",
        )],
    },
    Entry {
        id: "connection-refused",
        topic: Topic::MaskedFindings,
        printed_by: "kubectl and every other client",
        texts: &[
            "The connection to the server {name} was refused - did you specify the right host or port?",
            "connect: connection refused",
            "Connection refused",
        ],
        meaning: "Nothing listens at that address, so no certificate was looked at. `localhost:8080` means that kubectl found no server in its kubeconfig at all.",
        causes: &[
            cause(
                Code::NoServer,
                "the address is localhost:8080: no kubeconfig was found, or its context names no cluster with a server",
            ),
            cause(
                Code::UnknownCluster,
                "the current context names a cluster that is not there",
            ),
            cause(
                Code::ServerCannotStart,
                "kube-apiserver is not running: its own log says why (`command failed`)",
            ),
            cause(
                Code::Proxied,
                "the proxy of `proxy-url` refused: kubectl names the API server even so",
            ),
        ],
    },
    Entry {
        id: "no-such-host",
        topic: Topic::MaskedFindings,
        printed_by: "kubectl and every other client",
        texts: &[
            "lookup {name} on {peer}: no such host",
            "lookup {name}: no such host",
            "Could not resolve host: {name}",
            "no such host",
        ],
        meaning: "The name in the URL is not in the DNS. No connection was made.",
        causes: &[],
    },
    Entry {
        id: "timeout",
        topic: Topic::MaskedFindings,
        printed_by: "kubectl and every other client",
        texts: &[
            "net/http: TLS handshake timeout",
            "i/o timeout",
            "context deadline exceeded",
            "request canceled while waiting for connection",
        ],
        meaning: "No answer came in time: a firewall, a wrong address, or a server under load. No certificate was refused.",
        causes: &[],
    },
    Entry {
        id: "connection-cut",
        topic: Topic::ClientRefused,
        printed_by: "kubectl and every other client",
        texts: &[
            "write: broken pipe",
            "connection reset by peer",
            "use of closed network connection",
        ],
        meaning: "The other side closed the connection. With TLS 1.3 a front end that refuses the client's certificate is seen like this, since its alert comes too late.",
        causes: &[
            by_server(
                Code::UnknownClientCa,
                "a front end that verifies clients: its own log says why it refused",
            ),
            by_server(Code::WrongPurpose, "the same"),
        ],
    },
    Entry {
        id: "username-prompt",
        topic: Topic::Kubeconfig,
        printed_by: "kubectl",
        texts: &["Please enter Username"],
        meaning: "The user has no credentials, so kubectl asks for a name and a password. kube-apiserver has ignored both since 1.19.",
        causes: &[
            cause(
                Code::NoCredentials,
                "the user entry has neither certificate nor token nor plugin",
            ),
            cause(
                Code::UnknownUser,
                "the context names a user that is not there",
            ),
        ],
    },
    Entry {
        id: "end-of-file",
        topic: Topic::KeyPair,
        printed_by: "kubectl, kube-apiserver",
        texts: &["^EOF$", "^unexpected EOF$", "error: EOF", ": EOF"],
        meaning: "Where kubectl says so before it connects, the user has no credentials and the prompt for a user name got no answer. In a server's log, the client closed the connection in the middle of the handshake, as kubectl does when its key does not fit its certificate.",
        causes: &[
            by_client(
                Code::NoCredentials,
                "kubectl printed it: the context's user has no credentials, or is not there",
            ),
            by_client(
                Code::UnknownUser,
                "the context names a user that is not there",
            ),
            cause(
                Code::KeyPairMismatch,
                "a server logged it: certgraph explain KUBECONFIG tells whether the key fits",
            ),
        ],
    },
    Entry {
        id: "front-end-refused-client",
        topic: Topic::ClientRefused,
        printed_by: SERVER,
        texts: &["tls: client certificate contains {detail}"],
        meaning: "The server refused the client's certificate in the handshake. kube-apiserver does so only for keys that it cannot use.",
        causes: &[by_server(
            Code::UnsupportedKey,
            "certgraph inspect KUBECONFIG: the type of the client's key",
        )],
    },
];
