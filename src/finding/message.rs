//! The sentence of a problem, derived from its facts.
//!
//! Names in these sentences come from the input as they are: whoever prints them escapes them for his medium.

use std::fmt;
use std::net::IpAddr;

use super::{Basis, ClientRefusal, Hygiene, Problem, Purpose, Rivalry, answer};
use crate::ground::time::{Remaining, Timestamp};
use crate::x509::KeyPurpose;

/// Names listed in one sentence before "and N more" (CVE-2025-61729: an error that prints every SAN).
const NAMES_SHOWN: usize = 10;

/// One sentence that stands alone: one fact, no period.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownIssuer { issuer, purpose: Purpose::ServerAuth, .. } => {
                write!(f, "no trusted CA is named {issuer}, the issuer")
            }
            Self::UnknownIssuer { issuer, purpose: Purpose::ClientAuth, .. } => {
                write!(f, "no CA in --client-ca-file is named {issuer}, the issuer")
            }
            Self::GeneratedCertificate { component } => write!(
                f,
                "without --tls-cert-file {component} makes its certificate as it starts, with a CA of its own, which no trusted CA can be: none is named HOST-ca@UNIXTIME"
            ),
            Self::MissingIntermediate { issuer, found } => {
                write!(f, "the server does not send the intermediate {issuer}; it is in {found}")
            }
            Self::IssuerKeyMismatch { candidate, wanted: Some(wanted), found: Some(found), .. } if wanted != found => {
                write!(f, "signed by a CA with key {wanted}, but the trusted {candidate} has key {found}")
            }
            Self::IssuerKeyMismatch { candidate, .. } => {
                write!(f, "the signature does not verify with the key of {candidate}, the CA of the issuer's name")
            }
            Self::BadSignature { issuer, .. } => {
                write!(f, "the signature does not verify with the key of {issuer}, though the key identifiers agree: the certificate was altered or damaged")
            }
            Self::InsecureSignature { algorithm } => write!(f, "signed with {algorithm}, which Go refuses as insecure"),
            Self::UnsupportedSignature { algorithm, go } => {
                write!(f, "Go cannot verify the signature, which is {algorithm}: {go}")
            }
            Self::WeakKey { bits } => write!(f, "the issuer's RSA key has {bits} bits, and Go refuses fewer than 1024"),
            Self::NotACa { issuer, has_basic_constraints: true } => {
                write!(f, "the issuer {issuer} is not a CA: its basic constraints say CA:FALSE")
            }
            Self::NotACa { issuer, has_basic_constraints: false } => {
                write!(f, "the issuer {issuer} is not a CA: it has no basic constraints")
            }
            Self::MissingKeyCertSign { issuer, listed } => {
                write!(f, "the issuer {issuer} may not sign certificates: its key usage is {}", listed.join(", "))
            }
            Self::PathTooLong { limit, found } => {
                write!(f, "{found} CA certificate{} below it, and its path length constraint allows {limit}", stand(*found))
            }
            Self::UnhandledCriticalExtension { oids } => {
                let names: Vec<_> = oids.iter().map(ToString::to_string).collect();
                write!(f, "critical extension {} is not processed by Go", list(&names))
            }
            Self::NameConstraintViolated { detail, holder } => {
                write!(f, "the name constraints of {holder} forbid it: {detail}")
            }
            Self::WrongPurpose { wanted, listed } => {
                let names: Vec<_> = listed.iter().map(purpose_name).collect();
                write!(f, "its extended key usage is {}, and {} is needed", list(&names), wanted.name())
            }
            Self::InvalidPolicies => f.write_str("the path requires an explicit certificate policy, and none is valid on it"),
            Self::DistrustedKey => f.write_str("its key is on Go's list of distrusted keys"),
            Self::SignatureBudgetExhausted { limit } => {
                write!(f, "Go gives up after {limit} signature checks: too many CAs of one name")
            }
            Self::Expired { not_after, at } => {
                write!(f, "expired {}, {} before {}", not_after.at.human(), gap(not_after.at, *at), at.human())
            }
            Self::NotYetValid { not_before, at } => {
                write!(f, "not valid before {}, {} after {}", not_before.at.human(), gap(*at, not_before.at), at.human())
            }
            Self::MalformedCertificate { go, about: None } => write!(f, "Go cannot parse it: {go}"),
            Self::MalformedCertificate { go, about: Some(about) } => {
                write!(f, "Go cannot parse it: {go}; it is {about}")
            }
            Self::UnsupportedKey { go_type } => write!(f, "TLS cannot use its public key (Go type {go_type})"),
            Self::RsaKeyTooLarge { bits } => write!(f, "its RSA key has {bits} bits, and TLS in Go refuses more than 8192"),
            Self::NameMismatch { wanted, dns, ip, .. } => {
                let names: Vec<_> = ip.iter().map(IpAddr::to_string).chain(dns.iter().cloned()).collect();
                if names.is_empty() {
                    write!(f, "it names no host at all, and {wanted} was asked for")
                } else {
                    write!(f, "it names {}, not {wanted}", list(&names))
                }
            }
            Self::CommonNameOnly { wanted, .. } => {
                write!(f, "only its common name says {wanted}, and Go reads only subject alternative names")
            }
            Self::EmptyCommonName => f.write_str("the client certificate has no common name, so it names no user"),
            Self::InvalidUid { go } => write!(f, "the UID in the client certificate is unusable: {go}"),
            Self::ClientCertificateIsCa => {
                f.write_str("a CA certificate is presented as client certificate: whoever holds its key can be any user")
            }
            Self::FrontProxyCertificate { common_name } => {
                write!(f, "this is a certificate of the front proxy ({common_name}), which is accepted for no user")
            }
            Self::ClientCertificateNotRequested(Basis::Files) => f.write_str(
                "the server has no --client-ca-file and asks for no client certificate: the client is anonymous",
            ),
            Self::ClientCertificateNotRequested(Basis::Handshake) => f.write_str(
                "the server asks for no client certificate: it is a kube-apiserver without --client-ca-file, or something before it that ends TLS",
            ),
            Self::TokenUnknown => f.write_str("the token is in no line of --token-auth-file"),
            Self::TokenWithLineEnd => f.write_str(
                "the token ends in a line end or holds another control character: kubectl sends no request",
            ),
            Self::RefusedOutsideGo { refusals } => refused_outside_go(f, refusals),
            Self::TokenDecides => f.write_str("a bearer token decides; no file here says whether the server accepts it"),
            Self::PluginCredentials { kind, name } => write!(f, "credentials come from {kind} {name}, which was not run"),
            Self::BasicAuthIgnored => {
                f.write_str("user name and password are sent, and kube-apiserver ignores them since Kubernetes 1.19")
            }
            Self::NoCredentials => f.write_str("the user has no credentials: kubectl asks for a user name and gives up"),
            Self::InsecureSkipTlsVerify => f.write_str(
                "insecure-skip-tls-verify: kubectl checks nothing, so anyone on the path can be the server",
            ),
            Self::PlainHttp => f.write_str(
                "the server URL is not https: kubectl uses no TLS and sends neither certificate nor token",
            ),
            Self::SystemRoots => f.write_str(
                "no CA is configured: the system's root CAs are trusted, and no file here names them",
            ),
            Self::EmptyCaFile => f.write_str(
                "the CA file is empty: kubectl since 1.36 trusts nothing then, older ones use the system's root CAs",
            ),
            Self::Proxied => f.write_str("kubectl connects through a proxy, which is not part of this analysis"),
            Self::Network(fault) => fault.fmt(f),
            Self::ClientCaNotNamed { issuer, named } => write!(
                f,
                "the server names the client CAs that it accepts ({}), and the issuer {issuer} is none of them",
                list(named)
            ),
            Self::TlsTerminated { signs } => answer::tls_terminated(f, signs),
            Self::NotAnApiServer { status, title, location } => {
                answer::not_an_api_server(f, *status, title.as_deref(), location.as_deref())
            }
            Self::RequestFailed { status, says } => answer::request_failed(f, *status, says),
            Self::ClientCertificateRefused { refusal, listed } => refusal.write(listed.as_deref(), f),
            Self::NoCommonSignatureScheme { key, schemes } => write!(
                f,
                "the server takes signatures by {}, and a key of {key} makes none of them",
                list(schemes)
            ),
            Self::Unauthorized { sent } => write!(f, "the server answers 401 Unauthorized: it does not accept {sent}"),
            Self::CredentialsNotSent { reason } => write!(f, "no credentials were sent: {reason}"),
            Self::IdentityDiffers { seen, predicted } => {
                write!(f, "the server takes the client for {seen}, and its credentials name {predicted}")
            }
            Self::Input(fault) => fault.fmt(f),
            Self::Program(fault) => fault.fmt(f),
            Self::Hygiene(fact) => fact.fmt(f),
            Self::ServerCannotStart { component, error } => write!(f, "{component} does not start: {error}"),
            Self::FrontProxyNameNotAllowed { common_name, allowed } => {
                write!(f, "the front proxy is {common_name}, and --requestheader-allowed-names allows {}", list(allowed))
            }
            Self::NoClientCertificate => {
                f.write_str("the server demands a client certificate in the handshake, and none is configured")
            }
            Self::ServerUnchecked { component, flag } => write!(
                f,
                "{component} has no {flag}: it checks nothing of this server's certificate, so anyone on the path can be the server"
            ),
            Self::MissingFile { needed_by } => write!(f, "it is not there, and belongs there for {needed_by}"),
            Self::CopiedNode { original, copies } => {
                let copies = if *copies == 1 { "a copy".to_owned() } else { format!("{copies} copies") };
                write!(f, "{copies} of {original}, with the same files: the node is judged once")
            }
            Self::UnusedFile => f.write_str("no component here uses it"),
            Self::SeveralManifests { component, used, rivalry } => {
                let outcome = match rivalry {
                    Rivalry::Name => "their pods have one name, so the kubelet runs only one of them",
                    Rivalry::Port => "the kubelet starts both, and only one of them can listen on their port",
                    Rivalry::None => "the kubelet starts both",
                };
                write!(f, "it starts {component} too, beside {used}, which is looked at here: {outcome}")
            }
            Self::ServiceAccountKeyMismatch { signed_with } => write!(
                f,
                "tokens are signed with the key of {signed_with}, whose public half is in no --service-account-key-file"
            ),
        }
    }
}

