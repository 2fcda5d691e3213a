//! Marks of what sets a cluster up and stands beside it (kubeadm, k3s, etcd, konnectivity), of servers of k8s.io/apiserver,
//! and of any Go server or client-go program. Source files are those of kubernetes 1.37 and etcd 3.7.

use super::Speaker;
use super::clue::{Clue, clue};
use super::side::Side;
use super::software::Software;
use crate::programs::Program;

const KUBECTL: Speaker = Speaker::Cluster(Program::Kubectl);
const API: Speaker = Speaker::Cluster(Program::KubeApiserver);
const KCM: Speaker = Speaker::Cluster(Program::KubeControllerManager);
const KUBELET: Speaker = Speaker::Cluster(Program::Kubelet);
const ETCD: Speaker = Speaker::Cluster(Program::Etcd);
const EXTENSION: Speaker = Speaker::Cluster(Program::ExtensionApiserver);
const KUBEADM: Speaker = Speaker::Other(Software::Kubeadm);
const K3S: Speaker = Speaker::Other(Software::K3s);
const ETCDCTL: Speaker = Speaker::Other(Software::Etcdctl);
const KONNECTIVITY: Speaker = Speaker::Other(Software::Konnectivity);
const CLIENT_GO: Speaker = Speaker::Other(Software::ClientGo);

pub(super) const CLUES: &[Clue] = &[
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
    clue("loading ca certificate authority").by(KUBEADM),
    clue("error downloading certs").client(KUBEADM).calls(API),
    clue("[preflight]").by(KUBEADM),
    clue("discovery.bootstrapToken").by(KUBEADM),
    clue("tlsBootstrapToken").by(KUBEADM),
    clue("[certs]").by(KUBEADM),
    clue("[kubelet-check]").by(KUBEADM),
    clue("[discovery]").client(KUBEADM).calls(API),
    // k3s and rke2.
    clue("Cluster-Http-Server").server(K3S),
    clue("the token does not include a CA hash")
        .client(K3S)
        .calls(K3S),
    clue("failed to retrieve configuration from server")
        .client(K3S)
        .calls(K3S),
    clue("Waiting to retrieve agent configuration")
        .client(K3S)
        .calls(K3S),
    clue("invalid username/password combination")
        .client(K3S)
        .calls(K3S),
    clue("Node password rejected").client(K3S).calls(K3S),
    clue("watch for tunnel endpoints").client(K3S).calls(API),
    clue("Failed to connect to proxy").client(K3S).calls(K3S),
    clue("emotedialer").client(K3S).calls(K3S),
    clue("failed to get CA certs").client(K3S).calls(K3S),
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
    clue("is unhealthy: failed to connect")
        .client(ETCDCTL)
        .calls(ETCD),
    clue("etcdserver: user name is empty")
        .client(ETCDCTL)
        .calls(ETCD),
    clue("etcdserver: permission denied")
        .client(ETCDCTL)
        .calls(ETCD),
    clue("etcdserver: authentication failed")
        .client(ETCDCTL)
        .calls(ETCD),
    clue("etcdserver: invalid auth token")
        .client(ETCDCTL)
        .calls(ETCD),
    clue("could not get cluster response from")
        .client(ETCD)
        .calls(ETCD),
    clue("health check for peer").client(ETCD).calls(ETCD),
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
    clue("| etcdmain: ").by(ETCD),
    clue("| etcdserver: ").by(ETCD),
    clue("| embed: ").by(ETCD),
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
    clue("clientset.go")
        .client(KONNECTIVITY)
        .calls(KONNECTIVITY),
    clue("cannot connect once")
        .client(KONNECTIVITY)
        .calls(KONNECTIVITY),
    clue("cannot sync once")
        .client(KONNECTIVITY)
        .calls(KONNECTIVITY),
    clue("Failed to validate authentication token")
        .server(KONNECTIVITY)
        .called_by(KONNECTIVITY),
    clue("expected one server ID")
        .client(KONNECTIVITY)
        .calls(KONNECTIVITY),
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
    clue("addrConn.createTransport failed").at(Side::Client),
    clue("error reading server preface").at(Side::Client),
    clue("transport: authentication handshake failed").at(Side::Client),
    clue("connection error: desc").at(Side::Client),
    clue("http: proxy error").at(Side::Client),
    clue("connection is unauthorized")
        .at(Side::Client)
        .calls(API),
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
    clue("Kubernetes cluster unreachable")
        .client(CLIENT_GO)
        .calls(API),
    clue("client rate limiter Wait")
        .client(CLIENT_GO)
        .calls(API),
    clue("Failed to list *v").client(CLIENT_GO).calls(API),
    clue("list of server APIs").at(Side::Client).calls(API),
    clue("reflector.go").client(CLIENT_GO).calls(API),
    clue("failed to list *v1").client(CLIENT_GO).calls(API),
    clue("Failed to watch").client(CLIENT_GO).calls(API),
    clue("command failed").by(API),
];
