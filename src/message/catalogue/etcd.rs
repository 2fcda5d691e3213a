//! etcd and etcdctl, 3.4 to 3.7: what they say of their files, and of who calls.

use crate::finding::Code;
use crate::message::entry::{Entry, Holds, Topic, by_server, cause, entry};
use crate::message::speaker::{Side, Software, Speaker};

const ETCD: &str = "etcd 3.4 to 3.7";
const TRANSPORT: &str = "etcd 3.7 client/pkg/transport/listener.go, listener_tls.go";
const EMBED: &str = "etcd 3.7 server/embed/etcd.go, config.go";
const ETCDCTL: &str = "etcdctl 3.4 to 3.7";
const CLIENT: &str = "etcd 3.7 client/v3/retry_interceptor.go, etcdctl/ctlv3/command";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "etcd-address-not-in-names",
        Topic::Verification,
        &[
            "tls: {quoted} does not match any of DNSNames [{detail}",
            "does not match any of DNSNames [{detail}",
        ],
    )
    .by(ETCD, TRANSPORT)
    .says(
        "etcd refuses the member that calls: the names in its peer certificate do not lead to its address",
        "On the peer port etcd compares the address that a caller comes from with the names in its certificate, and looks DNS names up for that. None of them gives this address, so the connection is cut after the handshake and the caller sees EOF.",
    )
    .because(&[by_server(
        Code::NameMismatch,
        "certgraph inspect --peer-cert-file of the member that calls: its SANs must name the address in remote-addr, or DNS must resolve one of its names to it",
    )])
    .whole_line(),
    entry(
        "etcd-names-refused",
        Topic::ClientRefused,
        &["client certificate authentication failed"],
    )
    .by(ETCD, TRANSPORT)
    .says(
        "etcd refuses a certificate for its name, though its chain and dates are good",
        "The name is not in --client-cert-allowed-hostname, --peer-cert-allowed-cn or --peer-cert-allowed-hostname. On the peer port the lists hold the called member too: in a line of a prober or a dialer it is the other member's certificate.",
    )
    .because(&[by_server(
        Code::NameMismatch,
        "compare the common name and the SANs of the certificate with the flags --client-cert-allowed-hostname, --peer-cert-allowed-cn, --peer-cert-allowed-hostname; kubeadm's client certificates have no SANs",
    )]),
    entry(
        "etcd-revoked",
        Topic::ClientRefused,
        &["certificate serial {detail} revoked"],
    )
    .by(ETCD, TRANSPORT)
    .says(
        "etcd refuses a certificate that its revocation list names",
        "The serial number, in hexadecimal, is in the CRL of --client-crl-file or --peer-crl-file. The list is compared with callers only, after the handshake, so the caller sees EOF and no alert.",
    )
    .because(&[by_server(
        Code::UnknownClientCa,
        "certgraph inspect the client certificate: its serial number is the one in the line",
    )]),
    entry(
        "etcd-crl-unreadable",
        Topic::Beyond,
        &["x509: malformed crl", "x509: unsupported crl version"],
    )
    .by(ETCD, TRANSPORT)
    .says(
        "etcd cannot read its revocation list, and so refuses everybody",
        "The file of --client-crl-file or --peer-crl-file is read at each connection, and must be DER. etcd starts and is ready with a bad one, and then cuts every client.",
    ),
    entry(
        "etcd-half-a-pair",
        Topic::KeyPair,
        &[
            "KeyFile and CertFile must both be present[key: {detail}, cert: {path}]",
            "KeyFile and CertFile must both be present",
            "TLS key/cert (--cert-file, --key-file) must be provided for client url {detail}",
            "TLS key/cert (--peer-cert-file, --peer-key-file) must be provided for peer url {detail}",
            "cannot listen on TLS for {detail}: KeyFile and CertFile are not presented",
            "KeyFile and CertFile are not presented",
            "PeerTLSInfo {detail} must both be present",
        ],
    )
    .by("etcd, and kube-apiserver of its etcd client pair", TRANSPORT)
    .says(
        "{speaker} has only half of a key pair, or none, for etcd's TLS",
        "A certificate is configured without its key, or an https URL without any pair. kube-apiserver says so of --etcd-certfile and --etcd-keyfile, etcd of --cert-file and --key-file, --peer-cert-file and --peer-key-file; both end.",
    )
    .because(&[cause(
        Code::NoCertificateInPair,
        "compare the flags of the program that ends: one of the two is missing",
    )]),
    entry(
        "etcd-name-lists",
        Topic::Bundle,
        &["AllowedCNs and AllowedHostnames are mutually exclusive{detail}"],
    )
    .by(ETCD, TRANSPORT)
    .says(
        "etcd does not start: two lists of allowed names exclude each other",
        "--peer-cert-allowed-cn and --peer-cert-allowed-hostname may not both be set, nor the same pair for clients. Take one of them out.",
    )
    .because(&[cause(Code::ServerCannotStart, "the flags of etcd")])
    .whole_line(),
    entry(
        "etcd-tls-settings",
        Topic::Beyond,
        &[
            "cipher suites cannot be configured when only TLS1.3 is enabled",
            "min version ({detail}) is greater than max version",
            "unexpected TLS version {detail}",
            "unexpected TLS cipher suite {detail}",
            "http2: TLSConfig.CipherSuites is missing an HTTP/2-required {detail} cipher",
        ],
    )
    .by(ETCD, EMBED)
    .says(
        "etcd does not start with these TLS versions or cipher suites",
        "--tls-min-version, --tls-max-version and --cipher-suites do not go together, or name something that Go does not know. A list of suites needs TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or its ECDSA form, since HTTP/2 demands one of them.",
    )
    .because(&[cause(Code::ServerCannotStart, "the flags of etcd")]),
    entry(
        "etcd-unknown-flag",
        Topic::Beyond,
        &["flag provided but not defined: {detail}"],
    )
    .by("etcd and other programs of Go's flag package", "Go 1.27 flag/flag.go")
    .says(
        "{speaker} does not start: it does not know a flag that it was given",
        "etcd 3.7 has dropped the --experimental-* flags that kubeadm wrote until 1.33. The program prints this line and ends with status 2.",
    )
    .because(&[cause(Code::ServerCannotStart, "the flags in the manifest of the program")]),
    entry(
        "etcd-tls-ignored",
        Topic::Beyond,
        &[
            "scheme is {detail} while key and cert files are present",
            "while --client-cert-auth is enabled; ignoring client cert auth for this URL",
            "ignoring client auto TLS since certs given",
            "ignoring peer auto TLS since certs given",
            "key/cert files are presented. Ignored key/cert files",
        ],
    )
    .by(ETCD, EMBED)
    .says(
        "etcd serves a URL without TLS, although it has certificates",
        "The URL in the line begins with http://, so key, certificate and client authentication are not used there: anybody who reaches the port reads and writes etcd. An https client gets EOF.",
    )
    .because(&[cause(
        Code::PlainHttp,
        "--listen-client-urls or --listen-peer-urls has http:// where https:// belongs",
    )]),
    entry(
        "etcd-self-made-certificate",
        Topic::Beyond,
        &["automatically generate certificates"],
    )
    .by(ETCD, TRANSPORT)
    .says(
        "etcd made itself a certificate that no client trusts",
        "--auto-tls or --peer-auto-tls is set. The certificate lies below the data directory, belongs to no CA, and no client certificate is asked for.",
    )
    .because(&[cause(
        Code::UnknownIssuer,
        "give etcd --cert-file and --key-file of the etcd CA instead of --auto-tls",
    )]),
    entry(
        "etcd-peer-cut",
        Topic::Beyond,
        &[
            "failed to dial {detail} on stream {name} ({kind})",
            "lost TCP streaming connection with remote peer",
            "prober detected unhealthy status",
        ],
    )
    .by(ETCD, "etcd 3.7 server/etcdserver/api/rafthttp")
    .says(
        "one etcd member cannot keep its connection to another",
        "The other member refused or cut it; with EOF it did so after the handshake, for the caller's SANs or a revocation list. Its own log says why: `rejected connection on peer endpoint`.",
    )
    .because(&[
        by_server(Code::NameMismatch, "the other member logs `does not match any of DNSNames` or `is valid for A, not B`"),
        by_server(Code::Expired, "the other member logs the date"),
    ]),
    entry(
        "etcd-connection-not-ready",
        Topic::Beyond,
        &[
            "etcd grpc connection not ready: {detail}",
            "etcd grpc connection not ready",
            "error creating storage factory: context deadline exceeded",
        ],
    )
    .by("kube-apiserver, which ends 20 s after its start", "kubernetes 1.37 apiserver/pkg/storage/storagebackend/factory/etcd3.go")
    .says(
        "kube-apiserver cannot connect to etcd, for whatever reason, and ends",
        "Every fault of the connection ends like this: a certificate that either side refuses, a wrong CA, plain HTTP, or an etcd that does not run. The lines before it (`addrConn.createTransport failed`) and etcd's own log (`rejected connection`) say which.",
    )
    .because(&[
        cause(Code::Expired, "certgraph inspect {serving} and {client}: the dates"),
        cause(Code::UnknownIssuer, "{trust} did not issue {serving}"),
        cause(Code::UnknownClientCa, "{client_ca} did not issue {client}"),
        cause(Code::NameMismatch, "{serving} does not name the address in --etcd-servers"),
        cause(Code::ConnectionRefused, "etcd does not run: its own log says why"),
    ])
    .whole_line(),
    entry(
        "etcd-user",
        Topic::Beyond,
        &[
            "etcdserver: user name is empty",
            "etcdserver: permission denied",
            "etcdserver: authentication failed, invalid user ID or password",
            "etcdserver: invalid auth token",
            "etcdserver: user name not found",
        ],
    )
    .by("etcdctl and other clients of etcd; etcd answers", "etcd 3.7 api/v3rpc/rpctypes/error.go")
    .says(
        "etcd's own user authentication refuses the client; TLS worked",
        "etcdctl auth enable is on, which kube-apiserver does not need. etcd takes the user from --user, or from the common name of the client certificate where none is given; that user is not there, or may not do this.",
    )
    .because(&[cause(Code::NoCredentials, "etcdctl --user NAME, or a client certificate whose common name is a user of etcd")]),
    entry(
        "etcdctl-deadline",
        Topic::Beyond,
        &["context deadline exceeded"],
    )
    .only(Holds::By(&[Speaker::Other(Software::Etcdctl)]))
    .by(ETCDCTL, CLIENT)
    .says(
        "etcdctl cannot use etcd, and does not say why",
        "etcdctl prints this for every fault of the connection, a refused certificate too. etcd's own log tells which: `rejected connection` with the reason, or nothing where it was not reached.",
    )
    .because(&[
        cause(Code::Expired, "certgraph inspect {serving} and {client}: the dates"),
        cause(Code::UnknownIssuer, "{trust} did not issue {serving}"),
        cause(Code::UnknownClientCa, "{client_ca} did not issue {client}"),
    ]),
    entry(
        "etcd-caller-certificate-names",
        Topic::Verification,
        &["x509: certificate is valid for {offered}, not {wanted}"],
    )
    .only(Holds::At(Side::Server))
    .by(ETCD, TRANSPORT)
    .says(
        "{verifier} refuses {peer}: its certificate does not name the address that it calls from",
        "etcd compares the address that a peer comes from with the IP addresses in the certificate that it presents. This is the caller's certificate, not the one of the member that logs it.",
    )
    .because(&[by_server(
        Code::NameMismatch,
        "certgraph inspect --peer-cert-file (or --peer-client-cert-file) of the member at remote-addr: its SANs",
    )]),
    entry(
        "server-without-etcd",
        Topic::Beyond,
        &["the server was unable to return a response in the time allotted"],
    )
    .by("kubectl, when kube-apiserver waits for etcd", "kubernetes 1.37 apimachinery/pkg/api/errors/errors.go")
    .says(
        "kube-apiserver did not get an answer from etcd in time",
        "kube-apiserver runs and took the request, but what is behind it does not answer: usually etcd, which is down or refuses its certificate. /readyz of kube-apiserver names the check that fails.",
    )
    .because(&[
        cause(Code::Expired, "the pair of --etcd-certfile, or etcd's own"),
        cause(Code::ConnectionRefused, "etcd does not run"),
    ]),
];

