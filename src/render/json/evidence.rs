//! The facts of a problem as a JSON object.

use serde_json::{Value, json};

use super::network::network;
use crate::finding::{CertificateRefusal, Hygiene, Problem, ProgramFault, purpose_name};
use crate::x509::KeyId;

/// The facts by name; an empty object where the code says it all.
pub(super) fn evidence(problem: &Problem) -> Value {
    let key = |id: &Option<KeyId>| id.as_ref().map(ToString::to_string);
    match problem {
        Problem::UnknownIssuer {
            issuer,
            authority_key_id,
            purpose,
        } => {
            json!({ "issuer": issuer, "authority_key_id": key(authority_key_id), "purpose": purpose.name() })
        }
        Problem::GeneratedCertificate { component } => json!({ "generated_by": component }),
        Problem::MissingIntermediate { issuer, found } => {
            json!({ "issuer": issuer, "found": found.to_string() })
        }
        Problem::IssuerKeyMismatch {
            candidate,
            candidate_fingerprint,
            wanted,
            found,
            go,
        } => json!({
            "candidate": candidate,
            "candidate_fingerprint": candidate_fingerprint.to_string(),
            "wanted_key_id": key(wanted),
            "found_key_id": key(found),
            "go": go,
        }),
        Problem::BadSignature { issuer, go } => json!({ "issuer": issuer, "go": go }),
        Problem::InsecureSignature { algorithm } => json!({ "algorithm": algorithm }),
        Problem::UnsupportedSignature { go, .. } | Problem::MalformedCertificate { go, .. } => {
            json!({ "go": go })
        }
        Problem::WeakKey { bits } | Problem::RsaKeyTooLarge { bits } => json!({ "bits": bits }),
        Problem::NotACa {
            issuer,
            has_basic_constraints,
        } => {
            json!({ "issuer": issuer, "has_basic_constraints": has_basic_constraints })
        }
        Problem::MissingKeyCertSign { issuer, listed } => {
            json!({ "issuer": issuer, "key_usage": listed })
        }
        Problem::PathTooLong { limit, found } => json!({ "limit": limit, "found": found }),
        Problem::UnhandledCriticalExtension { oids } => {
            json!({ "oids": oids.iter().map(ToString::to_string).collect::<Vec<_>>() })
        }
        Problem::NameConstraintViolated { detail, holder } => {
            json!({ "detail": detail, "holder": holder })
        }
        Problem::WrongPurpose { wanted, listed } => {
            json!({ "wanted": wanted.name(), "listed": listed.iter().map(purpose_name).collect::<Vec<_>>() })
        }
        Problem::SignatureBudgetExhausted { limit } => json!({ "limit": limit }),
        Problem::Expired { not_after, at } => {
            json!({ "not_after": not_after.at.to_string(), "at": at.to_string() })
        }
        Problem::NotYetValid { not_before, at } => {
            json!({ "not_before": not_before.at.to_string(), "at": at.to_string() })
        }
        Problem::UnsupportedKey { go_type } => json!({ "go_type": go_type }),
        Problem::NameMismatch {
            wanted,
            dns,
            ip,
            go,
        } => json!({
            "wanted": wanted,
            "dns": dns,
            "ip": ip.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "go": go,
        }),
        Problem::CommonNameOnly {
            wanted,
            common_name,
        } => json!({ "wanted": wanted, "common_name": common_name }),
        Problem::InvalidUid { go } => json!({ "go": go }),
        Problem::ServerCannotStart { error, .. } => json!({ "go": error.to_string() }),
        Problem::FrontProxyNameNotAllowed {
            common_name,
            allowed,
        } => json!({ "common_name": common_name, "allowed": allowed }),
        Problem::ServerUnchecked { component, flag } => {
            json!({ "component": component, "flag": flag })
        }
        Problem::SeveralManifests {
            component,
            used,
            rivalry,
        } => json!({ "component": component, "used": used, "contend_for": rivalry.as_str() }),
        Problem::MissingFile { needed_by } => json!({ "needed_by": needed_by }),
        Problem::ServiceAccountKeyMismatch { signed_with } => json!({ "signed_with": signed_with }),
        Problem::FrontProxyCertificate { common_name } => json!({ "common_name": common_name }),
        Problem::RefusedOutsideGo { refusals } => json!({
            "refusals": refusals
                .iter()
                .map(|refusal| {
                    json!({
                        "client": refusal.client,
                        "rule": refusal.rule,
                        "reason": refusal.reason,
                    })
                })
                .collect::<Vec<_>>(),
        }),
        Problem::PluginCredentials { kind, name } => json!({ "kind": kind, "name": name }),
        Problem::Program(fault) => program(fault),
        Problem::Hygiene(fact) => hygiene(fact),
        Problem::Network(fault) => network(fault),
        Problem::ClientCaNotNamed { issuer, named } => json!({ "issuer": issuer, "named": named }),
        Problem::TlsTerminated { signs } => json!({
            "signs": signs
                .iter()
                .map(|sign| json!({ "sign": sign.as_str(), "detail": sign.detail() }))
                .collect::<Vec<_>>(),
        }),
        Problem::NotAnApiServer {
            status,
            title,
            location,
        } => json!({ "status": status, "title": title, "location": location }),
        Problem::RequestFailed { status, says } => json!({ "status": status, "says": says }),
        Problem::ClientCertificateRefused { refusal, listed } => {
            refused(refusal, listed.as_deref())
        }
        Problem::NoCommonSignatureScheme { key, schemes } => {
            json!({ "key": key, "schemes": schemes })
        }
        Problem::Unauthorized { sent } => json!({ "sent": sent }),
        Problem::CredentialsNotSent { reason } => json!({ "reason": reason }),
        Problem::CopiedNode { original, copies } => {
            json!({ "original": original, "count": copies })
        }
        Problem::IdentityDiffers { seen, predicted } => {
            json!({ "seen": seen, "predicted": predicted })
        }
        Problem::InvalidPolicies
        | Problem::DistrustedKey
        | Problem::EmptyCommonName
        | Problem::ClientCertificateIsCa
        | Problem::ClientCertificateNotRequested(_)
        | Problem::NoClientCertificate
        | Problem::UnusedFile
        | Problem::TokenUnknown
        | Problem::TokenWithLineEnd
        | Problem::TokenDecides
        | Problem::BasicAuthIgnored
        | Problem::NoCredentials
        | Problem::InsecureSkipTlsVerify
        | Problem::PlainHttp
        | Problem::SystemRoots
        | Problem::EmptyCaFile
        | Problem::Proxied
        | Problem::Input(_) => json!({}),
    }
}

