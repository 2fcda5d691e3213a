//! What keeps kube-apiserver from starting, or makes a program keep its old files.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, cause};

const SERVER: &str =
    "kube-apiserver (and other servers built on k8s.io/apiserver), when it starts or reloads";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "ca-bundle-empty",
        topic: Topic::Bundle,
        printed_by: SERVER,
        texts: &[
            "missing content for CA bundle {quoted}",
            "error loading CA bundle for {quoted}: {detail}data does not contain any valid RSA or ECDSA certificates",
            "data does not contain any valid RSA or ECDSA certificates",
            "unable to load client CA file {quoted}: {detail}",
        ],
        meaning: "A CA file of the server holds no certificate that can be used. At the start that is fatal; on a reload the old content stays.",
        causes: &[
            cause(
                Code::NoUsableCa,
                "certgraph inspect the file: what is in it instead",
            ),
            cause(
                Code::ServerCannotStart,
                "the log ends with `command failed`",
            ),
        ],
    },
    Entry {
        id: "ca-bundle-broken",
        topic: Topic::Parsing,
        printed_by: SERVER,
        texts: &["error loading CA bundle for {quoted}: {detail}"],
        meaning: "One CERTIFICATE block of a CA file does not parse, and kube-apiserver then refuses the whole file. kubectl would have skipped that block in silence.",
        causes: &[
            cause(
                Code::MalformedCertificate,
                "certgraph inspect the file: it names the block and Go's reason",
            ),
            cause(
                Code::ServerCannotStart,
                "the log ends with `command failed`",
            ),
        ],
    },
    Entry {
        id: "client-cas-overlap",
        topic: Topic::Bundle,
        printed_by: SERVER,
        texts: &[
            "--requestheader-client-ca-file and --client-ca-file contain overlapping certificates",
        ],
        meaning: "One CA stands in both files and --requestheader-allowed-names is empty: any user could then act as the front proxy. Name the front proxy, or give it a CA of its own.",
        causes: &[cause(
            Code::ServerCannotStart,
            "certgraph inspect both files: the certificate with the same SHA-256",
        )],
    },
    Entry {
        id: "anonymous-auth-twice",
        topic: Topic::MaskedFindings,
        printed_by: SERVER,
        texts: &[
            "--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file",
        ],
        meaning: "Anonymous access is configured by a flag and in the file of --authentication-config. Only one of them may be used.",
        causes: &[cause(
            Code::ServerCannotStart,
            "the flags of kube-apiserver",
        )],
    },
    Entry {
        id: "serving-pair",
        topic: Topic::KeyPair,
        printed_by: SERVER,
        texts: &[
            "invalid serving cert keypair: {detail}",
            "failed to initialize serving certificate: {detail}",
            "missing filename for serving cert",
            "missing content for serving cert {quoted}",
        ],
        meaning: "The files of --tls-cert-file and --tls-private-key-file do not make a pair. kube-apiserver does not start with them, and keeps its old pair on a reload.",
        causes: &[
            cause(
                Code::KeyPairMismatch,
                "`private key does not match public key`: certgraph explain … --tls-cert-file CERT --tls-private-key-file KEY",
            ),
            cause(
                Code::CertificateAndKeySwapped,
                "`PEM inputs may have been switched`: the two flags are exchanged",
            ),
            cause(Code::UnusablePrivateKey, "`failed to parse private key`"),
            cause(
                Code::UnreadableFile,
                "`missing filename`: only one of the flags is given",
            ),
            cause(
                Code::ServerCannotStart,
                "the log ends with `command failed`",
            ),
        ],
    },
];
