//! A CA that is being replaced stands twice in the files of its nodes, under one name: the older one is the old CA. What each file
//! trusts and who issued what each presents tell the step.

use std::collections::BTreeSet;

use super::model::{Status, Subject};
use crate::connection::{Bundle, Chain, Credential, Trust};
use crate::graph::Issuance;
use crate::ground::location::Location;
use crate::rotation::model::{StepKind, Use};
use crate::survey::Survey;
use crate::x509::{CertificateRef, Fingerprint};

/// A file that has a part in it.
struct Held {
    file: String,
    role: Use,
    old: bool,
    new: bool,
}

/// Looks at one CA.
pub(super) fn of(survey: &Survey, name: &'static str) -> Status {
    let mut cas: Vec<CertificateRef> = Vec::new();
    let nodes = survey.nodes.iter().flat_map(|node| &node.authorities);
    for anchor in nodes
        .filter(|own| own.name == name)
        .flat_map(|own| &own.anchors)
    {
        let known = |ca: &CertificateRef| ca.public_key == anchor.certificate.public_key;
        if !cas.iter().any(known) {
            cas.push(anchor.certificate.clone());
        }
    }
    cas.sort_by_key(|ca| (ca.not_before.at, ca.fingerprint));
    let alone = Status::idle(Subject::Authority(name));
    match <[CertificateRef; 2]>::try_from(cas) {
        Ok([old, new]) => between(survey, old, new, alone),
        Err(several) if several.len() > 2 => Status {
            wrong: vec![format!("{} CAs are in the files of {name}", several.len())],
            ..alone
        },
        Err(_) => alone,
    }
}

fn between(survey: &Survey, old: CertificateRef, new: CertificateRef, status: Status) -> Status {
    let held = held(survey, &old, &new);
    let files = |holds: &dyn Fn(&Held) -> bool| -> Vec<String> {
        let own = held.iter().filter(|held| holds(held));
        let files: BTreeSet<_> = own.map(|held| held.file.clone()).collect();
        files.into_iter().collect()
    };
    let trusts = |held: &Held| held.role == Use::Trusts;
    let presents = |held: &Held| held.role == Use::Presents;
    let untold = files(&|held| trusts(held) && !held.new);
    let forgot = files(&|held| trusts(held) && !held.old);
    let renewed = files(&|held| presents(held) && held.new);
    let due = files(&|held| presents(held) && held.old);
    let both = files(&|held| trusts(held) && held.old);
    let mut wrong = Vec::new();
    if !renewed.is_empty() {
        let why = "certificates of the new CA are in use";
        wrong.extend(
            untold
                .iter()
                .map(|file| format!("{file} does not trust the new CA, though {why}")),
        );
    }
    if !due.is_empty() {
        let why = "certificates of it are in use";
        wrong.extend(
            forgot
                .iter()
                .map(|file| format!("{file} no longer trusts the old CA, though {why}")),
        );
    }
    let (next, left, done) = if !untold.is_empty() {
        let done = files(&|held| trusts(held) && held.new).len();
        (StepKind::Trust, untold, done)
    } else if !due.is_empty() {
        (StepKind::Issue, due, renewed.len())
    } else {
        (StepKind::Drop, both, forgot.len())
    };
    Status {
        pair: Some([old, new]),
        next: (!left.is_empty()).then_some(next),
        left,
        done,
        wrong,
        ..status
    }
}

/// What each file of a connection trusts and presents of the two.
fn held(survey: &Survey, old: &CertificateRef, new: &CertificateRef) -> Vec<Held> {
    let issued = |ca: &CertificateRef| -> BTreeSet<Fingerprint> {
        let own = survey.graph().issued(ca.fingerprint).into_iter();
        let verified = own.filter(|(_, issuance)| *issuance == Issuance::Verified);
        verified.map(|(certificate, _)| certificate).collect()
    };
    let (of_old, of_new) = (issued(old), issued(new));
    let mut held = Vec::new();
    let mut push = |location: &Location, role: Use, old: bool, new: bool| {
        if old || new {
            let file = location.file.to_string();
            held.push(Held {
                file,
                role,
                old,
                new,
            });
        }
    };
    let mut trusts = |bundle: &Bundle| {
        let has = |ca: &CertificateRef| {
            let mut anchors = bundle.anchors.iter();
            anchors.any(|anchor| anchor.certificate.public_key == ca.public_key)
        };
        push(&bundle.location, Use::Trusts, has(old), has(new));
    };
    for sides in &survey.sides {
        if let Trust::Bundle(bundle) = &sides.client.trust {
            trusts(bundle);
        }
        for ca in [&sides.server.client_ca, &sides.server.request_header_ca] {
            if let Some(Some(bundle)) = ca.value() {
                trusts(bundle);
            }
        }
    }
    let mut presents = |chain: &Chain| {
        if let Some(leaf) = chain.leaf() {
            let print = leaf.certificate.fingerprint;
            push(
                &leaf.location,
                Use::Presents,
                of_old.contains(&print),
                of_new.contains(&print),
            );
        }
    };
    for sides in &survey.sides {
        if let Credential::Chain(chain) = &sides.client.credential {
            presents(chain);
        }
        for pair in sides
            .server
            .serving
            .value()
            .into_iter()
            .chain(&sides.server.sni)
        {
            presents(&pair.chain);
        }
    }
    held
}
