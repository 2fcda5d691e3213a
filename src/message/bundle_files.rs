//! Messages about CA bundles, and certificates that do not parse.

use super::conclusion::Conclusion;
use super::evidence::Evidence;
use super::files::{ends_alike, place};
use super::known::Known;
use crate::decode::bundle::{self, BundleFault};
use crate::finding::Code;

/// The CA text of which client-go or kube-apiserver says the message.
pub(super) fn bundles(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    for cluster in evidence
        .kubeconfigs
        .iter()
        .flat_map(|config| &config.clusters)
    {
        let data = cluster
            .certificate_authority_data
            .as_ref()
            .map(|field| (&field.location, field.value.bytes()));
        let file = cluster.certificate_authority.as_ref().and_then(|field| {
            let text = evidence.text(&field.value.resolved)?;
            Some((&field.location, text.expose()))
        });
        for (location, text) in data.into_iter().chain(file) {
            let read = bundle::lenient(text, location, evidence.release);
            let Some(error) = read.error.map(|error| error.to_string()) else {
                continue;
            };
            if !known.text.contains(&error) {
                continue;
            }
            let first = read.problems.first();
            let code = first.map_or(Code::NoUsableCa, |problem| bundle_code(&problem.fault));
            conclusion.cause = conclusion.cause.or(Some(code));
            conclusion.add(place(location, error));
        }
    }
    let Some(named) = known.facts.name().and_then(|name| name.rsplit("::").next()) else {
        return;
    };
    for (location, text) in &evidence.texts {
        let read = bundle::strict(text.expose(), location, evidence.release);
        if let Some(error) = read.error
            && ends_alike(&location.file, named)
        {
            conclusion.cause = conclusion.cause.or(Some(Code::NoUsableCa));
            conclusion.add(place(location, error.to_string()));
        }
    }
}

pub(super) const fn bundle_code(fault: &BundleFault) -> Code {
    match fault {
        BundleFault::NotPem { .. } => Code::NotPem,
        BundleFault::Unread { .. } => Code::SkippedPemBlock,
        BundleFault::Malformed { .. } | BundleFault::Pkcs7AsCertificate => {
            Code::MalformedCertificate
        }
        BundleFault::AnotherLabel { .. }
        | BundleFault::Duplicate { .. }
        | BundleFault::Empty
        | BundleFault::Headers => Code::NoUsableCa,
    }
}

/// The certificate of which Go's parser says the message.
pub(super) fn unparsable(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    let mut others = 0;
    let anonymous = known.entry.id == "alert-decode-error";
    for problem in &evidence.problems {
        let BundleFault::Malformed { go, .. } = &problem.fault else {
            continue;
        };
        if anonymous || known.text.contains(go.as_str()) {
            conclusion.cause = conclusion.cause.or(Some(Code::MalformedCertificate));
            conclusion.add(place(&problem.location, format!("it does not parse: {go}")));
        } else {
            others += 1;
        }
    }
    if conclusion.about.is_empty() {
        conclusion.note(if others > 0 {
            format!("{others} certificates of these inputs do not parse, but for another reason")
        } else {
            "every certificate of these inputs parses".to_owned()
        });
    }
}
