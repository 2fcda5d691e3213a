//! The files of a cluster while they are changed, what each program holds of them, and the connections that result.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::model::{Files, Outcome, Phase, Place, Use};
use super::model::{Program, Side};
use super::process::{program, reloads};
use super::published_cas::{Sources, Told, as_told};
use super::replacement::Replacement;
use crate::connection::{Chain, Connection, Credential, Trust};
use crate::handshake::connect;
use crate::inventory::Placed;
use crate::survey::{Rules, Sides};
use crate::verify::Verdict;

/// The cluster in the middle of a change.
#[derive(Clone)]
pub(super) struct Simulation<'a> {
    scene: Rc<Scene<'a>>,
    files: Files,
    /// What each side of each program holds.
    held: BTreeMap<(Program, Side), Files>,
    /// Every connection as it stands.
    outcomes: Vec<Outcome>,
}

/// What stays as it is.
struct Scene<'a> {
    connections: &'a [Connection],
    sides: &'a [Sides],
    replacement: &'a Replacement,
    rules: &'a Rules<'a>,
    /// What each side of each program uses.
    uses: BTreeMap<(Program, Side), BTreeSet<Place>>,
    /// Which side of which program uses a place.
    readers: BTreeMap<Place, BTreeSet<(Program, Side)>>,
    /// Which connections use a place, in order.
    users: BTreeMap<Place, BTreeSet<usize>>,
    /// The node that a place lies on: that of a program that uses it, else of who calls with it.
    nodes: BTreeMap<Place, usize>,
    /// The places of each connection, of the client and of the server.
    places: Vec<[Vec<Place>; 2]>,
    /// Of each, what the server is told by API servers.
    told: Vec<Told>,
    /// Connections that were judged already, by how far the places of both sides have come.
    judged: RefCell<BTreeMap<Situation, Outcome>>,
}

/// A connection, and how far the places of both sides have come.
type Situation = (usize, [Vec<Phase>; 2]);

const SIDES: [Side; 2] = [Side::Client, Side::Server];

impl<'a> Simulation<'a> {
    pub(super) fn new(
        connections: &'a [Connection],
        sides: &'a [Sides],
        replacement: &'a Replacement,
        rules: &'a Rules<'a>,
    ) -> Self {
        let mut scene = Scene {
            connections,
            sides,
            replacement,
            rules,
            uses: BTreeMap::new(),
            readers: BTreeMap::new(),
            users: BTreeMap::new(),
            nodes: BTreeMap::new(),
            places: Vec::new(),
            told: Vec::new(),
            judged: RefCell::default(),
        };
        let sources = Sources::of(sides, replacement);
        for (index, (connection, sides)) in connections.iter().zip(sides).enumerate() {
            let told = sources.told(sides, replacement);
            let [of_client, of_server] = SIDES.map(|side| places(sides, side, replacement));
            let own = of_server
                .into_iter()
                .filter(|place| !told.contains_key(place));
            let of_server = own.chain(told.values().flatten().cloned()).collect();
            let own = [of_client, of_server];
            for (side, own) in SIDES.into_iter().zip(&own) {
                let node = match side {
                    Side::Client => sides.nodes.client,
                    Side::Server => sides.nodes.server,
                };
                for place in own {
                    let users = scene.users.entry(place.clone()).or_default();
                    users.insert(index);
                    if let Some(node) = node {
                        scene.nodes.entry(place.clone()).or_insert(node);
                    }
                }
                if let Some(program) = program(connection, sides.nodes, side) {
                    let uses = scene.uses.entry((program, side)).or_default();
                    uses.extend(own.iter().cloned());
                    for place in own {
                        let readers = scene.readers.entry(place.clone()).or_default();
                        readers.insert((program, side));
                    }
                }
            }
            scene.places.push(own);
            scene.told.push(told);
        }
        let mut simulation = Self {
            scene: Rc::new(scene),
            files: Files::new(),
            held: BTreeMap::new(),
            outcomes: Vec::new(),
        };
        let all = 0..connections.len();
        simulation.outcomes = all.map(|index| simulation.outcome(index)).collect();
        simulation
    }

    /// All places in that use that are touched by the replacement.
    pub(super) fn places(&self, role: Use) -> Vec<Place> {
        let all = self.scene.users.keys();
        all.filter(|place| place.role == role).cloned().collect()
    }

    /// The places of each node, in the order of the nodes; those that have none are left out.
    pub(super) fn by_node(
        &self,
        order: &[Option<usize>],
        places: &[Place],
    ) -> Vec<(Option<usize>, Vec<Place>)> {
        let mut found: BTreeMap<Option<usize>, Vec<Place>> = BTreeMap::new();
        for place in places {
            let node = self.scene.nodes.get(place).copied();
            found.entry(node).or_default().push(place.clone());
        }
        let each = order.iter();
        each.filter_map(|node| Some((*node, found.remove(node)?)))
            .collect()
    }

