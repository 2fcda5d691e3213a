//! One CA out of a bundle in which Go gives up before it comes to it (crypto/x509 `maxChainSignatureChecks`).

use crate::connection::Trust;
use crate::finding::{Finding, Step};
use crate::fix::model::{Edit, Fix, KubeconfigEdit, Side, all};
use crate::fix::propose::tools::{Scene, bundle, cut, set_cluster};

/// The kubeconfig trusts the CA alone that issued what the server presents. It trusts that one already, among others,
/// so nothing has to be made sure of.
pub(crate) fn to_the_issuer(scene: &Scene<'_>, finding: &Finding) -> Option<Fix> {
    let Trust::Bundle(trusted) = &scene.client.trust else {
        return None;
    };
    if finding.step != Some(Step::ClientVerifies) {
        return None;
    }
    let pair = scene.serving()?;
    let evaluation = &scene.evaluation;
    let issued = |ca| {
        let mut sent = pair.chain.parsed();
        sent.any(|placed| {
            let checked = evaluation
                .signatures
                .check(&placed.certificate, ca, evaluation.release);
            placed.certificate.issuer.raw == ca.subject.raw && checked.is_ok()
        })
    };
    let anchor = trusted.anchors.iter().find(|anchor| {
        anchor.certificate.is_valid_at(evaluation.at) && issued(&anchor.certificate)
    })?;
    const FILE: &str = "issuer.crt";
    let cut = cut(scene, &anchor.location).and_then(|words| words.raw(">").and(FILE).done());
    Some(Fix::new(
        Side::Client,
        format!(
            "trust only the CA {} that issued the serving certificate; it is in {}",
            anchor.certificate.display_name(),
            anchor.location.file
        ),
        all([cut, set_cluster(scene, FILE)]),
        vec![Edit::Kubeconfig(KubeconfigEdit::Trust(bundle(
            &anchor.location,
            vec![anchor.clone()],
        )))],
    ))
}

#[cfg(test)]
mod tests {
    use crate::finding::Code;
    use crate::fix::fixes;
    use crate::verify::Verdict;

    /// The CA that issued is in another file there; among the hundred of the bundle it is not.
    #[test]
    fn one_ca_is_trusted_in_the_place_of_too_many() {
        let fixes = fixes("signature-budget-exhausted", Code::SignatureBudgetExhausted);
        assert_eq!(fixes[0].2, Some(Verdict::Accept), "{fixes:?}");
        assert!(fixes[1].0.starts_with("leave one CA"), "{fixes:?}");
    }
}
