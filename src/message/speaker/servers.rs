//! Marks of servers and proxies that stand in front of a cluster: nginx 1.22, haproxy 2.6, Apache 2.4, stunnel 5.68,
//! Envoy 1.3x, Traefik 3, Caddy 2. `client` and `server` are the ends of the connection that the line speaks of: a proxy
//! is the client of what is behind it.

use super::Speaker;
use super::clue::{Clue, clue};
use super::software::Software;

const NGINX: Speaker = Speaker::Other(Software::Nginx);
const HAPROXY: Speaker = Speaker::Other(Software::Haproxy);
const APACHE: Speaker = Speaker::Other(Software::Apache);
const STUNNEL: Speaker = Speaker::Other(Software::Stunnel);
const ENVOY: Speaker = Speaker::Other(Software::Envoy);
const TRAEFIK: Speaker = Speaker::Other(Software::Traefik);
const CADDY: Speaker = Speaker::Other(Software::Caddy);

pub(super) const CLUES: &[Clue] = &[
    // nginx: src/event/ngx_event_openssl.c, src/http/ngx_http_upstream.c, ngx_http_special_response.c.
    clue("SSL handshaking to upstream").client(NGINX),
    clue("handshaking to upstream").client(NGINX),
    clue("upstream SSL certificate").client(NGINX),
    clue("while connecting to upstream").client(NGINX),
    clue("while reading response header from upstream").client(NGINX),
    clue("client SSL certificate verify error").server(NGINX),
    clue("client sent no required SSL certificate").server(NGINX),
    clue("client sent plain HTTP request to HTTPS port").server(NGINX),
    clue("handshake rejected while SSL handshaking").server(NGINX),
    clue("while SSL handshaking").server(NGINX),
    clue("No required SSL certificate was sent").server(NGINX),
    clue("no required SSL certificate was sent").server(NGINX),
    clue("The SSL certificate error").server(NGINX),
    clue("The plain HTTP request was sent to HTTPS port").server(NGINX),
    clue("SSL_CTX_use_PrivateKey").by(NGINX),
    clue("[emerg]").by(NGINX),
    clue("Kubernetes Ingress Controller Fake Certificate").by(NGINX),
    // haproxy: src/connection.c (the short texts), src/ssl_sock.c, src/check.c.
    clue("Layer6 invalid response").client(HAPROXY),
    clue("L6RSP").client(HAPROXY),
    clue("Layer6 timeout").client(HAPROXY),
    clue("is DOWN, reason:").client(HAPROXY),
    clue("Server SSL handshake failure").client(HAPROXY),
    clue("SSL client certificate not trusted").server(HAPROXY),
    clue("SSL client CA chain cannot be verified").server(HAPROXY),
    clue("SSL handshake failure").server(HAPROXY),
    clue("Connection closed during SSL handshake").server(HAPROXY),
    clue("Timeout during SSL handshake").server(HAPROXY),
    clue("Received something which does not look like a PROXY protocol header").server(HAPROXY),
    clue("unable to load SSL certificate").by(HAPROXY),
    clue("unable to load SSL private key").by(HAPROXY),
    clue("inconsistencies between private key and certificate").by(HAPROXY),
    clue("haproxy").by(HAPROXY),
    // Apache: modules/ssl. `[remote …]` is a backend, `[client …]` a client.
    clue("[remote ").client(APACHE),
    clue("SSL Proxy requested for").client(APACHE),
    clue("Proxy client certificate callback").client(APACHE),
    clue("AH02268").client(APACHE),
    clue("AH02276").server(APACHE),
    clue("AH02039").server(APACHE),
    clue("AH02261").server(APACHE),
    clue("AH10158").server(APACHE),
    clue("AH02008").server(APACHE),
    clue("AH02042").server(APACHE),
    clue("AH00898").client(APACHE),
    clue("AH01961").client(APACHE),
    clue("AH01084").client(APACHE),
    clue("AH01097").client(APACHE),
    clue("AH02565").by(APACHE),
    clue("AH02572").by(APACHE),
    clue("AH02561").by(APACHE),
    clue("AH02562").by(APACHE),
    clue("Cannot perform Post-Handshake Authentication").server(APACHE),
    clue("speaking plain HTTP to an SSL-enabled server port").server(APACHE),
    clue("[ssl:").server(APACHE),
    clue("SSL Library Error:").server(APACHE),
    clue("[proxy:").client(APACHE),
    // stunnel: src/client.c, src/verify.c.
    clue("SSL_connect:").client(STUNNEL),
    clue("SSL_accept:").server(STUNNEL),
    clue("CERT: ").by(STUNNEL),
    clue("LOG3[").by(STUNNEL),
    clue("LOG4[").by(STUNNEL),
    clue("LOG5[").by(STUNNEL),
    // Envoy: source/extensions/transport_sockets/tls; TLS_error is BoringSSL's queue.
    clue("upstream connect error").client(ENVOY),
    clue("transport failure reason").client(ENVOY),
    clue("UPSTREAM_TLS").client(ENVOY),
    clue("DOWNSTREAM_TLS").server(ENVOY),
    clue("downstream_transport_failure").server(ENVOY),
    clue("TLS_error").by(ENVOY),
    clue("OPENSSL_internal").by(ENVOY),
    clue("envoy").by(ENVOY),
    // Traefik and Caddy are Go programs; their own parts are few.
    clue("caused by: tls:").client(TRAEFIK),
    clue("caused by: x509:").client(TRAEFIK),
    clue("traefik").by(TRAEFIK),
    clue("http.handlers.reverse_proxy").client(CADDY),
    clue("http.log.error").client(CADDY),
    clue("http.stdlib").server(CADDY),
    clue("caddy").by(CADDY),
    clue("tls.cache").by(CADDY),
];
