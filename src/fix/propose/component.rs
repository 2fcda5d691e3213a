//! Which mends a finding between components has, by its code.

use crate::finding::{Code, Finding, Problem, Step};
use crate::fix::model::{Mend, Side};
use crate::fix::propose::by_fault::{
    component_files, component_issue, component_pair, plans, serving, sni, startup,
};
use crate::fix::propose::tools::ComponentScene;

/// The mends of a finding, the one to prefer first.
pub(crate) fn for_component(scene: &ComponentScene<'_>, finding: &Finding) -> Vec<Mend> {
    if let Some(mend) = startup::of(scene, finding) {
        // A block that does not parse is cut out whoever reads the file.
        let repaired = matches!(finding.problem.code(), Code::MalformedCertificate)
            .then(|| component_files::repair(scene, finding))
            .flatten();
        return vec![repaired.unwrap_or(mend)];
    }
    if let Some(mends) = sni::of(scene, finding) {
        return mends;
    }
    if let Some(mend) = serving::of(scene, finding) {
        return vec![mend];
    }
    match finding.problem.code() {
        Code::UnknownIssuer
        | Code::UnknownClientCa
        | Code::IssuerKeyMismatch
        | Code::EmptyCaFile
        | Code::NoUsableCa => trust(scene, finding),
        Code::NameMismatch | Code::CommonNameOnly => component_issue::with_name(scene, finding),
        Code::FrontProxyNameNotAllowed => {
            let mut mends: Vec<_> = component_issue::with_allowed_name(scene, finding)
                .into_iter()
                .collect();
            mends.extend(component_files::allow_name(scene, finding));
            mends
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
            .or_else(|| component_pair::anew(scene, finding))
            .into_iter()
            .collect(),
        _ => certificate(scene, finding),
    }
}

/// A CA that one side does not trust: its file is put right, or the other side gets a certificate of a CA that is.
fn trust(scene: &ComponentScene<'_>, finding: &Finding) -> Vec<Mend> {
    let side = match finding.step {
        Some(Step::ServerVerifies) => Side::Server,
        _ => Side::Client,
    };
    let mut mends: Vec<_> = component_issue::by_the_node(scene, side)
        .into_iter()
        .collect();
    mends.extend(component_files::point(scene, finding, side));
    // Whoever trusts one CA more trusts all that it issues, so that is the last resort.
    if mends.is_empty() {
        mends.extend(component_files::fill(scene, finding, side));
    }
    if mends.is_empty() {
        mends.push(component_files::ask(scene, side));
    }
    mends
}

/// A fault of a certificate itself.
fn certificate(scene: &ComponentScene<'_>, finding: &Finding) -> Vec<Mend> {
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
