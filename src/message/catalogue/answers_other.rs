//! Answers that show that something else than an API server answered, or that one behind it failed.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, by_client, by_server, cause, entry};

const KUBECTL: &str = "kubectl";
const ERRORS: &str = "kubernetes 1.37 apimachinery/pkg/api/errors/errors.go";
const AGGREGATOR: &str =
    "kubernetes 1.37 kube-aggregator/pkg/controllers/status/remote, pkg/apiserver/handler_proxy.go";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "not-an-api-server",
        Topic::Beyond,
        &[
            "invalid character '<' looking for beginning of value",
            "serializer for text/html",
            "invalid character '{name}' looking for beginning of value",
        ],
    )
    .by(KUBECTL, "Go 1.27 encoding/json/scanner.go")
    .says(
        "what answered is no API server: it sent a web page or other text where JSON belongs",
        "A login page, a portal, an ingress, or another program on that port answered. TLS worked, so its certificate was accepted: look where `server` of the kubeconfig leads.",
    )
    .because(&[by_client(Code::InvalidServerUrl, "curl -k the URL in `server`: whose page is it")])
    .whole_line(),
    entry(
        "status-without-words",
        Topic::Beyond,
        &[
            "the server responded with the status code 421 {detail}",
            "the server responded with the status code {status} but did not return more information",
        ],
    )
    .by(KUBECTL, ERRORS)
    .says(
        "the server answered with a status that no API server sends",
        "A proxy in front answered. 421 means that it serves another name on this connection, as Caddy does where it verifies clients by name and the URL has an address: set tls-server-name.",
    )
    .because(&[by_client(Code::NameMismatch, "421: kubectl config set-cluster NAME --tls-server-name=HOST")]),
    entry(
        "apiservice-bad-status",
        Topic::ClientRefused,
        &["bad status from {name}: 401", "bad status from {name}: 403"],
    )
    .by("kube-apiserver, in the APIService's condition", AGGREGATOR)
    .says(
        "an extension API server refuses kube-apiserver's front-proxy certificate",
        "kube-apiserver reached it, and it answered 401 (it does not accept the certificate of --proxy-client-cert-file) or 403 (none was sent). Its requestheader CA is another, or the certificate has expired.",
    )
    .because(&[
        by_server(Code::Expired, "certgraph inspect front-proxy-client.crt: the dates; kubeadm certs renew front-proxy-client"),
        by_server(Code::UnknownClientCa, "{client_ca} did not issue front-proxy-client.crt"),
        cause(Code::NoCredentials, "403: kube-apiserver runs without --proxy-client-cert-file"),
    ])
    .whole_line(),
    entry(
        "apiservice-refused-alert",
        Topic::ClientRefused,
        &[
            "failing or missing response from {name}: {detail}remote error: tls: {kind}",
        ],
    )
    .by("kube-apiserver, in the APIService's condition", AGGREGATOR)
    .says(
        "an extension API server refuses kube-apiserver's front-proxy certificate",
        "It ended the handshake after it saw the certificate of --proxy-client-cert-file. The alert at the end of the line says how: expired, or of a CA that it does not know.",
    )
    .because(&[
        by_server(Code::Expired, "certgraph inspect front-proxy-client.crt: the dates"),
        by_server(Code::UnknownClientCa, "{client_ca} did not issue front-proxy-client.crt"),
    ])
    .whole_line(),
    entry(
        "service-unavailable",
        Topic::Beyond,
        &[
            "Error from server (ServiceUnavailable): the server is currently unable to handle the request",
            "the server is currently unable to handle the request",
            "ResponseCode: 503",
            "failed to retrieve openAPI spec",
            "Metrics API not available",
            "doesn't have a resource type {quoted} in group {detail}",
            "stale GroupVersion discovery",
            "unable to retrieve the complete list of server APIs",
        ],
    )
    .by(KUBECTL, ERRORS)
    .says(
        "an API server behind kube-apiserver, or kube-apiserver behind a proxy, does not answer",
        "Where only some resources fail (`kubectl top`, a group of its own), their APIService is not available: kubectl get apiservice says why. Where all fail, a load balancer has no API server left.",
    )
    .because(&[
        by_server(Code::Expired, "the APIService says `bad status … 401`: front-proxy-client.crt"),
        by_client(Code::UnknownIssuer, "the APIService says `x509`: its caBundle"),
        cause(Code::ConnectionRefused, "a load balancer answers 503: no back end"),
    ]),
    entry(
        "extension-without-client-ca",
        Topic::Beyond,
        &["provide requestheader-client-ca-file in configmap",
            "doesn't provide requestheader-client-ca-file",
        ],
    )
    .by("metrics-server and other extension API servers", "kubernetes 1.37 apiserver/pkg/server/options/authentication.go")
    .says(
        "an extension API server cannot recognise the front proxy: its CA is in no ConfigMap",
        "ConfigMap kube-system/extension-apiserver-authentication has no requestheader-client-ca-file, since kube-apiserver runs without --requestheader-client-ca-file. Requests through the aggregation layer are then anonymous.",
    )
    .because(&[by_server(
        Code::UnknownClientCa,
        "give kube-apiserver --requestheader-client-ca-file and --proxy-client-cert-file",
    )])
    .whole_line(),
    entry(
        "front-proxy-refused",
        Topic::ClientRefused,
        &["due to an error: [x509: {detail}, x509: {kind}]"],
    )
    .by("metrics-server and other extension API servers", "kubernetes 1.37 apiserver/pkg/authentication/request/x509")
    .says(
        "an extension API server accepts neither the front proxy's certificate nor a client's",
        "The first error is that of the requestheader CA, the second that of the client CA. The caller is kube-apiserver with front-proxy-client.crt: the CA in ConfigMap extension-apiserver-authentication did not issue it.",
    )
    .because(&[
        by_server(Code::UnknownClientCa, "requestheader-client-ca-file in the ConfigMap is another front-proxy-ca than the one of the node"),
        by_server(Code::Expired, "certgraph inspect front-proxy-client.crt: the dates"),
    ])
    .whole_line(),
    entry(
        "webhook-service-missing",
        Topic::Beyond,
        &[
            "service {quoted} not found",
            "no endpoints available for service {quoted}",
            "endpoints {quoted} not found",
            "no service port {count} found for service {quoted}",
        ],
    )
    .by("kube-apiserver, of a webhook or an APIService", "kubernetes 1.37 apiserver/pkg/util/proxy/proxy.go")
    .says(
        "the Service that kube-apiserver is to call is not there, or has no pod behind it",
        "No connection was made, and no certificate was looked at. The webhook or APIService names a Service that was deleted, is in another namespace, or whose pods are not ready.",
    )
    .because(&[cause(Code::ConnectionRefused, "kubectl get service,endpoints -n NAMESPACE: the Service in the line; webhooks of what was uninstalled have to be deleted too")])
    .whole_line(),
    entry(
        "webhook-names",
        Topic::Verification,
        &[
            "invalid certificate detected connecting to {quoted}: {detail}",
            "No subjectAltNames returned from {detail}",
        ],
    )
    .by("kube-apiserver, in audit annotations and warnings", "kubernetes 1.37 apiserver/pkg/util/x509metrics")
    .says(
        "the webhook's certificate has no SANs, or is signed with SHA-1",
        "Newer releases of Go refuse such a certificate. Reissue it with the DNS name SERVICE.NAMESPACE.svc among its SANs and with SHA-256.",
    )
    .because(&[
        by_client(Code::CommonNameOnly, "certgraph inspect {serving}: no SANs"),
        by_client(Code::InsecureSignature, "certgraph inspect {serving}: signed with SHA-1"),
    ])
    .whole_line(),
    entry(
        "ca-bundle-and-insecure",
        Topic::Beyond,
        &["may not be true if caBundle is present"],
    )
    .by("kube-apiserver, of an APIService", "kubernetes 1.37 kube-aggregator/pkg/apis/apiregistration/validation")
    .says(
        "an APIService may not have both caBundle and insecureSkipTLSVerify",
        "The two exclude each other. Keep caBundle.",
    )
    .because(&[cause(Code::CaWithInsecure, "spec of the APIService")])
    .whole_line(),
    entry(
        "object-bad-base64",
        Topic::Beyond,
        &["cannot be handled as a {name}: illegal base64 data at input byte {position}"],
    )
    .by("kube-apiserver, of an object that is created or changed", "Go 1.27 encoding/base64")
    .says(
        "a field of the object that is sent, such as caBundle, is not base64",
        "caBundle and the data of a Secret are base64 of their contents: standard alphabet, padded, no blanks. The object was not stored.",
    )
    .because(&[cause(Code::BadBase64, "the caBundle of the object: base64 -w0 CA-FILE makes it")])
    .whole_line(),
    entry(
        "proxy-speaks-http",
        Topic::Kubeconfig,
        &[
            "proxyconnect tcp: tls: first record does not look like a TLS handshake",
            "proxyconnect tcp: http: server gave HTTP response to HTTPS client",
        ],
    )
    .by("kubectl and other Go clients", "Go 1.27 net/http/transport.go")
    .says(
        "the proxy is configured with https://, and it speaks plain HTTP",
        "The scheme of a proxy's URL is that of the connection to the proxy itself, and nearly all proxies want http://. TLS to the API server goes through it all the same.",
    )
    .because(&[cause(Code::InvalidProxyUrl, "HTTPS_PROXY, or proxy-url of the kubeconfig: write http://")])
    .whole_line(),
    entry(
        "ca-bundle-of-object",
        Topic::Bundle,
        &["caBundle: Invalid value: {quoted}: unable to load root certificates: {detail}", "could not get REST client: unable to load root certificates: {detail}"],
    )
    .by("kube-apiserver, of a webhook or a CustomResourceDefinition", "kubernetes 1.37 apiserver/pkg/util/webhook")
    .says(
        "the caBundle of a webhook or CRD holds no usable certificate",
        "caBundle is base64 of PEM. A lone newline (Cg==), DER, or base64 that was encoded twice is refused, and calls of the webhook fail until it is fixed.",
    )
    .because(&[
        cause(Code::NotPem, "kubectl get … -o jsonpath='{..caBundle}' | base64 -d: it has to begin with -----BEGIN CERTIFICATE-----"),
        cause(Code::MalformedCertificate, "certgraph inspect - reads the object and names the certificate"),
    ])
    .whole_line(),
    entry(
        "object-undecodable",
        Topic::Verification,
        &[
            "StorageError: corrupt object{detail}conversion webhook for {name} failed: {kind}",
            "StorageError: corrupt object",
            "failed to read one or more {name} from the storage",
        ],
    )
    .by("kubectl; kube-apiserver since 1.32", "kubernetes 1.37 apiserver/pkg/storage/errors.go, apiextensions-apiserver/pkg/apiserver/conversion")
    .says(
        "no object is corrupt: the conversion webhook cannot be called",
        "kube-apiserver reads the object and has the webhook convert it. That call fails over its certificate, its CA or its address, and the object is then called undecodable. Mend the webhook, and delete nothing.",
    )
    .because(&[
        by_client(Code::UnknownIssuer, "caBundle of spec.conversion.webhook in the CustomResourceDefinition did not issue the webhook's certificate"),
        by_client(Code::Expired, "certgraph inspect the webhook's Secret: the dates"),
        cause(Code::ConnectionRefused, "the webhook's pod does not run"),
    ])
    .whole_line(),
    entry(
        "egress-refused",
        Topic::ClientRefused,
        &[
            "reading HTTP response from CONNECT to {name} via proxy {kind} failed: remote error: tls: {detail}",
        ],
    )
    .by("kube-apiserver with an egress selector", "kubernetes 1.37 apiserver/pkg/server/egressselector/egress_selector.go")
    .says(
        "the egress proxy refuses kube-apiserver's client certificate",
        "kube-apiserver reaches nodes and webhooks through the proxy of --egress-selector-config-file. The alert at the end says how its certificate is refused.",
    )
    .because(&[
        by_server(Code::Expired, "certgraph inspect clientCert of the egress selector configuration"),
        by_server(Code::UnknownClientCa, "the proxy's client CA did not issue it"),
    ])
    .whole_line(),
    entry(
        "tunnel-down",
        Topic::Beyond,
        &[
            "No agent available",
            "error dialing backend: proxy error from {detail}",
        ],
    )
    .by("kube-apiserver with konnectivity, k3s or rke2", "apiserver-network-proxy pkg/server/backend_manager.go; k3s pkg/daemons/control/tunnel.go")
    .says(
        "the tunnel to the node is down: no agent is connected",
        "kube-apiserver reaches kubelets through a tunnel that the nodes open. The agent on the node does not run, or its TLS with the server fails: its own log says why.",
    )
    .because(&[
        by_client(Code::UnknownIssuer, "the agent does not trust the server's certificate"),
        by_server(Code::Expired, "the agent's certificate or token has expired"),
    ])
    .whole_line(),
    entry(
        "kubelet-not-reached",
        Topic::Beyond,
        &[
            "error dialing backend: dial tcp {detail}",
            "error trying to reach service: dial tcp {detail}",
        ],
    )
    .by("kubectl logs, exec; kube-apiserver could not connect", "kubernetes 1.37 apimachinery/pkg/util/proxy")
    .says(
        "kube-apiserver could not connect to the kubelet or the service behind it",
        "kube-apiserver answered, so your own connection is good. What it called does not listen or is not reached: a kubelet that does not start, often for an expired client certificate.",
    )
    .because(&[cause(Code::ConnectionRefused, "journalctl -u kubelet on the node: why it ends")])
    .whole_line(),
    entry(
        "redirects",
        Topic::Beyond,
        &["stopped after 10 redirects"],
    )
    .by("kubectl and other Go clients", "Go 1.27 net/http/client.go")
    .says(
        "the server sends kubectl round in circles: it is no API server",
        "A login page or a proxy redirects every request. Look where `server` of the kubeconfig leads.",
    )
    .because(&[by_client(Code::InvalidServerUrl, "curl -kI the URL in `server`")]),
    entry(
        "token-line-end",
        Topic::Kubeconfig,
        &[
            "net/http: invalid header field value for {quoted}",
            "Invalid header value b'{detail}",
            "Illegal header value b'{detail}",
            "Forbidden control character detected in headers",
            "InvalidHeaderValue",
            "failed to parse header value",
            "in Authorization value",
        ],
    )
    .by("kubectl, Python, Node.js, kube-rs, Java, before anything is sent", "Go 1.27 net/http/transport.go")
    .says(
        "the token has a line end or another character that no header may have",
        "Nothing was sent. `token: |` in YAML, or a token file with a final newline, adds one; kubectl trims files but not the field.",
    )
    .because(&[cause(Code::TokenWithLineEnd, "write the token on one line: token: VALUE")]),
];
