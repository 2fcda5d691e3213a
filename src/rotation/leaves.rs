//! All certificates that the tools of a layout renew together, CAs aside.

use std::collections::BTreeMap;

use super::target::Target;
use crate::connection::{Chain, Credential};
use crate::fix::{is_renewed, k3s_service, kubeadm_name};
use crate::inventory::Placed;
use crate::survey::Survey;
use crate::x509::CertificateRef;

/// The certificates that kubeadm, k3s or RKE2 made and renew; none where there is none. A kubelet renews its own.
pub fn leaves(survey: &Survey) -> Option<Target> {
    let mut found: BTreeMap<_, CertificateRef> = BTreeMap::new();
    let mut add = |chain: &Chain| {
        let Some(leaf) = chain.leaf().filter(|leaf| is_made(leaf)) else {
            return;
        };
        let certificate = &leaf.certificate;
        let key = (certificate.not_after.at, certificate.fingerprint);
        found.insert(key, certificate.clone());
    };
    for sides in &survey.sides {
        if let Credential::Chain(chain) = &sides.client.credential {
            add(chain);
        }
        if let Some(pair) = sides.server.serving.value() {
            add(&pair.chain);
        }
    }
    let mut found = found.into_values();
    Some(Target {
        certificate: found.next()?,
        is_authority: false,
        others: found.collect(),
        algorithm: None,
    })
}

fn is_made(leaf: &Placed) -> bool {
    let file = &leaf.location.file;
    let name = file.rsplit('/').next().unwrap_or(file);
    kubeadm_name(file).is_some() || is_renewed(name) || k3s_service(file).is_some()
}
