//! Errors of Go's signature checks: behind `possibly because of`, and on their own.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, cause};

const CHECKERS: &str = "Go's crypto/x509, in kubectl and kube-apiserver alike";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "issuer-cannot-sign",
        topic: Topic::Verification,
        printed_by: CHECKERS,
        texts: &[
            "x509: invalid signature: parent certificate cannot sign this kind of certificate",
        ],
        meaning: "The certificate that bears the issuer's name is no CA, or its key usage does not include certificate signing. Its signature was not even looked at.",
        causes: &[
            cause(
                Code::NotACa,
                "certgraph inspect --full FILE… : `basic constraints` of the issuer are missing or say CA:FALSE",
            ),
            cause(
                Code::MissingKeyCertSign,
                "certgraph inspect --full FILE… : `key usage` of the issuer lacks keyCertSign",
            ),
        ],
    },
    Entry {
        id: "insecure-signature-algorithm",
        topic: Topic::Verification,
        printed_by: CHECKERS,
        texts: &["x509: cannot verify signature: insecure algorithm {detail}"],
        meaning: "The certificate is signed with SHA-1 or MD5, which Go refuses. It has to be issued again with SHA-256.",
        causes: &[cause(
            Code::InsecureSignature,
            "certgraph inspect FILE… : `signed with` of the presented certificate and of intermediates",
        )],
    },
    Entry {
        id: "unknown-signature-algorithm",
        topic: Topic::Verification,
        printed_by: CHECKERS,
        texts: &[
            "x509: cannot verify signature: algorithm unimplemented",
            "x509: signature algorithm specifies an {detail} public key, but have public key of type {kind}",
        ],
        meaning: "The signature cannot be checked with the key of the CA that bears the issuer's name. Either Go does not know the algorithm, or that CA's key is of another type: then it is another CA of the same name.",
        causes: &[
            cause(
                Code::IssuerKeyMismatch,
                "the message speaks of a `public key of type`: the CA was made anew with another kind of key; compare authority key id and subject key id",
            ),
            cause(
                Code::UnsupportedSignature,
                "`algorithm unimplemented`: certgraph inspect --full shows the signature algorithm",
            ),
        ],
    },
    Entry {
        id: "weak-rsa-key",
        topic: Topic::Verification,
        printed_by: CHECKERS,
        texts: &["crypto/rsa: {bits}-bit keys are insecure"],
        meaning: "An RSA key is shorter than 1024 bits, and Go refuses to use it since 1.24. The key has to be replaced, and what it signed issued again.",
        causes: &[cause(
            Code::WeakKey,
            "certgraph inspect FILE… : `key` of every certificate",
        )],
    },
    Entry {
        id: "signature-mismatch",
        topic: Topic::Verification,
        printed_by: CHECKERS,
        texts: &[
            "crypto/rsa: verification error",
            "x509: ECDSA verification failure",
            "ECDSA verification failure",
            "x509: Ed25519 verification failure",
            "Ed25519 verification failure",
            "x509: ML-DSA verification failure",
            "crypto/rsa: public modulus is even",
            "crypto/rsa: public exponent is even",
            "crypto/rsa: public exponent too small or negative",
            "crypto/rsa: public exponent too large",
        ],
        meaning: "The signature does not verify with the key of the CA that bears the issuer's name. Two CAs of one name is the rule in Kubernetes: every kubeadm cluster calls its CA `kubernetes`.",
        causes: &[
            cause(
                Code::IssuerKeyMismatch,
                "certgraph inspect --full FILE… : authority key id of the leaf and subject key id of the CA differ: another cluster's CA, or one that was made anew",
            ),
            cause(
                Code::BadSignature,
                "the key ids agree, and yet the signature is wrong: the certificate was altered or damaged",
            ),
        ],
    },
];
