//! kubectl's own configuration: what it says before it connects.

use crate::finding::Code;
use crate::message::entry::{Cause, Entry, Topic, cause};

const EXPLAIN: &str = "certgraph explain KUBECONFIG names the field and its line";

const KUBECTL: &str = "kubectl and every program that loads a kubeconfig with client-go";

const fn entry(
    id: &'static str,
    texts: &'static [&'static str],
    meaning: &'static str,
    causes: &'static [Cause],
) -> Entry {
    Entry {
        id,
        topic: Topic::Kubeconfig,
        printed_by: KUBECTL,
        texts,
        meaning,
        causes,
    }
}

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "bad-base64",
        &[
            "error loading config file {quoted}: illegal base64 data at input byte {position}",
            "illegal base64 data at input byte {position}",
        ],
        "A `*-data` field of the kubeconfig is not base64 as Go reads it: standard alphabet, padded, no blanks. The number counts characters of the field's value, and the message does not say which field.",
        &[cause(Code::BadBase64, EXPLAIN)],
    ),
    entry(
        "duplicate-name",
        &["error converting {detail}: duplicate name {quoted} in list"],
        "Two entries of one list of the kubeconfig have the same name. kubectl refuses the whole file.",
        &[cause(Code::DuplicateName, EXPLAIN)],
    ),
    entry(
        "wrong-field-type",
        &[
            "json: cannot unmarshal {detail} into Go struct field {name} of type {kind}",
            "couldn't get version/kind; json parse error: {detail}",
            "no kind {quoted} is registered for version {value} in scheme {detail}",
            "Object 'Kind' is missing in {detail}",
            "Object 'apiVersion' is missing in {detail}",
            "unexpected GroupVersion string: {detail}",
        ],
        "A field of the kubeconfig has another type or value than kubectl reads, or the file is no kubeconfig. Quote values that YAML takes for numbers or booleans.",
        &[
            cause(Code::WrongFieldType, EXPLAIN),
            cause(
                Code::MalformedKubeconfig,
                "the file is something else than a kubeconfig",
            ),
        ],
    ),
    entry(
        "malformed-kubeconfig",
        &[
            "error loading config file {quoted}: yaml: {detail}",
            "yaml: line {position}: {detail}",
            "error loading config file {quoted}: {detail}",
        ],
        "The kubeconfig cannot be read or is not YAML. Other files of KUBECONFIG do not help: one that fails stops kubectl.",
        &[
            cause(Code::MalformedKubeconfig, EXPLAIN),
            cause(
                Code::UnreadableFile,
                "a directory, or no permission to read it",
            ),
        ],
    ),
    entry(
        "ca-file-and-data",
        &[
            "certificate-authority-data and certificate-authority are both specified for {name}. certificate-authority-data will override.",
        ],
        "The cluster has its CA as a file and inline. Despite its last words the message is fatal: take one of them out.",
        &[cause(Code::BothFileAndData, EXPLAIN)],
    ),
    entry(
        "client-file-and-data",
        &[
            "client-cert-data and client-cert are both specified for {name}. client-cert-data will override.",
            "client-key-data and client-key are both specified for {name}; client-key-data will override",
        ],
        "The user has a certificate or key as a file and inline. Despite its last words the message is fatal: take one of them out.",
        &[cause(Code::BothFileAndData, EXPLAIN)],
    ),
    entry(
        "unreadable-reference",
        &[
            "unable to read certificate-authority {path} for {name} due to {detail}",
            "unable to read client-cert {path} for {name} due to {detail}",
            "unable to read client-key {path} for {name} due to {detail}",
            "stat {path}: no such file or directory",
            "open {path}: no such file or directory",
            "open {path}: permission denied",
            "read {path}: is a directory",
        ],
        "A file that the kubeconfig or a flag names cannot be read. Relative paths start from the directory of the kubeconfig, and `~` is not expanded.",
        &[cause(Code::UnreadableFile, EXPLAIN)],
    ),
    entry(
        "client-key-missing",
        &[
            "client-key-data or client-key must be specified for {name} to use the clientCert authentication method.",
        ],
        "The user has a client certificate and no key for it. Without the key the certificate is of no use.",
        &[cause(Code::MissingClientKey, EXPLAIN)],
    ),
    entry(
        "several-auth-methods",
        &[
            "more than one authentication method found for {name}; found {detail}, only one is allowed",
            "username/password or bearer token may be set, but not both",
        ],
        "The user has a token and a password. kubectl takes only one of them.",
        &[cause(Code::SeveralAuthMethods, EXPLAIN)],
    ),
    entry(
        "impersonation-without-user",
        &["requesting uid, groups or user-extra for {name} without impersonating a user"],
        "The user entry asks for groups or a UID to be impersonated, and names no user to impersonate. Set `as` as well.",
        &[cause(Code::ImpersonationWithoutUser, EXPLAIN)],
    ),
    entry(
        "invalid-proxy-url",
        &[
            "invalid 'proxy-url' {quoted} for cluster {value}: {detail}",
            "proxyconnect tcp: {detail}",
        ],
        "The proxy of the cluster cannot be used: its URL is refused, or TLS to the proxy itself failed. A proxy over https is verified with the cluster's own CA and tls-server-name.",
        &[
            cause(
                Code::InvalidProxyUrl,
                "`invalid 'proxy-url'`: http, https and socks5 are taken",
            ),
            cause(
                Code::Proxied,
                "`proxyconnect`: the error is about the proxy's certificate, not the API server's",
            ),
        ],
    ),
    entry(
        "invalid-exec",
        &[
            "command must be specified for {name} to use exec authentication plugin",
            "apiVersion must be specified for {name} to use exec authentication plugin",
            "env variable name must be specified for {name} to use exec authentication plugin",
            "interactiveMode must be specified for {name} to use exec authentication plugin",
            "invalid interactiveMode for {name}: {quoted}",
            "authProvider cannot be provided in combination with an exec plugin for {name}",
            "execProvider and authProvider cannot be used in combination",
            "exec plugin: invalid apiVersion {quoted}",
            "allowlist misconfiguration: {detail}",
        ],
        "The user's credential plugin is not fully configured. kubectl reads client.authentication.k8s.io/v1 and v1beta1.",
        &[cause(Code::InvalidExec, EXPLAIN)],
    ),
    entry(
        "exec-failed",
        &[
            "getting credentials: exec: executable {name} not found",
            "getting credentials: {detail}",
            "exec plugin didn't return a token or cert/key pair",
            "exec plugin returned only certificate or key, not both",
        ],
        "The credential plugin could not be run or gave nothing usable. certgraph does not run plugins: run its command by hand.",
        &[cause(
            Code::PluginCredentials,
            "the message of the plugin itself",
        )],
    ),
    entry(
        "auth-provider",
        &[
            "The {name} auth plugin has been removed.",
            "no Auth Provider found for name {quoted}",
        ],
        "kubectl does not have that auth provider any more. Use the credential plugin that the message names.",
        &[cause(Code::UnavailableAuthProvider, EXPLAIN)],
    ),
    entry(
        "context-not-found",
        &[
            "context was not found for specified context: {name}",
            "context {quoted} does not exist",
            "no context chosen",
            "empty context name for {detail} is not allowed",
        ],
        "The context that is asked for is not in the kubeconfig. It comes from `current-context` or from --context.",
        &[cause(Code::UnknownContext, EXPLAIN)],
    ),
    entry(
        "cluster-not-found",
        &[
            "no server found for cluster {quoted}",
            "cluster {quoted} does not exist",
            "cluster {quoted} was not found for context {value}",
            "cluster was not specified for context {quoted}",
            "default cluster has no server defined",
            "cluster has no server defined",
        ],
        "The cluster that is asked for is not in the kubeconfig, or has no server. kubectl with a context that names a missing cluster asks localhost:8080 instead.",
        &[
            cause(Code::UnknownCluster, EXPLAIN),
            cause(Code::NoServer, "the cluster is there, and has no `server`"),
        ],
    ),
    entry(
        "user-not-found",
        &[
            "auth info {quoted} does not exist",
            "user {quoted} was not found for context {value}",
            "user was not specified for context {quoted}",
        ],
        "The user that is asked for is not in the kubeconfig. Names are compared letter by letter.",
        &[cause(Code::UnknownUser, EXPLAIN)],
    ),
    entry(
        "no-configuration",
        &[
            "no configuration has been provided, try setting KUBERNETES_MASTER environment variable",
            "Config not found: {detail}",
        ],
        "No kubeconfig was found, or what was found is empty. Look at KUBECONFIG and at ~/.kube/config.",
        &[cause(
            Code::NoServer,
            "certgraph explain without an input reads what kubectl would read",
        )],
    ),
    entry(
        "invalid-server-url",
        &[
            "host must be a URL or a host:port pair: {quoted}",
            "invalid character {quoted} in host name",
            "invalid port {quoted} after host",
            "namespace {quoted} for context {value} does not conform to {detail}",
        ],
        "The `server` of the cluster is no URL that kubectl can use. It should read https://HOST:PORT, with an IPv6 address in brackets.",
        &[cause(Code::InvalidServerUrl, EXPLAIN)],
    ),
    entry(
        "ca-and-insecure",
        &["specifying a root certificates file with the insecure flag is not allowed"],
        "The cluster has a CA and insecure-skip-tls-verify, which exclude each other. Keep the CA.",
        &[cause(Code::CaWithInsecure, EXPLAIN)],
    ),
    Entry {
        id: "ca-unparsable",
        topic: Topic::Parsing,
        printed_by: KUBECTL,
        texts: &["unable to load root certificates: failed to parse certificate: {detail}"],
        meaning: "No certificate of the kubeconfig's CA can be used, and at least one is there that Go's parser refuses. One good certificate beside it would have been enough.",
        causes: &[
            cause(
                Code::MalformedCertificate,
                "certgraph inspect KUBECONFIG names the certificate and Go's reason",
            ),
            cause(Code::NoUsableCa, EXPLAIN),
        ],
    },
    Entry {
        id: "ca-unusable",
        topic: Topic::Bundle,
        printed_by: KUBECTL,
        texts: &[
            "unable to load root certificates: unable to parse bytes as PEM block",
            "unable to load root certificates: no valid certificate authority data seen",
            "unable to load root certificates: {detail}",
        ],
        meaning: "The kubeconfig's CA holds no certificate that can be used: no PEM, or only blocks of other kinds. DER, a base64 text encoded twice, an indented or cut-off block and a key in place of the CA are usual.",
        causes: &[
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
        ],
    },
    entry(
        "several-errors",
        &["^Error in configuration:$"],
        "Several errors of the kubeconfig follow, one a line. kubectl stops for each of them.",
        &[],
    ),
];
