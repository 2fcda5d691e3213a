//! kubeadm, k3s and rke2: how nodes join, and how their certificates are renewed.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, by_client, by_server, cause, entry};

const KUBEADM: &str = "kubeadm";
const JOIN: &str = "kubernetes 1.37 cmd/kubeadm/app/discovery/token/token.go, util/pubkeypin";
const RENEW: &str = "kubernetes 1.37 cmd/kubeadm/app/cmd/certs.go, phases/certs/renewal";
const K3S: &str = "k3s and rke2";
const CLIENTACCESS: &str = "k3s 1.37 pkg/clientaccess/token.go";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "ca-pin-mismatch",
        Topic::Beyond,
        &[
            "none of the public keys {detail} are pinned",
            "cluster CA found in cluster-info ConfigMap is invalid: {detail}",
        ],
    )
    .by("kubeadm join", JOIN)
    .says(
        "the CA hash given to kubeadm join is of another CA than the cluster has",
        "--discovery-token-ca-cert-hash pins the public key of the cluster's CA, and the CA in ConfigMap cluster-info has another key. The command is of another cluster, or the CA was replaced since.",
    )
    .because(&[by_client(
        Code::IssuerKeyMismatch,
        "kubeadm token create --print-join-command on a control-plane node prints the hash of today",
    )])
    .whole_line(),
    entry(
        "k3s-ca-hash",
        Topic::Beyond,
        &["token CA hash does not match the Cluster CA certificate hash: {detail}", "token CA hash does not match",
            "Configured cacerts checksum {detail} does not match given --ca-checksum",
        ],
    )
    .by(K3S, CLIENTACCESS)
    .says(
        "the CA hash in the token is of another CA than the server has",
        "A full token (K10HASH::…) pins the CA that /cacerts of the server gives. The server was reinstalled, or its CA was replaced, and the token is of before.",
    )
    .because(&[by_client(
        Code::IssuerKeyMismatch,
        "take the token of today from /var/lib/rancher/k3s/server/node-token (rke2: /var/lib/rancher/rke2/server/node-token)",
    )])
    .whole_line(),
    entry(
        "kubeadm-uploaded-certificates",
        Topic::Beyond,
        &[
            "error decoding secret data with provided key: {detail}",
            "secrets \"kubeadm-certs\" is forbidden",
            "Secret \"kubeadm-certs\" was not found in the {detail}",
            "error downloading certs: {detail}",
            "error decoding certificate key",
        ],
    )
    .by("kubeadm join --control-plane", "kubernetes 1.37 cmd/kubeadm/app/phases/copycerts/copycerts.go")
    .says(
        "kubeadm join cannot use the certificates that were uploaded for it",
        "Secret kubeadm-certs is gone two hours after it was made, and only --certificate-key of the same upload decrypts it. Upload again and join with the key that is printed.",
    )
    .because(&[cause(Code::MissingFile, "kubeadm init phase upload-certs --upload-certs, on a control-plane node, prints a new --certificate-key")])
    .whole_line(),
    entry(
        "kubeadm-join-token",
        Topic::Beyond,
        &[
            "could not find a JWS signature in the cluster-info ConfigMap for token ID {quoted}",
            "does not yet contain a JWS signature for token ID {quoted}",
            "the cluster-info ConfigMap does not yet contain a JWS signature",
            "token id {quoted} is invalid for this cluster or it has expired",
            "there is no JWS signed token in the cluster-info ConfigMap",
            "the bootstrap token is invalid",
        ],
    )
    .by("kubeadm join", JOIN)
    .says(
        "the token given to kubeadm join is not of this cluster, or has expired",
        "Bootstrap tokens last 24 hours. The CA of the cluster cannot be checked without one that is good.",
    )
    .because(&[by_client(Code::UnknownToken, "kubeadm token create --print-join-command on a control-plane node makes a new one")])
    .whole_line(),
    entry(
        "kubeadm-join-unpinned",
        Topic::Beyond,
        &["without caCertHashes can be unsafe", "without DiscoveryTokenCACertHashes can be unsafe"],
    )
    .by("kubeadm join", JOIN)
    .says(
        "kubeadm join has a token and no hash of the cluster's CA, so it cannot tell the right API server from another",
        "--discovery-token-ca-cert-hash is missing. The command that `kubeadm token create --print-join-command` prints has both.",
    )
    .because(&[by_client(Code::UnknownIssuer, "kubeadm token create --print-join-command on a control-plane node")])
    .whole_line(),
    entry(
        "k3s-ca-unpinned",
        Topic::Beyond,
        &["but the token does not include a CA hash"],
    )
    .by(K3S, CLIENTACCESS)
    .says(
        "a warning: the token names no CA, so the node trusts whichever server answers",
        "The join goes on. A full token (K10HASH::…) lets the node check the CA that the server gives; a password alone does not.",
    )
    .because(&[by_client(Code::SystemRoots, "take the full token from /var/lib/rancher/k3s/server/node-token")])
    .whole_line(),
    entry(
        "k3s-not-authorized",
        Topic::ClientRefused,
        &[
            "failed to retrieve configuration from server: not authorized",
            "invalid username/password combination",
            "failed to retrieve configuration from server: https://{name}: 401 Unauthorized",
            "Node password rejected, duplicate hostname {detail}",
            "Node password rejected",
        ],
    )
    .by(K3S, "k3s 1.37 pkg/agent/config/config.go, pkg/server/auth")
    .says(
        "the k3s server does not accept the token, or the node password, of the node that joins",
        "The CA was accepted; the password in the token is not the server's. `Node password rejected` means that a node of this name joined before: delete Secret NAME.node-password.k3s in kube-system, or give the node another name.",
    )
    .because(&[by_server(
        Code::UnknownToken,
        "compare K3S_TOKEN with /var/lib/rancher/k3s/server/node-token (rke2: /var/lib/rancher/rke2/server/node-token)",
    )])
    .whole_line(),
    entry(
        "kubeadm-external-ca",
        Topic::Beyond,
        &["Detected external ca, {detail}", "Detected external {name} CA, {detail}"],
    )
    .by("kubeadm certs renew", RENEW)
    .says(
        "kubeadm renewed nothing: the CA's private key is not on this node",
        "Without ca.key kubeadm takes the CA for an external one, prints this, and ends with status 0. Renew where the key is, or have the CA's owner issue the certificates.",
    )
    .because(&[cause(Code::MissingFile, "/etc/kubernetes/pki has ca.crt and no ca.key")])
    .whole_line(),
    entry(
        "kubeadm-external-condition",
        Topic::Beyond,
        &["Error checking external CA condition for {detail}"],
    )
    .by("kubeadm certs check-expiration, renew", RENEW)
    .says(
        "kubeadm stops: without the CA's key it checks each certificate, and one does not verify",
        "ca.key is not on the node, so kubeadm looks whether all certificates are there and issued by the CA. The rest of the line says which is not.",
    )
    .because(&[
        cause(Code::Expired, "the line ends with a date"),
        cause(Code::UnknownIssuer, "another CA issued the certificate"),
    ])
    .whole_line(),
    entry(
        "kubeadm-usage-missing",
        Topic::Beyond,
        &["must specify at least one ExtKeyUsage"],
    )
    .by("kubeadm certs renew", RENEW)
    .says(
        "kubeadm cannot renew: the certificate that it copies is a CA",
        "kubeadm renews a certificate with the names and usages of the old one. This one has no extended key usage: certificate and CA are swapped, or another file is in its place.",
    )
    .because(&[cause(Code::CertificateAndKeySwapped, "certgraph inspect the kubeconfig: client-certificate-data is the CA")])
    .whole_line(),
    entry(
        "kubeadm-renew-failed",
        Topic::Beyond,
        &["failed to renew certificate {name}: {detail}"],
    )
    .by("kubeadm certs renew", RENEW)
    .says(
        "kubeadm could not renew a certificate",
        "The rest of the line says why. Usual are a CA key that does not fit the first certificate in the CA's file, and a file that is gone.",
    )
    .because(&[
        cause(Code::KeyPairMismatch, "certgraph inspect ca.crt ca.key"),
        cause(Code::UnreadableFile, "a file below /etc/kubernetes/pki is not there"),
    ]),
    entry(
        "k3s-bootstrap-data",
        Topic::Beyond,
        &[
            "bootstrap data already found and encrypted with different token",
            "failed to normalize server token",
            "CA cert validation failed: {detail}unexpected{tail}",
            "failed to validate token",
        ],
    )
    .by(K3S, "k3s 1.37 pkg/cluster/bootstrap.go")
    .says(
        "the token is not the one that the cluster's certificates were stored with",
        "k3s keeps its CAs and keys in the datastore, encrypted with the server's token. Start the server with the token of the first one.",
    )
    .because(&[cause(Code::UnknownToken, "/var/lib/rancher/k3s/server/token of the first server")]),
    entry(
        "kubeadm-phase",
        Topic::Beyond,
        &["error execution phase {name}: {detail}"],
    )
    .by(KUBEADM, "kubernetes 1.37 cmd/kubeadm/app/cmd/phases/workflow")
    .says(
        "a step of kubeadm failed",
        "The rest of the line says why. Certificates that are there already are not replaced: kubeadm only checks them.",
    ),
];
