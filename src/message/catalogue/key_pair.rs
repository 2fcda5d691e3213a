//! A certificate and its private key, as crypto/tls `X509KeyPair` reads them.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, cause, entry};

const READERS: &str = "kubectl before it connects, or while it connects where both are files; kube-apiserver when it starts";

const SOURCE: &str = "Go 1.27 crypto/tls/tls.go";

pub(super) const ENTRIES: &[Entry] = &[
    entry("key-mismatch", Topic::KeyPair, &[
            "tls: private key does not match public key",
            "tls: private key type does not match public key type", "KEY_VALUES_MISMATCH", "key values mismatch", "KEY_TYPE_MISMATCH", "key type mismatch", "NO_CERTIFICATE_ASSIGNED", "no certificate assigned", "keys may not be consistent: KeyMismatch", "InconsistentKeys(KeyMismatch)", "Private key does not match the certificate public key", "unable to set private key file: {detail}", "The certificate and the given key do not match"])
.by(READERS, SOURCE)
.says("the private key does not belong to the certificate", "The private key belongs to another certificate than the first one of the certificate text. Only that first one counts: a CA put before the leaf gives the same message.")
.because(&[cause(
            Code::KeyPairMismatch,
            "certgraph explain KUBECONFIG compares the keys and says if the key belongs to a later certificate",
        )]),
    entry("pair-swapped", Topic::KeyPair, &[
            "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
            "tls: found a certificate rather than a key in the PEM for the private key",
        ])
.by(READERS, SOURCE)
.says("certificate and key are swapped", "Certificate and key are swapped. Exchange the two fields or flags.")
.because(&[cause(
            Code::CertificateAndKeySwapped,
            "certgraph explain KUBECONFIG names the two fields",
        )]),
    entry("pair-without-certificate", Topic::KeyPair, &[
            "tls: failed to find any PEM data in certificate input",
            "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [{detail}]", "No certificate data found", "could not load PEM client certificate{detail}", "Certificate chain is not valid"])
.by(READERS, SOURCE)
.says("there is no certificate where one belongs", "There is no CERTIFICATE block where the certificate belongs. The text may be DER, cut off, indented, or hold something else.")
.because(&[
            cause(
                Code::NoCertificateInPair,
                "certgraph inspect the file or the kubeconfig: it says what is there instead",
            ),
            cause(Code::NotPem, "no BEGIN line at all: DER, or base64 twice"),
            cause(
                Code::SkippedPemBlock,
                "a BEGIN line that Go passes over: indented, or glued to another",
            ),
        ]),
    entry("pair-without-key", Topic::KeyPair, &[
            "tls: failed to find any PEM data in key input",
            "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [{detail}]",
        ])
.by(READERS, SOURCE)
.says("there is no private key where one belongs", "There is no private key where the key belongs. The block's label has to end in PRIVATE KEY.")
.because(&[cause(
            Code::UnusablePrivateKey,
            "certgraph explain KUBECONFIG says what the text is instead",
        )]),
    entry("unreadable-key", Topic::KeyPair, &[
            "tls: failed to parse private key",
            "tls: found unknown private key type in PKCS#8 wrapping",
            "tls: unknown public key algorithm",
            "x509: failed to parse private key (use ParsePKCS1PrivateKey instead for this key format)", "unable to load client key: {detail}", "Client private key is encrypted, password is required", "[SSL] PEM lib", "failed to load client key: {detail}", "failed to parse private key as RSA, ECDSA, or EdDSA", "JcaPEMKeyConverter is provided by BouncyCastle", "Invalid DER: {detail}", "PEM Private Key Algorithm {detail} not supported", "signed overrun, bytes = {count}", "bad decrypt", "bad password read", "PEM is invalid: no begin marker", "keystore password was incorrect",
            "Base64 unexpected header error",
            "Base64 decoding error",
            "no key found, wrong pass phrase, or wrong file format",
            "DerInputStream.getLength(): {detail}",
        ])
.by(READERS, SOURCE)
.says("the private key cannot be read", "The private key cannot be read, or is of a type that TLS has no use for. Go decrypts nothing: a key with a password gives this message, and the message never says so.")
.because(&[
            cause(
                Code::EncryptedPrivateKey,
                "the block says ENCRYPTED or OPENSSH, or has a Proc-Type line; certgraph explain KUBECONFIG tells",
            ),
            cause(
                Code::UnusablePrivateKey,
                "the key is damaged or of another format",
            ),
        ]),
    entry("client-certificate-reload", Topic::KeyPair, &[
            "Loading client cert failed",
            "failed parsing client key/certificate: {detail}",
        ])
.by("kubectl, kubelet and other client-go programs", SOURCE)
.says("the client could not read its certificate and key again", "The client could not read its certificate and key again from their files. The error behind it says why.")
.because(&[
            cause(
                Code::KeyPairMismatch,
                "the two files were written at different times",
            ),
            cause(Code::UnreadableFile, "a file is gone or may not be read"),
        ]),
];
