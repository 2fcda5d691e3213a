//! What the decoders found wrong, as findings: one code for each of their typed faults.

use crate::decode::bundle::{BundleFault, BundleProblem};
use crate::decode::key_pair::{KeyPair, KeyPairProblem};
use crate::decode::kubeconfig::{Gap, KubeconfigFault, KubeconfigNote, KubeconfigProblem};
use crate::decode::pem::SkipReason;
use crate::finding::{Code, Finding, Problem, Severity, Step};
use crate::golang::GoRelease;
use crate::ground::location::Location;

/// Faults of certificate texts. `fatal` says that nothing usable is left; else what is passed over is a warning.
pub fn bundle_findings(
    problems: &[BundleProblem],
    step: impl Into<Option<Step>>,
    fatal: bool,
) -> Vec<Finding> {
    let step = step.into();
    problems
        .iter()
        .map(|problem| {
            let mut finding = Finding::new(
                bundle_problem(&problem.fault),
                step,
                vec![problem.location.clone()],
            );
            finding.unread = problem.fault.hides_certificate();
            // A block of another kind harms nobody; that nothing else is there is a fault of its own.
            let serious = !matches!(
                problem.fault,
                BundleFault::AnotherLabel { .. }
                    | BundleFault::Duplicate { .. }
                    | BundleFault::Pkcs7AsCertificate
            );
            if fatal && serious {
                finding.severity = Severity::Error;
            } else if finding.severity == Severity::Error {
                finding.severity = Severity::Warning;
            }
            finding
        })
        .collect()
}

fn bundle_problem(fault: &BundleFault) -> Problem {
    let input = |code, message: String, brief: &str| Problem::Input {
        code,
        message,
        brief: brief.to_owned(),
    };
    match fault {
        BundleFault::AnotherLabel { label } => input(
            Code::NotACertificate,
            format!(
                "Go passes over the block labelled {}: it reads CERTIFICATE alone",
                shown_label(label)
            ),
            "a block is no certificate",
        ),
        BundleFault::Duplicate { first } => input(
            Code::DuplicateCertificate,
            format!("is here twice; first at {first}"),
            "a certificate is there twice",
        ),
        BundleFault::Empty => input(Code::NotPem, "holds no bytes".to_owned(), "a file is empty"),
        BundleFault::Headers => input(
            Code::SkippedPemBlock,
            "a CERTIFICATE block with header lines is skipped".to_owned(),
            "a PEM block has header lines",
        ),
        BundleFault::Malformed { go, about } => Problem::MalformedCertificate {
            go: go.clone(),
            about: about.clone(),
        },
        BundleFault::NotPem { kind } => input(
            Code::NotPem,
            format!("not PEM, no BEGIN line: this is {}", kind.description()),
            "a file is not PEM",
        ),
        BundleFault::Pkcs7AsCertificate => input(
            Code::NotACertificate,
            "Go cannot parse it: it is PKCS#7 under the label CERTIFICATE; openssl pkcs7 -print_certs converts it"
                .to_owned(),
            "PKCS#7 has the label CERTIFICATE",
        ),
        BundleFault::Unread { label, reason } => {
            let what = label
                .as_ref()
                .map(|label| format!("{} block", shown_label(label)))
                .unwrap_or_else(|| "block".to_owned());
            input(
                Code::SkippedPemBlock,
                format!("Go passes over this {what}: {}", skip_reason(reason)),
                "a PEM block is damaged",
            )
        }
    }
}

/// A label as it may be shown: what is no label by its looks may be anything.
fn shown_label(label: &str) -> &str {
    let looks =
        |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, ' ' | '#' | '-');
    if label.chars().all(looks) {
        label
    } else {
        "unknown"
    }
}

