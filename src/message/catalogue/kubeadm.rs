//! kubeadm, k3s and rke2: how nodes join, and how their certificates are renewed.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, by_client, cause, entry};

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
        &["token CA hash does not match the Cluster CA certificate hash: {detail}", "token CA hash does not match"],
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
