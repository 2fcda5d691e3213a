//! A serving pair that kube-apiserver makes itself as it starts, for want of one (client-go `util/cert/cert.go`
//! `GenerateSelfSignedCertKey`): a leaf `HOST@UNIXTIME` of a CA `HOST-ca@UNIXTIME`, both with new keys, which are sent
//! together.

use super::client::Trust;
use crate::finding::{Finding, Problem, Purpose, Step};
use crate::ground::location::Location;
use crate::inventory::Placed;
use crate::x509::Certificate;

/// That a server makes its own pair.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The program.
    pub component: &'static str,
    /// Where its flags stand.
    pub location: Location,
    /// The CA that issues it, as the machines of Talos have it; none where that is made with it.
    pub issuer: Option<Placed>,
}

impl Generated {
    /// Whether its CA may be among those that a client trusts.
    pub fn may_be_known_to(&self, trust: &Trust) -> bool {
        match trust {
            Trust::Bundle(bundle) => {
                let mut anchors = bundle.anchors.iter();
                anchors.any(|anchor| match &self.issuer {
                    Some(issuer) => is_same_ca(&anchor.certificate, &issuer.certificate),
                    None => may_be(&anchor.certificate),
                })
            }
            // What the machine's roots hold nobody says.
            Trust::SystemRoots | Trust::Missing => true,
            Trust::Unchecked | Trust::Unusable => false,
        }
    }

    /// That a client refuses it, whatever else the pair is.
    pub(crate) fn unknown(&self, trust: &Trust) -> Finding {
        let component = self.component;
        let problem = match &self.issuer {
            Some(issuer) => refused(&issuer.certificate, trust),
            None => Problem::GeneratedCertificate { component },
        };
        Finding::new(problem, Step::ClientVerifies, vec![self.location.clone()])
    }
}

/// That a CA is none of those that are trusted: one of its name has another key, or there is none.
fn refused(issuer: &Certificate, trust: &Trust) -> Problem {
    let anchors = match trust {
        Trust::Bundle(bundle) => &bundle.anchors[..],
        Trust::SystemRoots | Trust::Unchecked | Trust::Unusable | Trust::Missing => &[],
    };
    let of_name = |anchor: &&Placed| anchor.certificate.subject == issuer.subject;
    match anchors.iter().find(of_name) {
        Some(anchor) => Problem::IssuerKeyMismatch {
            candidate: anchor.certificate.subject.to_string(),
            candidate_fingerprint: anchor.certificate.fingerprint,
            wanted: issuer.subject_key_id.clone(),
            found: anchor.certificate.subject_key_id.clone(),
            go: String::new(),
        },
        None => Problem::UnknownIssuer {
            issuer: issuer.subject.to_string(),
            authority_key_id: issuer.subject_key_id.clone(),
            purpose: Purpose::ServerAuth,
        },
    }
}

/// Whether two certificates are of one CA: one name and one key.
fn is_same_ca(one: &Certificate, other: &Certificate) -> bool {
    one.subject == other.subject && one.public_key == other.public_key
}

/// Whether a certificate has the name of such a CA, or of its leaf.
fn may_be(certificate: &Certificate) -> bool {
    let name = certificate.subject.common_name();
    name.is_some_and(|name| is_like(&name))
}

fn is_like(name: &str) -> bool {
    name.rsplit_once('@').is_some_and(|(_, time)| {
        !time.is_empty() && time.bytes().all(|digit| digit.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_in_the_second_it_was_made() {
        assert!(is_like("10.0.0.10-ca@1767225600"));
        assert!(is_like("10.0.0.10@1767225600"));
        for name in ["kubernetes", "a@b", "a@", "a@1b", "1767225600"] {
            assert!(!is_like(name), "{name}");
        }
    }
}
