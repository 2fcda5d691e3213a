//! Certificates that give away which product shows them.

use crate::finding::FrontEndSign;
use crate::x509::Certificate;

/// Where a product's name stands in a certificate.
enum Mark {
    /// The whole common name of the subject.
    Subject(&'static str),
    /// The beginning of the issuer's common name.
    Issuer(&'static str),
    /// A part of the issuer's common name or of its organization.
    InIssuer(&'static str),
}

/// What a front end shows as long as nobody has given it a certificate for the name that is asked for: ingress-nginx
/// `internal/net/ssl/ssl.go` `GetFakeSSLCert`, Traefik `pkg/tls/generate`, HAProxy Ingress, Caddy `modules/caddypki`, Kong
/// `kong/runloop/certificate.lua`, the OpenShift router's operator.
const DEFAULTS: &[(Mark, &str)] = &[
    (
        Mark::Subject("Kubernetes Ingress Controller Fake Certificate"),
        "ingress-nginx",
    ),
    (
        Mark::Subject("NGINXIngressController"),
        "NGINX Ingress Controller",
    ),
    (Mark::Subject("TRAEFIK DEFAULT CERT"), "Traefik"),
    (
        Mark::Subject("HAProxy Ingress Default Certificate"),
        "HAProxy Ingress",
    ),
    (Mark::Subject("localhost/kong"), "Kong"),
    (Mark::Issuer("Caddy Local Authority"), "Caddy"),
    (Mark::Issuer("ingress-operator@"), "the router of OpenShift"),
];

/// CAs of products that end TLS on the way to read it: the names that they come with.
const INSPECTORS: &[(Mark, &str)] = &[
    (Mark::InIssuer("mitmproxy"), "mitmproxy"),
    (Mark::InIssuer("Zscaler"), "Zscaler"),
    (Mark::InIssuer("Netskope"), "Netskope"),
    (Mark::InIssuer("goskope"), "Netskope"),
    (Mark::InIssuer("FortiGate"), "FortiGate"),
    (Mark::InIssuer("Fortinet"), "FortiGate"),
    (Mark::InIssuer("Palo Alto"), "a Palo Alto firewall"),
    (Mark::InIssuer("Blue Coat"), "a Blue Coat proxy"),
    (Mark::InIssuer("ProxySG"), "a Blue Coat proxy"),
    (Mark::InIssuer("Cisco Umbrella"), "Cisco Umbrella"),
    (Mark::InIssuer("Sophos"), "Sophos"),
    (Mark::InIssuer("WatchGuard"), "WatchGuard"),
    (Mark::InIssuer("Check Point"), "Check Point"),
    (Mark::InIssuer("Forcepoint"), "Forcepoint"),
    (Mark::InIssuer("McAfee Web Gateway"), "McAfee Web Gateway"),
    (Mark::InIssuer("Skyhigh"), "Skyhigh"),
    (Mark::InIssuer("iboss"), "iboss"),
    (
        Mark::InIssuer("Gateway CA - Cloudflare"),
        "Cloudflare Gateway",
    ),
    (Mark::InIssuer("Kaspersky"), "Kaspersky"),
    (Mark::InIssuer("avast! Web"), "Avast"),
    (Mark::InIssuer("AVG Web"), "AVG"),
    (Mark::InIssuer("ESET SSL Filter"), "ESET"),
    (Mark::InIssuer("Bitdefender"), "Bitdefender"),
    (Mark::InIssuer("Charles Proxy"), "Charles"),
    (Mark::InIssuer("DO_NOT_TRUST_FiddlerRoot"), "Fiddler"),
    (Mark::InIssuer("PortSwigger"), "Burp"),
    (Mark::InIssuer("OWASP Zed Attack Proxy"), "ZAP"),
];

/// The product that shows `leaf`.
pub(super) fn product(leaf: &Certificate) -> Option<FrontEndSign> {
    let find = |table: &'static [(Mark, &'static str)]| {
        let found = table.iter().find(|(mark, _)| mark.is_on(leaf));
        found.map(|(_, product)| *product)
    };
    find(DEFAULTS)
        .map(FrontEndSign::DefaultCertificate)
        .or_else(|| find(INSPECTORS).map(FrontEndSign::Inspection))
}

/// Whether a certificate is one of a product that ends TLS: whoever trusted its CA would trust the wrong program.
pub(crate) fn is_of_a_product(leaf: &Certificate) -> bool {
    product(leaf).is_some()
}

impl Mark {
    fn is_on(&self, leaf: &Certificate) -> bool {
        match self {
            Self::Subject(name) => leaf.subject.common_name().as_deref() == Some(*name),
            Self::Issuer(start) => leaf
                .issuer
                .common_name()
                .is_some_and(|name| name.starts_with(start)),
            Self::InIssuer(part) => {
                let issuer = &leaf.issuer;
                issuer.common_name().is_some_and(|name| name.contains(part))
                    || issuer.organizations().any(|name| name.contains(part))
            }
        }
    }
}

/// What a page in HTML says about a client certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CertificatePage {
    /// It is not taken.
    Refused,
    /// There was none.
    Missing,
}

/// The titles of nginx for its own statuses 495 and 496, which it sends as 400 (`ngx_http_special_response.c`), and those of
/// others who do the same.
pub(super) fn certificate_page(title: &str) -> Option<CertificatePage> {
    match title.trim() {
        "400 The SSL certificate error" => Some(CertificatePage::Refused),
        "400 No required SSL certificate was sent" => Some(CertificatePage::Missing),
        _ => None,
    }
}
