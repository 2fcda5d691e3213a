//! Whether a certificate that verifies is what etcd asks for besides (etcd `client/pkg/transport/listener.go`,
//! `listener_tls.go`).

use crate::connection::{Chain, Demands, NameLists, Revoked, Source};
use crate::finding::{Finding, Problem, ProgramFault, Step};
use crate::golang::GoRelease;
use crate::inventory::Placed;
use crate::verify::{Verdict, names_server};
use crate::x509::SubjectAltName;

/// What a demand comes to.
pub(super) struct Refused {
    pub(super) verdict: Verdict,
    pub(super) finding: Option<Finding>,
    /// The server's words.
    pub(super) log: String,
    /// The alert that the client sees; none where the connection is cut after the handshake.
    pub(super) alert: Option<&'static str>,
}

impl NameLists {
    /// Why a certificate is refused by its names; none where it is not.
    pub(super) fn refuse(&self, leaf: &Placed, step: Step, release: GoRelease) -> Option<Finding> {
        let certificate = &leaf.certificate;
        let by_host = || {
            let mut names = self.hostnames.iter();
            names.any(|name| names_server(certificate, name, release))
        };
        let common = certificate.subject.common_name().unwrap_or_default();
        let by_common = || self.common_names.iter().any(|name| *name == common);
        let (allowed, found) = if !self.hostnames.is_empty() && !by_host() {
            (&self.hostnames, sans(leaf))
        } else if !self.common_names.is_empty() && !by_common() {
            (&self.common_names, vec![common.into_owned()])
        } else {
            return None;
        };
        let (flag, place) = self.place.clone()?;
        let fault = ProgramFault::NotAllowed {
            flag,
            allowed: allowed.clone(),
            found,
        };
        let places = vec![leaf.location.clone(), place];
        Some(Finding::new(Problem::Program(fault), step, places).about(certificate))
    }
}

impl Demands {
    /// Why a chain that verifies is refused all the same; none where it is not. Names are looked at in the handshake, the rest
    /// after it.
    pub(super) fn refuse(
        &self,
        chain: &Chain,
        source: Option<&Source>,
        release: GoRelease,
    ) -> Option<Refused> {
        let leaf = chain.leaf()?;
        if let Some(finding) = self.lists.refuse(leaf, Step::ServerVerifies, release) {
            return Some(Refused {
                verdict: Verdict::Reject,
                finding: Some(finding),
                log: "client certificate authentication failed".to_owned(),
                alert: Some("bad certificate"),
            });
        }
        self.revoked
            .as_ref()
            .and_then(|revoked| revoked.refuse(leaf))
            .or_else(|| source.filter(|_| self.source)?.refuse(leaf, release))
    }
}

impl Revoked {
    fn refuse(&self, leaf: &Placed) -> Option<Refused> {
        let (fault, log) = match &self.serials {
            Err(go) => (ProgramFault::UnusableCrl { go: go.clone() }, go.clone()),
            Ok(serials) => {
                let own = &leaf.certificate.serial;
                let is_it = |serial: &Vec<u8>| trimmed(serial) == trimmed(own);
                if !serials.iter().any(is_it) {
                    return None;
                }
                let serial: String = trimmed(own)
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                let log = format!("transport: certificate serial {serial} revoked");
                (ProgramFault::Revoked { serial }, log)
            }
        };
        let places = vec![self.location.clone(), leaf.location.clone()];
        let finding = Finding::new(Problem::Program(fault), Step::ServerVerifies, places);
        Some(Refused {
            verdict: Verdict::Reject,
            finding: Some(finding.about(&leaf.certificate)),
            log,
            alert: None,
        })
    }
}

/// Without the sign octet of a positive number.
fn trimmed(serial: &[u8]) -> &[u8] {
    match serial.split_first() {
        Some((0, rest)) if !rest.is_empty() => rest,
        _ => serial,
    }
}

impl Source {
    /// etcd `checkCertSAN`: an IP SAN that is the address, or a DNS SAN that leads to it. A certificate without SANs is taken.
    fn refuse(&self, leaf: &Placed, release: GoRelease) -> Option<Refused> {
        let none = SubjectAltName::default();
        let names = leaf.certificate.subject_alt_name.as_ref().unwrap_or(&none);
        if names.ip.is_empty() && names.dns.is_empty() {
            return None;
        }
        if names_server(&leaf.certificate, &self.address, release) {
            return None;
        }
        let leads_here = |name: &String| Some(name) == self.name.as_ref();
        if names.dns.iter().any(leads_here) {
            return None;
        }
        let elsewhere = |name: &String| name == "localhost" || self.is_elsewhere(name);
        if !names.dns.iter().all(elsewhere) {
            // Where a name leads no file here says.
            return Some(Refused {
                verdict: Verdict::Undetermined,
                finding: None,
                log: String::new(),
                alert: None,
            });
        }
        let fault = ProgramFault::SourceNotNamed {
            address: self.address.clone(),
            dns: names.dns.clone(),
            ip: names.ip.clone(),
        };
        let places = vec![leaf.location.clone()];
        let finding = Finding::new(Problem::Program(fault), Step::ServerVerifies, places);
        let log = if names.dns.is_empty() {
            let ip: Vec<_> = names.ip.iter().map(ToString::to_string).collect();
            format!(
                "x509: certificate is valid for {}, not {}",
                ip.join(", "),
                self.address
            )
        } else {
            let dns: Vec<_> = names.dns.iter().map(|name| format!("{name:?}")).collect();
            format!(
                "tls: {:?} does not match any of DNSNames [{}]",
                self.address,
                dns.join(" ")
            )
        };
        Some(Refused {
            verdict: Verdict::Reject,
            finding: Some(finding.about(&leaf.certificate)),
            log,
            alert: None,
        })
    }
}

fn sans(leaf: &Placed) -> Vec<String> {
    let names = leaf.certificate.subject_alt_name.as_ref();
    let all = names.map(|names| {
        let ip = names.ip.iter().map(ToString::to_string);
        names.dns.iter().cloned().chain(ip).collect()
    });
    all.unwrap_or_default()
}
