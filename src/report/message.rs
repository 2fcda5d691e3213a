//! What `message` has to say: each message, its causes, and what it is about here.

use super::certificate::CertificateRow;
use crate::finding::Code;
use crate::ground::location::Location;
use crate::ground::time::Timestamp;
use crate::message::speaker::{Context, Side};
use crate::message::{Conclusion, Entry, Evidence, Known, Message, Reading, conclude};
use crate::x509::CertificateRef;

/// All messages of a text.
pub struct MessageReport {
    /// In the order of the lines.
    pub messages: Vec<Explained>,
    /// Different messages beyond the limit.
    pub left_out: usize,
    /// Lines that were read, blank ones aside.
    pub lines: usize,
    /// Whether inputs were given.
    pub has_inputs: bool,
}

/// One message.
pub struct Explained {
    /// The line, without secrets.
    pub input: String,
    /// How many lines say the same.
    pub count: usize,
    /// The time of the first of them, as the log writes it.
    pub first: Option<String>,
    /// The time of the last of them.
    pub last: Option<String>,
    /// What it is; none where it is not known.
    pub known: Option<Explanation>,
    /// What is most like it, where it is not known.
    pub nearest: Option<&'static Entry>,
}

/// What a known message means.
pub struct Explanation {
    /// The message's name.
    pub id: &'static str,
    /// Without what stood around it.
    pub text: String,
    /// What it means in a few words, with the programs of this line.
    pub headline: String,
    /// Who prints it.
    pub printed_by: &'static str,
    /// Where the words stand in the program's source, with its release.
    pub source: &'static str,
    /// Who printed this line, about which connection.
    pub context: Context,
    /// The end that refused the other's certificate, as far as the line tells.
    pub verifier: Option<Side>,
    /// In a few sentences.
    pub meaning: String,
    /// What can be the cause.
    pub causes: Vec<PossibleCause>,
    /// What the inputs say; none without inputs.
    pub here: Option<Conclusion>,
    /// The rows of the certificates of `here`, in its order.
    pub rows: Vec<Option<CertificateRow>>,
}

/// A cause that a message can have.
pub struct PossibleCause {
    /// Its code.
    pub code: Code,
    /// How it is told from the others.
    pub how_to_tell: String,
}

impl MessageReport {
    /// Explains every message of a reading by the inputs at hand, at `at`.
    pub fn new(reading: Reading, evidence: &Evidence, at: Timestamp) -> Self {
        let messages = reading
            .messages
            .into_iter()
            .map(|message| explained(message, evidence, at))
            .collect();
        Self {
            messages,
            left_out: reading.left_out,
            lines: reading.lines,
            has_inputs: !evidence.is_empty(),
        }
    }

    /// Whether any message was recognised.
    pub fn any_known(&self) -> bool {
        self.messages.iter().any(|message| message.known.is_some())
    }
}

fn explained(message: Message, evidence: &Evidence, at: Timestamp) -> Explained {
    let known = message.known.map(|known| {
        let here = (!evidence.is_empty()).then(|| conclude(&known, evidence));
        let rows = here
            .iter()
            .flat_map(|here| &here.about)
            .map(|about| row(about.certificate.as_ref(), &about.locations, at))
            .collect();
        Explanation {
            id: known.entry.id,
            headline: known.fill(known.entry.headline),
            printed_by: known.entry.printed_by,
            source: known.entry.source,
            context: known.context,
            verifier: known.verifier,
            meaning: meaning(&known),
            causes: causes(&known),
            text: known.text,
            here,
            rows,
        }
    });
    Explained {
        input: message.line,
        count: message.count,
        first: message.first,
        last: message.last,
        known,
        nearest: message.nearest,
    }
}

fn row(
    certificate: Option<&CertificateRef>,
    locations: &[Location],
    at: Timestamp,
) -> Option<CertificateRow> {
    Some(CertificateRow::new(certificate?, locations.first(), at))
}

/// The meaning with that of the hint, and a word on the other errors in the line.
fn meaning(known: &Known) -> String {
    let mut meaning = known.fill(known.entry.meaning);
    if let Some(reason) = known.reason {
        meaning.push(' ');
        meaning.push_str(&known.fill(reason.meaning));
    }
    if known.facts.ids.is_some() {
        meaning.push_str(
            " kube-apiserver names the client certificate by serial number (SN) and key identifiers, and the client gets 401.",
        );
    }
    for beside in &known.beside {
        meaning.push_str(match beside.id {
            "unknown-authority" | "candidate-authority" | "expired" | "not-yet-valid"
            | "unhandled-critical-extension" => {
                " The error before it in the line comes from the front-proxy authenticator, which every user certificate fails: it says nothing."
            }
            "invalid-bearer-token" => {
                " A bearer token was sent as well, and it was not accepted either."
            }
            "front-proxy-name" => {
                " The certificate was issued by the front proxy's CA, as the error before it in the line says."
            }
            _ => "",
        });
    }
    meaning
}

fn causes(known: &Known) -> Vec<PossibleCause> {
    let mut causes: Vec<PossibleCause> = Vec::new();
    for cause in known.causes() {
        if !causes.iter().any(|old| old.code == cause.code) {
            causes.push(PossibleCause {
                code: cause.code,
                how_to_tell: known.fill(cause.how_to_tell),
            });
        }
    }
    causes
}