/// What etcdctl puts around any error: only where nothing inside it is known.
pub(super) const AROUND: &[Entry] = &[
    entry(
        "etcdctl-any-fault",
        Topic::Beyond,
        &[
            "latest balancer error: {detail}",
            "is unhealthy: failed to commit proposal: {detail}",
            "Error: unhealthy cluster",
            "failed to check the health of member {detail}",
            "client: etcd cluster is unavailable or misconfigured; error {detail}",
            "is unhealthy: failed to connect: {detail}",
            "code = DeadlineExceeded",
        ],
    )
    .by(ETCDCTL, CLIENT)
    .says(
        "etcdctl cannot use etcd, and does not say why",
        "etcdctl repeats any failing connection until its timeout, so a refused certificate ends in `context deadline exceeded` or `TransientFailure` as well. etcd's own log tells: `rejected connection` with the reason, or nothing where it was not reached.",
    )
    .because(&[
        cause(Code::Expired, "certgraph inspect {serving} and {client}: the dates"),
        cause(Code::UnknownIssuer, "{trust} did not issue {serving}"),
        cause(Code::UnknownClientCa, "{client_ca} did not issue {client}"),
        cause(Code::NoCredentials, "etcd demands a client certificate: give --cert and --key"),
        cause(Code::ConnectionRefused, "nothing listens at the endpoint"),
    ]),
];
