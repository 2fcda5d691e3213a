//! One line of a tree.

use std::collections::{BTreeMap, BTreeSet};

use crate::ground::time::{Remaining, Timestamp};
use crate::inventory::Entry;
use crate::report::picture::plural;
use crate::report::places::Places;
use crate::report::urgency::Urgency;
use crate::x509::{CertificateRole, Fingerprint};

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Levels between it and the first one, which is 0.
    pub depth: usize,
    /// No other line follows on its level.
    pub last: bool,
    /// What it says.
    pub content: Content,
}

/// What a line says.
#[derive(Clone, Debug)]
pub enum Content {
    /// A certificate, or several that are alike.
    Certificate(Box<CertificateLine>),
    /// A CA that is in no input, known from what it issued.
    Missing {
        /// Its name.
        name: String,
        /// The start of its key identifier; `None` where what it issued names none.
        key: Option<String>,
    },
    /// This many certificates that hang below another certificate of the same CA as well, and are shown there.
    Repeated(usize),
    /// This many certificates that are deeper than asked for.
    Deeper(usize),
}

/// A certificate in a line.
#[derive(Clone, Debug)]
pub struct CertificateLine {
    /// Its name, or `system:node:worker-*`.
    pub name: String,
    /// For how many certificates the line stands.
    pub count: usize,
    /// What it is for. A CA that another one signed is no root CA, whatever names it has.
    pub role: CertificateRole,
    /// How soon someone must act.
    pub urgency: Urgency,
    /// End of validity; of several the first.
    pub not_after: Timestamp,
    /// Time left: `212d`, `-2d`, `not yet`.
    pub left: String,
    /// The start of its key identifier; `None` for several.
    pub key: Option<String>,
    /// Where it was found; of several the first.
    pub place: String,
    /// In how many other places it was found.
    pub elsewhere: usize,
    /// Who trusts it; `None` where nobody does.
    pub trusted_by: Option<TrustedBy>,
    /// The issuance that leads here is claimed: its signature was not checked.
    pub claimed: bool,
    /// It is shown elsewhere with all that is below it.
    pub repeated: bool,
}

/// Who trusts a certificate.
#[derive(Clone, Debug)]
pub struct TrustedBy {
    /// How many participants.
    pub count: usize,
    /// By program: `kube-apiserver, 4 kubeconfigs`.
    pub programs: String,
}

impl Content {
    /// CAs first, then by name; certificates of one name by their end.
    pub(super) fn sort_key(&self, certificate: Option<Fingerprint>) -> impl Ord + use<> {
        let (is_authority, name, until, key) = match self {
            Self::Certificate(line) => (
                line.role.is_authority(),
                line.name.clone(),
                line.not_after,
                None,
            ),
            Self::Missing { name, key } => (
                true,
                name.clone(),
                Timestamp::from_seconds(i64::MAX),
                key.clone(),
            ),
            Self::Repeated(_) | Self::Deeper(_) => {
                (false, String::new(), Timestamp::from_seconds(0), None)
            }
        };
        (!is_authority, name, until, certificate, key)
    }
}

impl CertificateLine {
    pub(super) fn new(entry: &Entry, places: &Places, at: Timestamp) -> Self {
        let certificate = &entry.certificate;
        let urgency = Urgency::of(certificate, at);
        let end = certificate.not_after.at;
        let files: BTreeSet<&str> = entry
            .locations
            .iter()
            .map(|location| places.short(location))
            .collect();
        Self {
            name: certificate.display_name(),
            count: 1,
            role: certificate.role(),
            urgency,
            not_after: end,
            left: match urgency {
                Urgency::Early => "not yet".to_owned(),
                _ => Remaining::between(at, end).to_string(),
            },
            key: Some(certificate.key_id().short()),
            place: files.first().copied().unwrap_or_default().to_owned(),
            elsewhere: files.len().saturating_sub(1),
            trusted_by: None,
            claimed: false,
            repeated: false,
        }
    }

    /// Who trusts it, those of a program counted; `programs` has the program of each participant.
    pub(super) fn set_trusted_by(
        &mut self,
        participants: Vec<&str>,
        programs: &BTreeMap<&str, &'static str>,
    ) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for participant in participants {
            let program = programs.get(participant).copied().unwrap_or(participant);
            *counts.entry(program).or_default() += 1;
        }
        let count = counts.values().sum();
        let texts: Vec<_> = counts
            .into_iter()
            .map(|(program, count)| match count {
                1 => program.to_owned(),
                several => format!("{several} {}", plural(program)),
            })
            .collect();
        self.trusted_by = (count > 0).then(|| TrustedBy {
            count,
            programs: texts.join(", "),
        });
    }
}
