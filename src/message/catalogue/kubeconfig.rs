//! kubectl's own configuration: what it says before it connects.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, cause, entry};

const EXPLAIN: &str = "certgraph explain KUBECONFIG names the field and its line";

const KUBECTL: &str = "kubectl and every program that loads a kubeconfig with client-go";

const SOURCE: &str = "kubernetes 1.37 client-go/tools/clientcmd";

pub(super) const ENTRIES: &[Entry] = &[
    entry("invalid-exec", Topic::Kubeconfig, &["exec plugin is configured to use API version {name}, plugin returned version {detail}", "auth exec api version {name} not implemented", "no kind \"ExecCredential\" is registered for version {quoted}", 
            "command must be specified for {name} to use exec authentication plugin",
            "apiVersion must be specified for {name} to use exec authentication plugin",
            "env variable name must be specified for {name} to use exec authentication plugin",
            "interactiveMode must be specified for {name} to use exec authentication plugin",
            "invalid interactiveMode for {name}: {quoted}",
            "authProvider cannot be provided in combination with an exec plugin for {name}",
            "execProvider and authProvider cannot be used in combination",
            "exec plugin: invalid apiVersion {quoted}",
            "allowlist misconfiguration: {detail}",
        ])
.by(KUBECTL, SOURCE)
.says("the user's credential plugin is not fully configured", "The user's credential plugin is not fully configured. kubectl reads client.authentication.k8s.io/v1 and v1beta1.")
.because(&[cause(Code::InvalidExec, EXPLAIN)]),
    entry("bad-base64", Topic::Kubeconfig, &[
            "error loading config file {quoted}: illegal base64 data at input byte {position}",
            "illegal base64 data at input byte {position}", "decode base64: illegal base64 data at input byte {position}", "Incorrect padding", "Invalid symbol {count}, offset {position}", "Invalid padding"])
.by(KUBECTL, SOURCE)
.says("a `*-data` field of the kubeconfig is not base64", "A `*-data` field of the kubeconfig is not base64 as Go reads it: standard alphabet, padded, no blanks. The number counts characters of the field's value, and the message does not say which field.")
.because(&[cause(Code::BadBase64, EXPLAIN)]),
    entry("duplicate-name", Topic::Kubeconfig, &["error converting {detail}: duplicate name {quoted} in list", "Duplicate cluster: {name}", "Duplicate user: {name}", "Duplicate context: {name}"])
.by(KUBECTL, SOURCE)
.says("two entries of the kubeconfig have the same name", "Two entries of one list of the kubeconfig have the same name. kubectl refuses the whole file.")
.because(&[cause(Code::DuplicateName, EXPLAIN)]),
    entry("wrong-field-type", Topic::Kubeconfig, &[
            "json: cannot unmarshal {detail} into Go struct field {name} of type {kind}",
            "couldn't get version/kind; json parse error: {detail}",
            "no kind {quoted} is registered for version {value} in scheme {detail}",
            "Object 'Kind' is missing in {detail}",
            "Object 'apiVersion' is missing in {detail}",
            "unexpected GroupVersion string: {detail}",
        ])
.by(KUBECTL, SOURCE)
.says("the kubeconfig has a value that kubectl cannot read there, or is another kind of file", "A field of the kubeconfig has another type or value than kubectl reads, or the file is no kubeconfig. Quote values that YAML takes for numbers or booleans.")
.because(&[
            cause(Code::WrongFieldType, EXPLAIN),
            cause(
                Code::MalformedKubeconfig,
                "the file is something else than a kubeconfig",
            ),
        ]),
    entry("malformed-kubeconfig", Topic::Kubeconfig, &[
            "error loading config file {quoted}: yaml: {detail}",
            "yaml: line {position}: {detail}",
            "error loading config file {quoted}: {detail}",
        ])
.by(KUBECTL, SOURCE)
.says("the kubeconfig is not YAML, or cannot be read", "The kubeconfig cannot be read or is not YAML. Other files of KUBECONFIG do not help: one that fails stops kubectl.")
.because(&[
            cause(Code::MalformedKubeconfig, EXPLAIN),
            cause(
                Code::UnreadableFile,
                "a directory, or no permission to read it",
            ),
        ]),
    entry("ca-file-and-data", Topic::Kubeconfig, &[
            "certificate-authority-data and certificate-authority are both specified for {name}. certificate-authority-data will override.", "Both CA path & data are set"])
.by(KUBECTL, SOURCE)
.says("the cluster has its CA both as a file and inline", "The cluster has its CA as a file and inline. Despite its last words the message is fatal: take one of them out.")
.because(&[cause(Code::BothFileAndData, EXPLAIN)]),
    entry("client-file-and-data", Topic::Kubeconfig, &[
            "client-cert-data and client-cert are both specified for {name}. client-cert-data will override.",
            "client-key-data and client-key are both specified for {name}; client-key-data will override",
        ])
.by(KUBECTL, SOURCE)
.says("the user has its certificate or key both as a file and inline", "The user has a certificate or key as a file and inline. Despite its last words the message is fatal: take one of them out.")
.because(&[cause(Code::BothFileAndData, EXPLAIN)]),
    entry("unreadable-reference", Topic::Kubeconfig, &[
            "unable to read certificate-authority {path} for {name} due to {detail}",
            "unable to read client-cert {path} for {name} due to {detail}",
            "unable to read client-key {path} for {name} due to {detail}",
            "stat {path}: no such file or directory",
            "open {path}: no such file or directory",
            "open {path}: permission denied",
            "read {path}: is a directory",
        ])
.by(KUBECTL, SOURCE)
.says("{speaker} cannot read a file that it was told to use", "A file that the kubeconfig or a flag names cannot be read. Relative paths start from the directory of the kubeconfig, and `~` is not expanded.")
.because(&[cause(Code::UnreadableFile, EXPLAIN)]),
    entry("client-key-missing", Topic::Kubeconfig, &[
            "client-key-data or client-key must be specified for {name} to use the clientCert authentication method.",
        ])
.by(KUBECTL, SOURCE)
.says("the user has a client certificate and no key", "The user has a client certificate and no key for it. Without the key the certificate is of no use.")
.because(&[cause(Code::MissingClientKey, EXPLAIN)]),
    entry("several-auth-methods", Topic::Kubeconfig, &[
            "more than one authentication method found for {name}; found {detail}, only one is allowed",
            "username/password or bearer token may be set, but not both",
        ])
.by(KUBECTL, SOURCE)
.says("the user has both a token and a password", "The user has a token and a password. kubectl takes only one of them.")
.because(&[cause(Code::SeveralAuthMethods, EXPLAIN)]),
    entry("impersonation-without-user", Topic::Kubeconfig, &["requesting uid, groups or user-extra for {name} without impersonating a user"])
.by(KUBECTL, SOURCE)
.says("the user entry impersonates groups or a UID, but no user", "The user entry asks for groups or a UID to be impersonated, and names no user to impersonate. Set `as` as well.")
.because(&[cause(Code::ImpersonationWithoutUser, EXPLAIN)]),
    entry("invalid-proxy-url", Topic::Kubeconfig, &[
            "invalid 'proxy-url' {quoted} for cluster {value}: {detail}",
            "proxyconnect tcp: {detail}",
        ])
.by(KUBECTL, SOURCE)
.says("the proxy of the cluster cannot be used", "The proxy of the cluster cannot be used: its URL is refused, or TLS to the proxy itself failed. A proxy over https is verified with the cluster's own CA and tls-server-name.")
.because(&[
            cause(
                Code::InvalidProxyUrl,
                "`invalid 'proxy-url'`: http, https and socks5 are taken",
            ),
            cause(
                Code::Proxied,
                "`proxyconnect`: the error is about the proxy's certificate, not the API server's",
            ),
        ]),
    entry("exec-failed", Topic::Kubeconfig, &[
            "getting credentials: exec: executable {name} not found",
            "getting credentials: {detail}",
            "exec plugin didn't return a token or cert/key pair",
            "exec plugin returned only certificate or key, not both",
        ])
.by(KUBECTL, SOURCE)
.says("the credential plugin failed", "The credential plugin could not be run or gave nothing usable. certgraph does not run plugins: run its command by hand.")
.because(&[cause(
            Code::PluginCredentials,
            "the message of the plugin itself",
        )]),
    entry("auth-provider", Topic::Kubeconfig, &[
            "The {name} auth plugin has been removed.",
            "no Auth Provider found for name {quoted}",
        ])
.by(KUBECTL, SOURCE)
.says("kubectl no longer has this auth provider", "kubectl does not have that auth provider any more. Use the credential plugin that the message names.")
.because(&[cause(Code::UnavailableAuthProvider, EXPLAIN)]),
    entry("context-not-found", Topic::Kubeconfig, &[
            "context was not found for specified context: {name}",
            "context {quoted} does not exist",
            "no context chosen",
            "empty context name for {detail} is not allowed", "Invalid kube-config file. Expected object with name {name} in {path}/contexts list", "Invalid kube-config file{detail}", "No active cluster!", "failed to determine current context", "failed to load current context: {name}"])
.by(KUBECTL, SOURCE)
.says("the kubeconfig has no context of that name", "The kubeconfig has no context of that name. It comes from `current-context` or from --context.")
.because(&[cause(Code::UnknownContext, EXPLAIN)]),
    entry("cluster-not-found", Topic::Kubeconfig, &[
            "no server found for cluster {quoted}",
            "cluster {quoted} does not exist",
            "cluster {quoted} was not found for context {value}",
            "cluster was not specified for context {quoted}",
            "default cluster has no server defined",
            "cluster has no server defined", "failed to load the cluster of context: {name}", "No server in kubeconfig"])
.by(KUBECTL, SOURCE)
.says("the kubeconfig has no cluster of that name, or the cluster has no server", "The kubeconfig has no cluster of that name, or the cluster has no server. kubectl with a context that names a missing cluster asks localhost:8080 instead.")
.because(&[
            cause(Code::UnknownCluster, EXPLAIN),
            cause(Code::NoServer, "the cluster is there, and has no `server`"),
        ]),
    entry("user-not-found", Topic::Kubeconfig, &[
            "auth info {quoted} does not exist",
            "user {quoted} was not found for context {value}",
            "user was not specified for context {quoted}",
        ])
.by(KUBECTL, SOURCE)
.says("the kubeconfig has no user of that name", "The kubeconfig has no user of that name. Names are compared letter by letter.")
.because(&[cause(Code::UnknownUser, EXPLAIN)]),
    entry("no-configuration", Topic::Kubeconfig, &[
            "no configuration has been provided, try setting KUBERNETES_MASTER environment variable",
            "Config not found: {detail}",
        ])
.by(KUBECTL, SOURCE)
.says("no kubeconfig was found, or it is empty", "No kubeconfig was found, or what was found is empty. Look at KUBECONFIG and at ~/.kube/config.")
.because(&[cause(
            Code::NoServer,
            "certgraph explain without an input reads what kubectl would read",
        )]),
    entry("invalid-server-url", Topic::Kubeconfig, &[
            "host must be a URL or a host:port pair: {quoted}",
            "invalid character {quoted} in host name",
            "invalid port {quoted} after host",
            "namespace {quoted} for context {value} does not conform to {detail}",
        ])
.by(KUBECTL, SOURCE)
.says("the `server` of the cluster is no URL that kubectl can use", "The `server` of the cluster is no URL that kubectl can use. It should read https://HOST:PORT, with an IPv6 address in brackets.")
.because(&[cause(Code::InvalidServerUrl, EXPLAIN)]),
    entry("ca-and-insecure", Topic::Kubeconfig, &["specifying a root certificates file with the insecure flag is not allowed"])
.by(KUBECTL, SOURCE)
.says("the cluster has a CA and insecure-skip-tls-verify, which exclude each other", "The cluster has a CA and insecure-skip-tls-verify, which exclude each other. Keep the CA.")
.because(&[cause(Code::CaWithInsecure, EXPLAIN)]),
    entry("ca-unparsable", Topic::Parsing, &["unable to load root certificates: failed to parse certificate: {detail}"])
.by(KUBECTL, SOURCE)
.says("no certificate of the CA bundle can be parsed", "No certificate of the kubeconfig's CA can be used, and at least one is there that Go's parser refuses. One good certificate beside it would have been enough.")
.because(&[
            cause(
                Code::MalformedCertificate,
                "certgraph inspect KUBECONFIG names the certificate and Go's reason",
            ),
            cause(Code::NoUsableCa, EXPLAIN),
        ]),
    entry("ca-unusable", Topic::Bundle, &[
            "unable to load root certificates: unable to parse bytes as PEM block",
            "unable to load root certificates: no valid certificate authority data seen",
            "[X509] PEM lib", "[PEM] ASN1 lib", "no start line: cadata does not contain a certificate", "error setting certificate file: {path}", "error setting certificate verify locations", "Could not find a suitable TLS CA certificate bundle, invalid path: {detail}", "Error setting the x509 trust file: {detail}", "not enough content", "expected non-empty set of trusted certificates", "invalid peer certificate: BadEncoding", "asn1 encoding routines::EVP lib", "unable to load root certificates",
            "the trustAnchors parameter must be non-empty",
        ])
.by(KUBECTL, SOURCE)
.says("the CA bundle holds no usable certificate", "The kubeconfig's CA holds no certificate that can be used: no PEM, or only blocks of other kinds. DER, a base64 text encoded twice, an indented or cut-off block and a key in place of the CA are usual.")
.because(&[
            cause(
                Code::NotPem,
                "`unable to parse bytes as PEM block`: certgraph inspect KUBECONFIG says what it is",
            ),
            cause(
                Code::SkippedPemBlock,
                "a BEGIN line is there, and Go passes over it",
            ),
            cause(
                Code::NoUsableCa,
                "`no valid certificate authority data seen`: a key, a TRUSTED CERTIFICATE, or headers",
            ),
        ]),
    entry("several-errors", Topic::Kubeconfig, &["^Error in configuration:$"])
.by(KUBECTL, SOURCE)
.says("the kubeconfig has several errors", "Several errors of the kubeconfig follow, one a line. kubectl stops for each of them."),
];
