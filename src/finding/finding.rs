//! An instance: a problem, where it is, and how it stands to the others.

use super::{Code, Problem, Severity};
use crate::ground::location::Location;
use crate::x509::{CertificateRef, Fingerprint};

/// The step of a connection at which a finding shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// kubectl reads its own configuration.
    Configuration,
    /// The server presents its chain.
    ServerPresents,
    /// The client verifies it.
    ClientVerifies,
    /// The client presents its chain.
    ClientPresents,
    /// The server verifies it.
    ServerVerifies,
}

impl Step {
    /// As `cli.md` spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::ServerPresents => "server-presents",
            Self::ClientVerifies => "client-verifies",
            Self::ClientPresents => "client-presents",
            Self::ServerVerifies => "server-verifies",
        }
    }
}

/// A fact about the user's PKI, at its place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What is the matter.
    pub problem: Problem,
    /// Where it shows; none for a finding about the input as such.
    pub step: Option<Step>,
    /// The certificate that it is about.
    pub certificate: Option<CertificateRef>,
    /// The same where only its fingerprint is kept.
    pub kept: Option<Fingerprint>,
    /// The CA that did sign [`Self::certificate`], where another of its name is trusted instead; `None` where the files
    /// that are given do not hold it.
    pub signer: Option<CertificateRef>,
    /// Where to look, the primary place first.
    pub locations: Vec<Location>,
    /// The software stops before it reaches this one: it shows once the others are mended.
    pub behind: bool,
    /// Part of an input was not read because of it: certificates may be missing from all that is said.
    pub unread: bool,
    /// Its severity: the code's, unless circumstances take its weight (behind `insecure-skip-tls-verify`, say).
    pub severity: Severity,
}

impl Finding {
    /// A finding of its code's own severity.
    pub fn new(problem: Problem, step: impl Into<Option<Step>>, locations: Vec<Location>) -> Self {
        let severity = problem.code().severity();
        Self {
            problem,
            step: step.into(),
            certificate: None,
            kept: None,
            signer: None,
            locations,
            behind: false,
            unread: false,
            severity,
        }
    }

    /// The certificate that it is about, by its SHA-256.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        let whole = self
            .certificate
            .as_ref()
            .map(|certificate| certificate.fingerprint);
        whole.or(self.kept)
    }

    /// Where to look, in words: the primary place, and the field that names its file.
    pub fn place(&self) -> Option<String> {
        let first = self.locations.first()?;
        let named = self
            .locations
            .iter()
            .find(|location| location.field.is_some());
        Some(match named {
            Some(named) if first.field.is_none() => format!("{first}, named in {named}"),
            Some(_) | None => first.to_string(),
        })
    }

    /// Whether it is there only because another connection fails.
    pub(crate) fn follows(&self) -> bool {
        matches!(&self.problem, Problem::Program(fault) if fault.follows())
    }

    /// The file that a flag or field names and that cannot be read; none of any other finding.
    pub fn unread_file(&self) -> Option<&str> {
        let file = self
            .locations
            .get(1)
            .filter(|place| place.field.is_none())?;
        (self.problem.code() == Code::UnreadableFile).then_some(&file.file)
    }

    /// Adds the field that names a file, if it is about that file.
    pub(crate) fn name_field(&mut self, file: &Location, field: &Location) {
        let is_file = |place: &Location| place.field.is_none() && place.file == file.file;
        if self.locations.iter().any(is_file) && !self.locations.contains(field) {
            self.locations.push(field.clone());
        }
    }

    /// The same, about a certificate.
    #[must_use]
    pub fn about(mut self, certificate: &CertificateRef) -> Self {
        self.certificate = Some(certificate.clone());
        self
    }
}
