//! Everything that a connection rests on, so that it can be judged again with something changed.

use crate::connection::{Client, Connection};
use crate::finding::Finding;
use crate::fix::model::{Advice, Edit, Mend};
use crate::fix::propose::by_fault::startup;
use crate::fix::propose::for_kubeconfig;
use crate::fix::propose::tools::Scene;
use crate::fix::search::{Beyond, advise, beyond, improve};
use crate::fix::simulation::{Case, Sides, State, Trial, reloaded, selected, state};
use crate::handshake::connect;
use crate::verify::Verdict;

/// A connection with what can be done about it.
pub struct Explained {
    /// The connection as it is.
    pub connection: Connection,
    /// What fixes it: nothing where it works as it should.
    pub advice: Advice,
}

impl Case<'_> {
    /// Judges the connection, with what stands behind a kubeconfig that leads to no TLS.
    pub fn judge(&self, client: &Client) -> Connection {
        self.judge_beyond(client).0
    }

    /// Judges the connection, and where it is rejected finds out what mends it.
    pub fn explain(&self, client: &Client) -> Explained {
        let (connection, beyond) = self.judge_beyond(client);
        let advice = if connection.verdict == Verdict::Reject {
            advise(self, self.begin(client, &connection), beyond.as_ref())
        } else {
            improve(self, self.begin(client, &connection))
        };
        Explained { connection, advice }
    }
}

impl Case<'_> {
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
        if let Some(mend) = startup::of(&scene.sides, finding) {
            return vec![mend];
        }
        let mends = for_kubeconfig(&scene, finding).into_iter();
        mends.map(|mend| mend.of_start(finding)).collect()
    }
}
