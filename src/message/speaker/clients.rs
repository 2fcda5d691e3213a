//! Marks of clients that are not Go programs, and of the TLS libraries behind them: curl 7.88, wget 1.21, OpenSSL 3,
//! GnuTLS 3.7, OpenJDK 17 and 25, Node.js 20 and 24, Python 3.11 and 3.13, rustls 0.23, .NET 8, macOS 15, Windows 11.

use super::Speaker;
use super::clue::{Clue, clue};
use super::context::Side;
use super::software::Software;

const CURL: Speaker = Speaker::Other(Software::Curl);
const WGET: Speaker = Speaker::Other(Software::Wget);
const OPENSSL: Speaker = Speaker::Other(Software::OpenSsl);
const GNUTLS: Speaker = Speaker::Other(Software::GnuTls);
const JAVA: Speaker = Speaker::Other(Software::Java);
const NODE: Speaker = Speaker::Other(Software::Node);
const PYTHON: Speaker = Speaker::Other(Software::Python);
const RUSTLS: Speaker = Speaker::Other(Software::Rustls);
const DOTNET: Speaker = Speaker::Other(Software::DotNet);
const APPLE: Speaker = Speaker::Other(Software::Apple);
const WINDOWS: Speaker = Speaker::Other(Software::Windows);
const BROWSER: Speaker = Speaker::Other(Software::Browser);
const PROMETHEUS: Speaker = Speaker::Other(Software::Prometheus);

