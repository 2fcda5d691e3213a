//! The files of a cluster while they are changed, what each program holds of them, and the connections that result.

use std::collections::{BTreeMap, BTreeSet};

use super::process::{Side, process, reloads};
use super::replacement::Replacement;
use crate::finding::{Code, Severity};
use crate::handshake::{Chain, Connection, Credential, Trust, connect};
use crate::inventory::Placed;
use crate::location::Location;
use crate::survey::{Rules, Sides};
use crate::verify::Verdict;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// It holds CAs.
    Trusts,
    /// It holds a certificate that is presented.
    Presents,
}

/// A file in one of its uses: a kubeconfig has both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: String,
    /// Its use.
    pub role: Use,
}

impl Place {
    /// The file that a location lies in.
    pub(super) fn new(location: &Location, role: Use) -> Self {
        Self {
            file: location.file.to_string(),
            role,
        }
    }
}

/// How far a place has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// As it was.
    Old,
    /// The new CA beside the old one.
    Both,
    /// Nothing of the old is left.
    New,
}

/// Places that are no longer as they were.
pub(super) type Files = BTreeMap<Place, Phase>;

/// How a connection stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is no accept.
    pub code: Option<Code>,
}

impl Outcome {
    /// Of a connection that was judged.
    pub(super) fn of(connection: &Connection) -> Self {
        let rejected = connection.verdict == Verdict::Reject;
        let mut errors = connection
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error);
        Self {
            verdict: connection.verdict,
            code: errors
                .next()
                .filter(|_| rejected)
                .map(|first| first.problem.code()),
        }
    }

    /// Whether what worked or was open has come to fail, or what worked is open.
    pub(super) fn is_worse_than(&self, before: &Self) -> bool {
        let rank = |verdict| match verdict {
            Verdict::Accept => 0,
            Verdict::Undetermined => 1,
            Verdict::Reject => 2,
        };
        rank(self.verdict) > rank(before.verdict)
    }
}

/// The cluster in the middle of a change.
#[derive(Clone)]
pub(super) struct Simulation<'a> {
    connections: &'a [Connection],
    sides: &'a [Sides],
    replacement: &'a Replacement,
    rules: &'a Rules<'a>,
    /// What each side of each program uses.
    uses: BTreeMap<(&'static str, Side), BTreeSet<Place>>,
    files: Files,
    /// What each side of each program holds.
    held: BTreeMap<(&'static str, Side), Files>,
}

impl<'a> Simulation<'a> {
    pub(super) fn new(
        connections: &'a [Connection],
        sides: &'a [Sides],
        replacement: &'a Replacement,
        rules: &'a Rules<'a>,
    ) -> Self {
        let mut uses: BTreeMap<_, BTreeSet<Place>> = BTreeMap::new();
        for (connection, sides) in connections.iter().zip(sides) {
            for side in [Side::Client, Side::Server] {
                if let Some(process) = process(connection, side) {
                    let places = places(sides, side, replacement).into_iter();
                    uses.entry((process, side)).or_default().extend(places);
                }
            }
        }
        Self {
            connections,
            sides,
            replacement,
            rules,
            uses,
            files: Files::new(),
            held: BTreeMap::new(),
        }
    }

    /// All places in that use that are touched by the replacement.
    pub(super) fn places(&self, role: Use) -> Vec<Place> {
        let mut found = BTreeSet::new();
        for sides in self.sides {
            for side in [Side::Client, Side::Server] {
                found.extend(places(sides, side, self.replacement));
            }
        }
        found
            .into_iter()
            .filter(|place| place.role == role)
            .collect()
    }

    /// The files change; programs that watch them notice.
    pub(super) fn change(&mut self, places: &[Place], phase: Phase) {
        for place in places {
            self.files.insert(place.clone(), phase);
            for ((process, side), used) in &self.uses {
                if used.contains(place) && reloads(process, *side, place.role) {
                    let held = self.held.entry((process, *side)).or_default();
                    held.insert(place.clone(), phase);
                }
            }
        }
    }

    /// Programs that hold something else than the files do.
    pub(super) fn stale(&self) -> Vec<&'static str> {
        let none = Files::new();
        let is_stale = |(key, used): &(&(&'static str, Side), &BTreeSet<Place>)| {
            let held = self.held.get(*key).unwrap_or(&none);
            used.iter()
                .any(|place| held.get(place) != self.files.get(place))
        };
        let stale: BTreeSet<_> = self
            .uses
            .iter()
            .filter(is_stale)
            .map(|((process, _), _)| *process)
            .collect();
        // etcd first: what stands on it waits for it.
        let order = ["etcd", "kube-apiserver"];
        let mut stale: Vec<_> = stale.into_iter().collect();
        stale.sort_by_key(|process| {
            let known = order.iter().position(|known| known == process);
            known.unwrap_or(order.len())
        });
        stale
    }

    /// A program reads all of its files again.
    pub(super) fn restart(&mut self, process: &'static str) {
        for side in [Side::Client, Side::Server] {
            self.held.insert((process, side), self.files.clone());
        }
    }

    /// All programs read all of their files again: what the files alone come to.
    pub(super) fn restart_all(&mut self) {
        for process in self.stale() {
            self.restart(process);
        }
    }

    /// Every connection as it stands, in order.
    pub(super) fn outcomes(&self) -> Vec<Outcome> {
        let none = Files::new();
        let each = self.connections.iter().zip(self.sides);
        each.map(|(connection, sides)| {
            let view = |side| match process(connection, side) {
                Some(process) => self.held.get(&(process, side)).unwrap_or(&none),
                None => &self.files,
            };
            let client = self.replacement.client(&sides.client, view(Side::Client));
            let server = self.replacement.server(&sides.server, view(Side::Server));
            let rules = self.rules;
            let judged = connect(&client, &server, rules.at, rules.release, rules.signatures);
            Outcome::of(&judged)
        })
        .collect()
    }
}

/// The places that one side of a connection uses and that the replacement touches.
pub(super) fn places(sides: &Sides, side: Side, replacement: &Replacement) -> Vec<Place> {
    let mut places = Vec::new();
    let mut chain = |chain: &Chain| {
        let members: Vec<&Placed> = chain.parsed().collect();
        if let Some(leaf) = chain.leaf().filter(|_| replacement.is_in(&members)) {
            places.push(Place::new(&leaf.location, Use::Presents));
        }
    };
    let mut bundles = Vec::new();
    match side {
        Side::Client => {
            if let Credential::Chain(own) = &sides.client.credential {
                chain(own);
            }
            if let Trust::Bundle(bundle) = &sides.client.trust {
                bundles.push(bundle);
            }
        }
        Side::Server => {
            for pair in sides
                .server
                .serving
                .value()
                .into_iter()
                .chain(&sides.server.sni)
            {
                chain(&pair.chain);
            }
            let cas = [&sides.server.client_ca, &sides.server.request_header_ca];
            bundles.extend(cas.into_iter().filter_map(|ca| ca.value()?.as_ref()));
        }
    }
    let trusting = bundles
        .into_iter()
        .filter(|bundle| replacement.is_trusted_by(bundle));
    places.extend(trusting.map(|bundle| Place::new(&bundle.location, Use::Trusts)));
    places
}
