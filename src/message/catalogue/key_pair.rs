//! A certificate and its private key, as crypto/tls `X509KeyPair` reads them.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, cause};

const READERS: &str = "kubectl before it connects, or while it connects where both are files; kube-apiserver when it starts";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "key-mismatch",
        topic: Topic::KeyPair,
        printed_by: READERS,
        texts: &[
            "tls: private key does not match public key",
            "tls: private key type does not match public key type",
        ],
        meaning: "The private key belongs to another certificate than the first one of the certificate text. Only that first one counts: a CA put before the leaf gives the same message.",
        causes: &[cause(
            Code::KeyPairMismatch,
            "certgraph explain KUBECONFIG compares the keys and says if the key belongs to a later certificate",
        )],
    },
    Entry {
        id: "pair-swapped",
        topic: Topic::KeyPair,
        printed_by: READERS,
        texts: &[
            "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
            "tls: found a certificate rather than a key in the PEM for the private key",
        ],
        meaning: "Certificate and key stand in each other's place. Exchange the two fields or flags.",
        causes: &[cause(
            Code::CertificateAndKeySwapped,
            "certgraph explain KUBECONFIG names the two fields",
        )],
    },
    Entry {
        id: "pair-without-certificate",
        topic: Topic::KeyPair,
        printed_by: READERS,
        texts: &[
            "tls: failed to find any PEM data in certificate input",
            "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [{detail}]",
        ],
        meaning: "There is no CERTIFICATE block where the certificate belongs. The text may be DER, cut off, indented, or hold something else.",
        causes: &[
            cause(
                Code::NoCertificateInPair,
                "certgraph inspect the file or the kubeconfig: it says what is there instead",
            ),
            cause(Code::NotPem, "no BEGIN line at all: DER, or base64 twice"),
            cause(
                Code::SkippedPemBlock,
                "a BEGIN line that Go passes over: indented, or glued to another",
            ),
        ],
    },
    Entry {
        id: "pair-without-key",
        topic: Topic::KeyPair,
        printed_by: READERS,
        texts: &[
            "tls: failed to find any PEM data in key input",
            "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [{detail}]",
        ],
        meaning: "There is no private key where the key belongs. The block's label has to end in PRIVATE KEY.",
        causes: &[cause(
            Code::UnusablePrivateKey,
            "certgraph explain KUBECONFIG says what the text is instead",
        )],
    },
    Entry {
        id: "unreadable-key",
        topic: Topic::KeyPair,
        printed_by: READERS,
        texts: &[
            "tls: failed to parse private key",
            "tls: found unknown private key type in PKCS#8 wrapping",
            "tls: unknown public key algorithm",
            "x509: failed to parse private key (use ParsePKCS1PrivateKey instead for this key format)",
        ],
        meaning: "The private key cannot be read, or is of a type that TLS has no use for. Go decrypts nothing: a key with a password gives this message, and the message never says so.",
        causes: &[
            cause(
                Code::EncryptedPrivateKey,
                "the block says ENCRYPTED or OPENSSH, or has a Proc-Type line; certgraph explain KUBECONFIG tells",
            ),
            cause(
                Code::UnusablePrivateKey,
                "the key is damaged or of another format",
            ),
        ],
    },
    Entry {
        id: "client-certificate-reload",
        topic: Topic::KeyPair,
        printed_by: "kubectl, kubelet and other client-go programs",
        texts: &[
            "Loading client cert failed",
            "failed parsing client key/certificate: {detail}",
        ],
        meaning: "The client could not read its certificate and key again from their files. The error behind it says why.",
        causes: &[
            cause(
                Code::KeyPairMismatch,
                "the two files were written at different times",
            ),
            cause(Code::UnreadableFile, "a file is gone or may not be read"),
        ],
    },
];
