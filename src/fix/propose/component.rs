//! Which fixes a finding between components has, by its code.

use crate::finding::{Code, Finding, Problem, Step};
use crate::fix::model::{Fix, Side};
use crate::fix::propose::by_fault::{
    component_files, component_issue, component_pair, gone, plans, serving, sni, startup,
};
use crate::fix::propose::tools::ComponentScene;
use crate::x509::Certificate;

/// The fixes of a finding, the one to prefer first.
pub(crate) fn for_component(scene: &ComponentScene<'_>, finding: &Finding) -> Vec<Fix> {
    if let Some(fix) = gone::for_finding(scene, scene.inventory, finding) {
        return vec![fix];
    }
    if let Some(fix) = startup::for_finding(scene, finding) {
        // A block that does not parse is cut out whoever reads the file.
        let repaired = matches!(finding.problem.code(), Code::MalformedCertificate)
            .then(|| component_files::repair(scene, finding))
            .flatten();
        return vec![repaired.unwrap_or(fix)];
    }
    if let Some(fixes) = sni::for_finding(scene, finding) {
        return fixes;
    }
    if let Some(fix) = serving::for_finding(scene, finding) {
        return vec![fix];
    }
    match finding.problem.code() {
        Code::UnknownIssuer
        | Code::UnknownClientCa
        | Code::IssuerKeyMismatch
        | Code::EmptyCaFile
        | Code::NoUsableCa => trust(scene, finding),
        Code::NameMismatch | Code::CommonNameOnly if generated_by_kubelet(scene, Side::Client) => {
            component_files::drop_kubelet_authority(scene)
                .into_iter()
                .collect()
        }
        Code::NameMismatch | Code::CommonNameOnly => component_issue::with_name(scene, finding),
        Code::FrontProxyNameNotAllowed => {
            let mut fixes: Vec<_> = component_issue::with_allowed_name(scene, finding)
                .into_iter()
                .collect();
            fixes.extend(component_files::allow_name(scene, finding));
            fixes
        }
        Code::NoClientCertificate => component_pair::configure(scene).into_iter().collect(),
        Code::MalformedCertificate
        | Code::SkippedPemBlock
        | Code::NotPem
        | Code::NotACertificate
        | Code::KeyPairMismatch
        | Code::CertificateAndKeySwapped
        | Code::NoCertificateInPair
        | Code::UnusablePrivateKey
        | Code::EncryptedPrivateKey
        | Code::UnreadableFile => component_files::repair(scene, finding)
            .or_else(|| component_pair::reissue(scene, finding))
            .into_iter()
            .collect(),
        _ => certificate(scene, finding),
    }
}

/// A CA that one side does not trust: its file is put right, or the other side gets a certificate of a CA that is.
fn trust(scene: &ComponentScene<'_>, finding: &Finding) -> Vec<Fix> {
    let side = match finding.step {
        Some(Step::ServerVerifies) => Side::Server,
        _ => Side::Client,
    };
    let mut fixes: Vec<_> = component_issue::by_the_node(scene, side)
        .into_iter()
        .collect();
    fixes.extend(component_files::point(scene, finding, side));
    // Whoever trusts one CA more trusts all that it issues, so that is the last resort; the CA that a kubelet makes itself
    // stands for that kubelet alone, and its place is no file that others read.
    if fixes.is_empty() && !generated_by_kubelet(scene, side) {
        fixes.extend(component_files::fill(scene, finding, side));
    }
    if generated_by_kubelet(scene, side) {
        fixes.extend(component_files::drop_kubelet_authority(scene));
    }
    if fixes.is_empty() {
        fixes.push(component_files::ask(scene, side));
    }
    fixes
}

/// A fault of a certificate itself.
fn certificate(scene: &ComponentScene<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(certificate) = &finding.certificate else {
        return Vec::new();
    };
    let renewal = matches!(
        finding.problem,
        Problem::Expired { .. } | Problem::NotYetValid { .. }
    );
    plans(&scene.sides, finding, certificate)
        .into_iter()
        .map(|plan| component_issue::of_plan(scene, plan, renewal))
        .collect()
}

/// Whether the certificate in question is the one that a kubelet makes for itself where it was given none.
fn generated_by_kubelet(scene: &ComponentScene<'_>, side: Side) -> bool {
    side == Side::Client
        && scene
            .serving_leaf()
            .is_some_and(|leaf| is_self_made(&leaf.certificate))
}

/// `NAME@SECONDS`, issued by `NAME-ca@SECONDS` (client-go `util/cert/cert.go`, `GenerateSelfSignedCertKey`).
fn is_self_made(certificate: &Certificate) -> bool {
    let Some(issuer) = certificate.issuer.common_name() else {
        return false;
    };
    issuer.split_once("-ca@").is_some_and(|(_, seconds)| {
        !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit())
    })
}
