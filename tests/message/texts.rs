//! Every message that is known, as programs print it, with the id that it has to be recognised as.

/// Id and text. `P` and the like of the catalogue of scenarios are written out.
pub(crate) const TEXTS: &[(&str, &str)] = &[
    // Kubeconfigs.
    (
        "unreadable-reference",
        "error: stat /x/nope: no such file or directory",
    ),
    (
        "malformed-kubeconfig",
        "error: error loading config file \"/x/config\": yaml: line 3: found character that cannot start any token",
    ),
    (
        "malformed-kubeconfig",
        "error loading config file \"DIR\": read DIR: is a directory",
    ),
    (
        "malformed-kubeconfig",
        "yaml: line 12: found character that cannot start any token",
    ),
    (
        "duplicate-name",
        "error: error loading config file \"F\": error converting *[]NamedAuthInfo into *map[string]*api.AuthInfo: duplicate name \"u\" in list: [...]",
    ),
    (
        "wrong-field-type",
        "error: error loading config file \"F\": json: cannot unmarshal string into Go struct field Cluster.clusters.cluster.insecure-skip-tls-verify of type bool",
    ),
    (
        "wrong-field-type",
        "json: cannot unmarshal number into Go struct field AuthInfo.users.user.token of type string",
    ),
    (
        "wrong-field-type",
        "no kind \"Config\" is registered for version \"v2\" in scheme \"k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50\"",
    ),
    (
        "wrong-field-type",
        "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct",
    ),
    (
        "bad-base64",
        "error: error loading config file \"kubeconfig.yaml\": illegal base64 data at input byte 0",
    ),
    (
        "context-not-found",
        "Error in configuration: context was not found for specified context: nope",
    ),
    ("context-not-found", "error: context \"X\" does not exist"),
    ("context-not-found", "no context chosen"),
    (
        "context-not-found",
        "empty context name for C is not allowed",
    ),
    ("cluster-not-found", "error: cluster \"X\" does not exist"),
    (
        "cluster-not-found",
        "error: no server found for cluster \"X\"",
    ),
    ("cluster-not-found", "cluster has no server defined"),
    ("cluster-not-found", "default cluster has no server defined"),
    (
        "cluster-not-found",
        "cluster was not specified for context \"C\"",
    ),
    (
        "cluster-not-found",
        "cluster \"K\" was not found for context \"C\"",
    ),
    ("user-not-found", "error: auth info \"X\" does not exist"),
    ("user-not-found", "user was not specified for context \"C\""),
    (
        "user-not-found",
        "user \"U\" was not found for context \"C\"",
    ),
    (
        "invalid-server-url",
        "namespace \"N\" for context \"C\" does not conform to the kubernetes DNS_LABEL rules",
    ),
    (
        "connection-refused",
        "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
    ),
    (
        "no-configuration",
        "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable",
    ),
    ("no-configuration", "Config not found: a, b"),
    ("username-prompt", "Please enter Username: error: EOF"),
    ("end-of-file", "error: EOF"),
    (
        "ca-file-and-data",
        "error: certificate-authority-data and certificate-authority are both specified for k. certificate-authority-data will override.",
    ),
    (
        "unreadable-reference",
        "error: unable to read certificate-authority /x/ca.crt for k due to open /x/ca.crt: no such file or directory",
    ),
    (
        "unreadable-reference",
        "* unable to read client-cert /x/a.crt for u due to open /x/a.crt: no such file or directory",
    ),
    (
        "unreadable-reference",
        "* unable to read client-key /x/a.key for u due to open /x/a.key: permission denied",
    ),
    (
        "client-file-and-data",
        "error: client-cert-data and client-cert are both specified for u. client-cert-data will override.",
    ),
    (
        "client-file-and-data",
        "error: client-key-data and client-key are both specified for u; client-key-data will override",
    ),
    (
        "client-key-missing",
        "error: client-key-data or client-key must be specified for u to use the clientCert authentication method.",
    ),
    (
        "several-auth-methods",
        "error: more than one authentication method found for u; found [token basicAuth], only one is allowed",
    ),
    (
        "several-auth-methods",
        "username/password or bearer token may be set, but not both",
    ),
    (
        "impersonation-without-user",
        "error: requesting uid, groups or user-extra for u without impersonating a user",
    ),
    (
        "invalid-proxy-url",
        "error: invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5",
    ),
    (
        "invalid-proxy-url",
        "invalid 'proxy-url' \"X\" for cluster \"K\": could not parse: X",
    ),
    (
        "invalid-proxy-url",
        "Unable to connect to the server: proxyconnect tcp: tls: failed to verify certificate: x509: certificate signed by unknown authority",
    ),
    (
        "invalid-exec",
        "command must be specified for u to use exec authentication plugin",
    ),
    (
        "invalid-exec",
        "apiVersion must be specified for u to use exec authentication plugin",
    ),
    (
        "invalid-exec",
        "env variable name must be specified for u to use exec authentication plugin",
    ),
    (
        "invalid-exec",
        "interactiveMode must be specified for u to use exec authentication plugin",
    ),
    ("invalid-exec", "invalid interactiveMode for u: \"X\""),
    (
        "invalid-exec",
        "authProvider cannot be provided in combination with an exec plugin for u",
    ),
    (
        "invalid-exec",
        "execProvider and authProvider cannot be used in combination",
    ),
    ("invalid-exec", "exec plugin: invalid apiVersion \"X\""),
    ("invalid-exec", "allowlist misconfiguration: x"),
    (
        "exec-failed",
        "Unable to connect to the server: getting credentials: exec: executable aws not found",
    ),
    (
        "exec-failed",
        "exec plugin didn't return a token or cert/key pair",
    ),
    (
        "exec-failed",
        "exec plugin returned only certificate or key, not both",
    ),
    (
        "client-certificate-reload",
        "failed parsing client key/certificate: ERR",
    ),
    (
        "auth-provider",
        "error: The gcp auth plugin has been removed.",
    ),
    (
        "auth-provider",
        "error: no Auth Provider found for name \"foo\"",
    ),
    (
        "invalid-server-url",
        "error: host must be a URL or a host:port pair: \"unix:///run/x\"",
    ),
    (
        "invalid-server-url",
        "Unable to connect to the server: invalid character \" \" in host name",
    ),
    (
        "ca-and-insecure",
        "error: specifying a root certificates file with the insecure flag is not allowed",
    ),
    ("unreadable-reference", "error: read /x/dir: is a directory"),
    (
        "unreadable-reference",
        "error: open /x/token: no such file or directory",
    ),
    // CA bundles.
    (
        "ca-unusable",
        "error: unable to load root certificates: unable to parse bytes as PEM block",
    ),
    (
        "ca-unusable",
        "error: unable to load root certificates: no valid certificate authority data seen",
    ),
    (
        "ca-unparsable",
        "error: unable to load root certificates: failed to parse certificate: x509: malformed certificate",
    ),
    (
        "ca-unparsable",
        "error: unable to load root certificates: failed to parse certificate: x509: negative serial number",
    ),
    (
        "ca-bundle-broken",
        "error loading CA bundle for \"client-ca-bundle::/x\": x509: malformed certificate",
    ),
    (
        "ca-bundle-empty",
        "error loading CA bundle for \"client-ca-bundle::/x\": error creating pool: data does not contain any valid RSA or ECDSA certificates",
    ),
    (
        "ca-bundle-empty",
        "missing content for CA bundle \"client-ca-bundle::/x\"",
    ),
    (
        "client-cas-overlap",
        "--requestheader-client-ca-file and --client-ca-file contain overlapping certificates; --requestheader-allowed-names must be specified to ensure regular client certificates cannot set authenticating proxy headers for arbitrary users",
    ),
    ("serving-pair", "missing filename for serving cert"),
    (
        "serving-pair",
        "E1123 17:37:49.062808   25413 run.go:72] \"command failed\" err=\"failed to initialize serving certificate: invalid serving cert keypair: tls: private key does not match public key\"",
    ),
    (
        "anonymous-auth-twice",
        "--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file",
    ),
    // Key pairs.
    (
        "pair-without-certificate",
        "error: tls: failed to find any PEM data in certificate input",
    ),
    (
        "pair-swapped",
        "error: tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
    ),
    (
        "pair-without-certificate",
        "error: tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [A B]",
    ),
    (
        "pair-without-key",
        "error: tls: failed to find any PEM data in key input",
    ),
    (
        "pair-swapped",
        "error: tls: found a certificate rather than a key in the PEM for the private key",
    ),
    (
        "pair-without-key",
        "error: tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [A B]",
    ),
    ("unreadable-key", "error: tls: failed to parse private key"),
    (
        "unreadable-key",
        "error: tls: failed to parse private key: asn1: structure error: tags don't match",
    ),
    (
        "unreadable-key",
        "tls: found unknown private key type in PKCS#8 wrapping",
    ),
    ("unreadable-key", "tls: unknown public key algorithm"),
    (
        "key-mismatch",
        "error: tls: private key does not match public key",
    ),
    (
        "key-mismatch",
        "error: tls: private key type does not match public key type",
    ),
    (
        "key-mismatch",
        "E1123 17:37:49.062808   25413 cert_rotation.go:172] \"Loading client cert failed\" err=\"tls: private key does not match public key\" key=\"key\"",
    ),
    // Verification.
    (
        "unknown-authority",
        "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority",
    ),
    (
        "candidate-authority",
        "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of \"x509: ECDSA verification failure\" while trying to verify candidate authority certificate \"kubernetes\")",
    ),
    (
        "candidate-authority",
        "x509: certificate signed by unknown authority (possibly because of \"crypto/rsa: verification error\" while trying to verify candidate authority certificate \"kubernetes\")",
    ),
    (
        "candidate-authority",
        "x509: certificate signed by unknown authority (possibly because of \"x509: signature algorithm specifies an ECDSA public key, but have public key of type *rsa.PublicKey\" while trying to verify candidate authority certificate \"kubernetes\")",
    ),
    (
        "candidate-authority",
        "x509: certificate signed by unknown authority (possibly because of \"x509: invalid signature: parent certificate cannot sign this kind of certificate\" while trying to verify candidate authority certificate \"not-ca\")",
    ),
    (
        "candidate-authority",
        "x509: certificate signed by unknown authority (possibly because of \"x509: cannot verify signature: insecure algorithm SHA1-RSA\" while trying to verify candidate authority certificate \"sha1-ca\")",
    ),
    (
        "candidate-authority",
        "x509: certificate signed by unknown authority (possibly because of \"crypto/rsa: 768-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)\" while trying to verify candidate authority certificate \"weakca\")",
    ),
    (
        "expired",
        "x509: certificate has expired or is not yet valid: current time 2026-11-23T18:01:33Z is after 2021-01-01T00:00:00Z",
    ),
    (
        "not-yet-valid",
        "x509: certificate has expired or is not yet valid: current time 2026-11-23T19:01:33+01:00 is before 2090-01-01T00:00:00Z",
    ),
    (
        "expired-or-not-yet-valid",
        "x509: certificate has expired or is not yet valid",
    ),
    (
        "no-ip-sans",
        "x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs",
    ),
    (
        "other-names",
        "x509: certificate is valid for 10.96.0.1, 192.168.1.10, not 127.0.0.1",
    ),
    (
        "other-names",
        "x509: certificate is valid for localhost, api.example.com, not https://api.example.com",
    ),
    (
        "other-names",
        "x509: certificate is valid for 100 names, but none matched H",
    ),
    (
        "other-names",
        "x509: certificate is valid for 100 IP SANs, but none matched 10.0.0.1",
    ),
    (
        "no-names",
        "x509: certificate is not valid for any names, but wanted to match HOST",
    ),
    (
        "legacy-common-name",
        "x509: certificate relies on legacy Common Name field, use SANs instead",
    ),
    (
        "incompatible-key-usage",
        "x509: certificate specifies an incompatible key usage",
    ),
    (
        "too-many-intermediates",
        "x509: too many intermediates for path length constraint",
    ),
    (
        "may-not-sign",
        "x509: certificate is not authorized to sign other certificates",
    ),
    (
        "issuer-name-mismatch",
        "x509: issuer name does not match subject from issuing certificate",
    ),
    (
        "name-constraint",
        "x509: a root or intermediate certificate is not authorized to sign for this name: DNS name \"localhost\" is not permitted by any constraint",
    ),
    (
        "name-constraint",
        "x509: a root or intermediate certificate is not authorized to sign for this name: IP address \"10.0.0.1\" is excluded by constraint \"10.0.0.0/8\"",
    ),
    (
        "unhandled-critical-extension",
        "x509: unhandled critical extension",
    ),
    (
        "no-valid-chains",
        "x509: no valid chains built: 1 candidate chains with incompatible key usage, 1 candidate chains with invalid policies",
    ),
    ("no-valid-chains", "x509: no valid chains built"),
    (
        "signature-limit",
        "x509: signature check attempts limit reached while verifying certificate chain",
    ),
    (
        "no-system-roots",
        "x509: failed to load system roots and no roots provided",
    ),
    (
        "front-proxy-name",
        "x509: subject with cn=bob is not in the allowed list",
    ),
    // Signatures.
    (
        "issuer-cannot-sign",
        "x509: invalid signature: parent certificate cannot sign this kind of certificate",
    ),
    (
        "insecure-signature-algorithm",
        "x509: cannot verify signature: insecure algorithm MD5-RSA",
    ),
    (
        "unknown-signature-algorithm",
        "x509: cannot verify signature: algorithm unimplemented",
    ),
    ("signature-mismatch", "crypto/rsa: verification error"),
    ("signature-mismatch", "x509: ECDSA verification failure"),
    ("signature-mismatch", "x509: Ed25519 verification failure"),
    ("signature-mismatch", "x509: ML-DSA verification failure: x"),
    ("signature-mismatch", "crypto/rsa: public modulus is even"),
    // The handshake.
    (
        "server-certificate-unparsable",
        "Unable to connect to the server: tls: failed to parse certificate from server: x509: negative serial number",
    ),
    (
        "server-certificate-unparsable",
        "tls: failed to parse certificate from server: x509: certificate contains duplicate extension with OID \"2.5.29.17\"",
    ),
    (
        "client-certificate-unparsable",
        "http: TLS handshake error from 127.0.0.1:40000: tls: failed to parse client certificate: x509: malformed certificate",
    ),
    (
        "rsa-key-too-large",
        "tls: server sent certificate containing RSA key larger than 8192 bits",
    ),
    (
        "rsa-key-too-large",
        "http: TLS handshake error from 127.0.0.1:40000: tls: client sent certificate containing RSA key larger than 8192 bits",
    ),
    (
        "unsupported-key-type",
        "tls: server's certificate contains an unsupported type of public key: *dsa.PublicKey",
    ),
    (
        "unsupported-key-type",
        "tls: client certificate contains an unsupported public key of type *dsa.PublicKey",
    ),
    (
        "bad-handshake-signature",
        "tls: invalid signature by the server certificate: ECDSA verification failure",
    ),
    (
        "bad-handshake-signature",
        "tls: invalid signature by the server certificate: crypto/rsa: 768-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)",
    ),
    (
        "unsupported-key-type",
        "Unable to connect to the server: tls: unsupported certificate curve (P-224)",
    ),
    (
        "unsupported-key-type",
        "tls: certificate RSA key size too small for supported signature algorithms",
    ),
    (
        "unsupported-key-type",
        "tls: ML-DSA certificates require TLS 1.3",
    ),
    (
        "unsupported-key-type",
        "tls: client certificate uses ML-DSA, which requires TLS 1.3",
    ),
    (
        "unsupported-key-type",
        "tls: peer doesn't support any of the certificate's signature algorithms",
    ),
    (
        "cannot-sign-handshake",
        "Unable to connect to the server: tls: failed to sign handshake: crypto/rsa: 768-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)",
    ),
    (
        "too-many-client-cas",
        "cryptobyte: pending child length 70000 exceeds 2-byte length prefix",
    ),
    (
        "too-many-client-cas",
        "tls: handshake message of length 70000 bytes exceeds maximum of 65536 bytes",
    ),
    (
        "no-fips-chains",
        "tls: no FIPS compatible certificate chains found",
    ),
    ("timeout", "net/http: TLS handshake timeout"),
    (
        "http-to-https-client",
        "tls: first record does not look like a TLS handshake",
    ),
    (
        "http-to-https-client",
        "Unable to connect to the server: http: server gave HTTP response to HTTPS client",
    ),
    (
        "http-request-to-https-server",
        "http: TLS handshake error from 127.0.0.1:40000: client sent an HTTP request to an HTTPS server",
    ),
    (
        "bad-request",
        "Error from server (BadRequest): the server rejected our request for an unknown reason",
    ),
    (
        "no-such-host",
        "Unable to connect to the server: dial tcp: lookup HOST on 10.0.0.2:53: no such host",
    ),
    (
        "connection-refused",
        "dial tcp 10.0.0.1:6443: connect: connection refused",
    ),
    (
        "client-cut-handshake",
        "http: TLS handshake error from 127.0.0.1:40000: EOF",
    ),
    (
        "connection-cut",
        "write tcp 10.0.0.2:1->10.0.0.1:6443: write: broken pipe",
    ),
    (
        "connection-cut",
        "read tcp 10.0.0.2:1->10.0.0.1:6443: read: connection reset by peer",
    ),
    // Alerts.
    (
        "alert-bad-certificate",
        "http: TLS handshake error from 10.0.0.1:40000: remote error: tls: bad certificate",
    ),
    (
        "alert-other-certificate",
        "remote error: tls: unsupported certificate",
    ),
    (
        "alert-other-certificate",
        "remote error: tls: revoked certificate",
    ),
    ("alert-expired", "remote error: tls: expired certificate"),
    (
        "alert-other-certificate",
        "remote error: tls: unknown certificate",
    ),
    (
        "alert-unknown-authority",
        "Unable to connect to the server: remote error: tls: unknown certificate authority",
    ),
    (
        "alert-other-certificate",
        "remote error: tls: access denied",
    ),
    (
        "alert-decode-error",
        "remote error: tls: error decoding message",
    ),
    (
        "alert-decrypt-error",
        "remote error: tls: error decrypting message",
    ),
    (
        "alert-protocol-version",
        "remote error: tls: protocol version not supported",
    ),
    (
        "alert-handshake-failure",
        "Unable to connect to the server: remote error: tls: handshake failure",
    ),
    ("alert-internal-error", "remote error: tls: internal error"),
    ("alert-other", "remote error: tls: unrecognized name"),
    (
        "alert-certificate-required",
        "remote error: tls: certificate required",
    ),
    ("alert-other", "remote error: tls: no application protocol"),
    (
        "no-version-in-common",
        "tls: server selected unsupported protocol version 302",
    ),
    (
        "client-without-certificate",
        "tls: client didn't provide a certificate",
    ),
    // Answers.
    (
        "unauthorized",
        "error: You must be logged in to the server (the server has asked for the client to provide credentials)",
    ),
    (
        "unauthorized",
        "error: You must be logged in to the server (Unauthorized)",
    ),
    (
        "unauthorized",
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"Unauthorized\",\"reason\":\"Unauthorized\",\"code\":401}",
    ),
    (
        "anonymous-forbidden",
        "Error from server (Forbidden): unknown",
    ),
    (
        "anonymous-forbidden",
        "Error from server (Forbidden): pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"",
    ),
    (
        "anonymous-forbidden",
        "Error from server (Forbidden): forbidden: User \"system:anonymous\" cannot get path \"/api\"",
    ),
    (
        "forbidden",
        "Error from server (Forbidden): pods is forbidden: User \"bob\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"",
    ),
    (
        "invalid-bearer-token",
        "\"Unable to authenticate the request\" err=\"invalid bearer token\"",
    ),
    (
        "unknown-authority",
        "\"Unable to authenticate the request\" err=\"[x509: certificate signed by unknown authority, verifying certificate SN=12, SKID=, AKID=CC:DD failed: x509: certificate signed by unknown authority]\"",
    ),
    (
        "unknown-authority",
        "\"Unable to authenticate the request\" err=\"verifying certificate SN=12, SKID=AA, AKID=CC:DD failed: x509: certificate signed by unknown authority\"",
    ),
    (
        "expired",
        "E1123 17:37:49.062808       1 authentication.go:74] \"Unable to authenticate the request\" err=\"[x509: certificate has expired or is not yet valid: current time 2026-11-23T18:01:33Z is after 2021-01-01T00:00:00Z, verifying certificate SN=12, SKID=, AKID= failed: x509: certificate has expired or is not yet valid: current time 2026-11-23T18:01:33Z is after 2021-01-01T00:00:00Z]\"",
    ),
    (
        "incompatible-key-usage",
        "\"Unable to authenticate the request\" err=\"[x509: certificate signed by unknown authority, verifying certificate SN=12, SKID=, AKID=CC:DD failed: x509: certificate specifies an incompatible key usage]\"",
    ),
    (
        "front-proxy-name",
        "\"Unable to authenticate the request\" err=\"[x509: subject with cn=bob is not in the allowed list, verifying certificate SN=1, SKID=, AKID= failed: x509: certificate signed by unknown authority]\"",
    ),
    (
        "unknown-authority",
        "\"Unable to authenticate the request\" err=\"x509: certificate signed by unknown authority\"",
    ),
    (
        "invalid-uid",
        "\"Unable to authenticate the request\" err=\"[x509: certificate signed by unknown authority, expected 1 UID, but found multiple: [a b]]\"",
    ),
    ("invalid-uid", "unable to parse UID into a string"),
    ("invalid-uid", "UID cannot be an empty string"),
    (
        "cannot-authenticate",
        "\"Unable to authenticate the request\" err=\"something new\"",
    ),
    // Other clients.
    (
        "other-unknown-issuer",
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
    ),
    (
        "other-partial-chain",
        "curl: (60) SSL certificate problem: unable to get issuer certificate",
    ),
    (
        "other-self-signed-in-chain",
        "curl: (60) SSL certificate problem: self-signed certificate in certificate chain",
    ),
    (
        "other-self-signed",
        "verify error:num=18:self-signed certificate",
    ),
    (
        "other-name",
        "curl: (60) SSL: no alternative certificate subject name matches target host name 'api'",
    ),
    (
        "other-expired",
        "verify error:num=10:certificate has expired",
    ),
    (
        "other-purpose",
        "verify error:num=26:unsuitable certificate purpose",
    ),
    (
        "other-not-a-ca",
        "verify error:num=24:invalid CA certificate",
    ),
    ("other-name-constraint", "permitted subtree violation"),
    ("other-weak", "EE certificate key too weak"),
    ("other-weak", "CA signature digest algorithm too weak"),
    (
        "other-unknown-issuer",
        "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)",
    ),
    (
        "other-name",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: IP address mismatch, certificate is not valid for '10.0.0.1'. (_ssl.c:1006)",
    ),
    (
        "other-strict",
        "certificate verify failed: Missing Authority Key Identifier",
    ),
    (
        "other-unknown-issuer",
        "Error: unable to verify the first certificate code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'",
    ),
    ("other-partial-chain", "UNABLE_TO_GET_ISSUER_CERT"),
    ("other-unknown-issuer", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
    (
        "other-name",
        "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: IP: 10.0.0.1 is not in the cert's list",
    ),
    (
        "other-unknown-issuer",
        "error trying to connect: invalid peer certificate: UnknownIssuer",
    ),
    (
        "other-not-a-ca",
        "invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))",
    ),
    (
        "other-bad-signature",
        "invalid peer certificate: BadSignature",
    ),
    (
        "other-name-constraint",
        "invalid peer certificate: NameConstraintViolation",
    ),
    (
        "other-version",
        "invalid peer certificate: Other(OtherError(UnsupportedCertVersion))",
    ),
    (
        "other-unknown-issuer",
        "javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path to requested target",
    ),
    (
        "other-unknown-issuer",
        "java.security.cert.CertPathValidatorException: Path does not chain with any of the trust anchors",
    ),
    (
        "other-verify-failed",
        "ssl.SSLError: certificate verify failed (_ssl.c:1)",
    ),
    // kubelet and etcd.
    (
        "unknown-authority",
        "E1123 17:37:49.062808    1234 kubelet_node_status.go:96] \"Unable to register node with API server\" err=\"Post \\\"https://10.0.0.1:6443/api/v1/nodes\\\": tls: failed to verify certificate: x509: certificate signed by unknown authority\" node=\"n1\"",
    ),
    (
        "other-names",
        "Unable to register node \"n1\" with API server: Post https://10.0.0.1:6443/api/v1/nodes: x509: certificate is valid for 10.96.0.1, not 10.0.0.1",
    ),
    (
        "alert-bad-certificate",
        "rejected connection from \"10.0.0.1:40000\" (error \"remote error: tls: bad certificate\", ServerName \"\")",
    ),
    (
        "alert-bad-certificate",
        "{\"level\":\"warn\",\"ts\":\"2026-11-23T17:37:49.062Z\",\"caller\":\"embed/config_logging.go:169\",\"msg\":\"rejected connection\",\"remote-addr\":\"10.0.0.1:40000\",\"server-name\":\"\",\"error\":\"remote error: tls: bad certificate\"}",
    ),
];

/// Texts of Go's parser, without `x509: `, which all have one id.
pub(crate) const UNPARSABLE: &[&str] = &[
    "malformed certificate",
    "malformed tbs certificate",
    "malformed version",
    "invalid version",
    "malformed serial number",
    "negative serial number",
    "malformed signature algorithm identifier",
    "malformed algorithm identifier",
    "inner and outer signature algorithm identifiers don't match",
    "malformed OID",
    "malformed parameters",
    "malformed issuer",
    "malformed validity",
    "malformed UTCTime",
    "malformed GeneralizedTime",
    "unsupported time format",
    "malformed spki",
    "malformed public key algorithm identifier",
    "malformed subjectPublicKey",
    "malformed issuerUniqueID",
    "malformed subjectUniqueID",
    "malformed extensions",
    "malformed extension",
    "malformed extension OID field",
    "malformed extension critical field",
    "malformed extension value field",
    "certificate contains duplicate extension with OID \"2.5.29.17\"",
    "malformed signature",
    "trailing data",
    "invalid RDNSequence",
    "invalid RDNSequence: invalid attribute value: unsupported string type: 2",
    "RSA key missing NULL parameters",
    "invalid RSA public key",
    "invalid RSA modulus",
    "invalid RSA public exponent",
    "RSA modulus is not a positive number",
    "RSA public exponent is not a positive number",
    "invalid ECDSA parameters",
    "unsupported elliptic curve",
    "Ed25519 key encoded with illegal parameters",
    "wrong Ed25519 public key size",
    "ML-DSA key encoded with illegal parameters",
    "invalid key usage",
    "invalid basic constraints",
    "invalid subject alternative names",
    "invalid subject alternative name",
    "SAN dNSName is malformed",
    "SAN rfc822Name is malformed",
    "SAN uniformResourceIdentifier is malformed",
    "cannot parse URI \"U\": invalid domain",
    "cannot parse IP address of length 3",
    "SAN iPAddress contains IPv4-mapped IPv6 address",
    "authority key identifier incorrectly marked critical",
    "invalid authority key identifier",
    "subject key identifier incorrectly marked critical",
    "invalid subject key identifier",
    "authority info access incorrectly marked critical",
    "invalid authority info access",
    "invalid extended key usages",
    "invalid certificate policies",
    "invalid policy mappings extension",
    "invalid policy constraints extension",
    "invalid inhibit any policy extension",
    "invalid CRL distribution points",
    "invalid CRL distribution point",
    "invalid NameConstraints extension",
    "empty name constraints extension",
    "invalid constraint value: x",
    "failed to parse dnsName constraint \"C\"",
    "failed to parse rfc822Name constraint \"C\"",
    "failed to parse URI constraint \"C\": cannot be IP address",
    "IP constraint contained value of length 3",
    "IP constraint contained invalid mask ff00ff00",
    "IP constraint contained IPv4-mapped IPv6 address",
];
