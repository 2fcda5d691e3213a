//! What crypto/tls and net/http say of a connection, beside the verification of certificates.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, by_client, by_server, cause, entry};

const KUBECTL: &str = "kubectl and other Go clients";
const SERVER: &str =
    "kube-apiserver and other Go servers, in `http: TLS handshake error` (from -v=5 on)";
const BOTH: &str = "Go programs on either side of a connection";

const SOURCE: &str = "Go 1.27 crypto/tls, net/http";

pub(super) const ENTRIES: &[Entry] = &[
    entry("server-certificate-unparsable", Topic::Parsing, &["tls: failed to parse certificate from server: {detail}"])
.by(KUBECTL, SOURCE)
.says("{verifier} cannot parse a certificate that {peer} sent", "A certificate that the server sent is refused by Go's parser before anything is verified. It may be any of the chain, and `insecure-skip-tls-verify` does not help.")
.because(&[cause(
            Code::MalformedCertificate,
            "certgraph inspect the file behind --tls-cert-file: it names the certificate and Go's reason",
        )]),
    entry("client-certificate-unparsable", Topic::Parsing, &["tls: failed to parse client certificate: {detail}"])
.by(SERVER, SOURCE)
.says("{verifier} cannot parse a certificate that {peer} sent", "A certificate that the client sent is refused by the server's parser. kubectl parses only the first of its certificates itself, so a broken one behind it gets this far.")
.because(&[cause(
            Code::MalformedCertificate,
            "certgraph inspect KUBECONFIG: it names the certificate and Go's reason",
        )]),
    entry("rsa-key-too-large", Topic::Verification, &[
            "tls: server sent certificate containing RSA key larger than {bits} bits",
            "tls: client sent certificate containing RSA key larger than {bits} bits",
        ])
.by(BOTH, SOURCE)
.says("{verifier} refuses an RSA key of {peer} for its size", "A certificate of the chain has an RSA key that crypto/tls refuses for its size. One above 8192 bits anywhere in the chain is enough.")
.because(&[cause(
            Code::RsaKeyTooLarge,
            "certgraph inspect the chain: `key` of every certificate",
        )]),
    entry("unsupported-key-type", Topic::Verification, &[
            "tls: server's certificate contains an unsupported type of public key: {detail}",
            "tls: client certificate contains an unsupported public key of type {detail}",
            "tls: unsupported certificate curve ({detail})",
            "tls: ML-DSA certificates require TLS 1.3",
            "tls: client certificate uses ML-DSA, which requires TLS 1.3",
            "tls: peer doesn't support any of the certificate's signature algorithms",
            "tls: certificate RSA key size too small for supported signature algorithms",
        ])
.by(BOTH, SOURCE)
.says("the key of a certificate cannot be used in this TLS connection", "The certificate's key cannot be used in this TLS connection: its type, its curve or its size has no signature scheme that both sides take. The certificate may verify all the same; a front end can restrict the schemes (ssl_conf_command, SignatureAlgorithms).")
.because(&[
            cause(
                Code::UnsupportedKey,
                "certgraph inspect FILE… : `key`; P-224 and DSA are of no use in TLS 1.3",
            ),
            cause(Code::WeakKey, "an RSA key of a few hundred bits"),
        ]),
    entry("bad-handshake-signature", Topic::KeyPair, &[
            "tls: invalid signature by the server certificate: {detail}",
            "tls: invalid signature by the client certificate: {detail}",
        ])
.by(BOTH, SOURCE)
.says("{peer} signed with another key than the one in its certificate", "The peer signed the handshake with a key that is not the one in its certificate, or with one that is refused. The certificate itself was accepted before.")
.because(&[
            cause(
                Code::KeyPairMismatch,
                "certgraph explain … --tls-cert-file CERT --tls-private-key-file KEY compares them",
            ),
            cause(
                Code::WeakKey,
                "the message speaks of insecure keys: RSA below 1024 bits",
            ),
        ]),
    entry("cannot-sign-handshake", Topic::KeyPair, &["tls: failed to sign handshake: {detail}"])
.by(KUBECTL, SOURCE)
.says("the client cannot sign with its own private key", "The client cannot sign with its own private key. Go refuses RSA keys below 1024 bits since 1.24.")
.because(&[cause(
            Code::WeakKey,
            "certgraph inspect KUBECONFIG: the size of the client's key",
        )]),
    entry("too-many-client-cas", Topic::Beyond, &[
            "cryptobyte: pending child length {bytes} exceeds 2-byte length prefix",
            "tls: handshake message of length {bytes} bytes exceeds maximum of {maximum} bytes",
        ])
.by(BOTH, SOURCE)
.says("the names of the client CAs do not fit into one TLS message", "A TLS message grew too long. The names of all CAs in --client-ca-file and --requestheader-client-ca-file go into one message of at most 65535 bytes."),
    entry("no-fips-chains", Topic::Beyond, &["tls: no FIPS compatible certificate chains found"])
.by(BOTH, SOURCE)
.says("no certificate chain uses only FIPS-approved keys and signatures", "The program runs in FIPS mode, and no path to a trusted CA uses only approved keys and signatures. Without that mode the chain may be good."),
    entry("http-to-https-client", Topic::Kubeconfig, &[
            "http: server gave HTTP response to HTTPS client",
            "tls: first record does not look like a TLS handshake", "wrong version number", "WRONG_VERSION_NUMBER", "unrecognized SSL message, plaintext connection", "Unrecognized SSL message, plaintext connection", "An unexpected TLS packet was received", "packet length too long", "InvalidMessage(InvalidContentType)",
            "Unsupported or unrecognized SSL message",
            "Cannot determine the frame size or a corrupted frame was received",
            "The handshake failed due to an unexpected packet format",
            "UNKNOWN_PROTOCOL",
            "unknown protocol",
            "EXCESSIVE_MESSAGE_SIZE",
            "received corrupt message of type InvalidContentType",
            "corrupt message",
            "PACKET_LENGTH_TOO_LONG",
            "SSL_ERROR_RX_RECORD_TOO_LONG",
            "A TLS packet with unexpected length was received",
        ])
.by(KUBECTL, SOURCE)
.says("the port that was called does not speak TLS", "The client speaks TLS, and the port answers in plain HTTP or something else. The URL names a wrong port, or a proxy answers.")
.because(&[cause(
            Code::InvalidServerUrl,
            "the port in `server` of the kubeconfig is not the API server's secure port",
        )]),
    entry("http-request-to-https-server", Topic::Kubeconfig, &[
            "client sent an HTTP request to an HTTPS server",
            "Client sent an HTTP request to an HTTPS server",
        ])
.by("kube-apiserver and other Go servers; kubectl shows `Error from server (BadRequest)`", SOURCE)
.says("a client spoke plain HTTP to a TLS port", "A client spoke plain HTTP to the TLS port. A `server` without `https://` makes kubectl do so, and it then leaves out every credential.")
.because(&[by_client(
            Code::PlainHttp,
            "`server` in the kubeconfig starts with http:// or has no scheme",
        )]),
    entry("bad-request", Topic::Kubeconfig, &[
            "Error from server (BadRequest): the server rejected our request for an unknown reason",
            "the server rejected our request for an unknown reason",
        ])
.by("kubectl", SOURCE)
.says("the server answered 400 without a Kubernetes reason", "The server answered 400 with no Kubernetes reason. Usual is plain HTTP sent to the TLS port: `server` without `https://`.")
.because(&[by_client(
            Code::PlainHttp,
            "`server` in the kubeconfig starts with http:// or has no scheme",
        )]),
    entry("connection-refused", Topic::Beyond, &[
            "The connection to the server {name} was refused - did you specify the right host or port?",
            "connect: connection refused",
            "Connection refused", "connect ECONNREFUSED {name}", "Connect call failed", "Connection refused", "actively refused",
            "Couldn't connect to server",
            "ConnectionRefusedError",
            "Failed to establish a new connection: [Errno 111]",
            "getsockopt: connection refused",
        ])
.by("kubectl and every other client", SOURCE)
.says("nothing listens at the address that was called", "Nothing listens at that address, so no certificate was looked at. `localhost:8080` means that kubectl found no server in its kubeconfig at all.")
.because(&[
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
        ]),
    entry("no-such-host", Topic::Beyond, &[
            "lookup {name} on {peer}: no such host",
            "lookup {name}: no such host",
            "Could not resolve host: {name}",
            "no such host", "getaddrinfo ENOTFOUND {name}", "Name or service not known", "failed to lookup address information", "UnknownHostException: {name}", "Temporary failure in name resolution", "nodename nor servname provided",
            "Could not resolve host",
            "Failed to resolve",
            "NameResolutionError",
            "server misbehaving",
            "Name does not resolve",
            "No such host is known",
            "getaddrinfo EAI_AGAIN {name}",
            "unable to resolve host address",
        ])
.by("kubectl and every other client", SOURCE)
.says("the name in the URL does not resolve", "The name in the URL is not in the DNS. No connection was made."),
    entry("timeout", Topic::Beyond, &[
            "net/http: TLS handshake timeout",
            "i/o timeout",
            "context deadline exceeded",
            "request canceled while waiting for connection",
            "Connection timed out",
            "connect timed out",
            "Operation timed out",
            "Read timed out",
            "ConnectTimeoutError",
            "ETIMEDOUT",
            "operation timed out",
            "(110: ",
            "SSL connection timeout",
            "Client.Timeout exceeded",
            "connection timed out",
        ])
.by("kubectl and every other client", SOURCE)
.says("no answer came in time", "No answer came in time: a firewall, a wrong address, or a server under load. No certificate was refused."),
    entry("unreachable", Topic::Beyond, &["no route to host", "No route to host", "network is unreachable", "Network is unreachable", "EHOSTUNREACH", "ENETUNREACH", "host is down", "unreachable network", "unreachable host"])
.by("kubectl and every other client", "errno EHOSTUNREACH and ENETUNREACH")
.says("no route leads to the address that was called", "The machine has no way to that address, or a firewall says so. No connection was made, and no certificate was looked at.")
.because(&[cause(
            Code::HostUnreachable,
            "the address in the line: is it of a network that this machine is in; ip route get ADDRESS",
        )]),
    entry("connection-cut", Topic::ClientRefused, &[
            "write: broken pipe",
            "connection reset by peer",
            "use of closed network connection", "Connection reset by peer", "broken pipe", "Transport endpoint is not connected", "Recv failure: {detail}", "ECONNRESET", "Broken pipe", "Error writing to server", "socket hang up", "peer closed connection in SSL handshake", "unexpected eof while reading", "The TLS connection was non-properly terminated", "Peer suddenly disconnected",
            "SSL_ERROR_SYSCALL",
            "Unknown SSL protocol error in connection to",
            "EOF occurred in violation of protocol",
            "UNEXPECTED_EOF_WHILE_READING",
            "Received an unexpected EOF or 0 bytes from the transport stream",
            "the remote party has closed the transport stream",
            "Remote host terminated the handshake",
            "Remote host closed connection during handshake",
            "SSL peer shut down incorrectly",
            "Client network socket disconnected before secure TLS connection was established",
            "RemoteDisconnected",
            "Empty reply from server",
            "upstream prematurely closed connection",
            "peer closed connection without sending TLS close_notify",
            "tls handshake eof",
            "Error in the pull function",
            "Error in the push function",
            "connection closed before message completed",
            "PR_END_OF_FILE_ERROR",
            "forcibly closed by the remote host",
            "Encountered end of file",
            "SSLException Connection reset",
            "SocketException: Connection reset",
            "SSLException: Connection reset",
            "AH01097: pass request body failed to {detail}",
        ])
.by("kubectl and every other client", SOURCE)
.says("the other side closed the connection", "The other side closed the connection. With TLS 1.3 a front end that refuses the client's certificate is seen like this, since its alert comes too late.")
.because(&[
            by_server(
                Code::UnknownClientCa,
                "a front end that verifies clients: its own log says why it refused",
            ),
            by_server(Code::WrongPurpose, "the same"),
        ]),
    entry("username-prompt", Topic::Kubeconfig, &["Please enter Username"])
.by("kubectl", SOURCE)
.says("the user has no credentials, so kubectl asks for a name", "The user has no credentials, so kubectl asks for a name and a password. kube-apiserver has ignored both since 1.19.")
.because(&[
            cause(
                Code::NoCredentials,
                "the user entry has neither certificate nor token nor plugin",
            ),
            cause(
                Code::UnknownUser,
                "the context names a user that is not there",
            ),
        ]),
    entry("end-of-file", Topic::KeyPair, &["^EOF$", "^unexpected EOF$", "error: EOF", ": EOF"])
.by("kubectl, kube-apiserver", SOURCE)
.says("the connection, or the input, ended early", "Where kubectl says so before it connects, the user has no credentials and the prompt for a user name got no answer. In a server's log, the client closed the connection in the middle of the handshake, as kubectl does when its key does not fit its certificate.")
.because(&[
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
        ]),
    entry("front-end-refused-client", Topic::ClientRefused, &["tls: client certificate contains {detail}"])
.by(SERVER, SOURCE)
.says("{verifier} cannot use the key of the client's certificate", "The server refused the client's certificate in the handshake. kube-apiserver does so only for keys that it cannot use.")
.because(&[by_server(
            Code::UnsupportedKey,
            "certgraph inspect KUBECONFIG: the type of the client's key",
        )]),
];
