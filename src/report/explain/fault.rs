//! A finding with its evidence.

use std::net::IpAddr;

use super::view::View;
use super::{Comparison, Fault};
use crate::connection::ClientKind;
use crate::finding::{Finding, Problem, Step};
use crate::ground::location::Location;
use crate::x509::{Certificate, KeyId};

impl View<'_> {
    pub(super) fn fault(&self, finding: &Finding) -> Fault {
        Fault {
            certificate: finding
                .certificate
                .as_ref()
                .map(|certificate| certificate.fingerprint),
            code: finding.problem.code(),
            message: finding.problem.to_string(),
            evidence: self.evidence(finding),
            place: finding.place(),
            comparison: self.comparison(finding),
            behind: finding.behind,
            severity: finding.severity,
        }
    }

    fn evidence(&self, finding: &Finding) -> Vec<(String, String, String)> {
        let line = |label: &str, value: String, remark: String| (label.to_owned(), value, remark);
        let place = finding
            .locations
            .first()
            .map(Location::short)
            .unwrap_or_default();
        match &finding.problem {
            Problem::Expired { not_after, at } => vec![
                line("not after", not_after.at.human(), String::new()),
                line(
                    "now",
                    at.human(),
                    format!(
                        "later by {}",
                        crate::ground::time::Remaining::between(not_after.at, *at).words()
                    ),
                ),
            ],
            Problem::NotYetValid { not_before, at } => vec![
                line("not before", not_before.at.human(), String::new()),
                line(
                    "now",
                    at.human(),
                    format!(
                        "earlier by {}",
                        crate::ground::time::Remaining::between(*at, not_before.at).words()
                    ),
                ),
            ],
            Problem::NameMismatch {
                wanted, dns, ip, ..
            } => {
                let from = if self.connection.server.server_name_is_set {
                    "tls-server-name"
                } else {
                    "server"
                };
                let ips: Vec<_> = ip.iter().map(IpAddr::to_string).collect();
                vec![
                    line("asked for", wanted.clone(), format!("from {from}")),
                    line("IP SANs", names_or_none(&ips), String::new()),
                    line("DNS SANs", names_or_none(dns), String::new()),
                ]
            }
            Problem::UnknownIssuer {
                authority_key_id: Some(key),
                ..
            } => {
                vec![line(
                    "issuer's key",
                    key.short(),
                    format!("from the certificate's AKI, {place}"),
                )]
            }
            _ => Vec::new(),
        }
    }

    fn comparison(&self, finding: &Finding) -> Option<Comparison> {
        let Problem::IssuerKeyMismatch {
            candidate,
            candidate_fingerprint,
            wanted,
            found,
            go,
        } = &finding.problem
        else {
            return None;
        };
        let candidate_row = self.connection.inventory.get(*candidate_fingerprint)?;
        let child = finding.certificate.as_ref()?;
        let key = |id: &Option<KeyId>| {
            id.as_ref()
                .map_or_else(|| "no key id".to_owned(), |id| id.to_string())
        };
        let holder = match (finding.step, self.connection.client.kind) {
            (Some(Step::ServerVerifies), _) => "trusted by the server".to_owned(),
            (_, ClientKind::Kubeconfig) => "in the kubeconfig".to_owned(),
            (_, ClientKind::Component) => {
                format!("trusted by {}", self.connection.client.component)
            }
        };
        let equal = wanted.is_some() && wanted == found;
        let dates = |certificate: &Certificate| {
            format!(
                "{} to {}",
                certificate.not_before.at.date(),
                certificate.not_after.at.date()
            )
        };
        let needed = finding.signer.as_ref().map_or_else(
            || "unknown: in no file given".to_owned(),
            |signer| dates(signer),
        );
        Some(Comparison {
            headings: [holder, format!("issuer of {}", child.display_name())],
            rows: vec![
                (
                    "subject".to_owned(),
                    candidate.clone(),
                    Some(true),
                    child.issuer.to_string(),
                ),
                (
                    "key".to_owned(),
                    key(found),
                    (wanted.is_some() && found.is_some()).then_some(equal),
                    key(wanted),
                ),
                (
                    "valid".to_owned(),
                    dates(&candidate_row.certificate),
                    None,
                    needed,
                ),
            ],
            result: format!(
                "signature of {} does not verify: {go}",
                child.display_name()
            ),
        })
    }
}

fn names_or_none(names: &[String]) -> String {
    const SHOWN: usize = 10;
    if names.is_empty() {
        return "none".to_owned();
    }
    let shown = names.get(..SHOWN).unwrap_or(names).join(", ");
    if names.len() > SHOWN {
        format!("{shown} and {} more", names.len() - SHOWN)
    } else {
        shown
    }
}
