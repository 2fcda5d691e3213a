//! Errors of Go's signature checks: behind `possibly because of`, and on their own.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, cause, entry};

const CHECKERS: &str = "Go's crypto/x509, in kubectl and kube-apiserver alike";

const SOURCE: &str = "Go 1.27 crypto/x509/x509.go";

pub(super) const ENTRIES: &[Entry] = &[
    entry("issuer-cannot-sign", Topic::Verification, &[
            "x509: invalid signature: parent certificate cannot sign this kind of certificate",
        ])
.by(CHECKERS, SOURCE)
.says("the certificate with the name of the issuer is no CA", "The certificate that bears the issuer's name is no CA, or its key usage does not include certificate signing. Its signature was not even looked at.")
.because(&[
            cause(
                Code::NotACa,
                "certgraph inspect --full FILE… : `basic constraints` of the issuer are missing or say CA:FALSE",
            ),
            cause(
                Code::MissingKeyCertSign,
                "certgraph inspect --full FILE… : `key usage` of the issuer lacks keyCertSign",
            ),
        ]),
    entry("insecure-signature-algorithm", Topic::Verification, &["x509: cannot verify signature: insecure algorithm {detail}"])
.by(CHECKERS, SOURCE)
.says("a certificate is signed with SHA-1 or MD5", "The certificate is signed with SHA-1 or MD5, which Go refuses. It has to be issued again with SHA-256.")
.because(&[cause(
            Code::InsecureSignature,
            "certgraph inspect FILE… : `signed with` of the presented certificate and of intermediates",
        )]),
    entry("unknown-signature-algorithm", Topic::Verification, &[
            "x509: cannot verify signature: algorithm unimplemented",
            "x509: signature algorithm specifies an {detail} public key, but have public key of type {kind}",
        ])
.by(CHECKERS, SOURCE)
.says("the signature cannot be checked with the key of the CA", "The signature cannot be checked with the key of the CA that bears the issuer's name. Either Go does not know the algorithm, or that CA's key is of another type: then it is another CA of the same name.")
.because(&[
            cause(
                Code::IssuerKeyMismatch,
                "the message speaks of a `public key of type`: the CA was re-created with another kind of key; compare authority key id and subject key id",
            ),
            cause(
                Code::UnsupportedSignature,
                "`algorithm unimplemented`: certgraph inspect --full shows the signature algorithm",
            ),
        ]),
    entry("weak-rsa-key", Topic::Verification, &["crypto/rsa: {bits}-bit keys are insecure"])
.by(CHECKERS, SOURCE)
.says("an RSA key is shorter than 1024 bits", "An RSA key is shorter than 1024 bits, and Go refuses to use it since 1.24. The key has to be replaced, and what it signed issued again.")
.because(&[cause(
            Code::WeakKey,
            "certgraph inspect FILE… : `key` of every certificate",
        )]),
    entry("signature-mismatch", Topic::Verification, &[
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
        ])
.by(CHECKERS, SOURCE)
.says("the signature does not verify with the key of the CA", "The signature does not verify with the key of the CA that bears the issuer's name. CAs that share a name are the norm in Kubernetes: every kubeadm cluster calls its CA `kubernetes`.")
.because(&[
            cause(
                Code::IssuerKeyMismatch,
                "certgraph inspect --full FILE… : authority key id of the leaf and subject key id of the CA differ: another cluster's CA, or one that was re-created",
            ),
            cause(
                Code::BadSignature,
                "the key ids agree, and yet the signature is wrong: the certificate was altered or damaged",
            ),
        ]),
];
