//! Errors of Go's `x509.Certificate.Verify`: one side looked at the other's certificate and refused it.

use crate::finding::Code;
use crate::message::entry::{Cause, Entry, Topic, by_client, by_server, cause, entry};

const VERIFIERS: &str =
    "kubectl, kube-apiserver, kubelet, etcd and every other Go program that verifies a certificate";

const DATES: &str = "certgraph inspect FILE… shows the dates of every certificate; the one with the date of the message is it, whether leaf or CA";

const NAMES: &[Cause] = &[by_client(
    Code::NameMismatch,
    "certgraph inspect {serving}: its SANs lack the name that was asked for",
)];

const SOURCE: &str = "Go 1.27 crypto/x509/verify.go";

pub(super) const ENTRIES: &[Entry] = &[
    entry("candidate-authority", Topic::Verification, &[
            "x509: certificate signed by unknown authority (possibly because of {hint} while trying to verify candidate authority certificate {candidate})",
        ])
.by(VERIFIERS, SOURCE)
.says("{verifier} trusts a CA of the right name that did not issue the certificate of {peer}", "A CA of the issuer's name is trusted, but it did not sign the certificate. The part in brackets says why the first such CA was passed over."),
    entry("unknown-authority", Topic::Verification, &["x509: certificate signed by unknown authority",
            "The server uses a certificate signed by unknown authority",
        ])
.by(VERIFIERS, SOURCE)
.says("{verifier} trusts no CA that issued the certificate of {peer}", "No path leads from the presented certificate to a CA that the verifier trusts. No trusted CA even bears the name of the issuer, else the message would go on with `possibly because of`.")
.because(&[
            by_client(
                Code::UnknownIssuer,
                "certgraph inspect both files: the issuer of {serving} is no subject in {trust}",
            ),
            by_server(
                Code::UnknownClientCa,
                "certgraph inspect both files: the issuer of {client} is no subject in {client_ca}",
            ),
            cause(
                Code::MissingIntermediate,
                "certgraph inspect FILE… : the issuer exists and was issued by the trusted CA, but is not sent with the leaf",
            ),
            by_client(
                Code::SystemRoots,
                "{trust} is not set: the system's root CAs decide",
            ),
            by_client(
                Code::EmptyCaFile,
                "the file behind {trust} is empty",
            ),
            by_server(
                Code::FrontProxyCertificate,
                "the issuer is the front proxy's CA (--requestheader-client-ca-file), not the client CA",
            ),
            by_server(
                Code::EmptyCommonName,
                "the error is alone, without `verifying certificate SN=`: the client CA accepted the certificate, but it has no common name",
            ),
        ]),
    entry("expired", Topic::Verification, &[
            "x509: certificate has expired or is not yet valid: current time {now} is after {limit}", "certificate is expired$"])
.by(VERIFIERS, SOURCE)
.says("{verifier} refuses {peer}: a certificate has expired", "A certificate on the path ended before the verifier looked at it. It may be the presented certificate or a CA above it: the date tells which.")
.because(&[cause(Code::Expired, DATES)]),
    entry("not-yet-valid", Topic::Verification, &[
            "x509: certificate has expired or is not yet valid: current time {now} is before {limit}",
        ])
.by(VERIFIERS, SOURCE)
.says("{verifier} refuses {peer}: a certificate is not valid yet", "A certificate on the path begins after the verifier looked at it. Either it was made with a later date, or the verifier's clock is behind.")
.because(&[cause(Code::NotYetValid, DATES)]),
    entry("expired-or-not-yet-valid", Topic::Verification, &["x509: certificate has expired or is not yet valid"])
.by(VERIFIERS, SOURCE)
.says("{verifier} refuses {peer}: a certificate is outside its dates", "A certificate on the path is not valid at the time of the verifier's clock. The line is cut before the dates.")
.because(&[cause(Code::Expired, DATES), cause(Code::NotYetValid, DATES)]),
    entry("no-ip-sans", Topic::Verification, &[
            "x509: cannot validate certificate for {wanted} because it doesn't contain any IP SANs",
        ])
.by(VERIFIERS, SOURCE)
.says("the certificate of {peer} names no IP address, and {verifier} called one", "The server was reached by an IP address, and its certificate names no IP address at all. An address among the DNS names does not count.")
.because(NAMES),
    entry("other-names", Topic::Verification, &[
            "x509: certificate is valid for {count} IP SANs, but none matched {wanted}",
            "x509: certificate is valid for {count} names, but none matched {wanted}",
            "x509: certificate is valid for {offered}, not {wanted}",
        ])
.by(VERIFIERS, SOURCE)
.says("the certificate of {peer} does not name the host that {verifier} asked for", "The serving certificate names other hosts than the one that was asked for. Names come from its SANs only: IP addresses for an address, DNS names for a name.")
.because(NAMES),
    entry("no-names", Topic::Verification, &["x509: certificate is not valid for any names, but wanted to match {wanted}"])
.by(VERIFIERS, SOURCE)
.says("the certificate of {peer} has no DNS names", "The server was asked for by name, and its certificate has no DNS names. IP addresses among its SANs do not count for a name.")
.because(NAMES),
    entry("legacy-common-name", Topic::Verification, &["x509: certificate relies on legacy Common Name field, use SANs instead", "x509: certificate relies on legacy Common Name field, use SANs or temporarily enable Common Name matching", "x509: certificate relies on legacy Common Name field"])
.by(VERIFIERS, SOURCE)
.says("the certificate of {peer} has a common name but no SANs", "The common name would match the server name, but the certificate has no SANs, and Go has read only SANs since 1.17. It has to be reissued with SANs.")
.because(&[by_client(
            Code::CommonNameOnly,
            "certgraph inspect shows no DNS names and no IP addresses",
        )]),
    entry("incompatible-key-usage", Topic::Verification, &["x509: certificate specifies an incompatible key usage"])
.by(VERIFIERS, SOURCE)
.says("the certificate of {peer}, or a CA above it, is not allowed for this use", "A certificate on the path lists extended key usages, and the one that is needed is not among them: serverAuth for a server, clientAuth for a client. A CA that lists usages limits everything below it.")
.because(&[cause(
            Code::WrongPurpose,
            "certgraph inspect --full FILE… : look for `extended key usage` in the leaf and in every CA",
        )]),
    entry("no-valid-chains", Topic::Verification, &[
            "x509: no valid chains built: {detail}",
            "x509: no valid chains built",
        ])
.by(VERIFIERS, SOURCE)
.says("every path to a CA that {verifier} trusts was dropped", "Paths to a trusted CA exist, and each was dropped for its policies, its purposes or a distrusted key. The counts say how many for which.")
.because(&[
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
        ]),
    entry("may-not-sign", Topic::Verification, &["x509: certificate is not authorized to sign other certificates"])
.by(VERIFIERS, SOURCE)
.says("an issuer on the path is not a CA", "An intermediate that issued the certificate below it is not a CA. Go says so of certificates of version 1 and 2.")
.because(&[cause(
            Code::NotACa,
            "certgraph inspect --full FILE… : the issuer has version 1, or its basic constraints say CA:FALSE",
        )]),
    entry("too-many-intermediates", Topic::Verification, &["x509: too many intermediates for path length constraint"])
.by(VERIFIERS, SOURCE)
.says("a CA on the path allows fewer CAs below it", "A CA on the path allows fewer CAs below it than there are. Its path length constraint is in its basic constraints.")
.because(&[cause(
            Code::PathTooLong,
            "certgraph inspect --full FILE… : `basic constraints` with `at most N CAs below`",
        )]),
    entry("name-constraint", Topic::Verification, &[
            "x509: a root or intermediate certificate is not authorized to sign for this name: {detail}",
        ])
.by(VERIFIERS, SOURCE)
.says("a CA on the path may not issue for this name", "A CA on the path has name constraints, and a name in a certificate below it is outside them. The CA of kubeadm has the DNS name `kubernetes`, which a constrained root may forbid as well.")
.because(&[cause(
            Code::NameConstraintViolated,
            "certgraph inspect --full FILE… : `permitted names` and `excluded names` of the CAs",
        )]),
    entry("unhandled-critical-extension", Topic::Verification, &["x509: unhandled critical extension"])
.by(VERIFIERS, SOURCE)
.says("a certificate has a critical extension that Go does not process", "A certificate on the path has a critical extension that Go does not process. A verifier must refuse what it does not understand there.")
.because(&[cause(
            Code::UnhandledCriticalExtension,
            "certgraph inspect FILE… : `refused by Go` names the extension",
        )]),
    entry("signature-limit", Topic::Verification, &["x509: signature check attempts limit reached while verifying certificate chain"])
.by(VERIFIERS, SOURCE)
.says("Go gave up after 100 signature checks", "Go gave up after 100 signature checks. So many happen only where a bundle holds very many CAs of one name.")
.because(&[cause(
            Code::SignatureBudgetExhausted,
            "certgraph inspect the CA bundle: count the CAs of one subject",
        )]),
    entry("issuer-name-mismatch", Topic::Verification, &["x509: issuer name does not match subject from issuing certificate"])
.by(VERIFIERS, SOURCE)
.says("the issuer's name differs from the one in the certificate", "The issuer's subject is not the name that the certificate gives as its issuer, byte for byte. Go looks issuers up by these bytes, so it hardly ever says so.")
.because(&[cause(
            Code::UnknownIssuer,
            "certgraph inspect --format json FILE… : compare issuer_raw_hex and subject_raw_hex",
        )]),
    entry("no-system-roots", Topic::Beyond, &["x509: failed to load system roots and no roots provided"])
.by(VERIFIERS, SOURCE)
.says("no CA is configured, and the machine has no root CAs", "No CA is configured, and the machine has no root CAs to fall back on. Containers without the ca-certificates package are like that.")
.because(&[by_client(
            Code::SystemRoots,
            "the kubeconfig's cluster has neither certificate-authority nor certificate-authority-data",
        )]),
    entry("front-proxy-name", Topic::Verification, &["x509: subject with cn={name} is not in the allowed list"])
.by("kube-apiserver", SOURCE)
.says("the name in the certificate of the front proxy is not allowed", "A certificate of the front proxy's CA was presented, and its common name is not in --requestheader-allowed-names. Where a user certificate was meant, it was issued by the wrong CA.")
.because(&[by_server(
            Code::FrontProxyCertificate,
            "certgraph inspect the client certificate: its issuer is the front proxy's CA",
        )]),
];
