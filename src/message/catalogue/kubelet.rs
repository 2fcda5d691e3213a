//! The kubelet: its bootstrap, rotation and serving certificate, and what it answers kube-apiserver.

use crate::finding::Code;
use crate::message::entry::{Entry, Holds, Topic, by_server, cause, entry};
use crate::message::speaker::Speaker;
use crate::programs::Program;

const KUBELET: &str = "kubelet";
const BOOTSTRAP: &str = "kubernetes 1.37 pkg/kubelet/certificate/bootstrap/bootstrap.go";
const SERVER: &str =
    "kubernetes 1.37 pkg/kubelet/certificate/kubelet.go, pkg/kubelet/server/server.go";
const ROTATION: &str =
    "kubernetes 1.37 pkg/kubelet/certificate/transport.go, client-go/util/certificate";

/// kube-apiserver is the client of these connections.
const TO_KUBELET: Holds = Holds::To(&[Speaker::Cluster(Program::Kubelet)]);

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "kubelet-bootstrap-expired",
        Topic::ClientRefused,
        &[
            "existing bootstrap client certificate in {path} is expired: {detail}",
            "existing bootstrap client certificate is expired: {detail}",
            "existing bootstrap client certificate",
        ],
    )
    .by(KUBELET, BOOTSTRAP)
    .says(
        "the client certificate of the kubelet has expired, so it does not start with it",
        "The kubelet looks at the certificate in its kubeconfig before it connects. It then wants to bootstrap again, for which it needs the file of --bootstrap-kubeconfig; where the rotated pair in /var/lib/kubelet/pki is good, kubelet.conf only has to point at kubelet-client-current.pem.",
    )
    .because(&[by_server(
        Code::Expired,
        "certgraph inspect /etc/kubernetes/kubelet.conf /var/lib/kubelet/pki/kubelet-client-current.pem: the dates",
    )])
    .whole_line(),
    entry(
        "kubelet-bootstrap-missing",
        Topic::ClientRefused,
        &[
            "unable to load bootstrap kubeconfig: {detail}",
            "failed to run Kubelet: unable to load bootstrap kubeconfig",
        ],
    )
    .by(KUBELET, BOOTSTRAP)
    .says(
        "the kubelet has no valid client certificate, and no bootstrap kubeconfig to ask for one",
        "kubeadm removes bootstrap-kubelet.conf after a node has joined, so the file is not what is missing: the client certificate in kubelet.conf has expired or is gone. Give the node a new one, or a new bootstrap token.",
    )
    .because(&[
        by_server(
            Code::Expired,
            "the line before: `part of the existing bootstrap client certificate … is expired`; certgraph inspect kubelet-client-current.pem",
        ),
        cause(
            Code::UnreadableFile,
            "kubelet.conf, or the pair that it names, is not there",
        ),
    ])
    .whole_line(),
    entry(
        "kubelet-rotation-stopped",
        Topic::ClientRefused,
        &[
            "It is not possible to rotate client certificates: {detail}",
            "currently active client certificate has expired and the server is responsive",
            "No valid client certificate is found but the server is not responsive",
            "currently active client certificate has expired",
        ],
    )
    .by(KUBELET, ROTATION)
    .says(
        "the client certificate of the kubelet expired before it was rotated, so the kubelet ends",
        "The API server answers, but takes no certificate that has expired, so no new one can be asked for. Give the node a new client certificate or a bootstrap token.",
    )
    .because(&[by_server(
        Code::Expired,
        "certgraph inspect /var/lib/kubelet/pki/kubelet-client-current.pem: the dates",
    )]),
    entry(
        "kubelet-csr-refused",
        Topic::ClientRefused,
        &["cannot create certificate signing request: Unauthorized", "cannot create certificate signing request: {detail}"],
    )
    .by(KUBELET, ROTATION)
    .says(
        "the kubelet cannot ask for a new certificate: kube-apiserver does not accept the one that it has",
        "The request for a new certificate is made with the old one, or with a bootstrap token. It is expired, of another CA, or the token has expired.",
    )
    .because(&[
        by_server(Code::Expired, "certgraph inspect {client}: the dates"),
        by_server(Code::UnknownClientCa, "{client_ca} did not issue {client}"),
        cause(Code::UnknownToken, "the bootstrap token has expired: kubeadm token list"),
    ])
    .whole_line(),
    entry(
        "kubelet-csr-not-signed",
        Topic::ClientRefused,
        &["certificate request was not signed: {detail}"],
    )
    .by(KUBELET, ROTATION)
    .says(
        "the kubelet asked for a certificate, and nobody signed it within 15 minutes",
        "The request waits: kubectl get csr. Nothing in Kubernetes approves requests for serving certificates by itself; those for client certificates are approved and signed by kube-controller-manager, if it runs and has the CA's key.",
    )
    .because(&[
        cause(Code::SignerUnusable, "approved and not issued: kube-controller-manager does not sign"),
        cause(Code::IdentityWithoutRights, "pending: nobody approves it; kubectl certificate approve NAME"),
    ])
    .whole_line(),
    entry(
        "csr-not-approved",
        Topic::ClientRefused,
        &["recognized csr {quoted} as {detail} but subject access review was not approved"],
    )
    .by("kube-controller-manager, the CSR approver", "Kubernetes 1.34 pkg/controller/certificates/approver/sarapprove.go")
    .says(
        "kube-controller-manager does not approve a node's request: who asks may not have it approved by itself",
        "The request is well formed. Its requester lacks the ClusterRoleBinding for nodeclient (bootstrap tokens) or selfnodeclient (renewal), which kubeadm makes.",
    )
    .because(&[cause(
        Code::IdentityWithoutRights,
        "kubectl get clusterrolebinding kubeadm:node-autoapprove-bootstrap kubeadm:node-autoapprove-certificate-rotation",
    )])
    .whole_line(),
    entry(
        "kubelet-without-serving-certificate",
        Topic::Beyond,
        &["no serving certificate available for the kubelet",
            ": no certificate available$",
        ],
    )
    .by(KUBELET, SERVER)
    .says(
        "the kubelet has no serving certificate yet, and refuses every caller",
        "serverTLSBootstrap is on, and nobody has approved the kubelet's request for a serving certificate. kubectl logs, exec and metrics-server fail with `remote error: tls: internal error` until then.",
    )
    .because(&[cause(
        Code::NoCertificateInPair,
        "kubectl get csr shows requests of kubernetes.io/kubelet-serving that are Pending; kubectl certificate approve NAME",
    )])
    .whole_line(),
    entry(
        "kubelet-internal-error",
        Topic::Beyond,
        &["remote error: tls: internal error"],
    )
    .only(TO_KUBELET)
    .by("kube-apiserver, metrics-server and whoever calls a kubelet", SERVER)
    .heard()
    .says(
        "the kubelet has no serving certificate yet, and broke off the handshake",
        "With serverTLSBootstrap a kubelet serves nothing until its request for a serving certificate is approved. Its own log says `no serving certificate available for the kubelet`.",
    )
    .because(&[cause(
        Code::NoCertificateInPair,
        "kubectl get csr shows requests of kubernetes.io/kubelet-serving that are Pending; kubectl certificate approve NAME",
    )]),
    entry(
        "service-internal-error",
        Topic::Beyond,
        &["error trying to reach service: remote error: tls: internal error"],
    )
    .by("kubectl, of a node's proxy or a service behind kube-apiserver", SERVER)
    .says(
        "what kube-apiserver called has no certificate to serve with, and broke off the handshake",
        "Usually it is a kubelet with serverTLSBootstrap whose request for a serving certificate is not approved. Its own log says `no serving certificate available for the kubelet`.",
    )
    .because(&[cause(
        Code::NoCertificateInPair,
        "kubectl get csr shows requests of kubernetes.io/kubelet-serving that are Pending; kubectl certificate approve NAME",
    )])
    .whole_line(),
    entry(
        "kubelet-unauthorized",
        Topic::ClientRefused,
        &[
            "credentials ( pods/{detail}",
            "unable to upgrade connection: Unauthorized",
            "You must be logged in to the server ( pods/{detail}",
            "credentials (pods/{detail}",
            "You must be logged in to the server (pods/{detail}",
        ],
    )
    .by("kubectl logs, exec, attach, port-forward", SERVER)
    .says(
        "the kubelet refuses kube-apiserver (401); your own credentials are good",
        "kube-apiserver took the request and called the kubelet for it, which does not accept kube-apiserver's client certificate. The kubelet's log has the reason: `Unable to authenticate the request`.",
    )
    .because(&[
        by_server(Code::Expired, "certgraph inspect apiserver-kubelet-client.crt ({client}): the dates; kubeadm certs renew apiserver-kubelet-client, then restart kube-apiserver"),
        by_server(Code::UnknownClientCa, "{client_ca} did not issue {client}"),
        cause(Code::NoCredentials, "kube-apiserver runs without --kubelet-client-certificate"),
    ])
    .whole_line(),
    entry(
        "kubelet-forbidden",
        Topic::Beyond,
        &["Forbidden (user={detail}, verb={name}, resource=nodes", "unable to upgrade connection: Forbidden"],
    )
    .by("kubectl logs, exec, attach; the kubelet answered 403", SERVER)
    .says(
        "the kubelet knows kube-apiserver, but does not let it do this (403)",
        "The user in the line is the common name of --kubelet-client-certificate, not you. It needs the ClusterRole system:kubelet-api-admin; kubeadm binds it to kube-apiserver-kubelet-client by the group system:masters or kubeadm:cluster-admins.",
    )
    .because(&[cause(
        Code::IdentityDiffers,
        "certgraph inspect apiserver-kubelet-client.crt: CN and O have to be those of a binding",
    )])
    .whole_line(),
    entry(
        "kubelet-cannot-authorize",
        Topic::ClientRefused,
        &["Authorization error (user={detail}"],
    )
    .by("kubectl and kube-apiserver; the kubelet answered 500", SERVER)
    .says(
        "the kubelet cannot ask kube-apiserver whether the caller may do this",
        "The caller was accepted. For each request the kubelet then asks kube-apiserver, and that connection fails: its own client certificate is refused, or it trusts another CA. Its log has the reason.",
    )
    .because(&[
        cause(Code::UnknownIssuer, "certificate-authority of kubelet.conf did not issue the serving certificate of kube-apiserver"),
        by_server(Code::Expired, "certgraph inspect kubelet-client-current.pem: the dates"),
        by_server(Code::UnknownClientCa, "--client-ca-file did not issue kubelet-client-current.pem"),
    ])
    .whole_line(),
    entry(
        "kubelet-anonymous",
        Topic::ClientRefused,
        &["forbidden: User \"system:anonymous\" cannot {detail}"],
    )
    .only(Holds::By(&[Speaker::Cluster(Program::Kubelet)]))
    .by(KUBELET, ROTATION)
    .says(
        "the kubelet presents no client certificate, and is anonymous to kube-apiserver (403)",
        "A kubelet whose client certificate has expired no longer shows it. It keeps running, asks as system:anonymous and logs 403 instead of 401.",
    )
    .because(&[by_server(
        Code::Expired,
        "certgraph inspect /var/lib/kubelet/pki/kubelet-client-current.pem: the dates",
    )]),
    entry(
        "kubelet-other-node",
        Topic::Beyond,
        &[
            "node: can only access node lease with the same name as the requesting node",
            "can only create a node CSR with CN={name}",
            "is not allowed to modify node {quoted}",
            "cannot read all nodes",
            "node {detail} is not allowed to",
            "unknown node for user {quoted}",
        ],
    )
    .by("kubelet, and kube-apiserver's admission plugin NodeRestriction", "kubernetes 1.37 plugin/pkg/auth/authorizer/node, plugin/pkg/admission/noderestriction")
    .says(
        "a kubelet acts with the certificate of another node",
        "The common name system:node:NAME in its client certificate is not the name that the node has. Certificates were copied from another node, or the node was renamed.",
    )
    .because(&[cause(
        Code::IdentityDiffers,
        "certgraph inspect kubelet-client-current.pem: its CN has to be system:node: and the name of this node, its O system:nodes",
    )])
    .whole_line(),
    entry(
        "kubelet-rotating",
        Topic::Beyond,
        &["Client rotation is on, will bootstrap in background", "Certificate rotation is enabled"],
    )
    .by(KUBELET, ROTATION)
    .says(
        "nothing is wrong: the kubelet renews its client certificate by itself",
        "Past some four fifths of its life the certificate is renewed over a request that kube-controller-manager signs. The new pair appears below /var/lib/kubelet/pki.",
    ),
    entry(
        "probe-unauthorized",
        Topic::Beyond,
        &["probe failed: HTTP probe failed with statuscode: 401"],
    )
    .by("the kubelet's events", "kubernetes 1.37 pkg/probe/http")
    .says(
        "the kubelet's probe was answered 401, so it will restart the container",
        "kube-apiserver answers its probes to anonymous clients. With --anonymous-auth=false, or conditions that leave /livez and /readyz out, it refuses them and is killed again and again.",
    )
    .because(&[cause(
        Code::NoCredentials,
        "--anonymous-auth of kube-apiserver, or `anonymous` in --authentication-config",
    )])
    .whole_line(),
    entry(
        "probe-kills",
        Topic::Beyond,
        &["failed liveness probe, will be restarted", "failed startup probe, will be restarted"],
    )
    .by("the kubelet's events", "kubernetes 1.37 pkg/kubelet/kuberuntime")
    .says(
        "the kubelet restarts a container because its probe failed",
        "The event before it says how the probe failed. A 401 is --anonymous-auth=false, a timeout a program that waits for etcd.",
    )
    .because(&[cause(Code::NoCredentials, "the event before says `statuscode: 401`")]),
];