impl Problem {
    /// The sentence without what passes as time goes by: it is the same in each run, as long as nothing changes.
    pub fn lasting(&self) -> String {
        match self {
            Self::Expired { not_after, .. } => format!("expired on {}", not_after.at.date()),
            Self::NotYetValid { not_before, .. } => {
                format!("is not valid before {}", not_before.at.date())
            }
            Self::Hygiene(Hygiene::ExpiresSoon { not_after, .. }) => {
                format!("expires on {}", not_after.date())
            }
            Self::Hygiene(Hygiene::ExpiredBundleEntry { not_after, .. }) => format!(
                "this CA of a bundle expired on {}: nothing that it issued is accepted any more",
                not_after.date()
            ),
            Self::Hygiene(Hygiene::RenewalOverdue { renewal, .. }) => format!(
                "cert-manager should have renewed this certificate {}",
                renewal.human()
            ),
            Self::Hygiene(Hygiene::RequestPending { signer, since, .. }) => format!(
                "nobody has approved or denied this certificate request to {signer} since {}",
                since.human()
            ),
            other => other.to_string(),
        }
    }
}

impl Problem {
    /// The clause that follows "kubectl rejects the server:", for the first line of a report; `leaf` tells whether
    /// the presented certificate itself is meant or a CA above it. Short: with the rest it must fit 78 columns.
    pub fn headline(&self, leaf: bool) -> String {
        let whose = if leaf { "its certificate" } else { "its CA" };
        match self {
            Self::UnknownIssuer { .. } | Self::GeneratedCertificate { .. } => {
                "unknown CA".to_owned()
            }
            Self::MissingIntermediate { .. } => "an intermediate is not sent".to_owned(),
            Self::IssuerKeyMismatch { candidate, .. } => {
                format!("signed by another CA named \"{}\"", common_name(candidate))
            }
            Self::BadSignature { .. } => format!("{whose} was altered"),
            Self::InsecureSignature { algorithm } => format!("{whose} is signed with {algorithm}"),
            Self::UnsupportedSignature { .. } => format!("{whose} has an unsupported signature"),
            Self::WeakKey { bits } => format!("signed with a {bits}-bit RSA key"),
            Self::NotACa { .. } => "its issuer is not a CA".to_owned(),
            Self::MissingKeyCertSign { .. } => "its issuer may not sign certificates".to_owned(),
            Self::PathTooLong { .. } => "too many CAs on its path".to_owned(),
            Self::UnhandledCriticalExtension { .. } => {
                format!("{whose} has an unknown critical extension")
            }
            Self::NameConstraintViolated { .. } => {
                "a CA's name constraints forbid its names".to_owned()
            }
            Self::WrongPurpose { wanted, .. } => format!("{whose} is not for {}", wanted.name()),
            Self::InvalidPolicies => "a required certificate policy is missing".to_owned(),
            Self::DistrustedKey => "its key is distrusted".to_owned(),
            Self::SignatureBudgetExhausted { .. } => "too many CAs of one name".to_owned(),
            Self::Expired { not_after, at } => {
                format!("{whose} expired {} ago", gap(not_after.at, *at))
            }
            Self::NotYetValid { not_before, at } => {
                format!("{whose} is valid in {}", gap(*at, not_before.at))
            }
            Self::MalformedCertificate { .. } => "a certificate cannot be parsed".to_owned(),
            Self::UnsupportedKey { .. } => format!("{whose} has an unusable key"),
            Self::RsaKeyTooLarge { .. } => "its RSA key is too large".to_owned(),
            Self::NameMismatch { wanted, .. } => format!("its certificate does not name {wanted}"),
            Self::CommonNameOnly { .. } => "its certificate has no SAN".to_owned(),
            Self::EmptyCommonName => "its certificate names no user".to_owned(),
            Self::InvalidUid { .. } => "its certificate has an unusable UID".to_owned(),
            Self::ClientCertificateIsCa => "it presents a CA certificate".to_owned(),
            Self::FrontProxyCertificate { .. } => {
                "it presents a front-proxy certificate".to_owned()
            }
            Self::ClientCertificateNotRequested(_) => {
                "it asks for no certificate, so this is anonymous".to_owned()
            }
            Self::TokenUnknown => "unknown token".to_owned(),
            Self::TokenWithLineEnd => "token with a line end".to_owned(),
            Self::RefusedOutsideGo { .. } => "other clients refuse it".to_owned(),
            Self::TokenDecides => "a token decides".to_owned(),
            Self::PluginCredentials { kind, .. } => format!("credentials come from {kind}"),
            Self::BasicAuthIgnored => "user name and password are ignored".to_owned(),
            Self::NoCredentials => "no credentials".to_owned(),
            Self::InsecureSkipTlsVerify => "nothing is checked".to_owned(),
            Self::PlainHttp => "the URL is not https".to_owned(),
            Self::SystemRoots => "no CA is configured".to_owned(),
            Self::EmptyCaFile => "the CA file is empty".to_owned(),
            Self::Proxied => "a proxy is in between".to_owned(),
            Self::Network(fault) => fault.headline(),
            Self::ClientCaNotNamed { .. } => "unknown CA".to_owned(),
            Self::TlsTerminated { .. } => "something before it ends TLS".to_owned(),
            Self::NotAnApiServer { .. } => "what answers is no API server".to_owned(),
            Self::RequestFailed { status, .. } => format!("it answers {status}"),
            Self::ClientCertificateRefused { refusal, .. } => refusal.headline(),
            Self::NoCommonSignatureScheme { .. } => "no signature of its key is taken".to_owned(),
            Self::Unauthorized { .. } => "401 Unauthorized".to_owned(),
            Self::CredentialsNotSent { .. } => "no credentials were sent".to_owned(),
            Self::IdentityDiffers { seen, .. } => format!("it is taken for {seen}"),
            Self::Input(fault) => fault.brief(),
            Self::Program(fault) => fault.headline(),
            Self::Hygiene(fact) => fact.headline(),
            Self::ServerCannotStart { .. } => "its files are unusable".to_owned(),
            Self::FrontProxyNameNotAllowed { common_name, .. } => {
                format!("front proxy {common_name} is not allowed")
            }
            Self::NoClientCertificate => "it has no certificate".to_owned(),
            Self::ServerUnchecked { .. } => "nothing is checked".to_owned(),
            Self::MissingFile { .. } => "a file is missing".to_owned(),
            Self::CopiedNode { .. } => "a node is given again".to_owned(),
            Self::UnusedFile => "a file is unused".to_owned(),
            Self::SeveralManifests { component, .. } => format!("{component} has two manifests"),
            Self::ServiceAccountKeyMismatch { .. } => "another service-account key".to_owned(),
        }
    }
}

