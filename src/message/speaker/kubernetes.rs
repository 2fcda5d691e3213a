//! Marks of the programs of a cluster. Source files are those of kubernetes 1.37 and etcd 3.7 unless another release is
//! named.

use super::Speaker;
use super::clue::{Clue, clue};
use super::software::Software;
use crate::programs::Program;

const API: Speaker = Speaker::Cluster(Program::KubeApiserver);
const KCM: Speaker = Speaker::Cluster(Program::KubeControllerManager);
const SCHEDULER: Speaker = Speaker::Cluster(Program::KubeScheduler);
const KUBELET: Speaker = Speaker::Cluster(Program::Kubelet);
const PROXY: Speaker = Speaker::Cluster(Program::KubeProxy);
const ETCD: Speaker = Speaker::Cluster(Program::Etcd);
const WEBHOOK: Speaker = Speaker::Cluster(Program::Webhook);
const EXTENSION: Speaker = Speaker::Cluster(Program::ExtensionApiserver);
const EGRESS: Speaker = Speaker::Cluster(Program::EgressProxy);
const METRICS: Speaker = Speaker::Other(Software::MetricsServer);
const PROMETHEUS: Speaker = Speaker::Other(Software::Prometheus);
const CLIENT_GO: Speaker = Speaker::Other(Software::ClientGo);

pub(super) const CLUES: &[Clue] = &[
    // An alert names programs and reasons in its labels.
    clue("KubeAggregatedAPI").by(PROMETHEUS),
    clue("alertname").by(PROMETHEUS),
    clue("ALERTS{").by(PROMETHEUS),
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
    clue("loading OpenAPI spec for")
        .client(API)
        .calls(EXTENSION),
    clue("no response from https").client(API).calls(EXTENSION),
    clue("failing or missing response from")
        .client(API)
        .calls(EXTENSION),
    clue("FailedDiscoveryCheck").client(API).calls(EXTENSION),
    clue("APIService").client(API).calls(EXTENSION),
    clue("failed with: unable to load root certificates")
        .client(API)
        .calls(EXTENSION),
    clue("(pods/log ").client(API).calls(KUBELET),
    clue("(pods/exec ").client(API).calls(KUBELET),
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
    clue("load configmap based request-header-client-ca-file")
        .client(EXTENSION)
        .calls(API),
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
    clue("Unable to register node").client(KUBELET).calls(API),
    clue("csi_plugin.go").client(KUBELET).calls(API),
    clue("CSINode publishing").client(KUBELET).calls(API),
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
    clue("No valid client certificate is found")
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
];
