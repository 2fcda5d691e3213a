//! Everything that a connection rests on, so that it can be judged again with something changed.

use super::Mend;
use super::beyond::{Beyond, beyond};
use super::edit::Edit;
use super::model::{State, selected, state};
use super::node::Node;
use super::propose::{Scene, propose};
use super::search::{advise, improve};
use super::sides::Sides;
use super::stopped;
use super::text::reloaded;
use super::trial::{Terms, Trial};
use crate::decode::kubeconfig::{Flags, Loaded};
use crate::finding::Finding;
use crate::handshake::{Client, Connection, Server, beside, client, connect};
use crate::source::Files;
use crate::time::Timestamp;
use crate::verify::{GoRelease, SignatureCache, Verdict};

/// A kubeconfig's context and a server, with the rules to judge them by.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The kubeconfigs that were loaded.
    pub loaded: &'a Loaded,
    /// What was chosen on the command line.
    pub flags: &'a Flags<'a>,
    /// What people call the kubeconfig.
    pub file: &'a str,
    /// Opens what the kubeconfig names.
    pub files: &'a Files,
    /// The API server's side.
    pub server: &'a Server,
    /// When.
    pub at: Timestamp,
    /// Whose rules.
    pub release: GoRelease,
    /// The release that kubectl is built with, for its own words.
    pub words: GoRelease,
    /// Signatures that are checked already.
    pub signatures: &'a SignatureCache,
    /// The node that the kubeconfig stands on, where that is known.
    pub node: Option<&'a Node>,
    /// What keeps the client from starting, whatever its kubeconfig holds.
    pub stopped: &'a [Finding],
}

impl Case<'_> {
    /// The client's side.
    pub fn client(&self) -> Client {
        let mut client = client(
            self.loaded,
            self.flags,
            self.file,
            self.files,
            self.release,
            self.words,
        );
        client.stopped = beside(self.stopped, &client.findings);
        client
    }

    /// Judges the connection, with what stands behind a kubeconfig that leads to no TLS.
    pub fn judge(&self, client: &Client) -> Connection {
        self.judge_beyond(client).0
    }

    /// Judges the connection, and where it is rejected finds out what mends it.
    pub fn explain(&self, client: &Client) -> Connection {
        let (mut connection, beyond) = self.judge_beyond(client);
        connection.advice = if connection.verdict == Verdict::Reject {
            advise(self, self.begin(client, &connection), beyond.as_ref())
        } else {
            improve(self, self.begin(client, &connection))
        };
        connection
    }

    pub(super) fn terms(&self) -> Terms<'_> {
        Terms {
            files: self.files,
            at: self.at,
            release: self.release,
            words: self.words,
            signatures: self.signatures,
        }
    }

    fn begin(&self, client: &Client, connection: &Connection) -> State {
        State {
            client: client.clone(),
            server: self.server.clone(),
            connection: connection.clone(),
        }
    }

    fn judge_beyond(&self, client: &Client) -> (Connection, Option<Beyond>) {
        let mut connection = connect(client, self.server, self.at, self.release, self.signatures);
        let beyond = (connection.verdict == Verdict::Reject)
            .then(|| beyond(self, client, &connection))
            .flatten();
        if let Some(beyond) = &beyond {
            beyond.add_to(&mut connection);
        }
        (connection, beyond)
    }
}

impl Trial for Case<'_> {
    fn state(&self, edits: &[Edit]) -> State {
        state(self, edits)
    }

    fn proposals(&self, now: &State, edits: &[Edit], finding: &Finding) -> Vec<Mend> {
        let loaded = reloaded(self, edits);
        let mut config = loaded.config.clone();
        for edit in edits {
            if let Edit::Kubeconfig(edit) = edit {
                let names = selected(self, &config, self.flags);
                edit.apply(&mut config, &names);
            }
        }
        let selected = selected(self, &config, self.flags);
        let scene = Scene {
            case: self,
            loaded: &loaded,
            config: &config,
            selected,
            sides: Sides {
                terms: self.terms(),
                node: self.node,
                client: &now.client,
                server: &now.server,
                connection: &now.connection,
            },
        };
        if let Some(mend) = stopped::of(&scene.sides, finding) {
            return vec![mend];
        }
        let mends = propose(&scene, finding).into_iter();
        mends.map(|mend| mend.of_start(finding)).collect()
    }
}