    /// The files change; programs that watch them notice.
    pub(super) fn change(&mut self, places: &[Place], phase: Phase) {
        let scene = Rc::clone(&self.scene);
        for place in places {
            self.files.insert(place.clone(), phase);
            for (program, side) in scene.readers.get(place).into_iter().flatten() {
                if reloads(program.name, *side, place.role) {
                    let held = self.held.entry((*program, *side)).or_default();
                    held.insert(place.clone(), phase);
                }
            }
        }
        let users = places.iter().filter_map(|place| scene.users.get(place));
        self.judge(users.flatten().copied());
    }

    /// Programs that hold something else than the files do.
    pub(super) fn stale(&self) -> Vec<Program> {
        let none = Files::new();
        let is_stale = |(key, used): &(&(Program, Side), &BTreeSet<Place>)| {
            let held = self.held.get(*key).unwrap_or(&none);
            used.iter()
                .any(|place| held.get(place) != self.files.get(place))
        };
        let uses = self.scene.uses.iter();
        let stale: BTreeSet<_> = uses
            .filter(is_stale)
            .map(|((program, _), _)| *program)
            .collect();
        let mut stale: Vec<_> = stale.into_iter().collect();
        // etcd first: what stands on it waits for it.
        let order = ["etcd", "kube-apiserver"];
        stale.sort_by_key(|program| {
            let known = order.iter().position(|known| *known == program.name);
            known.unwrap_or(order.len())
        });
        stale
    }

    /// A program reads all of its files again.
    pub(super) fn restart(&mut self, program: Program) {
        let scene = Rc::clone(&self.scene);
        let mut touched = BTreeSet::new();
        for side in SIDES {
            let Some(used) = scene.uses.get(&(program, side)) else {
                continue;
            };
            let held = self.held.entry((program, side)).or_default();
            for place in used {
                match self.files.get(place) {
                    Some(phase) => held.insert(place.clone(), *phase),
                    None => held.remove(place),
                };
                touched.extend(scene.users.get(place).into_iter().flatten());
            }
        }
        self.judge(touched);
    }

    /// All programs read all of their files again: what the files alone come to.
    pub(super) fn restart_all(&mut self) {
        for program in self.stale() {
            self.restart(program);
        }
    }

    /// Every connection as it stands, in order.
    pub(super) fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    fn judge(&mut self, connections: impl IntoIterator<Item = usize>) {
        for index in connections {
            let outcome = self.outcome(index);
            if let Some(known) = self.outcomes.get_mut(index) {
                *known = outcome;
            }
        }
    }

    /// What one side of a connection holds.
    fn view(&self, connection: &Connection, sides: &Sides, side: Side) -> Option<&Files> {
        match program(connection, sides.nodes, side) {
            Some(program) => self.held.get(&(program, side)),
            None => Some(&self.files),
        }
    }

    fn outcome(&self, index: usize) -> Outcome {
        let scene = &self.scene;
        let each = scene.connections.get(index).zip(scene.sides.get(index));
        let Some(((connection, sides), places)) = each.zip(scene.places.get(index)) else {
            return Outcome {
                verdict: Verdict::Undetermined,
                code: None,
            };
        };
        let none = Files::new();
        let view = |side| self.view(connection, sides, side).unwrap_or(&none);
        let views = SIDES.map(view);
        let phases = |places: &[Place], view: &Files| -> Vec<Phase> {
            let phase = |place| view.get(place).copied().unwrap_or(Phase::Old);
            places.iter().map(phase).collect()
        };
        let ([of_client, of_server], [client_view, server_view]) = (places, views);
        let key = (
            index,
            [
                phases(of_client, client_view),
                phases(of_server, server_view),
            ],
        );
        if let Some(known) = scene.judged.borrow().get(&key) {
            return known.clone();
        }
        let client = scene.replacement.client(&sides.client, client_view);
        let told = scene.told.get(index).filter(|told| !told.is_empty());
        let server = match told {
            Some(told) => scene
                .replacement
                .server(&sides.server, &as_told(server_view, told)),
            None => scene.replacement.server(&sides.server, server_view),
        };
        let rules = scene.rules;
        let judged = connect(&client, &server, rules.at, rules.release, rules.signatures);
        let outcome = Outcome::of(&judged);
        scene.judged.borrow_mut().insert(key, outcome.clone());
        outcome
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
