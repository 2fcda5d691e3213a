//! kube-apiserver's start, and kube-controller-manager with its signer.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, by_server, cause, entry};

const API: &str = "kube-apiserver, when it starts";
const OPTIONS: &str = "kubernetes 1.37 pkg/kubeapiserver/options, apiserver/pkg/server/options";
const KCM: &str = "kube-controller-manager";
const SIGNER: &str = "kubernetes 1.37 pkg/controller/certificates/signer, authority";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "flags-exclude-each-other",
        Topic::Beyond,
        &[
            "authentication-config file and oidc-* flags are mutually exclusive",
            "--authorization-config can not be specified when {detail}",
            "cannot specify --cluster-signing-{detail}",
            "cannot specify cert without key",
            "cannot specify key without cert",
            "are mutually exclusive",
        ],
    )
    .by("kube-apiserver, kube-controller-manager, when they start", OPTIONS)
    .says(
        "{speaker} does not start: two of its flags exclude each other, or one lacks the other",
        "The line names the flags. Where a file configures the same thing as flags do, keep one of the two.",
    )
    .because(&[cause(Code::ServerCannotStart, "the flags in the manifest of {speaker}")])
    .whole_line(),
    entry(
        "tls-flag-values",
        Topic::Beyond,
        &[
            "Cipher suite {name} not supported or doesn't exist",
            "duplicate curve preference {detail}",
            "curve preference {detail} is not supported",
            "invalid argument {quoted} for \"--tls-{detail}\" flag",
            "unknown tls version {detail}",
        ],
    )
    .by("kube-apiserver and other servers of k8s.io/component-base, when they start", "kubernetes 1.37 component-base/cli/flag/ciphersuites_flag.go")
    .says(
        "{speaker} does not start: a TLS flag has a value that it does not know",
        "--tls-cipher-suites, --tls-min-version or --tls-curve-preferences names something that this Go release does not have. No certificate is involved.",
    )
    .because(&[cause(Code::ServerCannotStart, "the flags in the manifest of {speaker}")])
    .whole_line(),
    entry(
        "ca-key-unreadable",
        Topic::KeyPair,
        &["error parsing CA key file {quoted}: {detail}", "error parsing CA certificate {quoted}: {detail}",
            "failure loading {name} certificate authority: {detail}",
            "failure loading {name} CA: {detail}",
            "couldn't load the private key file {detail}",
            "couldn't load the certificate file {detail}",
        ],
    )
    .by("kubeadm and programs with a CA of their own", "kubernetes 1.37 client-go/util/keyutil/key.go")
    .says(
        "the private key or certificate of a CA cannot be read",
        "The file is empty, encrypted, damaged, or no key at all. Nothing can be issued until the right one is there.",
    )
    .because(&[cause(Code::UnusablePrivateKey, "certgraph inspect the file that the line names")])
    .whole_line(),
    entry(
        "token-keys-unreadable",
        Topic::Beyond,
        &[
            "error reading public key file {path}: {detail}",
            "error reading private key file {path}: {detail}",
            "failed to parse service-account-issuer-key-file: {detail}",
            "error reading key for service account token controller: {detail}",
            "data does not contain any valid RSA or ECDSA public keys",
            "data does not contain a valid RSA or ECDSA private key",
        ],
    )
    .by("kube-apiserver and kube-controller-manager, when they start", "kubernetes 1.37 client-go/util/keyutil/key.go")
    .says(
        "{speaker} does not start: a key for service account tokens, or of a CA, cannot be used",
        "The file is not there, empty, encrypted, or holds the other half. --service-account-key-file takes public keys or certificates, --service-account-signing-key-file and --service-account-private-key-file the private key.",
    )
    .because(&[
        cause(Code::UnusablePrivateKey, "certgraph inspect the file that the line names: what is in it instead"),
        cause(Code::UnreadableFile, "the line ends with `no such file or directory`"),
    ])
    .whole_line(),
    entry(
        "authentication-config-ca",
        Topic::Bundle,
        &[
            "issuer.certificateAuthority: Invalid value: {detail}",
            "failed to load authentication config{detail}",
            "failed to validate authentication config",
        ],
    )
    .by("kube-apiserver, when it starts or reloads the file", "kubernetes 1.37 apiserver/pkg/apis/apiserver/validation, load.go")
    .says(
        "kube-apiserver refuses its authentication configuration, or the CA of an OIDC issuer in it",
        "The file of --authentication-config, or of --oidc-ca-file, cannot be read as what it should be. At the start that is fatal; on a reload the old configuration stays.",
    )
    .because(&[
        cause(Code::NoUsableCa, "issuer.certificateAuthority, or the file of --oidc-ca-file, holds no certificate"),
        cause(Code::UnreadableFile, "the line ends with `no such file or directory`"),
    ])
    .whole_line(),
    entry(
        "egress-config",
        Topic::Bundle,
        &[
            "failed to validate egress selector configuration: {detail}",
            "failed to read egress selector config: {detail}",
            "failed to setup egress selector with config {detail}",
            "TLS config ca bundle does not exist",
            "failed to append CA cert to the cert pool",
        ],
    )
    .by(API, "kubernetes 1.37 apiserver/pkg/server/egressselector")
    .says(
        "kube-apiserver does not start: its egress selector's CA or pair cannot be used",
        "The file of --egress-selector-config-file, or a certificate or CA that it names, is not there or holds no certificate. kube-apiserver reaches nodes and webhooks through that proxy.",
    )
    .because(&[
        cause(Code::UnreadableFile, "the file that the line names is not there"),
        cause(Code::NoUsableCa, "`failed to append CA cert`: caBundle holds no certificate"),
    ])
    .whole_line(),
    entry(
        "self-made-serving-certificate",
        Topic::Beyond,
        &["Generated self-signed cert ({path}, {detail})", "Generated self-signed cert in-memory"],
    )
    .by("kube-apiserver and other servers of k8s.io/apiserver, when they start", "kubernetes 1.37 apiserver/pkg/server/options/serving.go")
    .says(
        "{speaker} made itself a serving certificate that no client trusts",
        "--tls-cert-file is not set. The certificate is of a CA that was made with it, named ADDRESS-ca@TIME, and lasts a year; a new one is made where the file is lost.",
    )
    .because(&[cause(
        Code::UnknownIssuer,
        "certgraph inspect the file: its issuer is NAME-ca@TIME; give --tls-cert-file and --tls-private-key-file",
    )]),
    entry(
        "self-made-certificate-failed",
        Topic::Beyond,
        &["error creating self-signed certificates: {detail}", "error creating self-signed certificates"],
    )
    .by("kube-apiserver and other servers of k8s.io/apiserver, when they start", "kubernetes 1.37 apiserver/pkg/server/options/serving.go")
    .says(
        "{speaker} does not start: it has no serving certificate, and cannot write one of its own",
        "--tls-cert-file is not set, so the program makes itself a certificate in --cert-dir, which it may not write. Give it a pair, or a directory of its own.",
    )
    .because(&[cause(Code::UnreadableFile, "the directory in the line: its owner and mode; --cert-dir, --tls-cert-file")]),
    entry(
        "signer-with-two-certificates",
        Topic::Bundle,
        &["expected 1 certificate, found {count}"],
    )
    .by(KCM, SIGNER)
    .says(
        "kube-controller-manager signs nothing: its signing file holds more than one certificate",
        "The file of --cluster-signing-cert-file may hold one certificate only, so a bundle of the old and the new CA, as a rotation makes it, ends kube-controller-manager as soon as it leads. Let it sign from a copy with the old CA alone.",
    )
    .because(&[cause(
        Code::ServerCannotStart,
        "certgraph inspect the file of --cluster-signing-cert-file (pki/ca.crt of kubeadm): count its certificates",
    )])
    .whole_line(),
    entry(
        "signer-expired",
        Topic::Beyond,
        &["the signer has expired: NotAfter={detail}"],
    )
    .by(KCM, SIGNER)
    .says(
        "kube-controller-manager signs nothing: its CA has expired",
        "Requests for certificates stay Approved without a certificate, and no event says so. Renew the CA of --cluster-signing-cert-file first.",
    )
    .because(&[cause(Code::Expired, "certgraph inspect the file of --cluster-signing-cert-file: the dates")])
    .whole_line(),
    entry(
        "signer-pair",
        Topic::KeyPair,
        &[
            "provided PrivateKey doesn't match parent's PublicKey",
            "cannot sign: {detail}",
        ],
    )
    .by("kubeadm and kube-controller-manager", "Go 1.27 crypto/x509/x509.go")
    .says(
        "{speaker} cannot issue: the CA's key does not belong to the CA's certificate",
        "The key fits another certificate, or the first of several in the file: in the middle of a rotation ca.crt begins with the new CA while ca.key is still the old one. Nothing is issued until the two fit.",
    )
    .because(&[cause(
        Code::KeyPairMismatch,
        "certgraph inspect ca.crt ca.key: the key's id is not that of the first certificate",
    )])
    .whole_line(),
    entry(
        "signer-not-a-ca",
        Topic::Beyond,
        &["entry {count} does not have the CA bit set", "entry {count} has bad block type: {detail}"],
    )
    .by("kube-controller-manager, of a ClusterTrustBundle", "kubernetes 1.37 pkg/controller/certificates/clustertrustbundlepublisher")
    .says(
        "the file of --root-ca-file holds something that is no CA certificate",
        "kube-controller-manager publishes that file to every namespace as ConfigMap kube-root-ca.crt, byte for byte. A private key in it can then be read by every pod: take it out, and treat that key as known.",
    )
    .because(&[cause(
        Code::NotACertificate,
        "certgraph inspect the file of --root-ca-file: a key, or a certificate with CA:FALSE",
    )])
    .whole_line(),
    entry(
        "lost-the-lease",
        Topic::Beyond,
        &["leaderelection lost", "leaderelection stopped"],
    )
    .by("kube-controller-manager, kube-scheduler", "kubernetes 1.37 cmd/kube-controller-manager/app/controllermanager.go")
    .says(
        "{speaker} ends: it lost its lease as the leader",
        "It could not renew the lease in time, because kube-apiserver did not answer or refused it, or it ended for an error in the lines before. No controller runs until another instance leads.",
    )
    .because(&[
        by_server(Code::Expired, "the lines before say Unauthorized: certgraph inspect controller-manager.conf"),
        cause(Code::ConnectionRefused, "kube-apiserver was restarted or is down"),
    ]),
    entry(
        "root-ca-unreadable",
        Topic::Bundle,
        &["error parsing root-ca-file at {path}: {detail}"],
    )
    .by(KCM, "kubernetes 1.37 cmd/kube-controller-manager/app/core.go")
    .says(
        "kube-controller-manager does not start: the file of --root-ca-file cannot be used",
        "Every pod gets this CA as kube-root-ca.crt. The file is not there, or holds no certificate.",
    )
    .because(&[
        cause(Code::UnreadableFile, "the line ends with `no such file or directory`"),
        cause(Code::NoUsableCa, "certgraph inspect the file"),
    ])
    .whole_line(),
    entry(
        "file-of-a-flag",
        Topic::Beyond,
        &[
            "\"command failed\" err=\"{detail}open {path}: no such file or directory",
            "\"command failed\" err=\"{detail}stat {path}: no such file or directory",
            "\"command failed\" err=\"{detail}open {path}: permission denied",
            "failed to run Kubelet: {detail}open {path}: no such file or directory",
            "failed to run Kubelet: {detail}stat {path}: no such file or directory",
            "command failed: {detail}open {path}: no such file or directory",
            "command failed: {detail}stat {path}: no such file or directory",
            "error reading CA cert file {quoted}: open {path}: no such file or directory",
            "\"listener failed\",\"error\":\"open {path}: no such file or directory",
            "\"discovery failed\",\"error\":\"open {path}: no such file or directory",
            "\"error\":\"open {path}: no such file or directory",
        ],
    )
    .by("kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, etcd, when they start", "kubernetes 1.37 component-base/cli/run.go")
    .says(
        "{speaker} does not start: a file that one of its flags names is not there",
        "It is a file of the program's own flags or of a configuration that they name, not of a kubeconfig of yours. In a static pod the file also has to be in a volume that the manifest mounts.",
    )
    .because(&[cause(
        Code::UnreadableFile,
        "search the manifest of {speaker} for the path in the line: the flag that has it, and the hostPath that holds it",
    )])
    .whole_line(),
];
