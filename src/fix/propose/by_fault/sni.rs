//! Pairs of `--tls-sni-cert-key`: no layout makes them, so they are fixed by hand, where they stand.

use crate::connection::ServingPair;
use crate::finding::{Finding, Step};
use crate::fix::model::{Command, Edit, Fix, Layout, ServerEdit, Side, Words, all};
use crate::fix::propose::tools::{by_hand, restart, swap, without_block};
use crate::fix::simulation::Sides;
use crate::x509::{Certificate, KeyPurpose};

/// The fixes of a fault that keeps such a pair from being loaded; none where the fault is in another file.
pub(crate) fn for_finding(sides: &Sides<'_>, finding: &Finding) -> Option<Vec<Fix>> {
    if finding.step != Some(Step::ServerPresents) {
        return None;
    }
    let pair = sides.server.sni_at_fault(finding)?;
    if let Some(fix) = without_block(pair, finding) {
        return Some(vec![fix]);
    }
    let swapped = swap(sides, pair, finding);
    let key = pair.key.as_deref().unwrap_or_default();
    let files = format!("{} and {key} of --tls-sni-cert-key", pair.label);
    let Some(leaf) = pair.chain.leaf() else {
        let text = format!("put a certificate and its key in the place of {files}");
        let new = Fix::untried(Side::Server, text, Vec::new());
        return Some(swapped.into_iter().chain([new]).collect());
    };
    let text = format!("make a new certificate with its key for {files}, where the CA's key is");
    Some(vec![Fix::new(
        Side::Server,
        text,
        reissue(sides, pair, &leaf.certificate),
        vec![Edit::Server(ServerEdit::pair(pair))],
    )])
}

/// A pair like this one from openssl, put in its place.
fn reissue(sides: &Sides<'_>, pair: &ServingPair, leaf: &Certificate) -> Vec<Command> {
    let mut commands = by_hand(leaf, "sni", &[], &KeyPurpose::ServerAuth);
    let placed = |from: &str, to: &str| Words::new("mv").and(from).value(to).done();
    let key = pair.key.as_deref().unwrap_or_default();
    let moves = all([placed("sni.crt", &pair.label), placed("sni.key", key)]);
    // Half of a recipe is no recipe.
    if commands.is_empty() || moves.is_empty() {
        return Vec::new();
    }
    commands.extend(moves);
    commands.extend(restart(Layout::from_sides(sides)));
    commands
}

#[cfg(test)]
mod tests {
    use crate::assemble::ServerFlags;
    use crate::golang::GoRelease;
    use crate::source::Files;

    #[test]
    fn the_pair_at_fault_is_told_from_the_default_though_they_share_a_key() {
        let path = |name: &str| {
            let root = env!("CARGO_MANIFEST_DIR");
            format!("{root}/fixtures/faults/key-pair-mismatch/server/{name}")
        };
        let (fits, other) = (path("apiserver.crt"), path("client-ca.crt"));
        let key = path("apiserver.key");
        let at_fault = |default: &str, sni: &str| {
            let flags = ServerFlags {
                tls_cert_file: Some(default.into()),
                tls_private_key_file: Some(key.clone().into()),
                tls_sni_cert_key: vec![format!("{sni},{key}:a.example")],
                ..ServerFlags::default()
            };
            let server = flags.load(&Files::new(), GoRelease::default()).unwrap();
            assert!(server.startup_error.is_some());
            let pair = server.sni_at_fault(&server.findings[0]);
            pair.map(|pair| pair.label.clone())
        };
        assert_eq!(at_fault(&fits, &other), Some(other.clone()));
        assert_eq!(at_fault(&other, &fits), None);
    }
}
