//! What clients that are no Go programs say of the same server.

use crate::finding::Code;
use crate::message::entry::{Cause, Entry, Holds, Topic, by_client, by_server, entry};
use crate::message::speaker::{Software, Speaker};

const OTHERS: &str =
    "curl, OpenSSL, Python, Node, Java or rustls (kube-rs), whose rules are not Go's";

const TRUST: &[Cause] = &[
    by_client(
        Code::UnknownIssuer,
        "{trust} did not issue {serving}: certgraph verify --anchors CA --purpose server CERT",
    ),
    by_client(
        Code::MissingIntermediate,
        "certgraph inspect the chain that is sent: it lacks the intermediate that issued the leaf",
    ),
    by_client(
        Code::IssuerKeyMismatch,
        "the trusted CA has the issuer's name and another key: OpenSSL and Java do not find it then",
    ),
    by_server(Code::UnknownClientCa, "{client_ca} did not issue {client}"),
];

const NAMES: &[Cause] = &[by_client(
    Code::NameMismatch,
    "certgraph inspect the serving certificate: its SANs",
)];

const SOURCE: &str = "OpenSSL 3.0 crypto/x509/x509_txt.c; OpenJDK 17; rustls 0.23; Node.js 20";

pub(super) const ENTRIES: &[Entry] = &[
    entry("other-self-signed-in-chain", Topic::OtherClient, &[
            "self-signed certificate in certificate chain",
            "self signed certificate in certificate chain",
            "SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in chain"])
.by(OTHERS, SOURCE)
.says("{verifier} does not trust the CA of {peer}", "The chain ends in a CA that {verifier} does not trust. Put that CA into {trusted}.")
.because(TRUST),
    entry("other-self-signed", Topic::OtherClient, &[
            "self-signed certificate",
            "self signed certificate",
            "DEPTH_ZERO_SELF_SIGNED_CERT", "The certificate is self-signed", "UntrustedRoot",
            "Self-signed certificate encountered",
            "CERTIFICATE_VERIFY_FAILED: self signed certificate",
            "self signed certificate(18)",
        ])
.by(OTHERS, SOURCE)
.says("{peer} presents a self-signed certificate that {verifier} does not trust", "{peer} presents a self-signed certificate, and {verifier} does not trust it. kube-apiserver makes one for itself where it is given none.")
.because(TRUST),
    entry("other-partial-chain", Topic::OtherClient, &[
            "unable to get issuer certificate",
            "UNABLE_TO_GET_ISSUER_CERT$",
        ])
.by(OTHERS, SOURCE)
.says("{verifier} wants the root above the CA that it trusts", "{verifier} trusts an intermediate and wants the root above it. Go, and OpenSSL with partial chains, are content with the intermediate.")
.because(&[by_client(
            Code::UnknownIssuer,
            "certgraph inspect the CA file: its issuer is another name; kubectl accepts it, OpenSSL without -partial_chain does not",
        )]),
    entry("other-unknown-issuer", Topic::OtherClient, &[
            "unable to get local issuer certificate",
            "unable to verify the first certificate",
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "UNABLE_TO_GET_ISSUER_CERT",
            "invalid peer certificate: UnknownIssuer",
            "UnknownIssuer",
            "PKIX path building failed",
            "unable to find valid certification path to requested target",
            "Path does not chain with any of the trust anchors", "doesn't have a known issuer", "The certificate issuer is unknown", "Unable to locally verify the issuer's authority", "The certificate of {detail} is not trusted", "PartialChain", "unable to verify leaf signature", "Error ({position}): unable to get local issuer",
            "Peer's Certificate issuer is not recognized",
            "Peer's certificate issuer has been marked as not trusted",
            "Issuer certificate is invalid",
            "No trusted certificate found",
            "BADCERT_NOT_TRUSTED",
            "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
            "CERT_UNTRUSTED",
            "certificate not trusted",
            "WebPKIError(UnknownIssuer",
            "invalid certificate: UnknownIssuer",
            "none of the trusted certificates",
        ])
.by(OTHERS, SOURCE)
.says("{verifier} trusts no CA that issued the certificate of {peer}", "{verifier} finds no trusted CA for the certificate of {peer}. Unlike Go it may also refuse a leaf in the CA file, or a CA whose key identifier differs.")
.because(TRUST),
    entry("other-expired", Topic::OtherClient, &[
            "certificate has expired",
            "CERT_HAS_EXPIRED",
            "invalid peer certificate: Expired",
            "certificate expired",
            "CertificateExpiredException",
            "CertExpired", "ExpiredContext", "The certificate of {detail} has expired", "validity check failed", "uses expired certificate", "doesn't match the current time", "NotTimeValid", "Certificate has expired", "Issued certificate has expired",
            "Peer's Certificate has expired",
            "Peer's certificate has expired",
            "BADCERT_EXPIRED",
            "invalid certificate: CertExpired",
            "timestamp check failed",
            "The certificate issuer's certificate has expired",
        ])
.by(OTHERS, SOURCE)
.says("{verifier} refuses {peer}: a certificate has expired", "A certificate that {peer} sent, or the trusted CA, has expired. rustls and Java do not look at the dates of a trusted CA; all others do.")
.because(&[by_client(
            Code::Expired,
            "certgraph inspect FILE… : the dates",
        )]),
    entry("other-not-yet-valid", Topic::OtherClient, &[
            "certificate is not yet valid",
            "CERT_NOT_YET_VALID",
            "NotValidYet",
            "CertificateNotYetValidException", "NotValidYetContext", "chain uses not yet valid certificate", "is not yet activated", "Issued certificate not yet valid"])
.by(OTHERS, SOURCE)
.says("{verifier} refuses {peer}: a certificate is not valid yet", "A certificate begins after the clock of {verifier}. Either the certificate or the clock is wrong.")
.because(&[by_client(
            Code::NotYetValid,
            "certgraph inspect FILE… : the dates",
        )]),
    entry("other-name", Topic::OtherClient, &[
            "Hostname mismatch, certificate is not valid for '{wanted}'",
            "IP address mismatch, certificate is not valid for '{wanted}'",
            "no alternative certificate subject name matches target host name '{wanted}'",
            "no alternative certificate subject name matches target ipv4 address '{wanted}'",
            "no alternative certificate subject name matches target ipv6 address '{wanted}'",
            "certificate subject name '{name}' does not match target host name '{wanted}'",
            "hostname mismatch",
            "Hostname/IP does not match certificate's altnames: {detail}",
            "ERR_TLS_CERT_ALTNAME_INVALID",
            "No subject alternative names matching IP address {wanted} found",
            "No subject alternative DNS name matching {wanted} found",
            "No name matching {wanted} found",
            "NotValidForName", "certificate not valid for name {quoted}; certificate is only valid for {detail}", "certificate not valid for name {quoted}; certificate is not valid for any names", "No subject alternative names present", "The certificate's owner does not match hostname", "The name in the certificate does not match the expected", "IP address mismatch", "Hostname mismatch", "RemoteCertificateNameMismatch", "CertNotValidForName", "certificate common name {detail} doesn't match requested host name", "no alternative certificate subject name matches target host name", "no alternative certificate subject name matches", "SSL: certificate subject name {detail} does not match target", "SSL_ERROR_BAD_CERT_DOMAIN", "NET::ERR_CERT_COMMON_NAME_INVALID", "Illegal given domain name: {detail}",
            "hostname {name} doesn't match {detail}",
            "Hostname {wanted} not verified",
            "Certificate for <{wanted}> doesn't match {detail}",
            "invalid dnsname",
            "invalid dns name",
            "InvalidDnsName",
            "InvalidReferenceName",
            "presented server name type wasn't supported",
            "UnsupportedNameType",
            "requested domain name does not match the server",
            "no certificate subject alternative name matches",
            "verify SAN list",
            "SAN matcher",
            "BADCERT_CN_MISMATCH",
            "HOSTNAME_MISMATCH",
            "certificate is not valid for any names",
            "host name does not match",
            "Host name mismatch",
            "hostname does not match",
        ])
.by(OTHERS, SOURCE)
.says("the certificate of {peer} does not name the host that {verifier} asked for", "The certificate of {peer} does not name the host that was asked for. Most of these clients still read the common name where there are no SANs; Go does not.")
.because(NAMES),
    entry("other-purpose", Topic::OtherClient, &[
            "unsuitable certificate purpose",
            "unsupported certificate purpose",
            "INVALID_PURPOSE",
            "InvalidPurpose", "KeyUsage does not allow digital signatures", "Extended key usage does not permit use for TLS server authentication", "Key usage violation in certificate has been detected", "NotValidForUsage"])
.by(OTHERS, SOURCE)
.says("the certificate of {peer}, or a CA above it, is not allowed for this use", "The key usage or the extended key usage of a certificate does not allow it to be a server, or a CA to issue one. OpenSSL also looks at the key usage of the leaf, which Go does not.")
.because(&[by_client(
            Code::WrongPurpose,
            "certgraph inspect --full FILE… : key usage and extended key usage",
        )]),
    entry("other-not-a-ca", Topic::OtherClient, &[
            "invalid CA certificate",
            "INVALID_CA",
            "CaUsedAsEndEntity",
            "EndEntityUsedAsCa", "is not a CA certificate",
            "basic constraints check failed",
            "CA_CERT_INVALID",
        ])
.by(OTHERS, SOURCE)
.says("a certificate is in a place that its basic constraints do not allow", "A certificate is in a place for which its basic constraints or its key usage are wrong. rustls refuses a CA certificate as a server's, which Go accepts.")
.because(&[
            by_client(
                Code::NotACa,
                "certgraph inspect --full FILE… : basic constraints",
            ),
            by_client(
                Code::MissingKeyCertSign,
                "certgraph inspect --full FILE… : key usage",
            ),
        ]),
    entry("other-name-constraint", Topic::OtherClient, &[
            "permitted subtree violation",
            "excluded subtree violation",
            "NameConstraintViolation",
            "name constraints check failed",
            "certificate chain violates the signer's constraints",
        ])
.by(OTHERS, SOURCE)
.says("a CA on the path may not issue for this name", "A name in the chain is outside the name constraints of a CA above it. Go refuses it as well, unless they constrain directory names, which rustls refuses always.")
.because(&[by_client(
            Code::NameConstraintViolated,
            "certgraph inspect --full FILE… : permitted and excluded names",
        )]),
    entry("other-path-length", Topic::OtherClient, &["path length constraint exceeded", "PATH_LENGTH_EXCEEDED",
            "pathLenConstraint violated",
        ])
.by(OTHERS, SOURCE)
.says("a CA on the path allows fewer CAs below it", "More CAs are on the path than one of them allows. Go counts the same, and also counts self-issued ones.")
.because(&[by_client(
            Code::PathTooLong,
            "certgraph inspect --full FILE… : basic constraints",
        )]),
    entry("other-weak", Topic::OtherClient, &[
            "EE certificate key too weak",
            "EE certificate uses a weak signature",
            "CA certificate key too weak",
            "CA signature digest algorithm too weak",
            "ee key too small",
            "ca md too weak", "certificate key too weak", "uses weak signature algorithm", "uses insecure algorithm", "md too weak", "KeyTooSmall", "Algorithm constraints check failed",
            "CA_MD_TOO_WEAK",
            "EE_KEY_TOO_SMALL",
            "CA_KEY_TOO_SMALL",
            "Certificates do not conform to algorithm constraints",
            "does not conform to algorithm constraints",
            "dh key too small",
            "DH_KEY_TOO_SMALL",
        ])
.by(OTHERS, SOURCE)
.says("{verifier} refuses a key or digest of {peer} as too weak", "The security level of {verifier} forbids the key size or the digest. Go still takes RSA from 1024 bits on, but no SHA-1.")
.because(&[
            by_client(Code::WeakKey, "certgraph inspect FILE… : `key`"),
            by_client(
                Code::InsecureSignature,
                "certgraph inspect FILE… : `signed with`",
            ),
        ]),
    entry("other-bad-signature", Topic::OtherClient, &[
            "invalid peer certificate: BadSignature",
            "certificate signature failure",
            "CERT_SIGNATURE_FAILURE", "certificate chain signature is invalid", "The signature in the certificate is invalid", "Signature does not match",
            "signature check failed",
            "Public key signature verification has failed",
        ])
.by(OTHERS, SOURCE)
.says("a signature does not verify with the key of the CA", "The signature does not verify with the key of the CA that has the issuer's name. Usual is another cluster's CA of the same name; rustls says the same of RSA keys below 2048 bits, and OpenSSL where the right CA is second in the bundle and nothing has key identifiers.")
.because(&[
            by_client(
                Code::IssuerKeyMismatch,
                "certgraph inspect --full FILE… : authority and subject key ids differ",
            ),
            by_client(
                Code::BadSignature,
                "they agree: the certificate was altered",
            ),
        ]),
    entry("other-strict", Topic::OtherClient, &[
            "Missing Authority Key Identifier",
            "Missing Subject Key Identifier",
            "Basic Constraints of CA cert not marked critical", "CA cert does not include key usage extension", "Subject empty and Subject Alt Name extension not critical", "Issuer name empty", "Key usage keyCertSign invalid for non-CA cert", "Authority Key Identifier marked critical", "Subject Key Identifier marked critical", "Empty Subject Alternative Name extension", "Path length given without key usage keyCertSign", "Path length invalid for non-CA cert"])
.by(OTHERS, SOURCE)
.says("{verifier} holds RFC 5280 to the letter, and the certificate does not", "The client holds RFC 5280 to the letter, as Python does since 3.13. Go accepts certificates without key identifiers, and CAs without a key usage or with one that is not critical. `openssl req -x509` makes such CAs."),
    entry("other-version", Topic::OtherClient, &["UnsupportedCertVersion"])
.by(OTHERS, SOURCE)
.says("{verifier} takes only certificates of version 3", "rustls takes only certificates of version 3. Go also takes older ones as long as their names are not asked for.")
.because(&[by_client(
            Code::CommonNameOnly,
            "certgraph inspect --full FILE… : version 1 has no SANs",
        )]),
    entry("other-critical-extension", Topic::OtherClient, &[
            "unhandled critical extension",
            "UnsupportedCriticalExtension", "unrecognized critical extension(s)"])
.by(OTHERS, SOURCE)
.says("a certificate has a critical extension that {verifier} does not know", "A certificate has a critical extension that the client does not know. Go has its own list of what it knows.")
.because(&[by_client(
            Code::UnhandledCriticalExtension,
            "certgraph inspect --full FILE…",
        )]),
    entry("other-revoked", Topic::OtherClient, &["certificate revoked", "CERT_REVOKED", "has been revoked", "certificate is revoked", "revocation status check failed", "CRYPT_E_REVOKED", "CERT_E_REVOKED", "certificate chain revoked"])
.by(OTHERS, SOURCE)
.says("{verifier} refuses {peer}: a certificate was revoked", "A revocation list or an OCSP answer names the certificate. Go and the programs of Kubernetes look at neither, so kubectl accepts the same server.")
.because(&[by_client(
            Code::UnknownIssuer,
            "openssl crl -text -noout -in CRL: the serial number of {presented}",
        )]),
    entry("other-unparsable", Topic::OtherClient, &["InvalidCertificateEncoding", "invalid peer certificate encoding", "InvalidCertificateData", "invalid certificate data", "BadDER", "BadDer"])
.by("kube-rs and other rustls programs", "rustls 0.19 to 0.23")
.says("{verifier} cannot parse a certificate that {peer} sent", "webpki takes certificates of version 3 alone, and stricter DER than Go does. kubectl may accept the same server.")
.because(&[by_client(
            Code::MalformedCertificate,
            "certgraph inspect --full the serving certificate: version, and what Go's parser says",
        )]),
    entry("curl-alert-sent", Topic::OtherClient, &["(OUT), TLS alert, unknown CA", "(OUT), TLS alert, bad certificate", "(OUT), TLS alert, certificate expired", "(OUT), TLS alert, certificate unknown", "(OUT), TLS alert, unsupported certificate"])
.by("curl -v", "curl 7.88 lib/vtls/openssl.c, ossl_trace")
.says("curl refused the certificate of the server, and tells the server so", "OUT is what curl sends. The line after it, `SSL certificate problem`, says why.")
.because(&[by_client(
            Code::UnknownIssuer,
            "--cacert or the machine's root CAs hold no CA that issued {presented}",
        )]),
    entry("java-certificate-request", Topic::Beyond, &["should not be presented in certificate_request"])
.by("Java 11 before 11.0.3, with TLS 1.3", "JDK-8210334 sun.security.ssl.CertificateRequest")
.says("an old Java does not take the certificate request of a Go server in TLS 1.3", "Go puts status_request into its CertificateRequest, which RFC 8446 allows and JDK 11.0.0 to 11.0.2 refuses. No certificate is at fault: update Java, or start it with -Djdk.tls.client.protocols=TLSv1.2."),
    entry(
        "envoy-upstream",
        Topic::OtherClient,
        &[
            "OPENSSL_internal:CERTIFICATE_VERIFY_FAILED",
        ],
    )
    .only(Holds::By(&[Speaker::Other(Software::Envoy)]))
    .by("Envoy, Istio, Contour", "Envoy 1.3x source/extensions/transport_sockets/tls")
    .says(
        "{verifier} refuses the certificate of {peer}",
        "trusted_ca of the validation context did not issue the certificate, or match_typed_subject_alt_names has none of its names. BoringSSL says only that it failed; Envoy's debug log of the connection says more.",
    )
    .because(TRUST),
    entry("java-no-client-certificate", Topic::ClientRefused, &["no suitable certificate found - continuing without client authentication", "No X.509 certificate for client authentication"])
.by("Java, with -Djavax.net.debug", "OpenJDK 17 sun.security.ssl.CertificateMessage")
.says("Java sends no client certificate: none of its own fits what the server asks for", "The key store holds no pair, or none whose issuer the server names. The API server takes the client for anonymous then, or refuses it.")
.because(&[
            by_server(Code::NoCredentials, "keytool -list -v on the key store: there has to be a PrivateKeyEntry"),
            by_server(Code::UnknownClientCa, "{client_ca} has no CA of the name that issued {client}"),
        ]),
    entry("other-verify-failed", Topic::OtherClient, &[
            "CERTIFICATE_VERIFY_FAILED",
            "certificate verify failed",
            "SSL certificate problem: {detail}",
            "SSL certificate verification failed",
            "invalid peer certificate: {detail}",
            "verify error:num={position}:{detail}", "The certificate is NOT trusted{detail}", "ERROR: cannot verify {detail}", "PKI verification of server certificate failed", "Error in the certificate", "The remote certificate is invalid{detail}", "RemoteCertificateChainErrors", "SSLHandshakeException", "Verify return code: {position} ({detail})", "Verification error: {detail}", "CertPathValidatorException", "PKIX path validation failed", "Failed to parse server certificates",
            "The remote certificate was rejected by {detail}",
            "server certificate verification failed",
            "TrustFailure",
            "Error Domain=NSURLErrorDomain",
            "Certificate verification failed",
            "Sending fatal alert BadCertificate",
            "Sending fatal alert CertificateUnknown",
            "failed to verify the legitimacy of the server",
        ])
.by(OTHERS, SOURCE)
.says("{verifier} refused the certificate of {peer}", "{verifier} refused the certificate of {peer}, and the line does not say why in words that are known. Other clients have other rules than Go: kubectl may accept the same server.")
.because(TRUST),
];
