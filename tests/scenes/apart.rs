//! Faults that cannot stand together, and why.

/// Any of the first with any of the second.
pub(crate) struct Apart {
    pub(crate) these: &'static [&'static str],
    pub(crate) those: &'static [&'static str],
    pub(crate) why: &'static str,
}

const fn apart_from(
    these: &'static [&'static str],
    those: &'static [&'static str],
    why: &'static str,
) -> Apart {
    Apart { these, those, why }
}

/// What only the server's own certificate shows.
const SERVER_LEAF: &[&str] = &[
    "expired-server",
    "not-yet-valid-server",
    "wrong-purpose-server",
    "critical-extension-server",
    "name-mismatch-ip",
    "name-mismatch-dns",
    "name-mismatch-tls-server-name",
    "common-name-only",
];

/// What shows on the way from it to a root.
const SERVER_PATH: &[&str] = &[
    "expired-server-ca",
    "not-yet-valid-server-ca",
    "not-a-ca-server",
    "missing-key-cert-sign-server",
    "critical-extension-server-ca",
    "name-constraint-server-ca",
    "path-too-long-server",
    "expired-server-root",
    "unknown-ca-server",
    "replaced-ca-server",
    "missing-intermediate-server",
];

/// What shows only when the path has reached the root that is trusted.
const SERVER_ANCHOR: &[&str] = &[
    "path-too-long-server",
    "expired-server-root",
    "unknown-ca-server",
    "replaced-ca-server",
    "missing-intermediate-server",
];

const CLIENT_LEAF: &[&str] = &[
    "expired-client",
    "not-yet-valid-client",
    "wrong-purpose-client",
    "critical-extension-client",
    "empty-common-name",
    "invalid-uid",
];

const CLIENT_PATH: &[&str] = &[
    "expired-client-ca",
    "not-a-ca-client",
    "missing-key-cert-sign-client",
    "critical-extension-client-ca",
    "path-too-long-client",
    "unknown-ca-client",
    "replaced-ca-client",
    "missing-intermediate-client",
];

const CLIENT_ANCHOR: &[&str] = &[
    "path-too-long-client",
    "unknown-ca-client",
    "replaced-ca-client",
    "missing-intermediate-client",
];

const SERVER_PAIR: &[&str] = &[
    "key-mismatch-server",
    "swapped-server",
    "encrypted-key-server",
];

/// What is wrong with the texts of the client's certificate and key.
const CLIENT_PAIR: &[&str] = &[
    "malformed-client",
    "key-mismatch-client",
    "swapped-client",
    "encrypted-key-client",
    "unusable-key-client",
    "no-certificate-client",
];

/// How certificate and key stand in the kubeconfig.
const CLIENT_FIELDS: &[&str] = &[
    "missing-client-key",
    "client-certificate-twice",
    "client-certificate-base64",
    "client-certificate-unreadable",
    "client-key-unreadable",
];

/// Without a certificate text.
const NO_CLIENT_CERTIFICATE: &[&str] = &[
    "swapped-client",
    "no-certificate-client",
    "client-certificate-base64",
    "client-certificate-unreadable",
    "no-credentials",
    "unknown-token",
    "unknown-user",
];

/// What the kubeconfig has as its CA.
const AUTHORITY: &[&str] = &[
    "ca-twice",
    "ca-base64",
    "ca-unreadable",
    "empty-ca-file",
    "ca-not-pem",
    "ca-malformed",
    "no-ca",
];

/// Of those, the ones by which no CA can be read.
const NO_AUTHORITY: &[&str] = &[
    "ca-base64",
    "ca-unreadable",
    "empty-ca-file",
    "ca-not-pem",
    "ca-malformed",
    "no-ca",
];

const URL: &[&str] = &[
    "name-mismatch-ip",
    "name-mismatch-dns",
    "common-name-only",
    "plain-http",
    "invalid-server-url",
];

const NO_SERVER_CERTIFICATE: &[&str] = &["swapped-server", "malformed-server"];

