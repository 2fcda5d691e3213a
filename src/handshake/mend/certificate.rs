//! A certificate that has to be issued anew, or a CA.

use super::client_pair::{issue, where_from};
use super::command::{Command, Words, all};
use super::edit::Edit;
use super::layout::{Layout, remake_serving, renew_serving, restart};
use super::propose::Scene;
use super::reissue::Change;
use super::sides::{Role, Sides};
use super::{Mend, Side, trust};
use crate::finding::{Finding, Problem, Step};
use crate::location::Location;
use crate::x509::{CertificateRef, KeyPurpose};

/// The UID attribute of Kubernetes, 1.3.6.1.4.1.57683.2.
const UID: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xc2, 0x53, 0x02];

/// What a new issue has to change.
pub(super) struct Plan {
    /// The certificate to issue anew.
    pub(super) certificate: CertificateRef,
    /// How it differs, as a clause.
    pub(super) how: String,
    /// The same for the model.
    pub(super) edits: Vec<Edit>,
    /// Only dates change, which is what renewal does.
    pub(super) renewal: bool,
}

/// The mends of a fault of a certificate.
pub(super) fn reissue(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    let Some(certificate) = &finding.certificate else {
        return Vec::new();
    };
    let mut mends = Vec::new();
    // The same CA renewed may stand in another file already.
    let is_anchor = scene
        .connection
        .client_verifies
        .anchors
        .iter()
        .any(|anchor| anchor.certificate.fingerprint == certificate.fingerprint);
    if is_anchor && finding.step == Some(Step::ClientVerifies) {
        mends.extend(trust::given_instead(scene, certificate));
    }
    mends.extend(
        plans(scene, finding, certificate)
            .into_iter()
            .map(|plan| mend(scene, finding, plan)),
    );
    mends
}

pub(super) fn plans(
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
            how: "with names that the CA may vouch for, and no other".to_owned(),
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

fn mend(scene: &Scene<'_>, finding: &Finding, plan: Plan) -> Mend {
    let layout = Layout::of(scene);
    let how = if plan.how.is_empty() {
        String::new()
    } else {
        format!(" {}", plan.how)
    };
    let name = plan.certificate.display_name();
    match scene.role(plan.certificate.fingerprint) {
        Role::Serving => {
            let verb = if plan.renewal { "renew" } else { "reissue" };
            let commands = if plan.renewal {
                renew_serving(scene)
            } else {
                remake_serving(scene, Some(&plan.certificate), &[])
            };
            let place = Layout::of_serving(scene).place();
            let text = format!("{verb} the serving certificate{how}, {place}");
            Mend::new(Side::Server, text, commands, plan.edits)
        }
        Role::User => {
            let text = format!(
                "get a new client certificate for {name}{how}{}",
                where_from(scene)
            );
            let commands = issue(scene, Some(&plan.certificate));
            Mend::new(Side::Client, text, commands, plan.edits)
        }
        Role::Ca => {
            let places = scene
                .connection
                .inventory
                .locations(plan.certificate.fingerprint);
            let text = if plan.renewal {
                format!(
                    "renew the CA {name} with its present key, so that what it issued stays valid, and put it \
                     wherever it stands: {}",
                    files(places)
                )
            } else {
                format!(
                    "reissue the CA {name}{how}, and put it wherever it stands: {}",
                    files(places)
                )
            };
            let mut commands = Vec::new();
            if plan.renewal && plan.certificate.is_self_issued() {
                commands = renew_ca(scene, finding, layout);
            }
            Mend::new(Side::Server, text, commands, plan.edits)
        }
    }
}

/// A self-signed CA signs itself again; its extensions and its key stay.
fn renew_ca(scene: &Scene<'_>, finding: &Finding, layout: Layout) -> Vec<Command> {
    let renewed = Words::new("openssl x509 -in ca.crt -signkey ca.key -days 3650 -out ca-new.crt");
    let set = match finding.step {
        Some(Step::ClientVerifies) => trust::set_cluster(scene, "ca-new.crt").map(Some),
        _ => Some(None),
    };
    let mut commands = all([renewed.done()]);
    if let Some(Some(set)) = set {
        commands.push(set);
    }
    commands.extend(restart(layout));
    commands
}

/// The files in which a certificate stands, each once.
fn files(places: &[Location]) -> String {
    let mut names: Vec<&str> = places.iter().map(|place| &*place.file).collect();
    names.dedup();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::mends;
    use crate::finding::Code;
    use crate::verify::Verdict;

    #[test]
    fn a_certificate_is_issued_anew_with_what_it_lacks() {
        for (fault, code, text) in [
            (
                "expired-server",
                Code::Expired,
                "renew the serving certificate",
            ),
            (
                "expired-client",
                Code::Expired,
                "get a new client certificate",
            ),
            (
                "wrong-purpose-server",
                Code::WrongPurpose,
                "extended key usage serverAuth",
            ),
            (
                "not-a-ca",
                Code::NotACa,
                "as a CA: basic constraints CA:TRUE",
            ),
            (
                "path-too-long",
                Code::PathTooLong,
                "without a path length constraint",
            ),
        ] {
            let mends = mends(fault, code);
            let mend = mends.iter().find(|mend| mend.0.contains(text));
            assert_eq!(
                mend.map(|mend| mend.2),
                Some(Some(Verdict::Accept)),
                "{fault}: {mends:?}"
            );
        }
    }
}
