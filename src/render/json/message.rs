//! `certgraph.message/v1`.

use serde::Serialize;

use super::explain::{LocationV1, location};
use crate::message::About;
use crate::report::message::{Explained, MessageReport};

/// The document.
pub fn message(report: &MessageReport) -> String {
    super::pretty(&Document {
        schema: "certgraph.message/v1",
        messages: report.messages.iter().map(explained).collect(),
        left_out: report.left_out,
    })
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    messages: Vec<MessageV1>,
    left_out: usize,
}

#[derive(Serialize)]
struct MessageV1 {
    input: String,
    lines: usize,
    text: Option<String>,
    known: bool,
    id: Option<&'static str>,
    printed_by: Option<&'static str>,
    meaning: Option<String>,
    causes: Vec<CauseV1>,
    /// Null without inputs.
    about: Option<Vec<AboutV1>>,
    cause_here: Option<CauseHereV1>,
    /// What does not agree or is missing.
    notes: Vec<String>,
    nearest: Option<NearestV1>,
}

#[derive(Serialize)]
struct CauseV1 {
    code: &'static str,
    how_to_tell: &'static str,
}

#[derive(Serialize)]
struct AboutV1 {
    certificate: Option<CertificateV1>,
    locations: Vec<LocationV1>,
    why: String,
}

#[derive(Serialize)]
struct CertificateV1 {
    sha256: String,
    subject: String,
    issuer: String,
    serial: String,
    not_before: String,
    not_after: String,
}

#[derive(Serialize)]
struct CauseHereV1 {
    code: &'static str,
    message: String,
}

#[derive(Serialize)]
struct NearestV1 {
    id: &'static str,
    text: &'static str,
}

fn explained(message: &Explained) -> MessageV1 {
    let known = message.known.as_ref();
    let here = known.and_then(|known| known.here.as_ref());
    MessageV1 {
        input: message.input.clone(),
        lines: message.count,
        text: known.map(|known| known.text.clone()),
        known: known.is_some(),
        id: known.map(|known| known.id),
        printed_by: known.map(|known| known.printed_by),
        meaning: known.map(|known| known.meaning.clone()),
        causes: known
            .into_iter()
            .flat_map(|known| &known.causes)
            .map(|cause| CauseV1 {
                code: cause.code.slug(),
                how_to_tell: cause.how_to_tell,
            })
            .collect(),
        about: here.map(|here| here.about.iter().map(about).collect()),
        cause_here: here.and_then(|here| {
            let code = here.cause?;
            Some(CauseHereV1 {
                code: code.slug(),
                message: here
                    .because
                    .clone()
                    .unwrap_or_else(|| code.summary().to_owned()),
            })
        }),
        notes: here.map(|here| here.notes.clone()).unwrap_or_default(),
        nearest: message.nearest.map(|nearest| NearestV1 {
            id: nearest.id,
            text: nearest.texts.first().copied().unwrap_or_default(),
        }),
    }
}

fn about(about: &About) -> AboutV1 {
    AboutV1 {
        certificate: about.certificate.as_ref().map(|certificate| CertificateV1 {
            sha256: certificate.fingerprint.to_string(),
            subject: certificate.subject.to_string(),
            issuer: certificate.issuer.to_string(),
            serial: certificate.serial_decimal(),
            not_before: certificate.not_before.at.to_string(),
            not_after: certificate.not_after.at.to_string(),
        }),
        locations: about.locations.iter().map(location).collect(),
        why: about.why.clone(),
    }
}
