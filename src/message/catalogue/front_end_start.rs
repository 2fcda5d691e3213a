//! What servers and proxies in front of a cluster print when they read their certificates, keys and CAs.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, cause, entry};

const NGINX: &str =
    "nginx 1.22 src/event/ngx_event_openssl.c; haproxy 2.6 src/ssl_ckch.c, src/ssl_sock.c";
const APACHE: &str =
    "Apache httpd 2.4 modules/ssl/ssl_engine_init.c; stunnel 5.68 src/ctx.c, src/verify.c";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "front-end-pair",
        Topic::KeyPair,
        &[
            "AH02565: Certificate and private key {detail} do not match",
            "SSL_CTX_use_PrivateKey({quoted}) failed",
            "inconsistencies between private key and certificate loaded",
            "AH02572: Failed to configure at least one certificate and key",
            "SSL_CTX_use_PrivateKey_file: {detail}key values mismatch",
            "SSL_CTX_use_PrivateKey_file({quoted}) failed {detail}key values mismatch",
        ],
    )
    .by("nginx, haproxy, Apache, stunnel, when they start", APACHE)
    .says(
        "{speaker} does not start: the private key does not belong to the certificate",
        "The key is of another certificate than the first one in the certificate file. A CA before the leaf in that file gives the same error.",
    )
    .because(&[cause(Code::KeyPairMismatch, "certgraph inspect both files: the ids of certificate and key differ")])
    .whole_line(),
    entry(
        "front-end-file",
        Topic::Beyond,
        &[
            "cannot load certificate {quoted}: {detail}",
            "cannot load certificate key {quoted}: {detail}",
            "unable to load SSL certificate {detail}",
            "unable to load SSL private key {detail}",
            "AH02561: {detail}",
            "AH02562: {detail}",
            "No Private Key found in {detail}",
            "no \"ssl_certificate\" is defined for the {detail}",
            "SSL_CTX_use_certificate_chain_file: {detail}",
            "Failed to load certificate chain from {detail}",
            "AH02312: Fatal error initialising mod_ssl, exiting",
            "AH02580: {detail}",
            "AH02240: {detail}",
            "PEM_read_bio_X509_AUX({quoted}) failed",
            "PEM_read_bio_X509({quoted}) failed",
            "SSL_CTX_use_PrivateKey_file({quoted}) failed",
            "SSL_CTX_use_certificate({quoted}) failed",
            "SSL_CTX_use_certificate_file({quoted}) failed",
            "SSL_CTX_use_certificate_chain_file({quoted}) failed",
            "BIO_new_file({quoted}) failed",
            "PEM_read_bio_DHparams({quoted}) failed",
            "PEM_read_bio_PrivateKey() failed",
            "no \"ssl_certificate_key\" is {detail} for certificate {quoted}",
            "SSLCertificateFile: file {detail} does not exist or is empty",
            "SSLCertificateKeyFile: file {detail} does not exist or is empty",
        ],
    )
    .by("nginx, haproxy, Apache, stunnel, Envoy, when they start", NGINX)
    .says(
        "{speaker} does not start: a certificate or key file cannot be read",
        "The file is not there, not PEM, or encrypted. The line names it.",
    )
    .because(&[
        cause(Code::UnreadableFile, "the line ends with `No such file or directory`"),
        cause(Code::NotPem, "`no start line`: DER, or something else"),
    ])
    .whole_line(),
    entry(
        "ingress-certificate-missing",
        Topic::Beyond,
        &[
            "Error obtaining X.509 certificate: {detail}",
            "Error getting SSL certificate {quoted}: {detail}",
            "local SSL certificate {name} was not found",
            "Error configuring TLS for ingress {name}: {detail}",
            "Error configuring TLS: {detail}",
            "Error loading default certificate: {detail}",
        ],
    )
    .by("ingress-nginx, Traefik", "ingress-nginx internal/ingress/controller/store/backend_ssl.go; traefik pkg/provider/kubernetes/ingress")
    .says(
        "{speaker} has no certificate for an Ingress, and shows its own default one instead",
        "`secretName` of the Ingress names a Secret that is not in its namespace, or lacks tls.crt and tls.key. Clients then refuse the default certificate, which no CA of theirs issued.",
    )
    .because(&[cause(Code::MissingFile, "kubectl get secret -n NAMESPACE NAME: the Secret in the line; cert-manager has perhaps not issued it yet")])
    .whole_line(),
    entry(
        "ingress-certificate-name",
        Topic::Beyond,
        &[
            "Unexpected error validating SSL certificate {quoted} for server {value}: {detail}",
            "unexpected error validating SSL certificate",
            "Unexpected error validating SSL certificate",
            "does not contain a Common Name or Subject Alternative Name for",
            "does not contain a common name for host",
        ],
    )
    .by("ingress-nginx", "ingress-nginx internal/ingress/controller/controller.go")
    .says(
        "the certificate that an Ingress names does not cover the host of that Ingress",
        "ingress-nginx compares the Secret's certificate with `host`, and shows its own default certificate where they do not fit. Clients refuse that one.",
    )
    .because(&[cause(Code::NameMismatch, "certgraph inspect the Secret: its SANs against `hosts` and `host` of the Ingress")])
    .whole_line(),
    entry(
        "front-end-without-cas",
        Topic::Beyond,
        &[
            "SSL_CTX_load_verify_locations({quoted}) failed",
            "no ssl_client_certificate for ssl_verify_client",
            "no ssl_trusted_certificate for {detail}",
            "Couldn't open the ca-file {detail}",
            "'ca-file' : unable to load {detail}",
            "verify is enabled but no CA file specified",
            "AH01895: {detail}",
            "AH01896: {detail}",
            "AH01897: {detail}",
            "SSLCACertificateFile: file {detail} does not exist or is empty",
            "SSLProxyCACertificateFile: file {detail} does not exist or is empty",
            "No trusted certificates found",
            "Failed to load trusted CA certificates from {detail}",
            "Either \"CAengine\", \"CAfile\" or \"CApath\" has to be configured",
            "X509_LOOKUP_load_file({quoted}) failed",
        ],
    )
    .by("nginx, haproxy, Apache, stunnel, Envoy, when they start", APACHE)
    .says(
        "{speaker} has no CA to verify the other side by: the file is not there, or holds no certificate",
        "Verification is on, and the file of the CAs is not named, not there, empty or no PEM. All but Apache refuse to start; Apache starts and refuses every client certificate.",
    )
    .because(&[
        cause(Code::UnreadableFile, "the line ends with `No such file or directory`, or the option is not set"),
        cause(Code::NoUsableCa, "certgraph inspect the file: no certificate in it"),
        cause(Code::NotPem, "`no certificate or crl found`: DER, a key, or something else"),
    ])
    .whole_line(),
    entry(
        "front-end-service-not-started",
        Topic::Beyond,
        &["Failed to initialize TLS context"],
    )
    .by("stunnel, when it starts", APACHE)
    .says(
        "stunnel does not start a service: its certificate, key or CA file cannot be used",
        "stunnel ends, and nothing listens. The line before says why: `key values mismatch` is a key of another certificate, `no start line` a file that is no PEM, `No trusted certificates found` an empty CAfile.",
    )
    .because(&[
        cause(Code::KeyPairMismatch, "certgraph inspect the files of `cert` and `key`: their ids differ"),
        cause(Code::UnreadableFile, "a file that is not there"),
        cause(Code::NotPem, "a file that holds no PEM"),
    ]),
    entry(
        "front-end-presents-ca",
        Topic::Beyond,
        &["server certificate is a CA certificate"],
    )
    .by("Apache, when it starts", APACHE)
    .says(
        "Apache presents a CA certificate as its own",
        "The first certificate of SSLCertificateFile is a CA: the file begins with the issuer, or the certificate is a self-signed one that openssl made with its defaults. Go takes it where it is itself trusted and has the name; others may not.",
    )
    .because(&[
        cause(Code::UnknownIssuer, "certgraph inspect the file: the first certificate is the CA, and the leaf comes after it"),
        cause(Code::RefusedOutsideGo, "a self-signed certificate with CA:TRUE"),
    ])
    .whole_line(),
    entry(
        "front-end-own-name",
        Topic::Beyond,
        &["server certificate does NOT include an ID which matches the server name"],
    )
    .by("Apache, when it starts", APACHE)
    .says(
        "the certificate of Apache does not have the name of its own virtual host",
        "A warning: Apache starts. Clients that call it by ServerName refuse it; those that call it by a name of the certificate do not.",
    )
    .because(&[cause(Code::NameMismatch, "certgraph inspect SSLCertificateFile: its names, beside ServerName")])
    .whole_line(),
    entry(
        "front-end-proxy-tls-off",
        Topic::Beyond,
        &["AH00961: {detail}", "AH01961: {detail}"],
    )
    .by("Apache", APACHE)
    .says(
        "Apache does not speak TLS to the server behind it: TLS is not on for that connection",
        "The URL behind begins with https://, and `SSLProxyEngine on` is missing in this virtual host, or its SSLProxy settings cannot be used: the lines before say so. Clients get 500.",
    )
    .because(&[cause(Code::UnreadableFile, "the files of SSLProxyCACertificateFile and SSLProxyMachineCertificateFile")])
    .whole_line(),
];
