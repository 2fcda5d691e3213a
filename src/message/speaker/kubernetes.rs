//! Marks of the programs of a cluster. Source files are those of kubernetes 1.37 and etcd 3.7 unless another release is
//! named.

use super::Speaker;
use super::clue::{Clue, clue};
use super::context::Side;
use super::software::Software;
use crate::programs::Program;

const KUBECTL: Speaker = Speaker::Cluster(Program::Kubectl);
const API: Speaker = Speaker::Cluster(Program::KubeApiserver);
const KCM: Speaker = Speaker::Cluster(Program::KubeControllerManager);
const SCHEDULER: Speaker = Speaker::Cluster(Program::KubeScheduler);
const KUBELET: Speaker = Speaker::Cluster(Program::Kubelet);
const PROXY: Speaker = Speaker::Cluster(Program::KubeProxy);
const ETCD: Speaker = Speaker::Cluster(Program::Etcd);
const WEBHOOK: Speaker = Speaker::Cluster(Program::Webhook);
const EXTENSION: Speaker = Speaker::Cluster(Program::ExtensionApiserver);
const EGRESS: Speaker = Speaker::Cluster(Program::EgressProxy);
const KUBEADM: Speaker = Speaker::Other(Software::Kubeadm);
const K3S: Speaker = Speaker::Other(Software::K3s);
const ETCDCTL: Speaker = Speaker::Other(Software::Etcdctl);
const METRICS: Speaker = Speaker::Other(Software::MetricsServer);
const KONNECTIVITY: Speaker = Speaker::Other(Software::Konnectivity);
const CLIENT_GO: Speaker = Speaker::Other(Software::ClientGo);

