//! Which mends a finding between components has, by its code.

use std::ops::Deref;

use super::{files, issue, pair};
use crate::finding::{Code, Finding, Problem, Step};
use crate::handshake::mend::certificate::plans;
use crate::handshake::mend::node::Node;
use crate::handshake::mend::serving;
use crate::handshake::mend::sides::Sides;
use crate::handshake::mend::sni;
use crate::handshake::mend::stopped;
use crate::handshake::mend::{Mend, Side};
use crate::inventory::Inventory;

/// What the proposals look at.
pub(super) struct Scene<'a> {
    pub(super) node: &'a Node,
    pub(super) inventory: &'a Inventory,
    pub(super) sides: Sides<'a>,
}

impl<'a> Deref for Scene<'a> {
    type Target = Sides<'a>;

    fn deref(&self) -> &Sides<'a> {
        &self.sides
    }
}

/// The mends of a finding, the one to prefer first.
pub(super) fn propose(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    if let Some(mend) = stopped::of(scene, finding) {
        // A block that does not parse is cut out whoever reads the file.
        let repaired = matches!(finding.problem.code(), Code::MalformedCertificate)
            .then(|| files::repair(scene, finding))
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
        Code::NameMismatch | Code::CommonNameOnly => issue::with_name(scene, finding),
        Code::FrontProxyNameNotAllowed => {
            let mut mends: Vec<_> = issue::with_allowed_name(scene, finding)
                .into_iter()
                .collect();
            mends.extend(files::allow_name(scene, finding));
            mends
        }
        Code::NoClientCertificate => pair::configure(scene).into_iter().collect(),
        Code::MalformedCertificate
        | Code::SkippedPemBlock
        | Code::NotPem
        | Code::NotACertificate
        | Code::KeyPairMismatch
        | Code::CertificateAndKeySwapped
        | Code::NoCertificateInPair
        | Code::UnusablePrivateKey
        | Code::EncryptedPrivateKey
        | Code::UnreadableFile => files::repair(scene, finding)
            .or_else(|| pair::anew(scene, finding))
            .into_iter()
            .collect(),
        _ => certificate(scene, finding),
    }
}

/// A CA that one side does not trust: its file is put right, or the other side gets a certificate of a CA that is.
fn trust(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    let side = match finding.step {
        Some(Step::ServerVerifies) => Side::Server,
        _ => Side::Client,
    };
    let mut mends: Vec<_> = issue::by_the_node(scene, side).into_iter().collect();
    mends.extend(files::point(scene, finding, side));
    // Whoever trusts one CA more trusts all that it issues, so that is the last resort.
    if mends.is_empty() {
        mends.extend(files::fill(scene, finding, side));
    }
    if mends.is_empty() {
        mends.push(files::ask(scene, side));
    }
    mends
}

/// A fault of a certificate itself.
fn certificate(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    let Some(certificate) = &finding.certificate else {
        return Vec::new();
    };
    let renewal = matches!(
        finding.problem,
        Problem::Expired { .. } | Problem::NotYetValid { .. }
    );
    plans(&scene.sides, finding, certificate)
        .into_iter()
        .map(|plan| issue::of_plan(scene, plan, renewal))
        .collect()
}