fn program(fault: &ProgramFault) -> Value {
    match fault {
        ProgramFault::NotAllowed {
            flag,
            allowed,
            found,
        } => {
            json!({ "flag": flag, "allowed": allowed, "found": found })
        }
        ProgramFault::SourceNotNamed { address, dns, ip } => {
            let ip: Vec<_> = ip.iter().map(ToString::to_string).collect();
            json!({ "address": address, "dns": dns, "ip": ip })
        }
        ProgramFault::Revoked { serial } => json!({ "serial": serial }),
        ProgramFault::UnusableCrl { go } => json!({ "go": go }),
        ProgramFault::WithoutEtcd { seconds } => json!({ "seconds": seconds }),
        ProgramFault::TokenRefused(fault) => json!({ "reason": fault.to_string() }),
        ProgramFault::Signer { flag, fault } => {
            json!({ "flag": flag, "reason": fault.to_string() })
        }
        ProgramFault::Powerless { user, .. } => json!({ "user": user }),
        ProgramFault::PublishedKey { flag } => json!({ "flag": flag }),
        ProgramFault::Open { component, .. } => json!({ "component": component }),
        ProgramFault::ServingExpired { not_after } => {
            json!({ "not_after": not_after.at.to_string() })
        }
        ProgramFault::CannotAuthorize
        | ProgramFault::KubeletEnded
        | ProgramFault::NoServingCertificate
        | ProgramFault::ShutsOut(_)
        | ProgramFault::ProbesRefused
        | ProgramFault::GatewayRefused => json!({}),
    }
}

fn refused(refusal: &CertificateRefusal, listed: Option<&str>) -> Value {
    match refusal {
        CertificateRefusal::Alert(alert) => json!({ "alert": alert, "listed": listed }),
        CertificateRefusal::Closed => json!({ "closed": true, "listed": listed }),
        CertificateRefusal::Page { status, title } => {
            json!({ "status": status, "title": title, "listed": listed })
        }
    }
}

fn hygiene(fact: &Hygiene) -> Value {
    match fact {
        Hygiene::ExpiresSoon { not_after, at } | Hygiene::ExpiredBundleEntry { not_after, at } => {
            json!({ "not_after": not_after.to_string(), "at": at.to_string() })
        }
        Hygiene::OutlivesIssuer {
            issuer,
            issuer_ends,
            latest,
            count,
        } => json!({
            "issuer": issuer,
            "issuer_ends": issuer_ends.to_string(),
            "latest": latest.to_string(),
            "count": count,
        }),
        Hygiene::SameNameCas { name, keys } => json!({ "name": name, "keys": keys }),
        Hygiene::UntrustedCa { name } => json!({ "name": name }),
        Hygiene::ShortKey { bits, count } => json!({ "bits": bits, "count": count }),
        Hygiene::SharedKey { names } => json!({ "names": names }),
        Hygiene::LongLifetime {
            issuer,
            days,
            count,
        } => json!({ "issuer": issuer, "days": days, "count": count }),
        Hygiene::IssuedByFormerCa {
            certificate,
            issuer,
            ca,
        } => json!({ "certificate": certificate, "issuer": issuer, "ca": ca }),
        Hygiene::RenewalOverdue { renewal, at } => {
            json!({ "renewal": renewal.to_string(), "at": at.to_string() })
        }
        Hygiene::RequestPending { signer, since, at } => json!({
            "signer": signer,
            "since": since.to_string(),
            "at": at.to_string(),
        }),
        Hygiene::HostNotCovered {
            hosts,
            certificate,
            secret,
        } => json!({ "hosts": hosts, "certificate": certificate, "secret": secret }),
    }
}