fn skip_reason(reason: &SkipReason) -> String {
    match reason {
        SkipReason::BadBase64 { line, .. } => format!("line {line} of it is not base64"),
        SkipReason::BareBase64 => "it has neither BEGIN nor END line".to_owned(),
        SkipReason::BeginMissing => "it has no BEGIN line".to_owned(),
        SkipReason::ByteOrderMark => "a byte order mark is before BEGIN".to_owned(),
        SkipReason::EndIndented { .. } => "there are blanks before END".to_owned(),
        SkipReason::EndLabelMismatch { .. } => "BEGIN and END have different labels".to_owned(),
        SkipReason::EndMissing => "it has no END line: it was cut off".to_owned(),
        SkipReason::EndNotAlone { .. } => "END is not alone on its line".to_owned(),
        SkipReason::GluedToEnd => "BEGIN is on the line of the previous END".to_owned(),
        SkipReason::Indented => "there are blanks before BEGIN".to_owned(),
        SkipReason::LiteralNewlines => {
            "it has the two characters \\n where lines should end".to_owned()
        }
        SkipReason::TextAfterBegin => "text follows BEGIN on its line".to_owned(),
        SkipReason::TextBeforeBegin => "there is text before BEGIN on its line".to_owned(),
        SkipReason::TwiceEncoded => "it is base64 of PEM: encoded once too often".to_owned(),
        SkipReason::UnicodeDashes => "its dashes are not the ASCII ones".to_owned(),
        SkipReason::Unreached => "a fault near it hides it".to_owned(),
        SkipReason::Utf16 => "the text is UTF-16".to_owned(),
        SkipReason::WrongDashes => "there are not five dashes on each side of its label".to_owned(),
    }
}

/// Faults of a kubeconfig. Those that kubectl prints stand before those behind them.
pub fn kubeconfig_findings(faults: &[KubeconfigFault]) -> Vec<Finding> {
    let printed = crate::decode::kubeconfig::printed(faults);
    faults
        .iter()
        .map(|fault| {
            let problem = match &fault.problem {
                KubeconfigProblem::NoCredentials { .. } => Problem::NoCredentials,
                other => Problem::Input {
                    code: kubeconfig_code(other),
                    message: other.to_string(),
                    brief: kubeconfig_brief(other).to_owned(),
                },
            };
            let mut finding =
                Finding::new(problem, Step::Configuration, vec![fault.location.clone()]);
            finding.behind = !printed.contains(&fault);
            finding
        })
        .collect()
}

fn kubeconfig_code(problem: &KubeconfigProblem) -> Code {
    use KubeconfigProblem as P;
    match problem {
        P::ExplicitFileMissing { .. }
        | P::FileUnreadable { .. }
        | P::ClientCertificateUnreadable { .. }
        | P::ClientKeyUnreadable { .. }
        | P::CertificateAuthorityUnreadable { .. }
        | P::TokenFileUnreadable { .. } => Code::UnreadableFile,
        P::Yaml(_)
        | P::RootIsNoMap { .. }
        | P::VersionIsNoText { .. }
        | P::VersionMissing { .. }
        | P::MalformedVersion { .. }
        | P::UnknownVersion { .. } => Code::MalformedKubeconfig,
        P::WrongType { .. } => Code::WrongFieldType,
        P::Base64 { .. } => Code::BadBase64,
        P::DuplicateName { .. } => Code::DuplicateName,
        P::ContextNotFound { .. } => Code::UnknownContext,
        P::ClusterNotFound { .. } => Code::UnknownCluster,
        P::UserNotFound { .. } => Code::UnknownUser,
        P::SeveralAuthMethods { .. } | P::TokenWithBasicAuth { .. } => Code::SeveralAuthMethods,
        P::BothClientCertificates { .. }
        | P::BothClientKeys { .. }
        | P::BothCertificateAuthorities { .. } => Code::BothFileAndData,
        P::ClientKeyMissing { .. } => Code::MissingClientKey,
        P::ExecWithAuthProvider { .. }
        | P::ExecCommandMissing { .. }
        | P::ExecVersionMissing { .. }
        | P::ExecEnvNameMissing { .. }
        | P::ExecInteractiveModeMissing { .. }
        | P::ExecInteractiveModeInvalid { .. }
        | P::ExecVersionUnknown { .. } => Code::InvalidExec,
        P::ImpersonationWithoutUser { .. } => Code::ImpersonationWithoutUser,
        P::ProxyUrlMalformed { .. } | P::ProxyUrlScheme { .. } => Code::InvalidProxyUrl,
        P::NoCredentials { .. } => Code::NoCredentials,
        P::ServerIsNoUrl { .. } | P::ServerMalformed { .. } => Code::InvalidServerUrl,
        P::AuthProviderRemoved { .. }
        | P::AuthProviderUnknown { .. }
        | P::OidcSettingMissing { .. } => Code::UnavailableAuthProvider,
        P::InsecureWithCertificateAuthority { .. } => Code::CaWithInsecure,
    }
}

