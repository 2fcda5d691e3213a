//! What a new issue of a certificate has to change, for each fault that a certificate may have.

use crate::finding::{Finding, Problem, Step};
use crate::fix::model::{Change, Edit};
use crate::fix::simulation::Sides;
use crate::x509::{CertificateRef, KeyPurpose};

/// The UID attribute of Kubernetes, 1.3.6.1.4.1.57683.2.
const UID: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xc2, 0x53, 0x02];

/// What a new issue has to change.
pub(crate) struct Plan {
    /// The certificate to issue anew.
    pub(crate) certificate: CertificateRef,
    /// How it differs, as a clause.
    pub(crate) how: String,
    /// The same for the model.
    pub(crate) edits: Vec<Edit>,
    /// Only dates change, which is what renewal does.
    pub(crate) renewal: bool,
}

pub(crate) fn plans(
    scene: &Sides<'_>,
    finding: &Finding,
    certificate: &CertificateRef,
) -> Vec<Plan> {
    let one = |how: &str, change: Change| {
        vec![Plan {
            certificate: certificate.clone(),
            how: how.to_owned(),
            edits: vec![Edit::Reissue(certificate.fingerprint, change)],
            renewal: false,
        }]
    };
    match &finding.problem {
        Problem::Expired { .. } | Problem::NotYetValid { .. } => one("", Change::Dates)
            .into_iter()
            .map(|plan| Plan {
                renewal: true,
                ..plan
            })
            .collect(),
        Problem::WrongPurpose { wanted, .. } => {
            let purpose = match wanted {
                crate::finding::Purpose::ServerAuth => KeyPurpose::ServerAuth,
                crate::finding::Purpose::ClientAuth => KeyPurpose::ClientAuth,
            };
            one(
                &format!("with the extended key usage {}", wanted.name()),
                Change::Purpose(purpose),
            )
        }
        Problem::PathTooLong { .. } => one("without a path length constraint", Change::PathLength),
        Problem::UnhandledCriticalExtension { .. } => {
            one("without the critical extension", Change::CriticalExtensions)
        }
        Problem::RsaKeyTooLarge { .. } | Problem::UnsupportedKey { .. } => {
            one("with a key such as RSA 2048 or ECDSA P-256", Change::Key)
        }
        Problem::EmptyCommonName => one(
            "with a common name, which is the user",
            Change::CommonName("NAME"),
        ),
        Problem::InvalidUid { .. } => {
            one("without the UID attribute", Change::WithoutAttribute(UID))
        }
        Problem::NotACa { .. } | Problem::MissingKeyCertSign { .. } => {
            authority(scene, finding, certificate)
        }
        Problem::BadSignature { .. } => match scene.issuer(finding, certificate) {
            Some(issuer) => one("as its CA signs it", Change::By(issuer)),
            None => Vec::new(),
        },
        Problem::InsecureSignature { .. } | Problem::UnsupportedSignature { .. } => {
            match scene.issuer(finding, certificate) {
                Some(issuer) => one("signed with SHA-256", Change::By(issuer)),
                None => Vec::new(),
            }
        }
        Problem::WeakKey { .. } => weak_key(scene, finding, certificate),
        Problem::NameConstraintViolated { holder, .. } => {
            name_constraints(scene, finding, certificate, holder)
        }
        Problem::InvalidPolicies => policies(scene, finding),
        _ => Vec::new(),
    }
}

/// The finding may stand at the child or at the CA: the CA is who the problem names as issuer.
fn authority(scene: &Sides<'_>, finding: &Finding, certificate: &CertificateRef) -> Vec<Plan> {
    let (Problem::NotACa { issuer: name, .. } | Problem::MissingKeyCertSign { issuer: name, .. }) =
        &finding.problem
    else {
        return Vec::new();
    };
    let is_it = |candidate: &CertificateRef| candidate.subject.to_string() == *name;
    let ca = scene
        .issuer(finding, certificate)
        .filter(is_it)
        .or_else(|| Some(certificate.clone()).filter(is_it));
    ca.map(|ca| Plan {
        how: "as a CA: basic constraints CA:TRUE, key usage keyCertSign".to_owned(),
        edits: vec![Edit::Reissue(ca.fingerprint, Change::Authority)],
        certificate: ca,
        renewal: false,
    })
    .into_iter()
    .collect()
}

/// A leaf whose own key is weak gets another; under a CA with a weak key, both do.
fn weak_key(scene: &Sides<'_>, finding: &Finding, certificate: &CertificateRef) -> Vec<Plan> {
    let mut edits = vec![Edit::Reissue(certificate.fingerprint, Change::Key)];
    let mut how = "with an RSA key of 2048 bits or more";
    if let Some(issuer) = scene.issuer(finding, certificate)
        && matches!(
            finding.step,
            Some(Step::ClientVerifies | Step::ServerVerifies)
        )
    {
        how = "and its CA with keys of 2048 bits or more";
        edits = vec![
            Edit::Reissue(issuer.fingerprint, Change::Key),
            Edit::Reissue(certificate.fingerprint, Change::By(issuer)),
        ];
    }
    vec![Plan {
        certificate: certificate.clone(),
        how: how.to_owned(),
        edits,
        renewal: false,
    }]
}

fn name_constraints(
    scene: &Sides<'_>,
    finding: &Finding,
    certificate: &CertificateRef,
    holder: &str,
) -> Vec<Plan> {
    let path = scene
        .attempt(finding)
        .map(|attempt| attempt.path.as_slice())
        .unwrap_or_default();
    let mut plans = Vec::new();
    if let (Some(leaf), Some(name)) = (path.first(), &scene.connection.server.server_name)
        && finding.step == Some(Step::ClientVerifies)
    {
        plans.push(Plan {
            certificate: leaf.clone(),
            how: "with names that the CA may issue for, and no other".to_owned(),
            edits: vec![Edit::Reissue(
                leaf.fingerprint,
                Change::OnlyName(name.clone()),
            )],
            renewal: false,
        });
    }
    let ca = path
        .iter()
        .find(|found| found.subject.to_string() == *holder)
        .unwrap_or(certificate);
    plans.push(Plan {
        certificate: ca.clone(),
        how: "with name constraints that allow the names".to_owned(),
        edits: vec![Edit::Reissue(ca.fingerprint, Change::NameConstraints)],
        renewal: false,
    });
    plans
}

/// Which CA of the path demands the policy is not told; where all let go of it, none does.
fn policies(scene: &Sides<'_>, finding: &Finding) -> Vec<Plan> {
    let Some(attempt) = scene.attempt(finding) else {
        return Vec::new();
    };
    let edits = attempt
        .path
        .iter()
        .map(|found| Edit::Reissue(found.fingerprint, Change::Policies))
        .collect();
    let Some(leaf) = attempt.path.first() else {
        return Vec::new();
    };
    vec![Plan {
        certificate: leaf.clone(),
        how: "with the policy that its CA demands, or the CA without the demand".to_owned(),
        edits,
        renewal: false,
    }]
}
