//! Servers and proxies in front of a cluster, or of a program in it: their own logs, and the pages that they answer.

use crate::finding::Code;
use crate::message::entry::{Cause, Entry, Holds, Topic, by_client, by_server, cause, entry};
use crate::message::speaker::{Software, Speaker};

const NGINX: &str = "nginx 1.22, ingress-nginx";
const NGINX_SOURCE: &str = "nginx 1.22 src/event/ngx_event_openssl.c, src/http/ngx_http_request.c, ngx_http_special_response.c";
const HAPROXY: &str = "haproxy 2.6";
const HAPROXY_SOURCE: &str = "haproxy 2.6 src/connection.c, src/ssl_sock.c, src/check.c";
const APACHE_SOURCE: &str = "Apache httpd 2.4 modules/ssl/ssl_engine_kernel.c, ssl_engine_log.c";

const REFUSED_CLIENT: &[Cause] = &[
    by_server(
        Code::UnknownClientCa,
        "{client_ca} did not issue {client}, or has a CA of that name with another key",
    ),
    by_server(
        Code::Expired,
        "certgraph inspect the client certificate: the dates",
    ),
    by_server(
        Code::WrongPurpose,
        "certgraph inspect --full the client certificate: no clientAuth",
    ),
];

const NO_CERTIFICATE: &[Cause] = &[
    cause(
        Code::NoCredentials,
        "the client has no certificate: certgraph inspect KUBECONFIG; a token alone does not help here",
    ),
    cause(
        Code::NoClientCertificate,
        "the server demands a certificate, which kube-apiserver never does: let TLS through to kube-apiserver instead",
    ),
];

