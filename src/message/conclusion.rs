//! What a message turned out to be about: the answer that the search through the inputs fills in.

use crate::finding::Code;
use crate::ground::location::Location;
use crate::x509::CertificateRef;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Conclusion {
    /// What the message is about, the likeliest first.
    pub about: Vec<About>,
    /// The cause here, where one is certain.
    pub cause: Option<Code>,
    /// The cause in a sentence.
    pub because: Option<String>,
    /// What does not agree, and what is missing.
    pub notes: Vec<String>,
}

/// A certificate or a place that a message is about.
#[derive(Clone, Debug)]
pub struct About {
    /// The certificate; none where a place is meant, or what does not parse.
    pub certificate: Option<CertificateRef>,
    /// Where it stands.
    pub locations: Vec<Location>,
    /// Why it is meant.
    pub why: String,
}

impl Conclusion {
    pub(super) fn note(&mut self, text: String) {
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// Adds what is not there yet.
    pub(super) fn add(&mut self, about: About) {
        let known = self
            .about
            .iter()
            .any(|old| match (&old.certificate, &about.certificate) {
                (Some(one), Some(other)) => one.fingerprint == other.fingerprint,
                (None, None) => old.locations == about.locations,
                _ => false,
            });
        if !known {
            self.about.push(about);
        }
    }
}
