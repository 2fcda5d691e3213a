//! `certgraph.message/v1`.

use serde::Serialize;

use super::explain::{LocationV1, location};
use crate::message::About;
use crate::message::speaker::{Side, Speaker};
use crate::report::message::{Explained, Explanation, MessageReport};

/// The document.
pub fn message(report: &MessageReport) -> String {
    super::pretty(&Document {
        schema: "certgraph.message/v1",
        messages: report.messages.iter().map(explained).collect(),
        left_out: report.left_out,
        lines: report.lines,
    })
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    messages: Vec<MessageV1>,
    left_out: usize,
    lines: usize,
}

#[derive(Serialize)]
struct MessageV1 {
    input: String,
    lines: usize,
    first_seen: Option<String>,
    last_seen: Option<String>,
    text: Option<String>,
    known: bool,
    id: Option<&'static str>,
    headline: Option<String>,
    speaker: Option<SpeakerV1>,
    source: Option<&'static str>,
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

/// Who printed the line, at which end of which connection; each null where the line does not show it.
#[derive(Serialize)]
struct SpeakerV1 {
    program: Option<&'static str>,
    side: Option<&'static str>,
    client: Option<&'static str>,
    server: Option<&'static str>,
    /// The end that refused the other's certificate.
    refused_by: Option<&'static str>,
}

#[derive(Serialize)]
struct CauseV1 {
    code: &'static str,
    how_to_tell: String,
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
        first_seen: message.first.clone(),
        last_seen: message.last.clone(),
        text: known.map(|known| known.text.clone()),
        known: known.is_some(),
        id: known.map(|known| known.id),
        headline: known.map(|known| known.headline.clone()),
        speaker: known.map(speaker),
        source: known.map(|known| known.source),
        printed_by: known.map(|known| known.printed_by),
        meaning: known.map(|known| known.meaning.clone()),
        causes: known
            .into_iter()
            .flat_map(|known| &known.causes)
            .map(|cause| CauseV1 {
                code: cause.code.slug(),
                how_to_tell: cause.how_to_tell.clone(),
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

fn speaker(known: &Explanation) -> SpeakerV1 {
    let context = known.context;
    SpeakerV1 {
        program: context.speaker.map(Speaker::as_str),
        side: context.side.map(Side::as_str),
        client: context.link.client.map(Speaker::as_str),
        server: context.link.server.map(Speaker::as_str),
        refused_by: known.verifier.map(Side::as_str),
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