pub(super) const CLUES: &[Clue] = &[
    // kube-apiserver as a client; kubectl repeats its words.
    clue("failed calling webhook").client(API).calls(WEBHOOK),
    clue("failed to call webhook").client(API).calls(WEBHOOK),
    clue("Failed calling webhook").client(API).calls(WEBHOOK),
    clue("conversion webhook for").client(API).calls(WEBHOOK),
    clue("webhookClientConfig.caBundle")
        .client(API)
        .calls(WEBHOOK),
    clue("invalid-cert.kubernetes.io")
        .client(API)
        .calls(WEBHOOK),
    clue("invalid-cert.webhook.gke.io")
        .client(API)
        .calls(WEBHOOK),
    clue("webhook authenticator request")
        .client(API)
        .calls(Speaker::Cluster(Program::TokenWebhook)),
    clue("webhook authorizer request")
        .client(API)
        .calls(Speaker::Cluster(Program::AuthorizationWebhook)),
    clue("Error in audit plugin")
        .client(API)
        .calls(Speaker::Cluster(Program::AuditWebhook)),
    clue("initializing audit webhook")
        .client(API)
        .calls(Speaker::Cluster(Program::AuditWebhook)),
    clue("invalid authorization config")
        .client(API)
        .calls(Speaker::Cluster(Program::AuthorizationWebhook)),
    clue("ImagePolicyWebhook")
        .client(API)
        .calls(Speaker::Cluster(Program::ImagePolicyWebhook)),
    clue("oidc authenticator")
        .client(API)
        .calls(Speaker::Cluster(Program::OidcIssuer)),
    clue("oidc: authenticator not initialized")
        .client(API)
        .calls(Speaker::Cluster(Program::OidcIssuer)),
    clue("/.well-known/openid-configuration")
        .client(API)
        .calls(Speaker::Cluster(Program::OidcIssuer)),
    clue("fetch provider config")
        .client(API)
        .calls(Speaker::Cluster(Program::OidcIssuer)),
    clue("issuer.certificateAuthority").by(API),
    clue("HTTP response from CONNECT to")
        .client(API)
        .calls(EGRESS),
    clue("egressSelection").client(API).calls(EGRESS),
    clue("egress selector").client(API).calls(EGRESS),
    clue("error creating storage factory")
        .client(API)
        .calls(ETCD),
    clue("etcd grpc connection not ready")
        .client(API)
        .calls(ETCD),
    clue("failing or missing response from")
        .client(API)
        .calls(EXTENSION),
    clue("FailedDiscoveryCheck").client(API).calls(EXTENSION),
    clue("APIService").client(API).calls(EXTENSION),
    clue("failed with: unable to load root certificates")
        .client(API)
        .calls(EXTENSION),
    clue("( pods/log ").client(API).calls(KUBELET),
    clue("/containerLogs/").client(API).calls(KUBELET),
    clue("unable to upgrade connection: Unauthorized")
        .client(API)
        .calls(KUBELET),
    clue("unable to upgrade connection: Forbidden")
        .client(API)
        .calls(KUBELET),
    clue("(user kube-apiserver").client(API).calls(KUBELET),
    clue("subresource(s)").client(API).calls(KUBELET),
    clue("Authorization error (user")
        .server(KUBELET)
        .called_by(API),
    clue("while dialing 127.0.0.1:10250")
        .client(API)
        .calls(KUBELET),
    clue("error dialing backend").client(API).calls(KUBELET),
    clue("error trying to reach service").client(API),
    // metrics-server (pkg/scraper) and other scrapers of kubelets.
    clue("Failed to scrape node").client(METRICS).calls(KUBELET),
    clue("scraper.go").client(METRICS).calls(KUBELET),
    clue("unable to fully scrape metrics")
        .client(METRICS)
        .calls(KUBELET),
    clue("/metrics/resource").client(METRICS).calls(KUBELET),
    clue("/stats/summary").calls(KUBELET),
    // Servers of k8s.io/apiserver behind the aggregation layer.
    clue("provide requestheader-client-ca-file").by(EXTENSION),
    clue("extension-apiserver-authentication").by(EXTENSION),
    // kubelet: pkg/kubelet, and client-go/util/certificate under its loggers.
    clue("no serving certificate available for the kubelet").server(KUBELET),
    clue("failed to run Kubelet").by(KUBELET),
    clue("run Kubelet:").by(KUBELET),
    clue("existing bootstrap client certificate")
        .client(KUBELET)
        .calls(API),
    clue("unable to load bootstrap kubeconfig")
        .client(KUBELET)
        .calls(API),
    clue("It is not possible to rotate client certificates")
        .client(KUBELET)
        .calls(API),
    clue("kube-apiserver-client-kubelet")
        .client(KUBELET)
        .calls(API),
    clue("kubernetes.io/kubelet-serving: Failed while requesting")
        .client(KUBELET)
        .calls(API),
    clue("kubelet-serving.UnhandledError")
        .client(KUBELET)
        .calls(API),
    clue("requesting a signed certificate from the control plane")
        .client(KUBELET)
        .calls(API),
    clue("cannot create certificate signing request")
        .client(KUBELET)
        .calls(API),
    clue("kubelet_node_status.go").client(KUBELET).calls(API),
    clue("Unable to register node with API server")
        .client(KUBELET)
        .calls(API),
    clue("Failed to ensure lease exists")
        .client(KUBELET)
        .calls(API),
    clue("failed to ensure lease exists")
        .client(KUBELET)
        .calls(API),
    clue("Failed to update lease").client(KUBELET).calls(API),
    clue("Error updating node status")
        .client(KUBELET)
        .calls(API),
    clue("Client rotation is on").by(KUBELET),
    clue("node lease").client(KUBELET).calls(API),
    clue("kube-node-lease").client(KUBELET).calls(API),
    clue("can only create a node CSR")
        .client(KUBELET)
        .calls(API),
    clue("is not allowed to modify node")
        .client(KUBELET)
        .calls(API),
    clue("cannot read all nodes").client(KUBELET).calls(API),
    clue("kubelet.go").by(KUBELET),
    clue("kubelet-client-current.pem").by(KUBELET),
    // kube-controller-manager and kube-scheduler.
    clue("kubelet-serving certificate controller").by(KCM),
    clue("certificate controller").by(KCM),
    clue("csr-controller::").by(KCM),
    clue("error auto signing csr").by(KCM),
    clue("failed to certify").by(KCM),
    clue("certificate_controller.go").by(KCM),
    clue("controllermanager.go").by(KCM),
    clue("publisher.go").by(KCM),
    clue("ClusterTrustBundle").by(KCM),
    clue("root-ca-file").by(KCM),
    clue("cluster-signing").by(KCM),
    clue("service account token controller").by(KCM),
    clue("kube-system/kube-controller-manager")
        .client(KCM)
        .calls(API),
    clue("leases/kube-controller-manager")
        .client(KCM)
        .calls(API),
    clue("endpoints/kube-controller-manager")
        .client(KCM)
        .calls(API),
    clue("delegated authentication kubeconfig").by(KCM),
    clue("unable to load client CA provider").by(KCM),
    clue("request header authentication config").by(KCM),
    clue("controller-manager.conf").client(KCM).calls(API),
    clue("kube-system/kube-scheduler")
        .client(SCHEDULER)
        .calls(API),
    clue("leases/kube-scheduler").client(SCHEDULER).calls(API),
    clue("endpoints/kube-scheduler")
        .client(SCHEDULER)
        .calls(API),
    clue("scheduler.conf").client(SCHEDULER).calls(API),
    clue("leaderelection.go").client(CLIENT_GO).calls(API),
    clue("error retrieving resource lock")
        .client(CLIENT_GO)
        .calls(API),
    clue("Error retrieving lease lock")
        .client(CLIENT_GO)
        .calls(API),
    clue("Failed to update lock").client(CLIENT_GO).calls(API),
    clue("kube-proxy").client(PROXY).calls(API),
    // kubeadm.
    clue("error execution phase").client(KUBEADM).calls(API),
    clue("validate the identity of the API Server")
        .client(KUBEADM)
        .calls(API),
    clue("none of the public keys").client(KUBEADM).calls(API),
    clue("failed to renew certificate").by(KUBEADM),
    clue("Detected external ca").by(KUBEADM),
    clue("error parsing CA key file").by(KUBEADM),
    clue("Error checking external CA condition").by(KUBEADM),
    clue("[preflight]").by(KUBEADM),
    clue("[certs]").by(KUBEADM),
    clue("[kubelet-check]").by(KUBEADM),
    clue("[discovery]").client(KUBEADM).calls(API),
    // k3s and rke2.
    clue("token CA hash does not match").client(K3S).calls(K3S),
    clue("CA cert validation failed").client(K3S).calls(K3S),
    clue("starting kubernetes:").client(K3S).calls(K3S),
    clue("/cacerts").client(K3S).calls(K3S),
    clue(":9345").client(K3S).calls(K3S),
    clue("/v1-k3s/").client(K3S).calls(K3S),
    clue("/v1-rke2/").client(K3S).calls(K3S),
    // etcd: server/embed, client/pkg/transport, server/etcdserver/api/rafthttp. Peers before clients.
    clue("rejected connection on peer endpoint")
        .server(ETCD)
        .called_by(ETCD),
    clue("rejected connection on client endpoint").server(ETCD),
    clue("rejected connection").server(ETCD),
    clue("embed: rejected").server(ETCD),
    clue("retrying of unary invoker failed")
        .client(ETCDCTL)
        .calls(ETCD),
    clue("failed to commit proposal")
        .client(ETCDCTL)
        .calls(ETCD),
    clue("latest balancer error").client(ETCDCTL).calls(ETCD),
    clue("Error: unhealthy cluster").client(ETCDCTL).calls(ETCD),
    clue("failed to check the health of member")
        .client(ETCDCTL)
        .calls(ETCD),
    clue("etcdclient: no available endpoints")
        .client(ETCDCTL)
        .calls(ETCD),
    clue("client: etcd cluster is unavailable")
        .client(ETCDCTL)
        .calls(ETCD),
    clue("prober detected unhealthy status")
        .client(ETCD)
        .calls(ETCD),
    clue("on stream MsgApp v2").client(ETCD).calls(ETCD),
    clue("on stream Message").client(ETCD).calls(ETCD),
    clue("rafthttp").client(ETCD).calls(ETCD),
    clue("lost TCP streaming connection with remote peer")
        .client(ETCD)
        .calls(ETCD),
    clue("failed to get version").client(ETCD).calls(ETCD),
    clue("etcdmain/").by(ETCD),
    clue("etcdserver/").by(ETCD),
    clue("embed/").by(ETCD),
    clue("transport/listener.go").by(ETCD),
    clue("listener failed").by(ETCD),
    clue("discovery failed").by(ETCD),
    clue("registerGateway failed").by(ETCD),
    clue("client certificate authentication failed").server(ETCD),
    clue("does not match any of DNSNames")
        .server(ETCD)
        .called_by(ETCD),
    clue("transport: certificate serial").server(ETCD),
    clue("AllowedCNs and AllowedHostnames").by(ETCD),
    // konnectivity: apiserver-network-proxy.
    clue("No agent available").client(API).calls(KONNECTIVITY),
    clue("proxy error from").client(API).calls(KUBELET),
    clue("konnectivity").by(KONNECTIVITY),
    // Servers of k8s.io/apiserver. The kubelet's own words differ by a tail: pkg/kubelet/server/server.go.
    clue("Unable to authenticate the request due to an error: [x509").server(EXTENSION),
    clue("Unable to authenticate the request due to an error: [invalid bearer").server(API),
    clue("Unable to authenticate the request due to an error")
        .server(KUBELET)
        .called_by(API),
    clue("Unable to authenticate the request").server(API),
    clue("unable to authenticate the request").server(API),
    clue("is not in the allowed list").server(API),
    clue("(controller-manager)").client(KCM).calls(API),
    clue("problem initializing API group").by(API),
    clue("client-ca-bundle::").by(API),
    clue("request-header::").by(API),
    clue("serving-cert::").by(API),
    clue("requestheader-client-ca-file and").by(API),
    clue("service-account-issuer-key-file").by(API),
    clue("error reading public key file").by(API),
    clue("failed to apply admission").by(API),
    clue("authentication configuration").by(API),
    clue("authentication-config").by(API),
    clue("authorization-config").by(API),
    clue("Generated self-signed cert").by(API),
    clue("failed to load SNI cert and key").by(API),
    clue("curve preference").by(API),
    clue("tls-curve-preferences").by(API),
    clue("Cipher suite TLS_").by(API),
    // grpc-go's own log names the address only; its port tells the server.
    clue("addrConn.createTransport failed").client(API),
    clue("error reading server preface").at(Side::Client),
    clue("transport: authentication handshake failed").at(Side::Client),
    // Any Go server; any client-go program.
    clue("TLS handshake error from").at(Side::Server),
    clue("provide a certificate").at(Side::Server),
    clue("client sent an HTTP request to an HTTPS server").at(Side::Server),
    clue("tls: client offered only unsupported versions").at(Side::Server),
    clue("client offered: [").at(Side::Server),
    clue("memcache.go").client(KUBECTL).calls(API),
    clue("current server API group list")
        .client(KUBECTL)
        .calls(API),
    clue("Unable to connect to the server")
        .client(KUBECTL)
        .calls(API),
    clue("You must be logged in to the server")
        .client(KUBECTL)
        .calls(API),
    clue("did you specify the right host or port")
        .client(KUBECTL)
        .calls(API),
    clue("Error from server").client(KUBECTL).calls(API),
    clue("Error in configuration").by(KUBECTL),
    clue("Please enter Username").by(KUBECTL),
    clue("selfsubjectreviews API is not enabled")
        .client(KUBECTL)
        .calls(API),
    clue("Metrics API not available").client(KUBECTL).calls(API),
    clue("error loading config file").by(KUBECTL),
    clue("Error loading config file").by(KUBECTL),
    clue("getting credentials: ").client(KUBECTL).calls(API),
    clue("reflector.go").client(CLIENT_GO).calls(API),
    clue("failed to list *v1").client(CLIENT_GO).calls(API),
    clue("Failed to watch").client(CLIENT_GO).calls(API),
    clue("command failed").by(API),
];
