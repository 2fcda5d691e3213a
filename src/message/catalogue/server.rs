//! What keeps kube-apiserver from starting, or makes a program keep its old files.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, cause, entry};

const SERVER: &str =
    "kube-apiserver (and other servers built on k8s.io/apiserver), when it starts or reloads";

const SOURCE: &str = "kubernetes 1.37 apiserver/pkg/server/options, dynamiccertificates";

pub(super) const ENTRIES: &[Entry] = &[
    entry("ca-bundle-empty", Topic::Bundle, &[
            "missing content for CA bundle {quoted}",
            "error loading CA bundle for {quoted}: {detail}data does not contain any valid RSA or ECDSA certificates",
            "data does not contain any valid RSA or ECDSA certificates",
            "unable to load client CA file {quoted}: {detail}",
            "no certificate or crl found",
            "NO_CERTIFICATE_OR_CRL_FOUND",
            "problem accessing trust store",
        ])
.by(SERVER, SOURCE)
.says("a CA file of {speaker} holds no usable certificate", "A CA file of the server holds no certificate that can be used. At the start that is fatal; on a reload the old content stays.")
.because(&[
            cause(
                Code::NoUsableCa,
                "certgraph inspect the file: what is in it instead",
            ),
            cause(
                Code::ServerCannotStart,
                "the log ends with `command failed`",
            ),
        ]),
    entry("ca-bundle-broken", Topic::Parsing, &["error loading CA bundle for {quoted}: {detail}"])
.by(SERVER, SOURCE)
.says("a CA file of {speaker} holds a certificate that does not parse", "One CERTIFICATE block of a CA file does not parse, and kube-apiserver then refuses the whole file. kubectl would have skipped that block in silence.")
.because(&[
            cause(
                Code::MalformedCertificate,
                "certgraph inspect the file: it names the block and Go's reason",
            ),
            cause(
                Code::ServerCannotStart,
                "the log ends with `command failed`",
            ),
        ]),
    entry("client-cas-overlap", Topic::Bundle, &[
            "--requestheader-client-ca-file and --client-ca-file contain overlapping certificates",
        ])
.by(SERVER, SOURCE)
.says("one CA is in both client CA files, and no front proxy name is set", "One CA is in both files and --requestheader-allowed-names is empty: any user could then act as the front proxy. Name the front proxy, or give it a CA of its own.")
.because(&[cause(
            Code::ServerCannotStart,
            "certgraph inspect both files: the certificate with the same SHA-256",
        )]),
    entry("anonymous-auth-twice", Topic::Beyond, &[
            "--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file",
        ])
.by(SERVER, SOURCE)
.says("anonymous access is configured twice", "Anonymous access is configured by a flag and in the file of --authentication-config. Only one of them may be used.")
.because(&[cause(
            Code::ServerCannotStart,
            "the flags of kube-apiserver",
        )]),
    entry("serving-pair", Topic::KeyPair, &[
            "invalid serving cert keypair: {detail}",
            "failed to initialize serving certificate: {detail}",
            "missing filename for serving cert",
            "missing content for serving cert {quoted}",
        ])
.by(SERVER, SOURCE)
.says("the serving certificate and key do not make a pair", "The files of --tls-cert-file and --tls-private-key-file do not make a pair. kube-apiserver does not start with them, and keeps its old pair on a reload.")
.because(&[
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
        ]),
];