impl Purpose {
    /// `serverAuth` or `clientAuth`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServerAuth => "serverAuth",
            Self::ClientAuth => "clientAuth",
        }
    }
}

/// The name of a purpose, or its OID.
pub fn purpose_name(purpose: &KeyPurpose) -> String {
    match purpose {
        KeyPurpose::Any => "any".to_owned(),
        KeyPurpose::ServerAuth => "serverAuth".to_owned(),
        KeyPurpose::ClientAuth => "clientAuth".to_owned(),
        KeyPurpose::Other(oid) => oid.name().map_or_else(|| oid.to_string(), str::to_owned),
    }
}

fn gap(from: Timestamp, to: Timestamp) -> String {
    Remaining::between(from, to).words()
}

fn stand(count: usize) -> &'static str {
    if count == 1 { " is" } else { "s are" }
}

fn list(names: &[String]) -> String {
    let shown = names.get(..NAMES_SHOWN).unwrap_or(names).join(", ");
    match names.len().checked_sub(NAMES_SHOWN) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}

/// The common name in an RFC 4514 text, or the whole of it.
fn common_name(name: &str) -> &str {
    name.split(',')
        .find_map(|part| part.strip_prefix("CN="))
        .unwrap_or(name)
}

/// Clients that have the same reason stand together, in the order of the first of them.
fn refused_outside_go(f: &mut fmt::Formatter<'_>, refusals: &[ClientRefusal]) -> fmt::Result {
    f.write_str("kubectl accepts the server, and other clients refuse it")?;
    let mut told: Vec<&str> = Vec::new();
    for refusal in refusals {
        if told.contains(&&*refusal.reason) {
            continue;
        }
        let clients: Vec<_> = refusals
            .iter()
            .filter(|other| other.reason == refusal.reason)
            .map(|other| other.client.as_str())
            .collect();
        let separator = if told.is_empty() { ": " } else { "; " };
        write!(f, "{separator}{} ({})", refusal.reason, clients.join(", "))?;
        told.push(&refusal.reason);
    }
    Ok(())
}
