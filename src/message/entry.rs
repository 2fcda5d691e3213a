//! What is known of a message: one entry a message, in tables under `catalogue`.

use super::speaker::{Context, Side, Speaker};
use crate::finding::Code;

/// A message that Kubernetes programs, what stands in front of them, or clients of an API server print.
///
/// `headline`, `meaning` and the causes may name the ends of the connection: `{verifier}` is who refused a certificate,
/// `{peer}` whose certificate it was, `{speaker}` who printed the line, `{other}` the opposite end; and the files:
/// `{serving}`, `{trust}`, `{client}`, `{client_ca}`, of which `{presented}` and `{trusted}` are the two that were compared.
#[derive(Debug)]
pub struct Entry {
    /// Its stable name, a kebab-case slug.
    pub id: &'static str,
    /// What is to be done to find what it is about.
    pub topic: Topic,
    /// For whom it holds; elsewhere the same words are another entry's.
    pub holds: Holds,
    /// How much of a line its texts are looked for in.
    pub reach: Reach,
    /// Whether the words are the other end's: an alert, of which the speaker only tells.
    pub heard: bool,
    /// The programs that print it.
    pub printed_by: &'static str,
    /// Where the words stand in the program's source, with its release.
    pub source: &'static str,
    /// Its texts, with holes; see `template`.
    pub texts: &'static [&'static str],
    /// What it means in a few words: the first line that is shown.
    pub headline: &'static str,
    /// What it means, in two sentences.
    pub meaning: &'static str,
    /// What can be the cause, the likeliest first.
    pub causes: &'static [Cause],
}

/// For whom an entry holds.
#[derive(Clone, Copy, Debug)]
pub enum Holds {
    /// Whoever prints it.
    Always,
    /// Only where the line shows that its speaker is at this end of the connection.
    At(Side),
    /// Only where the line shows that one of these prints it.
    By(&'static [Speaker]),
    /// Only where the line shows that one of these is called.
    To(&'static [Speaker]),
}

/// How much of a line an entry is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The innermost text first, then what is around it, so that the most special words of a line count.
    Core,
    /// The whole line, before any innermost text: what is around the error says what it is.
    Line,
}

/// What a message speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Go verified a peer's certificate and refused it: the verification can be done again.
    Verification,
    /// A certificate cannot be parsed.
    Parsing,
    /// A certificate and its key as files.
    KeyPair,
    /// A kubeconfig.
    Kubeconfig,
    /// The text of a CA bundle.
    Bundle,
    /// The server refused the client, and does not say why.
    ClientRefused,
    /// The other end refused the speaker's certificate, and the speaker does not know why.
    ServerRefused,
    /// A program that is no Go program refused its peer's certificate.
    OtherClient,
    /// Nothing that files decide.
    Beyond,
}

/// A finding that makes a program print a message.
#[derive(Clone, Copy, Debug)]
pub struct Cause {
    /// Its code.
    pub code: Code,
    /// Who has to have refused whom for this cause.
    pub when: Option<Verifier>,
    /// How it is told from the others.
    pub how_to_tell: &'static str,
}

/// Who verified whom.
pub type Verifier = Side;

/// A cause on either side.
pub(super) const fn cause(code: Code, how_to_tell: &'static str) -> Cause {
    Cause {
        code,
        when: None,
        how_to_tell,
    }
}

/// A cause where the client verifies the server.
pub(super) const fn by_client(code: Code, how_to_tell: &'static str) -> Cause {
    Cause {
        code,
        when: Some(Verifier::Client),
        how_to_tell,
    }
}

/// A cause where the server verifies the client.
pub(super) const fn by_server(code: Code, how_to_tell: &'static str) -> Cause {
    Cause {
        code,
        when: Some(Verifier::Server),
        how_to_tell,
    }
}

/// An entry that is found by any of `texts`.
pub(super) const fn entry(id: &'static str, topic: Topic, texts: &'static [&'static str]) -> Entry {
    Entry {
        id,
        topic,
        holds: Holds::Always,
        reach: Reach::Core,
        heard: false,
        printed_by: "",
        source: "",
        texts,
        headline: "",
        meaning: "",
        causes: &[],
    }
}

impl Entry {
    /// Who prints it, and where its source has the words.
    pub(super) const fn by(mut self, printed_by: &'static str, source: &'static str) -> Self {
        self.printed_by = printed_by;
        self.source = source;
        self
    }

    /// What it means: in a few words, and in two sentences.
    pub(super) const fn says(mut self, headline: &'static str, meaning: &'static str) -> Self {
        self.headline = headline;
        self.meaning = meaning;
        self
    }

    /// What can be the cause.
    pub(super) const fn because(mut self, causes: &'static [Cause]) -> Self {
        self.causes = causes;
        self
    }

    /// Limits it to some speakers or sides.
    pub(super) const fn only(mut self, holds: Holds) -> Self {
        self.holds = holds;
        self
    }

    /// The words of an alert, which the other end sent.
    pub(super) const fn heard(mut self) -> Self {
        self.heard = true;
        self
    }

    /// Looked for in the whole line, before what is inside it.
    pub(super) const fn whole_line(mut self) -> Self {
        self.reach = Reach::Line;
        self
    }

    /// Whether it holds for a line with these marks.
    pub(super) fn holds_for(&self, context: &Context) -> bool {
        match self.holds {
            Holds::Always => true,
            Holds::At(side) => context.side == Some(side),
            Holds::By(speakers) => context
                .speaker
                .is_some_and(|speaker| speakers.contains(&speaker)),
            Holds::To(servers) => context
                .link
                .server
                .is_some_and(|server| servers.contains(&server)),
        }
    }

    /// The causes that are possible for a verifier; all of them where it is not known.
    pub fn causes_for(&self, verifier: Option<Verifier>) -> impl Iterator<Item = &'static Cause> {
        self.causes
            .iter()
            .filter(move |cause| match (cause.when, verifier) {
                (Some(when), Some(verifier)) => when == verifier,
                _ => true,
            })
    }
}