/// The clause for the first line; names stay out of it, since they may be long.
fn kubeconfig_brief(problem: &KubeconfigProblem) -> &'static str {
    match kubeconfig_code(problem) {
        Code::UnreadableFile => "a file cannot be read",
        Code::MalformedKubeconfig => "the file is no kubeconfig",
        Code::WrongFieldType => "a field has the wrong type",
        Code::BadBase64 => "a data field is not base64",
        Code::DuplicateName => "a name is there twice",
        Code::UnknownContext => "no such context",
        Code::UnknownCluster => "no such cluster",
        Code::UnknownUser => "no such user",
        Code::SeveralAuthMethods => "two ways to authenticate",
        Code::BothFileAndData => "both file and data are given",
        Code::MissingClientKey => "no client key",
        Code::InvalidExec => "exec is not fully configured",
        Code::ImpersonationWithoutUser => "impersonation of nobody",
        Code::InvalidProxyUrl => "unusable proxy URL",
        Code::InvalidServerUrl => "unusable server URL",
        Code::UnavailableAuthProvider => "no such auth provider",
        Code::CaWithInsecure => "a CA beside insecure-skip-tls-verify",
        _ => "its configuration is faulty",
    }
}

/// What the context leaves open: kubectl goes on, but not where the user thinks.
pub(crate) fn gap_finding(gap: &Gap, fallback: &Location) -> Option<Finding> {
    let (code, message, location) = match gap {
        // Selection tells it as a fault.
        Gap::ContextMissing { .. } => return None,
        Gap::NoCurrentContext => (
            Code::NoServer,
            "no context is current, so no server is named".to_owned(),
            None,
        ),
        Gap::NoCluster { location } => (
            Code::NoServer,
            "the context names no cluster".to_owned(),
            Some(location),
        ),
        Gap::ClusterMissing { name, location } => (
            Code::UnknownCluster,
            format!("no cluster is named `{name}`"),
            location.as_ref(),
        ),
        Gap::NoServer { location } => (
            Code::NoServer,
            "the cluster names no server".to_owned(),
            Some(location),
        ),
        Gap::NoUser { location } => (
            Code::UnknownUser,
            "the context names no user".to_owned(),
            Some(location),
        ),
        Gap::UserMissing { name, location } => (
            Code::UnknownUser,
            format!("no user is named `{name}`"),
            location.as_ref(),
        ),
    };
    let brief = match code {
        Code::UnknownUser => "no such user",
        Code::UnknownCluster => "no such cluster",
        _ => "no server is named",
    };
    let problem = Problem::Input {
        code,
        message,
        brief: brief.to_owned(),
    };
    Some(Finding::new(
        problem,
        Step::Configuration,
        vec![location.unwrap_or(fallback).clone()],
    ))
}

/// What kubectl passes over in silence.
pub(crate) fn note_finding(note: &KubeconfigNote) -> Finding {
    let (message, location) = match note {
        KubeconfigNote::MisspeltField {
            location,
            written,
            meant,
        } => (
            format!("kubectl ignores the field `{written}`; `{meant}` was probably meant"),
            location,
        ),
        KubeconfigNote::RepeatedField { location, name } => (
            match name {
                Some(name) => {
                    format!("the field `{name}` is there twice, and kubectl takes this one")
                }
                None => "a field is there twice, and kubectl takes this one".to_owned(),
            },
            location,
        ),
        KubeconfigNote::MissingFile { location } => (
            "this file does not exist; kubectl ignores it".to_owned(),
            location,
        ),
        KubeconfigNote::ShadowedEntry {
            location,
            winner,
            name,
        } => (
            format!("kubectl ignores this `{name}`: {winner} defines it first"),
            location,
        ),
    };
    let problem = Problem::Input {
        code: Code::IgnoredField,
        message,
        brief: "a field is ignored".to_owned(),
    };
    Finding::new(problem, Step::Configuration, vec![location.clone()])
}