const REFUSED_SERVER: &[Cause] = &[
    by_client(
        Code::UnknownIssuer,
        "{trust} did not issue the certificate of the server behind",
    ),
    by_client(
        Code::NameMismatch,
        "the certificate behind does not name the host that is asked for",
    ),
    by_client(
        Code::Expired,
        "certgraph inspect the certificate of the server behind: the dates",
    ),
];

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "front-end-refuses-client",
        Topic::OtherClient,
        &[
            "client SSL certificate verify error: ({position}:{detail})",
            "SSL client certificate not trusted",
            "SSL client CA chain cannot be verified",
            "AH02276: Certificate Verification: Error ({position}): {detail}",
            "AH02039: Certificate Verification: Error ({position}): {detail}",
            "Certificate Verification: Error ({position}): {detail}",
            "The SSL certificate error",
            "AH02009: SSL client authentication failed: {detail}",
        ],
    )
    .by("nginx, haproxy, Apache, in their own logs and pages", NGINX_SOURCE)
    .says(
        "{verifier} refuses the certificate of {peer}",
        "The number is OpenSSL's: 10 expired, 9 not valid yet, 18 to 21 and 2 no CA that is trusted, 26 not for this use, 27 not trusted. nginx says 21 where others say 20, and answers with the page `400 The SSL certificate error`.",
    )
    .because(REFUSED_CLIENT)
    .whole_line(),
    entry(
        "front-end-chain-too-long",
        Topic::OtherClient,
        &["Certificate Chain too long (chain has {count} certificates, but maximum allowed are only {detail})"],
    )
    .by("Apache, in its own log", APACHE_SOURCE)
    .says(
        "{verifier} refuses the certificate of {peer}: more CAs are above it than SSLVerifyDepth allows",
        "SSLVerifyDepth is 1 where it is not set: a root that issues the certificate itself. One intermediate more needs 2.",
    )
    .because(&[by_server(Code::PathTooLong, "count the CAs above the certificate: certgraph inspect; raise SSLVerifyDepth")])
    .whole_line(),
    entry(
        "front-end-demands-certificate",
        Topic::ClientRefused,
        &[
            "client sent no required SSL certificate",
            "No required SSL certificate was sent",
            "no required SSL certificate was sent",
            "peer did not return a certificate",
            "AH02010: No acceptable peer certificate available",
            "AH02262: {detail}",
        ],
    )
    .by("nginx in its log and its page of 400; OpenSSL servers", NGINX_SOURCE)
    .says(
        "{verifier} demands a client certificate, and none came",
        "kube-apiserver asks for a certificate and never demands one, so a front end (or etcd) ends TLS here. Certificates do not get through it to kube-apiserver: pass TLS through, or do not verify clients there.",
    )
    .because(NO_CERTIFICATE),
    entry(
        "front-end-rejects-name",
        Topic::Beyond,
        &["handshake rejected while SSL handshaking", "(SSL: error:{detail}:callback failed", "no certificate matching TLS ClientHello"],
    )
    .by("nginx, Caddy", NGINX_SOURCE)
    .says(
        "{speaker} refuses the handshake: it has nothing for the name that was asked for",
        "nginx has ssl_reject_handshake on for what no server_name matches; Caddy has no certificate of that name. A URL with an address sends no name at all; tls-server-name in the kubeconfig makes kubectl send one.",
    )
    .because(&[by_client(
        Code::NameMismatch,
        "kubectl config set-cluster NAME --tls-server-name=HOST, with a name that it has",
    )])
    .whole_line(),
    entry(
        "upstream-name",
        Topic::OtherClient,
        &["upstream SSL certificate does not match {quoted}", "AH02411: {detail}",
            "AH02006: SSL Proxy: {detail}",
            "AH02005: SSL Proxy: Peer certificate CN mismatch{detail}",
        ],
    )
    .by("nginx, Apache", NGINX_SOURCE)
    .says(
        "{speaker} refuses the server behind it: its certificate does not have the name",
        "The proxy verifies what is behind it, and the host that it calls (proxy_ssl_name of nginx, the host of ProxyPass in Apache) is not among the names of the certificate there. Its own client gets 502.",
    )
    .because(&[by_client(
        Code::NameMismatch,
        "certgraph inspect {serving}: its names; let the proxy call it by one of them (nginx: proxy_ssl_name)",
    )]),
    entry(
        "upstream-refused",
        Topic::OtherClient,
        &[
            "upstream SSL certificate verify error: ({position}:{detail})",
            "Layer6 invalid response{detail}certificate verify failed",
            "AH00898: Error during SSL Handshake with remote server{detail}",
            "AH00898",
            "AH02004: SSL Proxy: Peer certificate is expired",
            "AH02003: SSL Proxy connect failed",
        ],
    )
    .by("nginx, haproxy, Apache, towards what is behind them", NGINX_SOURCE)
    .says(
        "{verifier} refuses the certificate of the server behind it",
        "This is the connection to the back end, not the one of the client. The CA that the proxy is given for it did not issue that certificate, or its name or dates do not fit; clients see 502 or 503.",
    )
    .because(REFUSED_SERVER)
    .whole_line(),
    entry(
        "health-check-unreached",
        Topic::Beyond,
        &["Layer4 connection problem{detail}", "Layer4 timeout{detail}"],
    )
    .by(HAPROXY, "haproxy 2.6 src/check.c")
    .says(
        "haproxy cannot connect to the server behind it, and takes it out",
        "The check did not get as far as TLS: nothing listens at the address, a firewall drops it, or the system (SELinux) forbids haproxy the connection. `info` says which.",
    )
    .because(&[
        cause(Code::ConnectionRefused, "kube-apiserver does not run, or `server` of the backend has another address for it"),
        cause(Code::HostUnreachable, "info says `No route to host` or `Permission denied`: setsebool haproxy_connect_any 1"),
    ])
    .whole_line(),
    entry(
        "health-check-answer",
        Topic::Beyond,
        &["Layer7 wrong status{detail}", "Layer7 invalid response{detail}", "Layer7 timeout{detail}"],
    )
    .by(HAPROXY, "haproxy 2.6 src/check.c")
    .says(
        "the server behind haproxy answers the health check with another status than expected",
        "TLS works. kube-apiserver answers /readyz and /livez to anybody unless --anonymous-auth is off; 401 and 403 mean that the check asks for something else, or may not ask at all.",
    )
    .because(&[cause(Code::NoCredentials, "option httpchk GET /readyz; http-check expect status 200")])
    .whole_line(),
    entry(
        "health-check-failed",
        Topic::Beyond,
        &["Layer6 invalid response{detail}", "Layer6 timeout{detail}", "Server SSL handshake failure",
            "Socket error, info: {quoted}",
        ],
    )
    .by(HAPROXY, HAPROXY_SOURCE)
    .says(
        "haproxy cannot set up TLS with the server behind it, and takes it out",
        "The back end does not speak TLS, demands a client certificate, or haproxy refuses its certificate. `SSL fatal error` is an alert of the back end: it refuses the certificate of haproxy, or demands one (`crt` of the `server` line). In TLS 1.3 only a check with `option httpchk` sees that alert; any other passes, and requests get 502.",
    )
    .because(&[
        cause(Code::NotTls, "the back end does not speak TLS on that port: remove `ssl` from the `server` line, or correct the port"),
        by_client(Code::UnknownIssuer, "ca-file of the `server` line has no CA that issued the certificate of the back end"),
        by_server(Code::NoCredentials, "the back end demands a client certificate, and the `server` line has no `crt`"),
        by_server(Code::UnknownClientCa, "the back end trusts no CA that issued the certificate of `crt`"),
    ])
    .whole_line(),
    entry(
        "front-end-without-backend",
        Topic::Beyond,
        &["has no server available!", "no live upstreams while connecting to upstream", "no healthy upstream"],
    )
    .by("haproxy, nginx, Envoy", HAPROXY_SOURCE)
    .says(
        "{speaker} has no server left to send requests to",
        "Every server behind it was taken out. The lines before say of each why: a refused connection, a timeout, or a TLS handshake that failed. Clients get 502, 503 or a reset.",
    )
    .because(&[
        cause(Code::ConnectionRefused, "kube-apiserver does not run, or the proxy has another address for it"),
        by_client(Code::UnknownIssuer, "the check verifies kube-apiserver with a CA that did not issue its certificate"),
    ])
    .whole_line(),
    entry(
        "front-end-handshake-failure",
        Topic::Beyond,
        &[
            "SSL handshake failure",
            "Connection closed during SSL handshake",
            "Timeout during SSL handshake",
            "AH02008: SSL library error {detail}",
        ],
    )
    .only(Holds::By(&[Speaker::Other(Software::Haproxy), Speaker::Other(Software::Apache)]))
    .by(HAPROXY, HAPROXY_SOURCE)
    .says(
        "{speaker} could not finish the handshake with a client",
        "The line says no more: no client certificate where one is required, one with the wrong purpose, no name with strict-sni, no version in common, or a client that refuses the certificate shown. haproxy tells with `error-log-format` and %[ssl_fc_err_str], Apache in the next line, `SSL Library Error`.",
    )
    .because(&[
        cause(Code::NoCredentials, "`verify required` (SSLVerifyClient require), and a client without certificate"),
        by_server(Code::WrongPurpose, "certgraph inspect --full the client certificate: no clientAuth"),
        by_client(Code::UnknownIssuer, "the client refuses the certificate of the front end"),
    ]),
    entry(
        "front-end-proxy-header",
        Topic::Beyond,
        &["Received something which does not look like a PROXY protocol header", "broken header: {detail} while reading PROXY protocol"],
    )
    .by("haproxy, nginx", HAPROXY_SOURCE)
    .says(
        "a listener expects a PROXY protocol header, and the client began with something else",
        "accept-proxy (haproxy) or proxy_protocol (nginx) is set, and a client connects directly. Either let all clients come through the balancer, or turn it off.",
    ),
    entry(
        "renegotiation",
        Topic::ClientRefused,
        &[
            "AH02261: {detail}",
            "AH10158: {detail}",
            "annot perform post-handshake authentication",
            "Cannot perform Post-Handshake Authentication",
            "local error: tls: no renegotiation",
            "SSL routines::no renegotiation",
            "SSL routines::extension not received",
        ],
    )
    .by("Apache, and kubectl as its client", APACHE_SOURCE)
    .says(
        "{verifier} asks for a client certificate after the handshake, which Go clients refuse",
        "SSLVerifyClient is in a <Location> or <Directory>: with TLS 1.2 Apache renegotiates, with TLS 1.3 it asks afterwards. kubectl does neither; set SSLVerifyClient for the whole virtual host, or pass TLS through.",
    )
    .because(&[cause(
        Code::NoClientCertificate,
        "SSLVerifyClient inside <Location>: move it to the <VirtualHost>",
    )])
    .whole_line(),
    entry(
        "ingress-fake-certificate",
        Topic::Beyond,
        &["Kubernetes Ingress Controller Fake Certificate"],
    )
    .by(NGINX, "ingress-nginx 1.x internal/net/ssl/ssl.go")
    .says(
        "what answers is ingress-nginx with its own default certificate",
        "No Ingress has a certificate for the name that was asked for, or the name was not sent. If this is where a kubeconfig leads, it leads to the ingress and not to kube-apiserver.",
    )
    .because(&[by_client(Code::UnknownIssuer, "`server` of the kubeconfig is the address of the ingress")]),
    entry(
        "plain-http-to-tls",
        Topic::Kubeconfig,
        &[
            "The plain HTTP request was sent to HTTPS port",
            "client sent plain HTTP request to HTTPS port",
            "speaking plain HTTP to an SSL-enabled server port",
            "HTTP spoken on HTTPS port",
            "http request",
        ],
    )
    .by("nginx, Apache, OpenSSL servers, in their answers and logs", NGINX_SOURCE)
    .says(
        "a client spoke plain HTTP to a TLS port",
        "A URL with http:// and the TLS port, or a proxy whose back end is configured without TLS (proxy_pass http://). No credential is sent over plain HTTP by kubectl.",
    )
    .because(&[by_client(Code::PlainHttp, "`server` in the kubeconfig, or proxy_pass, begins with http://")]),
    entry(
        "envoy-no-certificate",
        Topic::ClientRefused,
        &["OPENSSL_internal:PEER_DID_NOT_RETURN_A_CERTIFICATE"],
    )
    .by("Envoy, Istio, Contour", "Envoy 1.3x source/extensions/transport_sockets/tls")
    .says(
        "{verifier} demands a client certificate, and none came",
        "require_client_certificate is on for this listener. Pass TLS through to kube-apiserver instead, or give the client a certificate that Envoy trusts.",
    )
    .because(NO_CERTIFICATE),
    entry(
        "stunnel-refused",
        Topic::OtherClient,
        &[
            "CERT: Pre-verification error: {detail}",
            "CERT: Certificate not found in local repository",
            "Rejected by CERT at depth={detail}",
            "CERT: Subject checks failed",
            "CERT: No matching {detail} found",
            "SSL_accept: {detail}certificate verify failed",
            "SSL_connect: {detail}certificate verify failed",
            "CERT: Verification error: {detail}",
            "Certificate check failed: {detail}",
        ],
    )
    .by("stunnel 5.68", "stunnel 5.68 src/verify.c, client.c")
    .says(
        "{verifier} refuses the certificate of {peer}",
        "verifyChain, verifyPeer or checkHost is set, and the certificate does not fit CAfile. With verifyPeer the certificate itself has to be in the file, not its CA. SSL_accept is stunnel as the server, SSL_connect as the client.",
    )
    .because(REFUSED_CLIENT)
    .whole_line(),
    entry(
        "front-end-shows-no-certificate",
        Topic::Beyond,
        &[
            "downstream server wanted client certificate but none are configured",
            "Proxy client certificate callback: {detail}",
        ],
    )
    .by("Apache as a proxy", APACHE_SOURCE)
    .says(
        "{speaker} shows its backend no client certificate, so that kube-apiserver sees system:anonymous",
        "kube-apiserver asked the proxy for a certificate, and the proxy has none of its own: the certificate of the user ended at the proxy. Pass TLS through to kube-apiserver, or call it past the proxy; SSLProxyMachineCertificateFile would make everybody one user.",
    )
    .because(&[cause(
        Code::TlsTerminated,
        "certgraph explain KUBECONFIG --connect names what shows that TLS ends at the proxy",
    )])
    .whole_line(),
];

