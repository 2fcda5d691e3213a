//! A message that was recognised.

use super::entry::{Cause, Entry, Topic, Verifier};
use super::facts::Facts;
use super::speaker::{Context, Files, Side};

/// A message, and what its line says beside the words.
#[derive(Clone, Debug)]
pub struct Known {
    /// What is known of it.
    pub entry: &'static Entry,
    /// Why the candidate authority was refused, where the message says so.
    pub reason: Option<&'static Entry>,
    /// The text without what stood around it.
    pub text: String,
    /// Its variables.
    pub facts: Facts,
    /// Who printed the line, about which connection.
    pub context: Context,
    /// Who verified whom, as far as the line tells.
    pub verifier: Option<Verifier>,
    /// Other errors in the same line.
    pub beside: Vec<&'static Entry>,
}

impl Known {
    pub(super) fn new(entry: &'static Entry, text: &str, facts: Facts) -> Self {
        Self {
            entry,
            reason: None,
            text: text.to_owned(),
            facts,
            context: Context::default(),
            verifier: None,
            beside: Vec::new(),
        }
    }

    /// Adds another error of the line.
    pub(super) fn add(&mut self, other: Option<Self>) {
        if let Some(other) = other
            && !self.beside.iter().any(|entry| entry.id == other.entry.id)
        {
            self.beside.push(other.entry);
        }
    }

    /// Takes over what the line shows of its speaker.
    pub(super) fn spoken_in(mut self, context: Context) -> Self {
        self.verifier = verifier(&self, &context);
        self.context = context;
        self
    }

    /// What it speaks about, here: an alert that a client heard is about the client.
    pub fn topic(&self) -> Topic {
        match (self.entry.topic, self.verifier) {
            (Topic::ServerRefused, Some(Verifier::Server)) => Topic::ClientRefused,
            (topic, _) => topic,
        }
    }

    /// The causes that share it.
    pub fn causes(&self) -> Vec<&'static Cause> {
        let reasons = self
            .reason
            .into_iter()
            .flat_map(|reason| reason.causes_for(self.verifier));
        self.entry
            .causes_for(self.verifier)
            .chain(reasons)
            .collect()
    }

    /// Whether another message says the same of the same things.
    pub fn same(&self, other: &Self) -> bool {
        self.entry.id == other.entry.id && self.facts.same(&other.facts)
    }

    /// The files of the connection.
    pub fn files(&self) -> Files {
        Files::of(self.context.link)
    }

    /// A text of the catalogue with the programs and files of this line in it.
    pub fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            out.push_str(before);
            let Some((hole, tail)) = behind.split_once('}') else {
                out.push('{');
                rest = behind;
                continue;
            };
            match self.hole(hole) {
                Some(value) => out.push_str(&value),
                None => out.push_str(&format!("{{{hole}}}")),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    fn hole(&self, hole: &str) -> Option<String> {
        let files = self.files();
        let link = self.context.link;
        let end = |side: Option<Side>, unknown: &str| {
            side.map_or_else(|| unknown.to_owned(), |side| link.name(side))
        };
        let server_refuses = self.verifier == Some(Verifier::Server);
        Some(match hole {
            "verifier" => end(self.verifier, "one side"),
            "peer" => end(self.verifier.map(Side::other), "the other side"),
            "other" => end(self.context.side.map(Side::other), "the other side"),
            "speaker" => self
                .context
                .speaker
                .map_or_else(|| "a program".to_owned(), |speaker| speaker.to_string()),
            "serving" => files.serving.to_owned(),
            "trust" => files.trust.to_owned(),
            "client" => files.client.to_owned(),
            "client_ca" => files.client_ca.to_owned(),
            "presented" if server_refuses => files.client.to_owned(),
            "presented" => files.serving.to_owned(),
            "trusted" if server_refuses => files.client_ca.to_owned(),
            "trusted" => files.trust.to_owned(),
            _ => return None,
        })
    }

    /// What tells this complaint from others of a log.
    pub(super) fn identity(&self) -> String {
        format!(
            "{} {} {:?} {:?} {:?} {:?}",
            self.entry.id,
            self.facts.lasting(),
            self.facts.ids,
            self.verifier,
            self.context.speaker,
            self.context.link,
        )
    }
}

/// Who refused whom: who speaks refused, or heard that it was refused. None where no certificate was refused.
fn verifier(known: &Known, context: &Context) -> Option<Verifier> {
    let says = |text: &str| known.text.contains(text);
    if known.facts.ids.is_some() {
        return Some(Verifier::Server);
    }
    // An alert is heard by the side that was refused.
    if known.entry.heard {
        let refused = context.side.map(Side::other);
        return match known.entry.topic {
            Topic::ClientRefused => Some(Verifier::Server),
            _ => refused,
        };
    }
    match known.entry.topic {
        Topic::ClientRefused => Some(Verifier::Server),
        _ if says("tls: client ")
            || says("client's certificate")
            || says("client certificate:") =>
        {
            Some(Verifier::Server)
        }
        _ if says("certificate from server") || says("by the server certificate") => {
            Some(Verifier::Client)
        }
        _ if says("by the client certificate") => Some(Verifier::Server),
        Topic::OtherClient | Topic::ServerRefused => Some(context.side.unwrap_or(Verifier::Client)),
        // Only clients ask for a name, and only they have words of their own before the reason.
        Topic::Verification => context.side.or_else(|| {
            let of_client =
                says("tls: failed to verify certificate") || known.facts.wanted().is_some();
            of_client.then_some(Verifier::Client)
        }),
        Topic::Parsing | Topic::KeyPair | Topic::Kubeconfig | Topic::Bundle | Topic::Beyond => None,
    }
}