/// Faults of a certificate with its key, which stand in these two places, and what crypto/tls says of the pair, if it refuses it.
pub fn key_pair_findings(
    pair: &KeyPair,
    (certificate, key): (&Location, &Location),
    step: impl Into<Option<Step>>,
    release: GoRelease,
) -> (Vec<Finding>, Option<String>) {
    let step = step.into();
    let mut findings = bundle_findings(&pair.chain.problems, step, false);
    // The pair's own problem says it, and says it better.
    findings
        .retain(|finding| !matches!(finding.problem.code(), Code::NotACertificate | Code::NotPem));
    for (index, problem) in pair.problems.iter().enumerate() {
        let leaf = pair.chain.leaf();
        let at_key = matches!(
            problem,
            KeyPairProblem::EncryptedKey { .. }
                | KeyPairProblem::KeyIsCertificate
                | KeyPairProblem::MalformedKey { .. }
                | KeyPairProblem::NoKey
                | KeyPairProblem::OtherThanKey { .. }
                | KeyPairProblem::KeyMismatch { .. }
                | KeyPairProblem::KeyTypeMismatch { .. }
        );
        let place = if at_key {
            pair.key_location.as_ref().unwrap_or(key)
        } else {
            leaf.map_or(certificate, |leaf| &leaf.location)
        };
        let mut finding = Finding::new(
            key_pair_problem(problem, release),
            step,
            vec![place.clone()],
        );
        if !at_key {
            finding.certificate = leaf.and_then(|leaf| leaf.parsed.as_ref().ok()).cloned();
        }
        finding.behind = index > 0;
        // A certificate that does not parse stands among the chain's problems too.
        findings.retain(|known| known.problem != finding.problem);
        findings.push(finding);
    }
    (findings, pair.go_text(release))
}

fn key_pair_problem(problem: &KeyPairProblem, release: GoRelease) -> Problem {
    let input = |code, message: String, brief: &str| Problem::Input {
        code,
        message,
        brief: brief.to_owned(),
    };
    match problem {
        KeyPairProblem::CertificateIsKey => input(
            Code::CertificateAndKeySwapped,
            "there is a private key where the certificate belongs".to_owned(),
            "certificate and key are swapped",
        ),
        KeyPairProblem::KeyIsCertificate => input(
            Code::CertificateAndKeySwapped,
            "there is a certificate where the private key belongs".to_owned(),
            "certificate and key are swapped",
        ),
        KeyPairProblem::EncryptedKey { .. } => input(
            Code::EncryptedPrivateKey,
            format!(
                "the private key is encrypted; Go only says `{}`",
                problem.go_text(release)
            ),
            "the private key is encrypted",
        ),
        KeyPairProblem::KeyMismatch {
            belongs_to: Some(index),
        } => input(
            Code::KeyPairMismatch,
            format!(
                "the private key belongs to certificate {} of the chain, not to the first: the order is wrong",
                index + 1
            ),
            "the chain is in the wrong order",
        ),
        KeyPairProblem::KeyMismatch { belongs_to: None } => input(
            Code::KeyPairMismatch,
            "the private key does not belong to the certificate".to_owned(),
            "the key does not fit the certificate",
        ),
        KeyPairProblem::KeyTypeMismatch { certificate, key } => input(
            Code::KeyPairMismatch,
            format!(
                "the certificate has a key of type {certificate}, and the private key is {key}"
            ),
            "the key does not fit the certificate",
        ),
        KeyPairProblem::MalformedKey { ml_dsa, .. } => input(
            Code::UnusablePrivateKey,
            match ml_dsa {
                Some(form) => format!(
                    "the private key cannot be read: {}; {form}",
                    problem.go_text(release)
                ),
                None => format!(
                    "the private key cannot be read: {}",
                    problem.go_text(release)
                ),
            },
            "the private key is unusable",
        ),
        KeyPairProblem::MalformedLeaf { go } => Problem::MalformedCertificate {
            go: go.clone(),
            about: None,
        },
        KeyPairProblem::NoCertificate => input(
            Code::NoCertificateInPair,
            "no PEM block is found where the certificate belongs".to_owned(),
            "no certificate is found",
        ),
        KeyPairProblem::NoKey => input(
            Code::UnusablePrivateKey,
            "no PEM block is found where the private key belongs".to_owned(),
            "no private key is found",
        ),
        KeyPairProblem::OtherThanCertificate { labels } => input(
            Code::NoCertificateInPair,
            format!("there is no certificate, only {}", labels.join(", ")),
            "no certificate is found",
        ),
        KeyPairProblem::OtherThanKey { labels } => input(
            Code::UnusablePrivateKey,
            format!("there is no private key, only {}", labels.join(", ")),
            "no private key is found",
        ),
        KeyPairProblem::UnsupportedLeafKey { algorithm } => Problem::UnsupportedKey {
            go_type: algorithm.clone(),
        },
    }
}
