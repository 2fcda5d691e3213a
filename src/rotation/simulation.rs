//! The files of a cluster while they are changed, what each program holds of them, and the connections that result.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::consequence::{Consequence, client_alone, server_alone};
use super::model::{Files, Outcome, Phase, Place, Use};
use super::model::{Part, Program, Side};
use super::process::{part, program, reread, setting_of};
use super::published_cas::{Sources, Told, as_told};
use super::replacement::Replacement;
use super::stale::{Stale, joined};
use crate::connection::{Chain, Connection, Credential, Trust};
use crate::handshake::connect;
use crate::inventory::Placed;
use crate::programs::{self, Release, Reread};
use crate::survey::{Rules, Sides, Survey};
use crate::verify::Verdict;

/// The cluster in the middle of a change.
#[derive(Clone)]
pub(super) struct Simulation<'a> {
    scene: Rc<Scene<'a>>,
    files: Files,
    /// What each part of each program holds.
    held: BTreeMap<Reader, Files>,
    /// Every connection as it stands by itself.
    alone: Vec<Outcome>,
    /// The same with what follows from one for another.
    outcomes: Vec<Outcome>,
}

/// What stays as it is.
struct Scene<'a> {
    connections: &'a [Connection],
    /// Their sides, each as it is by itself.
    sides: Vec<Sides>,
    consequences: Vec<Consequence>,
    replacement: &'a Replacement,
    rules: &'a Rules<'a>,
    /// What each part of each program uses.
    uses: BTreeMap<Reader, BTreeSet<Place>>,
    /// Which part of which program uses a place.
    readers: BTreeMap<Place, BTreeSet<Reader>>,
    /// The release of the API server of each node, where the tag of its image tells.
    releases: BTreeMap<Option<usize>, Release>,
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

/// A part of a program.
type Reader = (Program, Part);

/// A connection, and how far the places of both sides have come.
type Situation = (usize, [Vec<Phase>; 2]);

const SIDES: [Side; 2] = [Side::Client, Side::Server];

impl<'a> Simulation<'a> {
    pub(super) fn new(
        survey: &'a Survey,
        replacement: &'a Replacement,
        rules: &'a Rules<'a>,
    ) -> Self {
        let (connections, sides) = (&survey.connections, &survey.sides);
        let mut scene = Scene {
            connections,
            consequences: Consequence::all(survey),
            sides: sides.iter().cloned().map(alone).collect(),
            replacement,
            rules,
            uses: BTreeMap::new(),
            readers: BTreeMap::new(),
            releases: releases(sides),
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
                    let reader = (program, part(connection, side));
                    let uses = scene.uses.entry(reader).or_default();
                    uses.extend(own.iter().cloned());
                    for place in own {
                        let readers = scene.readers.entry(place.clone()).or_default();
                        readers.insert(reader);
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
            alone: Vec::new(),
            outcomes: Vec::new(),
        };
        let all = 0..connections.len();
        simulation.alone = all.map(|index| simulation.outcome(index)).collect();
        simulation.judge([]);
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
            for reader in scene.readers.get(place).into_iter().flatten() {
                let (program, part) = *reader;
                let reread = reread(program.name, part, place.role, &place.file);
                if matches!(reread, Reread::Watched | Reread::EachConnection) {
                    let held = self.held.entry(*reader).or_default();
                    held.insert(place.clone(), phase);
                }
            }
        }
        let users = places.iter().filter_map(|place| scene.users.get(place));
        self.judge(users.flatten().copied());
    }

    /// Programs that hold something else than the files do, and what helps. Clients in pods follow by themselves ([`Self::pods_follow`]).
    pub(super) fn stale(&self) -> Vec<Stale> {
        let mut stale = self.holding();
        stale.retain(|stale| !is_pod(stale.program()));
        stale
    }

    /// The same with clients in pods.
    fn holding(&self) -> Vec<Stale> {
        let mut stale: BTreeMap<Program, Stale> = BTreeMap::new();
        for (reader, used) in &self.scene.uses {
            let (program, part) = *reader;
            for place in used.iter().filter(|place| !self.holds(*reader, place)) {
                let setting = setting_of(program.name, part, place.role, &place.file);
                let now = match self.wait(*reader, place) {
                    Some(seconds) => Stale::Wait(program, seconds),
                    None => Stale::Restart(program, vec![setting]),
                };
                let known = stale.remove(&program);
                stale.insert(program, joined(known, now));
            }
        }
        let mut stale: Vec<_> = stale.into_values().collect();
        // etcd first: what stands on it waits for it.
        let order = ["etcd", "kube-apiserver"];
        stale.sort_by_key(|stale| {
            let name = stale.program().name;
            let known = order.iter().position(|known| *known == name);
            known.unwrap_or(order.len())
        });
        stale
    }

    /// Whether a reader holds what is in the file now.
    fn holds(&self, reader: Reader, place: &Place) -> bool {
        let held = self.held.get(&reader).and_then(|held| held.get(place));
        held == self.files.get(place)
    }

    /// The seconds after which the reader reads the file by itself, where its release is known to.
    fn wait(&self, (program, part): Reader, place: &Place) -> Option<u16> {
        let Reread::Every { seconds, since } = reread(program.name, part, place.role, &place.file)
        else {
            return None;
        };
        let release = self.scene.releases.get(&program.node)?;
        release.is_since((1, since)).then_some(seconds)
    }

    /// A program reads all of its files again: by a restart, or in time.
    pub(super) fn refresh(&mut self, program: Program) {
        let scene = Rc::clone(&self.scene);
        let mut touched = BTreeSet::new();
        let own = scene
            .uses
            .iter()
            .filter(|((known, _), _)| *known == program);
        for (reader, used) in own {
            let held = self.held.entry(*reader).or_default();
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
        for stale in self.holding() {
            self.refresh(stale.program());
        }
    }

    /// Clients in pods have what their cluster publishes.
    pub(super) fn pods_follow(&mut self) {
        for stale in self.holding() {
            if is_pod(stale.program()) {
                self.refresh(stale.program());
            }
        }
    }

    /// Every connection as it stands, in order.
    pub(super) fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    fn judge(&mut self, connections: impl IntoIterator<Item = usize>) {
        for index in connections {
            let outcome = self.outcome(index);
            if let Some(known) = self.alone.get_mut(index) {
                *known = outcome;
            }
        }
        self.outcomes.clone_from(&self.alone);
        Consequence::draw(&self.scene.consequences, &mut self.outcomes);
    }

    /// What one side of a connection holds.
    fn view(&self, connection: &Connection, sides: &Sides, side: Side) -> Option<&Files> {
        match program(connection, sides.nodes, side) {
            Some(program) => self.held.get(&(program, part(connection, side))),
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

fn is_pod(program: Program) -> bool {
    program.name == programs::Program::Pod.as_str()
}

fn alone(sides: Sides) -> Sides {
    Sides {
        client: client_alone(sides.client),
        server: Arc::new(server_alone(Arc::unwrap_or_clone(sides.server))),
        nodes: sides.nodes,
        clients: sides.clients,
    }
}

/// The releases of the API servers, by their nodes.
fn releases(sides: &[Sides]) -> BTreeMap<Option<usize>, Release> {
    let servers = sides
        .iter()
        .filter(|sides| sides.server.role.component == programs::Program::KubeApiserver);
    servers
        .filter_map(|sides| Some((sides.nodes.server, sides.server.release?)))
        .collect()
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
