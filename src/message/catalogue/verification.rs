//! Errors of Go's `x509.Certificate.Verify`: one side looked at the other's certificate and refused it.

use crate::finding::Code;
use crate::message::entry::{Cause, Entry, Topic, by_client, by_server, cause};

const VERIFIERS: &str =
    "kubectl, kube-apiserver, kubelet, etcd and every other Go program that verifies a certificate";

const DATES: &str = "certgraph inspect FILE… shows the dates of every certificate; the one with the date of the message is it, whether leaf or CA";

const NAMES: &[Cause] = &[by_client(
    Code::NameMismatch,
    "certgraph inspect the serving certificate: its SANs lack the name. Compare with `server` and `tls-server-name` of the kubeconfig",
)];

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "candidate-authority",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &[
            "x509: certificate signed by unknown authority (possibly because of {hint} while trying to verify candidate authority certificate {candidate})",
        ],
        meaning: "A CA of the issuer's name is trusted, but it could not vouch for the certificate. The part in brackets says why the first such CA was passed over.",
        causes: &[],
    },
    Entry {
        id: "unknown-authority",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &["x509: certificate signed by unknown authority"],
        meaning: "No path leads from the presented certificate to a CA that the verifier trusts. No trusted CA even bears the name of the issuer, else the message would go on with `possibly because of`.",
        causes: &[
            by_client(
                Code::UnknownIssuer,
                "certgraph inspect both files: the issuer of the serving certificate is no subject in certificate-authority-data",
            ),
            by_server(
                Code::UnknownClientCa,
                "certgraph inspect both files: the issuer of the client certificate is no subject in --client-ca-file",
            ),
            cause(
                Code::MissingIntermediate,
                "certgraph inspect FILE… : the issuer exists and was issued by the trusted CA, but is not sent with the leaf",
            ),
            by_client(
                Code::SystemRoots,
                "the kubeconfig's cluster has no certificate-authority: the machine's own roots decide",
            ),
            by_client(
                Code::EmptyCaFile,
                "the file of `certificate-authority` is empty",
            ),
            by_server(
                Code::FrontProxyCertificate,
                "the issuer is the front proxy's CA (--requestheader-client-ca-file), not the client CA",
            ),
            by_server(
                Code::EmptyCommonName,
                "the error stands alone, without `verifying certificate SN=`: the client CA accepted the certificate, but it has no common name",
            ),
        ],
    },
    Entry {
        id: "expired",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &[
            "x509: certificate has expired or is not yet valid: current time {now} is after {limit}",
        ],
        meaning: "A certificate on the path ended before the verifier looked at it. It may be the presented certificate or a CA above it: the date tells which.",
        causes: &[cause(Code::Expired, DATES)],
    },
    Entry {
        id: "not-yet-valid",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &[
            "x509: certificate has expired or is not yet valid: current time {now} is before {limit}",
        ],
        meaning: "A certificate on the path begins after the verifier looked at it. Either it was made with a later date, or the verifier's clock is behind.",
        causes: &[cause(Code::NotYetValid, DATES)],
    },
    Entry {
        id: "expired-or-not-yet-valid",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &["x509: certificate has expired or is not yet valid"],
        meaning: "A certificate on the path is not valid at the time of the verifier's clock. The line is cut before the dates.",
        causes: &[cause(Code::Expired, DATES), cause(Code::NotYetValid, DATES)],
    },
    Entry {
        id: "no-ip-sans",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &[
            "x509: cannot validate certificate for {wanted} because it doesn't contain any IP SANs",
        ],
        meaning: "The server was reached by an IP address, and its certificate names no IP address at all. An address among the DNS names does not count.",
        causes: NAMES,
    },
    Entry {
        id: "other-names",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &[
            "x509: certificate is valid for {count} IP SANs, but none matched {wanted}",
            "x509: certificate is valid for {count} names, but none matched {wanted}",
            "x509: certificate is valid for {offered}, not {wanted}",
        ],
        meaning: "The serving certificate names other hosts than the one that was asked for. Names come from its SANs only: IP addresses for an address, DNS names for a name.",
        causes: NAMES,
    },
    Entry {
        id: "no-names",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &["x509: certificate is not valid for any names, but wanted to match {wanted}"],
        meaning: "The server was asked for by name, and its certificate has no DNS names. IP addresses among its SANs do not count for a name.",
        causes: NAMES,
    },
    Entry {
        id: "legacy-common-name",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &["x509: certificate relies on legacy Common Name field, use SANs instead"],
        meaning: "The common name would match the server name, but the certificate has no SANs, and Go has read only SANs since 1.17. It has to be reissued with SANs.",
        causes: &[by_client(
            Code::CommonNameOnly,
            "certgraph inspect shows no DNS names and no IP addresses",
        )],
    },
    Entry {
        id: "incompatible-key-usage",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &["x509: certificate specifies an incompatible key usage"],
        meaning: "A certificate on the path lists extended key usages, and the one that is needed is not among them: serverAuth for a server, clientAuth for a client. A CA that lists usages limits everything below it.",
        causes: &[cause(
            Code::WrongPurpose,
            "certgraph inspect --full FILE… : look for `extended key usage` in the leaf and in every CA",
        )],
    },
    Entry {
        id: "no-valid-chains",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &[
            "x509: no valid chains built: {detail}",
            "x509: no valid chains built",
        ],
        meaning: "Paths to a trusted CA exist, and each was dropped for its policies, its purposes or a distrusted key. The counts say how many for which.",
        causes: &[
            cause(
                Code::InvalidPolicies,
                "`invalid policies`: an intermediate has policy constraints; see certgraph inspect --full",
            ),
            cause(
                Code::WrongPurpose,
                "`incompatible key usage`: extended key usages on the path",
            ),
            cause(
                Code::DistrustedKey,
                "no count at all: Go's own list of distrusted keys",
            ),
        ],
    },
    Entry {
        id: "may-not-sign",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &["x509: certificate is not authorized to sign other certificates"],
        meaning: "An intermediate that issued the certificate below it is not a CA. Go says so of certificates of version 1 and 2.",
        causes: &[cause(
            Code::NotACa,
            "certgraph inspect --full FILE… : the issuer has version 1, or its basic constraints say CA:FALSE",
        )],
    },
    Entry {
        id: "too-many-intermediates",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &["x509: too many intermediates for path length constraint"],
        meaning: "A CA on the path allows fewer CAs below it than there are. Its path length constraint stands in its basic constraints.",
        causes: &[cause(
            Code::PathTooLong,
            "certgraph inspect --full FILE… : `basic constraints` with `at most N CAs below`",
        )],
    },
    Entry {
        id: "name-constraint",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &[
            "x509: a root or intermediate certificate is not authorized to sign for this name: {detail}",
        ],
        meaning: "A CA on the path has name constraints, and a name in a certificate below it is outside them. The CA of kubeadm has the DNS name `kubernetes`, which a constrained root may forbid as well.",
        causes: &[cause(
            Code::NameConstraintViolated,
            "certgraph inspect --full FILE… : `permitted names` and `excluded names` of the CAs",
        )],
    },
    Entry {
        id: "unhandled-critical-extension",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &["x509: unhandled critical extension"],
        meaning: "A certificate on the path has a critical extension that Go does not process. A verifier must refuse what it does not understand there.",
        causes: &[cause(
            Code::UnhandledCriticalExtension,
            "certgraph inspect FILE… : `refused by Go` names the extension",
        )],
    },
    Entry {
        id: "signature-limit",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &["x509: signature check attempts limit reached while verifying certificate chain"],
        meaning: "Go gave up after 100 signature checks. So many happen only where a bundle holds very many CAs of one name.",
        causes: &[cause(
            Code::SignatureBudgetExhausted,
            "certgraph inspect the CA bundle: count the CAs of one subject",
        )],
    },
    Entry {
        id: "issuer-name-mismatch",
        topic: Topic::Verification,
        printed_by: VERIFIERS,
        texts: &["x509: issuer name does not match subject from issuing certificate"],
        meaning: "The issuer's subject is not the name that the certificate gives as its issuer, byte for byte. Go looks issuers up by these bytes, so it hardly ever says so.",
        causes: &[cause(
            Code::UnknownIssuer,
            "certgraph inspect --format json FILE… : compare issuer_raw_hex and subject_raw_hex",
        )],
    },
    Entry {
        id: "no-system-roots",
        topic: Topic::MaskedFindings,
        printed_by: VERIFIERS,
        texts: &["x509: failed to load system roots and no roots provided"],
        meaning: "No CA is configured, and the machine has no roots to fall back on. Containers without the ca-certificates package are like that.",
        causes: &[by_client(
            Code::SystemRoots,
            "the kubeconfig's cluster has neither certificate-authority nor certificate-authority-data",
        )],
    },
    Entry {
        id: "front-proxy-name",
        topic: Topic::Verification,
        printed_by: "kube-apiserver",
        texts: &["x509: subject with cn={name} is not in the allowed list"],
        meaning: "A certificate of the front proxy's CA was presented, and its common name is not in --requestheader-allowed-names. Where a user certificate was meant, it was issued by the wrong CA.",
        causes: &[by_server(
            Code::FrontProxyCertificate,
            "certgraph inspect the client certificate: its issuer is the front proxy's CA",
        )],
    },
];
