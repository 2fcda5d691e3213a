//! The words for what a step knows, leaves open or does not look at.

use crate::connection::{AlikeSecrets, Authentication, ClientKind, Fact};
use crate::verify::Verdict;

/// A fact as a clause without a period.
pub fn words(fact: &Fact) -> String {
    let text = match fact {
        Fact::NoCertificateCame => "no certificate came",
        Fact::DoesNotStart { component } => {
            return format!("{component} does not start with these files");
        }
        Fact::MakesOwnCertificate => "it makes a certificate itself as it starts",
        Fact::ServingCertificateNotGiven => "the server's certificate is not given",
        Fact::NoConnection => "kubectl makes no connection",
        Fact::NoCertificateOverHttp => "plain HTTP: no certificate is sent",
        Fact::NotRequested => "the server asks for no client certificate",
        Fact::ClientCertificateNotGiven => {
            "its certificate is in a file that is not among those given"
        }
        Fact::NoClientCertificate { authentication } => sent_instead(*authentication),
        Fact::ProxyCertificateNotGiven => {
            "--proxy-client-cert-file of kube-apiserver is not given: name its /etc/kubernetes too"
        }
        Fact::NoSecretFor { name, .. } => {
            return format!("no Secret given has a certificate for {name}");
        }
        Fact::OneOfSecrets { secrets } => return one_of(secrets),
        Fact::TooManySecrets {
            name,
            secrets,
            tried,
        } => {
            return format!(
                "{secrets} different Secrets have a certificate for {name}, and certgraph tries at most {tried}"
            );
        }
        Fact::PlainHttp => "plain HTTP: no TLS, and kubectl sends no credentials",
        Fact::NoServerKnown => "kubectl knows no server to go to",
        Fact::Unchecked { kind, component } => match kind {
            ClientKind::Kubeconfig => "insecure-skip-tls-verify: kubectl checks nothing",
            ClientKind::Component => {
                return format!("{component} has no CA for this, and checks nothing");
            }
        },
        Fact::UnusableBundle { component } => {
            return format!("{component} cannot use the CA bundle");
        }
        Fact::NoUsableCertificate => "the client has no usable certificate to present",
        Fact::WebhookAsksNobody => "a webhook asks for no client certificate",
        Fact::BundleReadable { cas } => {
            let plural = if *cas == 1 { "" } else { "s" };
            return format!("the CA bundle is readable and holds {cas} CA{plural}");
        }
        Fact::BundleDates { outside, cas } => match (outside, cas) {
            (0, _) => "still valid",
            (1, 1) => "and is outside its dates",
            (outside, _) => return format!("{outside} of them outside their dates"),
        },
        Fact::ListedByServer { name } => {
            return format!(
                "the server lists a client CA named {name}, so it probably accepts it (a name alone proves nothing)"
            );
        }
        Fact::ListsNoCa => "the server asks for a certificate and names no CA, as k3s does",
        Fact::KeyPairMatches => "key pair ✓",
        Fact::CertificateDates { valid } => return format!("dates {}", mark(*valid)),
        Fact::ClientUsage { allowed } => return format!("usage {} clientAuth", mark(*allowed)),
        Fact::IssuedByTrustedCa { kind, component } => {
            let who = match kind {
                ClientKind::Kubeconfig => "this kubeconfig",
                ClientKind::Component => component,
            };
            return issued_by_trusted(who);
        }
        Fact::TrustedCasNotGiven => "the CAs that it trusts: their file is not among those given",
        Fact::ServingCertificate { name } => {
            return match name {
                Some(name) => {
                    format!("the server certificate's issuer, dates, SANs (needs {name}), usage")
                }
                None => "issuer, dates, names, usage".to_owned(),
            };
        }
        Fact::WebhookDecides => {
            "whether the webhook accepts the certificate that kubeConfigFile of AdmissionConfiguration gives"
        }
        Fact::SystemRoots => "whether the system's roots hold the issuer",
        Fact::AssumedName { name, from } => {
            return format!("whether it dials {name}, which the certificate does not have: {from}");
        }
        Fact::DialledName { from } => {
            return format!("the name that it dials, which the certificate must have: {from}");
        }
        Fact::PresentedCertificate => "the certificate that the client presents",
        Fact::PluginCredentials => "the credentials that the plugin would give",
        Fact::ListedCaKey => "whether that CA has the issuer's key, and RBAC",
        Fact::ClientCas => "which client CAs the server has, and RBAC",
        Fact::TrustsIssuer { component } => {
            return format!("whether {component} trusts the issuer");
        }
        Fact::ClientCaFile => "whether --client-ca-file holds the issuer, and RBAC",
        Fact::TokenTaken => "whether the server takes the token",
    };
    text.to_owned()
}

fn issued_by_trusted(who: &str) -> String {
    format!("issued by the CA {who} trusts, which suggests that the server accepts it")
}

/// A fact as something that is open: with the command that would settle it, where one is known.
pub(super) fn open_words(fact: &Fact) -> String {
    match fact {
        Fact::NoSecretFor {
            namespace: Some(namespace),
            ..
        } => format!("{}: kubectl get secret -n {namespace} -o yaml", words(fact)),
        _ => words(fact),
    }
}

const fn mark(holds: bool) -> &'static str {
    if holds { "✓" } else { "✗" }
}

/// What a client without a certificate sends.
const fn sent_instead(authentication: Authentication) -> &'static str {
    match authentication {
        Authentication::Token => "no client certificate; a bearer token is sent",
        Authentication::Basic => "no client certificate; user name and password are sent",
        Authentication::Exec => "credentials come from an exec plugin, which is not run",
        Authentication::AuthProvider => "credentials come from an auth provider, which is not run",
        Authentication::Certificate | Authentication::Anonymous | Authentication::None => {
            "no credentials are configured"
        }
    }
}

fn one_of(secrets: &[AlikeSecrets]) -> String {
    let each: Vec<_> = secrets
        .iter()
        .map(|alike| {
            let comes = match alike.verdict {
                Verdict::Accept => "works",
                Verdict::Reject => "fails",
                Verdict::Undetermined => "open",
            };
            let more = match alike.count {
                1 => String::new(),
                count => format!(" and {} alike", count - 1),
            };
            format!("{}{more} ({comes})", alike.first)
        })
        .collect();
    format!("which of these it serves from: {}", each.join(", "))
}