pub(super) const CLUES: &[Clue] = &[
    clue("curl: (").client(CURL),
    clue("libcurl").client(CURL),
    clue("getpeername() failed").client(CURL),
    // Python: Modules/_ssl.c puts its own line number behind each error.
    clue("(_ssl.c:").client(PYTHON),
    clue("Could not find a suitable TLS CA certificate bundle").client(PYTHON),
    clue("urllib3").client(PYTHON),
    clue("HTTPSConnectionPool").client(PYTHON),
    clue("requests.exceptions").client(PYTHON),
    clue("aiohttp").client(PYTHON),
    clue("SSLCertVerificationError").client(PYTHON),
    clue("Traceback (most recent call last)").client(PYTHON),
    clue("ssl.SSLError").client(PYTHON),
    clue("kubernetes.client").client(PYTHON),
    clue("kubernetes_asyncio").client(PYTHON),
    clue("kubernetes.config").client(PYTHON),
    clue("Invalid kube-config file").client(PYTHON),
    clue("KEY_VALUES_MISMATCH").client(PYTHON),
    clue("[X509: ").client(PYTHON),
    clue("[SSL: ").client(PYTHON),
    clue("[X509] ").client(PYTHON),
    clue("[SSL] ").client(PYTHON),
    clue("[PEM: ").client(PYTHON),
    clue("[Errno ").client(PYTHON),
    clue("Connect call failed").client(PYTHON),
    clue("Incorrect padding").client(PYTHON),
    clue("cadata does not contain").client(PYTHON),
    // Java: sun.security.
    clue("Empty client certificate chain").server(JAVA),
    clue("keystore password was incorrect").by(JAVA),
    clue("javax.net.ssl").client(JAVA),
    clue("sun.security").client(JAVA),
    clue("java.security").client(JAVA),
    clue("java.io").client(JAVA),
    clue("PKIX path").client(JAVA),
    clue("SSLHandshakeException").client(JAVA),
    clue("CertPathValidatorException").client(JAVA),
    clue("CertificateExpiredException").client(JAVA),
    clue("No subject alternative").client(JAVA),
    clue("No name matching").client(JAVA),
    clue("UnknownHostException").client(JAVA),
    clue("TrustAnchor with subject").client(JAVA),
    clue("io.fabric8").client(JAVA),
    clue("okhttp").client(JAVA),
    clue("JcaPEMKeyConverter").client(JAVA),
    clue("Invalid DER: ").client(JAVA),
    clue("Received fatal alert:").client(JAVA),
    // Node.js: lib/tls.js, src/crypto.
    clue("deps/openssl").client(NODE),
    clue("altnames").client(NODE),
    clue("ERR_TLS_CERT").client(NODE),
    clue("ERR_SSL").client(NODE),
    clue("ERR_OSSL").client(NODE),
    clue("UNABLE_TO_").client(NODE),
    clue("DEPTH_ZERO_SELF").client(NODE),
    clue("SELF_SIGNED_CERT_IN").client(NODE),
    clue("CERT_HAS_EXPIRED").client(NODE),
    clue("CERT_NOT_YET_VALID").client(NODE),
    clue("use-system-ca").client(NODE),
    clue("FetchError").client(NODE),
    clue("fetch failed").client(NODE),
    clue("TLSSocket").client(NODE),
    clue("getaddrinfo ENOTFOUND").client(NODE),
    clue("connect ECONNREFUSED").client(NODE),
    clue("HTTP-Code: ").client(NODE),
    // rustls and webpki through kube-rs.
    clue("peer sent no certificates").server(RUSTLS),
    clue("invalid peer certificate").client(RUSTLS),
    clue("received fatal alert:").client(RUSTLS),
    clue("hyper_util").client(RUSTLS),
    clue("HyperError").client(RUSTLS),
    clue("client error (Connect)").client(RUSTLS),
    clue("UnknownIssuer").client(RUSTLS),
    clue("certificate expired: verification time").client(RUSTLS),
    clue("ExpiredContext").client(RUSTLS),
    clue("NotValidForName").client(RUSTLS),
    clue("certificate is only valid for").client(RUSTLS),
    clue("CaUsedAsEndEntity").client(RUSTLS),
    clue("keys may not be consistent").client(RUSTLS),
    clue("failed to lookup address information").client(RUSTLS),
    clue("UnsupportedCertVersion").client(RUSTLS),
    // .NET: System.Net.Security.
    clue("The remote certificate is invalid").client(DOTNET),
    clue("System.Security.Authentication").client(DOTNET),
    clue("System.Net.Http").client(DOTNET),
    clue("RemoteCertificate").client(DOTNET),
    clue("The SSL connection could not be established").client(DOTNET),
    // macOS, through Go's crypto/x509/root_darwin.go or SecureTransport.
    clue("certificate is not trusted").client(APPLE),
    clue("certificate is not standards compliant").client(APPLE),
    clue("errSSL").client(APPLE),
    clue("NSURLError").client(APPLE),
    clue("CSSMERR_TP").client(APPLE),
    clue("errSecNotTrusted").client(APPLE),
    // Windows, through Go's crypto/x509/root_windows.go or schannel.
    clue("SEC_E_").client(WINDOWS),
    clue("CERT_E_").client(WINDOWS),
    clue("TRUST_E_").client(WINDOWS),
    clue("CRYPT_E_").client(WINDOWS),
    clue("schannel").client(WINDOWS),
    clue("A certificate chain processed").client(WINDOWS),
    clue("certificate chain was issued by an authority that is not trusted").client(WINDOWS),
    clue("target principal name is incorrect").client(WINDOWS),
    // Browsers.
    clue("SSL_ERROR_").client(BROWSER),
    clue("SEC_ERROR_").client(BROWSER),
    clue("NET::ERR_CERT").client(BROWSER),
    clue("ERR_BAD_SSL").client(BROWSER),
    // wget and GnuTLS.
    clue("ERROR: The certificate of").client(WGET),
    clue("ERROR: cannot verify").client(WGET),
    clue("certificate common name").client(WGET),
    clue("To connect to").client(WGET),
    clue("wget").client(WGET),
    clue("Got fatal alert").by(GNUTLS),
    clue("- Status: The certificate is NOT trusted").client(GNUTLS),
    clue("*** Received alert").client(GNUTLS),
    clue("*** Fatal error").client(GNUTLS),
    clue("gnutls").by(GNUTLS),
    clue("PKI verification of server certificate").client(GNUTLS),
    clue("The certificate issuer is unknown").client(GNUTLS),
    // OpenSSL: in its own queue the routine or the source file tells the end.
    clue("statem_srvr.c").at(Side::Server),
    clue("statem_clnt.c").at(Side::Client),
    clue("tls_process_client_certificate").at(Side::Server),
    clue("tls_process_server_certificate").at(Side::Client),
    clue("ssl3_get_client_certificate").at(Side::Server),
    clue("ssl3_get_server_certificate").at(Side::Client),
    clue("peer did not return a certificate").at(Side::Server),
    clue("SSL certificate problem").at(Side::Client),
    clue("verify error:num").by(OPENSSL),
    clue("Verify return code:").client(OPENSSL),
    clue("Verification error:").client(OPENSSL),
    clue("depth lookup").by(OPENSSL),
    // Prometheus: scrape/scrape.go, and the rules of kubernetes-mixin.
    clue("KubeClientCertificateExpiration").by(PROMETHEUS),
    clue("KubeletClientCertificate").by(PROMETHEUS),
    clue("KubeletServerCertificate").by(PROMETHEUS),
    clue("CertManagerCert").by(PROMETHEUS),
    clue("alertname").by(PROMETHEUS),
    clue("ALERTS{").by(PROMETHEUS),
    clue("scrape manager").client(PROMETHEUS),
    clue("scrape_pool").client(PROMETHEUS),
    clue("Scrape failed").client(PROMETHEUS),
];