/// What Envoy answers around any error: only where nothing inside it is known.
pub(super) const AROUND: &[Entry] = &[
    entry(
        "bad-gateway",
        Topic::Beyond,
        &[
            "502 Bad Gateway",
            "503 Service Temporarily Unavailable",
            "503 Service Unavailable",
            "504 Gateway Time-out",
            "504 Gateway Timeout",
            "502 Proxy Error",
        ],
    )
    .by("nginx, haproxy, Apache, cloud load balancers, through kubectl", "Kubernetes answers no HTML; nginx 1.22 ngx_http_special_response.c")
    .says(
        "a proxy in front of the API server answered: it cannot reach what is behind it",
        "The page is the proxy's, so TLS with the proxy worked. Its back end does not run, or its own TLS towards it failed: the proxy's log says which.",
    )
    .because(&[
        cause(Code::ConnectionRefused, "kube-apiserver does not run, or the proxy has another address for it"),
        by_client(Code::UnknownIssuer, "the proxy verifies kube-apiserver with a CA that did not issue its certificate"),
    ]),
    entry(
        "envoy-cut",
        Topic::Beyond,
        &["upstream connect error or disconnect/reset before headers{detail}"],
    )
    .by("Envoy, Istio, Contour", "Envoy 1.3x source/common/router/router.cc")
    .says(
        "Envoy could not connect to what is behind it, or the connection was cut",
        "The line says no more. Where TLS is on, the server behind refused Envoy's certificate, demands one, or does not speak TLS; its own log, or Envoy's debug log of the connection, says which.",
    )
    .because(&[
        cause(Code::ConnectionRefused, "the pods behind do not listen on that port"),
        cause(Code::NoCredentials, "the server behind demands a client certificate (mTLS), and the cluster of Envoy has none"),
        by_client(Code::NotTls, "one side speaks TLS and the other does not"),
    ]),
];
