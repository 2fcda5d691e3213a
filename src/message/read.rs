//! From a line to a message.

use super::entry::{Entry, Reach, Topic};
use super::facts::{Facts, Ids};
use super::known::Known;
use super::needles::{self, Marks};
use super::speaker::Context;
use super::template;
use super::unwrap::{Unwrapped, unwrap};

/// What kube-apiserver says of a client certificate.
const VERIFYING: &str = "verifying certificate SN=";

/// The message in a line. `marks` are those of the line as it was written, and `line` is free of secrets.
pub(super) fn known(line: &str, written: &str, marks: &Marks) -> Option<Known> {
    let context = Context::new(written, &marks.clues);
    let search = Search {
        entries: &marks.entries,
        context,
    };
    let unwrapped = unwrap(line);
    let found = search
        .whole(line, &unwrapped)
        .or_else(|| search.layers(&unwrapped))?;
    Some(found.spoken_in(context))
}

/// Finds the first entry of the catalogue that is in `text`.
pub fn recognise(text: &str) -> Option<Known> {
    let marks = needles::scan(text);
    let search = Search {
        entries: &marks.entries,
        context: Context::new(text, &marks.clues),
    };
    let found = search.recognise(text)?;
    Some(found.spoken_in(search.context))
}

/// The entries that a line may be about, and what it shows of its speaker.
struct Search<'a> {
    entries: &'a [&'static Entry],
    context: Context,
}

impl Search<'_> {
    /// Entries that are told by what stands around an error.
    fn whole(&self, line: &str, unwrapped: &Unwrapped) -> Option<Known> {
        let mut of_line = self
            .entries
            .iter()
            .filter(|entry| entry.reach == Reach::Line && entry.holds_for(&self.context))
            .peekable();
        of_line.peek()?;
        of_line.find_map(|entry| {
            std::iter::once(line)
                .chain(unwrapped.layers.iter().map(String::as_str))
                .chain(std::iter::once(unwrapped.core.as_str()))
                .find_map(|text| matched(entry, text))
        })
    }

    /// From the innermost text outwards, the headlines last.
    fn layers(&self, unwrapped: &Unwrapped) -> Option<Known> {
        std::iter::once(&unwrapped.core)
            .chain(unwrapped.layers.iter().rev())
            .chain(unwrapped.titles.iter().rev())
            .find_map(|text| self.in_text(text))
    }

    /// A message in a text that has nothing around it any more.
    fn in_text(&self, text: &str) -> Option<Known> {
        let Some((before, member)) = text.split_once(VERIFYING) else {
            return self.list(text).or_else(|| self.recognise(text));
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
            return self.recognise(&whole);
        };
        let mut known = self.recognise(error).or_else(|| self.recognise(&whole))?;
        let first = self.recognise(before);
        // The front proxy's authenticator looks first. Where it has a reason of its own and the client CA knows no such
        // issuer, the certificate is the front proxy's.
        let by_front_proxy = known.entry.id == "unknown-authority"
            && first.as_ref().is_some_and(|first| {
                first.entry.topic == Topic::Verification && !first.entry.id.ends_with("-authority")
            });
        match first {
            Some(first) if by_front_proxy => {
                let second = std::mem::replace(&mut known, first);
                known.add(Some(second));
            }
            first => known.add(first),
        }
        known.facts.ids = Some(Ids {
            serial: serial.clone(),
            subject_key: skid.clone(),
            authority_key: akid.clone(),
        });
        known.text.clone_from(&whole);
        known.add(self.recognise(after));
        Some(known)
    }

    /// `[E1, E2]`: the later authenticator says more, unless it only had a token to look at.
    fn list(&self, text: &str) -> Option<Known> {
        let (first, second) = text
            .strip_prefix('[')?
            .strip_suffix(']')?
            .split_once(", ")?;
        let (mut one, mut other) = (self.recognise(first)?, self.recognise(second)?);
        if other.entry.id == "invalid-bearer-token" {
            one.add(self.recognise(second));
            return Some(one);
        }
        other.add(self.recognise(first));
        Some(other)
    }

    fn recognise(&self, text: &str) -> Option<Known> {
        let mut known = self
            .entries
            .iter()
            .filter(|entry| entry.holds_for(&self.context))
            .find_map(|entry| matched(entry, text))?;
        known.reason = known
            .facts
            .hint()
            .and_then(|hint| recognise(hint.error))
            .map(|reason| reason.entry);
        Some(known)
    }
}

/// The entry's first text that is in `text`.
fn matched(entry: &'static Entry, text: &str) -> Option<Known> {
    let holes = entry
        .texts
        .iter()
        .find_map(|template| template::find(template, text))?;
    Some(Known::new(entry, text, Facts::new(holes)))
}