/// What keeps kubectl from any connection.
const STOPS_BEFORE_TLS: &[&str] = &[
    "malformed-client",
    "key-mismatch-client",
    "swapped-client",
    "encrypted-key-client",
    "unusable-key-client",
    "no-certificate-client",
    "missing-client-key",
    "client-certificate-twice",
    "client-certificate-base64",
    "client-certificate-unreadable",
    "client-key-unreadable",
    "no-credentials",
    "several-auth-methods",
    "impersonation-without-user",
    "wrong-type",
    "duplicate-name",
    "invalid-proxy-url",
    "unknown-user",
];

pub(crate) const APART: &[Apart] = &[
    // --- One place holds one thing.
    apart_from(
        &["expired-server"],
        &["not-yet-valid-server"],
        "one certificate is not both too old and too young",
    ),
    apart_from(
        &["expired-server-ca"],
        &["not-yet-valid-server-ca"],
        "one certificate is not both too old and too young",
    ),
    apart_from(
        &["expired-client"],
        &["not-yet-valid-client"],
        "one certificate is not both too old and too young",
    ),
    apart_from(
        &["name-mismatch-tls-server-name"],
        &["name-mismatch-ip", "name-mismatch-dns", "common-name-only"],
        "tls-server-name replaces the name in the URL",
    ),
    apart_from(URL, URL, "a cluster has one URL"),
    apart_from(
        &["empty-common-name"],
        &["invalid-uid"],
        "both change the subject, and the common name is looked at first",
    ),
    apart_from(
        SERVER_PAIR,
        SERVER_PAIR,
        "one text stands where the server's key belongs",
    ),
    apart_from(
        CLIENT_PAIR,
        CLIENT_PAIR,
        "one text stands where the client's key belongs",
    ),
    apart_from(AUTHORITY, AUTHORITY, "one text stands where the CA belongs"),
    apart_from(
        &["malformed-client-ca"],
        &["empty-client-ca"],
        "an empty file holds no malformed certificate",
    ),
    apart_from(
        &["certificate-not-requested"],
        &["malformed-client-ca", "empty-client-ca", "overlapping-cas"],
        "without --client-ca-file there is no file to be wrong",
    ),
    apart_from(
        &["unknown-ca-server"],
        &[
            "replaced-ca-server",
            "path-too-long-server",
            "expired-server-root",
        ],
        "the server's root is not among what is trusted, so nothing of it is looked at",
    ),
    apart_from(
        &["replaced-ca-server"],
        &["path-too-long-server", "expired-server-root"],
        "a root with another key is not the issuer: what it says of itself explains nothing",
    ),
    apart_from(
        &["unknown-ca-client"],
        &["replaced-ca-client", "path-too-long-client"],
        "the client's root is not among what is trusted, so nothing of it is looked at",
    ),
    apart_from(
        &["replaced-ca-client"],
        &["path-too-long-client"],
        "a root with another key is not the issuer: what it says of itself explains nothing",
    ),
    apart_from(
        &["not-a-ca-server"],
        &["missing-key-cert-sign-server"],
        "what is no CA signs no certificates, whatever its key usage says",
    ),
    apart_from(
        &["not-a-ca-client"],
        &["missing-key-cert-sign-client"],
        "what is no CA signs no certificates, whatever its key usage says",
    ),
    apart_from(
        &["common-name-only"],
        &["name-constraint-server-ca"],
        "a certificate without names violates no constraint on names",
    ),
    // --- What is not there, or cannot be read, has no faults that could be seen.
    apart_from(
        NO_SERVER_CERTIFICATE,
        SERVER_PATH,
        "no path starts at a certificate that is not there or does not parse",
    ),
    apart_from(
        NO_SERVER_CERTIFICATE,
        SERVER_LEAF,
        "what stands in a certificate that is not there or does not parse is not known",
    ),
    apart_from(
        &["malformed-server"],
        SERVER_PAIR,
        "whether a key belongs to a certificate that does not parse is not known",
    ),
    apart_from(
        NO_CLIENT_CERTIFICATE,
        CLIENT_LEAF,
        "there is no client certificate to look at",
    ),
    apart_from(
        NO_CLIENT_CERTIFICATE,
        CLIENT_PATH,
        "there is no client certificate to look at",
    ),
    apart_from(
        &["malformed-client"],
        CLIENT_LEAF,
        "what stands in a certificate that does not parse is not known",
    ),
    apart_from(
        &["malformed-client"],
        CLIENT_PATH,
        "no path starts at a certificate that does not parse",
    ),
    apart_from(
        NO_CLIENT_CERTIFICATE,
        CLIENT_PAIR,
        "without both texts there is no pair to compare",
    ),
    apart_from(
        CLIENT_FIELDS,
        CLIENT_PAIR,
        "without both texts there is no pair to compare",
    ),
    apart_from(
        &[
            "missing-client-key",
            "client-key-unreadable",
            "client-certificate-base64",
            "client-certificate-unreadable",
            "client-certificate-twice",
            "no-credentials",
            "unknown-token",
        ],
        &[
            "missing-client-key",
            "client-key-unreadable",
            "client-certificate-base64",
            "client-certificate-unreadable",
            "client-certificate-twice",
            "no-credentials",
            "unknown-token",
        ],
        "certificate and key stand in the kubeconfig in one form",
    ),
    apart_from(
        &["unknown-user"],
        &[
            "missing-client-key",
            "client-key-unreadable",
            "client-certificate-unreadable",
            "client-certificate-twice",
            "no-credentials",
            "unknown-token",
            "several-auth-methods",
            "impersonation-without-user",
        ],
        "kubectl does not look at users that no context leads to",
    ),
    apart_from(
        NO_CLIENT_CERTIFICATE,
        &["certificate-not-requested"],
        "a client without a certificate misses no request for one",
    ),
    apart_from(
        &["certificate-not-requested"],
        CLIENT_LEAF,
        "the server does not look at a certificate that it did not ask for",
    ),
    apart_from(
        &["certificate-not-requested"],
        CLIENT_PATH,
        "the server does not look at a certificate that it did not ask for",
    ),
    apart_from(
        NO_AUTHORITY,
        SERVER_ANCHOR,
        "nothing is trusted, so no path comes to an end",
    ),
    apart_from(
        &["empty-client-ca"],
        CLIENT_ANCHOR,
        "nothing is trusted, so no path comes to an end",
    ),
    apart_from(
        &["empty-client-ca"],
        &["missing-intermediate-server", "overlapping-cas"],
        "what is at hand stands in that file",
    ),
    apart_from(
        NO_AUTHORITY,
        &["missing-intermediate-client"],
        "the intermediate is at hand in that bundle alone",
    ),
    apart_from(
        &["certificate-not-requested"],
        &["missing-intermediate-server"],
        "the intermediate is at hand in --client-ca-file alone",
    ),
    apart_from(
        &["missing-intermediate-server"],
        &["unknown-ca-server"],
        "below a root that is not trusted, an intermediate more does not help",
    ),
    apart_from(
        &["missing-intermediate-client"],
        &["unknown-ca-client"],
        "below a root that is not trusted, an intermediate more does not help",
    ),
    // --- What changes the question.
    apart_from(
        &["no-ca"],
        &[
            "not-a-ca-server",
            "missing-key-cert-sign-server",
            "name-constraint-server-ca",
        ],
        "another path may lead to a root of the machine",
    ),
    apart_from(
        &["no-ca"],
        STOPS_BEFORE_TLS,
        "kubectl stops before it looks for roots: a note on them would explain nothing",
    ),
    apart_from(
        &["ca-base64"],
        &["ca-with-insecure"],
        "whether there is a CA is not known",
    ),
    apart_from(
        &["several-auth-methods"],
        &["no-credentials", "unknown-token"],
        "a user with a token has credentials",
    ),
    apart_from(
        &["ca-with-insecure"],
        &["no-ca"],
        "without a CA, insecure-skip-tls-verify is no contradiction",
    ),
];

/// Why these two faults cannot stand together, if they cannot.
pub(crate) fn apart(a: &str, b: &str) -> Option<&'static str> {
    APART
        .iter()
        .find(|apart| {
            (apart.these.contains(&a) && apart.those.contains(&b))
                || (apart.these.contains(&b) && apart.those.contains(&a))
        })
        .map(|apart| apart.why)
}
