//! From lines to messages.

use std::collections::BTreeMap;

use super::catalogue;
use super::entry::{Cause, Entry, Topic, Verifier};
use super::facts::{Facts, Ids};
use super::nearest::nearest;
use super::redact::redact;
use super::template;
use super::unwrap::{Unwrapped, unwrap};

/// A line, and what it says.
#[derive(Clone, Debug)]
pub struct Message {
    /// The line as it was given, without secrets.
    pub line: String,
    /// The message in it.
    pub known: Option<Known>,
    /// Where none is known: the one that is most like it.
    pub nearest: Option<&'static Entry>,
    /// How many lines say the same.
    pub count: usize,
}

/// A message that was recognised.
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
    /// Who verified whom, as far as the line tells.
    pub verifier: Option<Verifier>,
    /// Other errors in the same line.
    pub beside: Vec<&'static Entry>,
}

/// All lines of a text.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// In order, those that say the same joined. Where none is recognised, the lines that are not.
    pub messages: Vec<Message>,
    /// Different messages beyond the first hundred.
    pub left_out: usize,
}

/// Different messages that are kept: each is looked for in the inputs.
const MESSAGES: usize = 100;
/// Lines that are shown where nothing is recognised.
const UNKNOWN: usize = 5;
/// Bytes of a line that are looked at.
const LINE: usize = 16 << 10;
/// What kube-apiserver says of a client certificate.
const VERIFYING: &str = "verifying certificate SN=";

/// Reads a line, or several.
pub fn read(text: &str) -> Reading {
    let mut known: Vec<Message> = Vec::new();
    let mut unknown = Vec::new();
    let mut left_out = 0;
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let message = read_line(line);
        let Some(found) = &message.known else {
            if unknown.len() < UNKNOWN {
                unknown.push(message);
            }
            continue;
        };
        let key = found.identity();
        let slot = index.get(&key).and_then(|&slot| known.get_mut(slot));
        if let Some(same) = slot {
            same.count += 1;
        } else if known.len() < MESSAGES {
            index.insert(key, known.len());
            known.push(message);
        } else {
            left_out += 1;
        }
    }
    // A headline over other errors says nothing of its own.
    if known.len() > 1 {
        known.retain(|message| {
            message
                .known
                .as_ref()
                .is_none_or(|known| known.entry.id != "several-errors")
        });
    }
    if known.is_empty() {
        for message in &mut unknown {
            message.nearest = nearest(&message.line);
        }
        known = unknown;
    }
    Reading {
        messages: known,
        left_out,
    }
}

fn read_line(line: &str) -> Message {
    let line = redact(cut(line.trim_end()));
    let unwrapped = unwrap(&line);
    Message {
        known: known(&line, &unwrapped),
        nearest: None,
        line,
        count: 1,
    }
}

fn cut(line: &str) -> &str {
    let end = (0..=LINE.min(line.len()))
        .rev()
        .find(|&end| line.is_char_boundary(end))
        .unwrap_or(0);
    line.get(..end).unwrap_or_default()
}

fn known(line: &str, unwrapped: &Unwrapped) -> Option<Known> {
    let texts = std::iter::once(&unwrapped.core)
        .chain(unwrapped.layers.iter().rev())
        .chain(unwrapped.titles.iter().rev());
    let mut known = texts.into_iter().find_map(|text| in_text(text))?;
    let context: Vec<&str> = std::iter::once(line)
        .chain(unwrapped.layers.iter().map(String::as_str))
        .chain(unwrapped.titles.iter().map(String::as_str))
        .collect();
    known.verifier = verifier(&known, &context);
    Some(known)
}

/// A message in a text that has nothing around it any more.
fn in_text(text: &str) -> Option<Known> {
    let Some((before, member)) = text.split_once(VERIFYING) else {
        return list(text).or_else(|| recognise(text));
    };
    // `[E1, verifying certificate SN=…, SKID=…, AKID=… failed: E2, E3]`
    let member = member
        .strip_suffix(']')
        .filter(|_| before.starts_with('['))
        .unwrap_or(member);
    let (member, after) = match member.split_once(", invalid bearer token") {
        Some((member, _)) => (member, "invalid bearer token"),
        None => (member, ""),
    };
    let whole = format!("{VERIFYING}{member}");
    let holes = template::find(
        "verifying certificate SN={serial}, SKID={skid}, AKID={akid} failed: {detail}",
        &whole,
    );
    let Some([(_, serial), (_, skid), (_, akid), (_, error)]) = holes.as_deref() else {
        return recognise(&whole);
    };
    let mut known = recognise(error).or_else(|| recognise(&whole))?;
    known.facts.ids = Some(Ids {
        serial: serial.clone(),
        subject_key: skid.clone(),
        authority_key: akid.clone(),
    });
    known.text = whole;
    known.add(before);
    known.add(after);
    Some(known)
}

/// `[E1, E2]`: the later authenticator says more, unless it only had a token to look at.
fn list(text: &str) -> Option<Known> {
    let (first, second) = text
        .strip_prefix('[')?
        .strip_suffix(']')?
        .split_once(", ")?;
    let (mut one, mut other) = (recognise(first)?, recognise(second)?);
    if other.entry.id == "invalid-bearer-token" {
        one.add(second);
        return Some(one);
    }
    other.add(first);
    Some(other)
}

/// Finds the first entry of the catalogue that is in `text`.
pub fn recognise(text: &str) -> Option<Known> {
    let (entry, facts) = catalogue::all().find_map(|entry| {
        let holes = entry
            .texts
            .iter()
            .find_map(|template| template::find(template, text))?;
        Some((entry, Facts::new(holes)))
    })?;
    let reason = facts
        .hint()
        .and_then(|hint| recognise(hint.error))
        .map(|known| known.entry);
    Some(Known {
        entry,
        reason,
        text: text.to_owned(),
        facts,
        verifier: None,
        beside: Vec::new(),
    })
}

/// Who refused whom: kube-apiserver says so of clients in its own words, and a client of a server in Go's.
fn verifier(known: &Known, context: &[&str]) -> Option<Verifier> {
    let says = |text: &str| context.iter().any(|line| line.contains(text));
    let by_server_log = says("TLS handshake error from")
        || says("rejected connection from")
        || says("rejected connection");
    if known.facts.ids.is_some()
        || says("authenticate the request")
        || matches!(
            known.entry.id,
            "front-proxy-name" | "client-certificate-unparsable"
        )
    {
        return Some(Verifier::Server);
    }
    match known.entry.topic {
        Topic::OtherClient => Some(Verifier::Client),
        Topic::ClientRefused => Some(Verifier::Server),
        // An alert is heard by the side that was refused.
        Topic::ServerRefused if by_server_log => Some(Verifier::Client),
        Topic::ServerRefused if says("Unable to connect to the server") || says("\"https://") => {
            Some(Verifier::Server)
        }
        _ if says("tls: client ") || by_server_log => Some(Verifier::Server),
        _ if says("tls: failed to verify certificate")
            || says("Unable to connect to the server")
            || says("\"https://")
            || known.facts.wanted().is_some() =>
        {
            Some(Verifier::Client)
        }
        _ => None,
    }
}

impl Known {
    fn add(&mut self, text: &str) {
        if let Some(other) = recognise(text)
            && !self.beside.iter().any(|entry| entry.id == other.entry.id)
        {
            self.beside.push(other.entry);
        }
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

    fn identity(&self) -> String {
        format!(
            "{} {} {:?} {:?}",
            self.entry.id,
            self.facts.lasting(),
            self.facts.ids,
            self.verifier
        )
    }
}
