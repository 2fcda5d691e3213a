//! Verifiers of operating systems and browsers, alerts of Prometheus, and other stacks with words of their own.

use crate::finding::Code;
use crate::message::entry::{Cause, Entry, Topic, by_client, cause, entry};

const APPLE: &str = "kubectl and other Go programs on macOS without a CA in the kubeconfig";
const APPLE_SOURCE: &str =
    "Go 1.27 crypto/x509/root_darwin.go, which asks SecTrustEvaluateWithError";
const WINDOWS: &str = "curl with schannel, .NET, PowerShell, and Go programs on Windows without a CA in the kubeconfig";
const WINDOWS_SOURCE: &str = "winerror.h; Go 1.27 crypto/x509/root_windows.go";

const TRUST: &[Cause] = &[
    by_client(
        Code::SystemRoots,
        "the kubeconfig has no certificate-authority-data, so {trust} decides",
    ),
    by_client(
        Code::UnknownIssuer,
        "no CA that {verifier} trusts issued {serving}",
    ),
];

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "macos-not-trusted",
        Topic::OtherClient,
        &["x509: “{name}” certificate is not trusted", "errSecNotTrusted", "CSSMERR_TP_NOT_TRUSTED", "errSSLXCertChainInvalid",
            "x509: {name} certificate is not trusted",
            "The certificate was not trusted",
            "Invalid certificate chain",
            "-67843",
        ],
    )
    .by(APPLE, APPLE_SOURCE)
    .says(
        "the keychain of this Mac trusts no CA that issued the certificate of {peer}",
        "Go asks macOS where no CA is configured. The cluster's CA is not in the keychain: put certificate-authority-data into the kubeconfig instead.",
    )
    .because(TRUST),
    entry(
        "macos-not-compliant",
        Topic::OtherClient,
        &["certificate is not standards compliant"],
    )
    .by(APPLE, APPLE_SOURCE)
    .says(
        "macOS refuses the certificate of {peer} by rules of its own",
        "Since 2019 macOS wants SANs, the usage serverAuth and at most 825 (or 398) days, even of private CAs. With the cluster's CA in the kubeconfig Go decides itself, and takes the certificate.",
    )
    .because(&[by_client(
        Code::LongLifetime,
        "certgraph inspect {serving}: how long it is valid; put the CA into the kubeconfig",
    )]),
    entry(
        "macos-expired",
        Topic::OtherClient,
        &["x509: “{name}” certificate is expired", "CSSMERR_TP_CERT_EXPIRED",
            "errSSLCertExpired",
            "-67818",
        ],
    )
    .by(APPLE, APPLE_SOURCE)
    .says(
        "macOS refuses the certificate of {peer}: a certificate has expired",
        "Go asks macOS where no CA is configured, and macOS names the certificate in quotes. It may be the one of the server or a CA above it.",
    )
    .because(&[by_client(Code::Expired, "certgraph inspect {serving}: the dates")]),
    entry(
        "windows-not-trusted",
        Topic::OtherClient,
        &[
            "SEC_E_UNTRUSTED_ROOT",
            "CERT_E_UNTRUSTEDROOT",
            "CERT_E_CHAINING",
            "0x80090325",
            "0x800B0109",
            "certificate chain was issued by an authority that is not trusted",
            "A certificate chain processed, but terminated in a root certificate",
            "A certificate chain could not be built to a trusted root authority",
            "CERT_TRUST_IS_UNTRUSTED_ROOT",
            "CERT_TRUST_IS_PARTIAL_CHAIN",
            "issued by an untrusted certificate authority",
            "Could not establish trust relationship for the SSL/TLS secure channel",
        ],
    )
    .by(WINDOWS, WINDOWS_SOURCE)
    .says(
        "Windows trusts no CA that issued the certificate of {peer}",
        "The cluster's CA is not among the trusted root certificates of Windows. Put certificate-authority-data into the kubeconfig, or give the program the CA file.",
    )
    .because(TRUST),
    entry(
        "windows-expired",
        Topic::OtherClient,
        &["SEC_E_CERT_EXPIRED", "CERT_E_EXPIRED", "0x80090328", "0x800B0101", "A required certificate is not within its validity period",
            "CERT_TRUST_IS_NOT_TIME_VALID",
            "The received certificate has expired",
        ],
    )
    .by(WINDOWS, WINDOWS_SOURCE)
    .says(
        "Windows refuses the certificate of {peer}: a certificate has expired, or is not valid yet",
        "The certificate or a CA above it is outside its dates by the clock of this machine. The clock may be wrong as well.",
    )
    .because(&[by_client(Code::Expired, "certgraph inspect {serving}: the dates")]),
    entry(
        "windows-name",
        Topic::OtherClient,
        &["SEC_E_WRONG_PRINCIPAL", "CERT_E_CN_NO_MATCH", "0x80090322", "0x800B010F", "target principal name is incorrect",
            "CERT_TRUST_INVALID_NAME",
            "SNI or certificate check failed",
        ],
    )
    .by(WINDOWS, WINDOWS_SOURCE)
    .says(
        "the certificate of {peer} does not name the host that was asked for",
        "Windows found no SAN for the host in the URL. An address has to be among the IP addresses, not the DNS names.",
    )
    .because(&[by_client(Code::NameMismatch, "certgraph inspect {serving}: its SANs")]),
    entry(
        "windows-revocation",
        Topic::OtherClient,
        &["CRYPT_E_NO_REVOCATION_CHECK", "CRYPT_E_REVOCATION_OFFLINE", "0x80092012", "0x80092013", "RevocationStatusUnknown",
            "CERT_TRUST_REVOCATION_STATUS_UNKNOWN",
            "CERT_TRUST_IS_OFFLINE_REVOCATION",
        ],
    )
    .by(WINDOWS, WINDOWS_SOURCE)
    .says(
        "Windows could not check whether the certificate was revoked",
        "A cluster's CA publishes no revocation list, and schannel insists on one. curl takes --ssl-no-revoke, .NET X509RevocationMode.NoCheck; nothing is wrong with the certificate itself.",
    ),
    entry(
        "windows-client-key",
        Topic::KeyPair,
        &[
            "SEC_E_UNKNOWN_CREDENTIALS",
            "SEC_E_NO_CREDENTIALS",
            "SEC_E_INCOMPLETE_CREDENTIALS",
            "0x8009030D",
            "0x8009030E",
            "0x80090320",
            "The credentials supplied to the package were not recognized",
            "No credentials are available in the security package",
            "The Local Security Authority cannot be contacted",
            "must use a certificate with the associated private key",
            "schannel: Failed to get certificate {detail}",
            "schannel: Failed to import cert file {detail}",
        ],
    )
    .by(WINDOWS, "winerror.h; .NET 8 System.Net.Security; curl 8 lib/vtls/schannel.c")
    .says(
        "Windows cannot use the client's certificate and key",
        "Schannel takes only keys that are in a store or file of Windows. A pair that a .NET program reads from PEM has to go through PKCS#12 once (new X509Certificate2(cert.Export(X509ContentType.Pfx))), and curl wants --cert with a store or a .p12.",
    )
    .because(&[
        cause(Code::UnusablePrivateKey, "the account of the program may not read the key, or the key is in memory only"),
        cause(Code::NoCredentials, "the certificate was loaded without its key"),
    ]),
    entry(
        "windows-no-common-algorithm",
        Topic::Beyond,
        &["SEC_E_ALGORITHM_MISMATCH", "0x80090331", "they do not possess a common algorithm", "SEC_E_UNSUPPORTED_FUNCTION", "0x80090302",
            "Could not create SSL/TLS secure channel",
        ],
    )
    .by(WINDOWS, "winerror.h")
    .says(
        "the two sides found nothing in common to set up TLS with",
        "Old releases of Windows and .NET offer TLS 1.0 only, or no suite that kube-apiserver takes. No certificate was looked at.",
    )
    .because(&[cause(Code::UnsupportedTlsVersion, "SecurityProtocolType or SslProtocols of the program: TLS 1.2 has to be on")]),
    entry(
        "windows-unexpected-message",
        Topic::Beyond,
        &[
            "SEC_E_INVALID_TOKEN",
            "SEC_E_ILLEGAL_MESSAGE",
            "0x80090308",
            "0x80090326",
            "The token supplied to the function is invalid",
            "The message received was unexpected or badly formatted",
            "SEC_E_MESSAGE_ALTERED",
            "SEC_E_DECRYPT_FAILURE",
        ],
    )
    .by(WINDOWS, "winerror.h")
    .says(
        "Windows does not understand what the server sent: no TLS, or the end of the handshake",
        "The port speaks plain HTTP, or a proxy answered. Schannel says the same where the server ends the handshake with an alert, as one that demands a client certificate does.",
    )
    .because(&[
        by_client(Code::NotTls, "the port in the URL, or a proxy between: certgraph probe HOST:PORT"),
        cause(Code::NoCredentials, "certgraph probe HOST:PORT shows whether the server demands a client certificate"),
    ]),
    entry(
        "browser-refused",
        Topic::OtherClient,
        &["SEC_ERROR_UNKNOWN_ISSUER", "NET::ERR_CERT_AUTHORITY_INVALID", "MOZILLA_PKIX_ERROR_{detail}", "SEC_ERROR_CA_CERT_INVALID",
        ],
    )
    .by("Firefox, Chrome and other browsers", "mozilla::pkix; Chromium net/base/net_error_list.h")
    .says(
        "the browser trusts no CA that issued the certificate of {peer}",
        "A cluster's CA is in no browser. That is not a fault of the cluster: kubectl and pods have the CA from their own configuration.",
    )
    .because(TRUST),
    entry(
        "browser-expired",
        Topic::OtherClient,
        &["SEC_ERROR_EXPIRED_CERTIFICATE", "NET::ERR_CERT_DATE_INVALID", "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE"],
    )
    .by("Firefox, Chrome and other browsers", "mozilla::pkix; Chromium net/base/net_error_list.h")
    .says(
        "the browser refuses the certificate of {peer}: a certificate has expired",
        "The certificate or a CA above it is outside its dates by the clock of this machine. The clock may be wrong as well.",
    )
    .because(&[by_client(Code::Expired, "certgraph inspect {serving}: the dates")]),
    entry(
        "curl-bad-key",
        Topic::KeyPair,
        &["SEC_ERROR_BAD_KEY", "SEC_ERROR_BAD_PASSWORD"],
    )
    .by("curl with NSS", "NSS secerr.h")
    .says(
        "the client's private key cannot be read",
        "The file is encrypted, damaged, or in a format that NSS does not take. NSS wants PKCS#8 or a database of its own.",
    )
    .because(&[cause(Code::UnusablePrivateKey, "certgraph inspect the key file")]),
    entry(
        "proxy-refuses",
        Topic::Beyond,
        &[
            "CONNECT tunnel failed, response {position}",
            "Received HTTP code {position} from proxy after CONNECT",
            "Proxy CONNECT aborted",
            "Unable to connect to proxy",
            "Proxy Authentication Required",
        ],
    )
    .by("curl, requests and other clients that go through a proxy", "curl 7.88 lib/http_proxy.c")
    .says(
        "the proxy does not let the connection through",
        "It answered the CONNECT itself: 403 forbids the host or port, 407 wants a login, 502 and 503 cannot reach it. The API server was not reached; NO_PROXY leaves a host out.",
    )
    .because(&[cause(Code::ProxyFailed, "HTTPS_PROXY, or proxy-url of the kubeconfig")]),
    entry(
        "client-certificate-alert",
        Topic::Beyond,
        &[
            "KubeClientCertificateExpiration",
            "A client certificate used to authenticate to kubernetes apiserver is expiring",
            "apiserver_client_certificate_expiration_seconds",
        ],
    )
    .by("Prometheus, by the rules of kubernetes-mixin", "kubernetes-mixin alerts/kube_apiserver.libsonnet")
    .says(
        "some client of kube-apiserver uses a certificate that is about to expire",
        "kube-apiserver counts how long the certificates of its callers are still valid, and not whose they are. Candidates are kubeconfigs (admin.conf, controller-manager.conf, scheduler.conf), kubelets, and copies on laptops and in CI.",
    )
    .because(&[
        cause(Code::ExpiresSoon, "certgraph audit /etc/kubernetes /var/lib/kubelet/pki lists the client certificates that end first"),
        cause(Code::Expired, "certgraph audit shows certificates that have expired already"),
    ])
    .whole_line(),
    entry(
        "kubelet-certificate-alert",
        Topic::Beyond,
        &[
            "KubeletClientCertificateExpiration",
            "KubeletClientCertificateRenewalErrors",
            "KubeletServerCertificateExpiration",
            "KubeletServerCertificateRenewalErrors",
        ],
    )
    .by("Prometheus, by the rules of kubernetes-mixin", "kubernetes-mixin alerts/kubelet.libsonnet")
    .says(
        "a certificate of a kubelet is about to expire, or is not renewed",
        "The kubelet asks for a new one long before, and kube-controller-manager signs it. Where that fails, look at kubectl get csr and at the log of kube-controller-manager.",
    )
    .because(&[
        cause(Code::ExpiresSoon, "certgraph audit /var/lib/kubelet/pki of that node"),
        cause(Code::Expired, "the signer's CA: certgraph inspect the file of --cluster-signing-cert-file"),
    ])
    .whole_line(),
    entry(
        "cert-manager-alert",
        Topic::Beyond,
        &["CertManagerCertExpirySoon", "CertManagerCertNotReady", "CertManagerAbsent"],
    )
    .by("Prometheus, by the rules of cert-manager-mixin", "cert-manager-mixin alerts/certificates.libsonnet")
    .says(
        "a Certificate of cert-manager is about to expire, or is not ready",
        "The alert's labels name the Certificate and its namespace. Its conditions and those of its CertificateRequest say why it is not renewed.",
    )
    .because(&[cause(Code::ExpiresSoon, "kubectl get secret -A -o yaml | certgraph audit -")])
    .whole_line(),
    entry(
        "certificate-alert",
        Topic::Beyond,
        &[
            "CertificateExpiration",
            "CertificateRenewal",
            "X509ExporterReadErrors",
            "SSLCertExpiringSoon",
            "SslCertificateWillExpireSoon",
            "SslCertificateExpired",
            "x509_cert_expir{detail}",
            "probe_ssl_earliest_cert_expiry",
        ],
    )
    .by("Prometheus, by the rules of x509-certificate-exporter, blackbox-exporter and the like", "x509-certificate-exporter, blackbox-exporter")
    .says(
        "a certificate that is watched is about to expire, or has expired",
        "The alert's labels name the file, Secret or address. certgraph audit over the same files says what depends on the certificate and how to renew it.",
    )
    .because(&[
        cause(Code::ExpiresSoon, "certgraph audit the files that the labels name"),
        cause(Code::Expired, "the same"),
    ])
    .whole_line(),
    entry(
        "aggregated-api-alert",
        Topic::Beyond,
        &["KubeAggregatedAPIErrors", "KubeAggregatedAPIDown"],
    )
    .by("Prometheus, by the rules of kubernetes-mixin", "kubernetes-mixin alerts/kube_apiserver.libsonnet")
    .says(
        "kube-apiserver cannot call an extension API server, such as metrics-server",
        "The label `name` is the APIService. Its condition Available has the error: a refused certificate, a missing answer, or 401 for kube-apiserver's front-proxy certificate.",
    )
    .because(&[
        cause(Code::UnknownIssuer, "kubectl get apiservice NAME -o yaml: the condition; caBundle against the certificate of the Service"),
        cause(Code::Expired, "certgraph inspect front-proxy-client.crt: the dates"),
        cause(Code::ConnectionRefused, "the pods behind the Service do not run"),
    ])
    .whole_line(),
];
