//! Everything that a connection rests on, so that it can be judged again with something changed.

use crate::connection::{Client, Connection};
use crate::finding::Finding;
use crate::fix::model::{Advice, Edit, Fix};
use crate::fix::propose::by_fault::{gone, startup};
use crate::fix::propose::for_kubeconfig;
use crate::fix::propose::tools::Scene;
use crate::fix::search::{MaskedFindings, advise, improve, masked_findings};
use crate::fix::simulation::{KubeconfigCase, Sides, State, Trial, reloaded, selected, state};
use crate::handshake::connect;
use crate::verify::Verdict;

/// A connection with what can be done about it.
pub struct Explained {
    /// The connection as it is.
    pub connection: Connection,
    /// What fixes it: nothing where it works as it should.
    pub advice: Advice,
}

impl KubeconfigCase<'_> {
    /// Judges the connection, with what stands behind a kubeconfig that leads to no TLS.
    pub fn judge(&self, client: &Client) -> Connection {
        self.judge_with_masked(client).0
    }

    /// Judges the connection, and where it is rejected finds out what fixes it.
    pub fn explain(&self, client: &Client) -> Explained {
        let (connection, masked) = self.judge_with_masked(client);
        let advice = if connection.verdict == Verdict::Reject {
            advise(self, self.begin(client, &connection), masked.as_ref())
        } else {
            improve(self, self.begin(client, &connection))
        };
        Explained { connection, advice }
    }
}

impl KubeconfigCase<'_> {
    fn judge_with_masked(&self, client: &Client) -> (Connection, Option<MaskedFindings>) {
        let mut connection = connect(
            client,
            self.server,
            self.evaluation.at,
            self.evaluation.release,
            self.evaluation.signatures,
        );
        let masked = (connection.verdict == Verdict::Reject)
            .then(|| masked_findings(self, client, &connection))
            .flatten();
        if let Some(masked) = &masked {
            masked.add_to(&mut connection);
        }
        (connection, masked)
    }
}

impl KubeconfigCase<'_> {
    /// What is changed on a node is typed there; a kubeconfig of one's own is changed where it is.
    fn on_node(&self, fix: Fix) -> Fix {
        match self.node {
            Some(node) => fix.on_node(node),
            None => fix,
        }
    }
}

impl Trial for KubeconfigCase<'_> {
    fn state(&self, edits: &[Edit]) -> State {
        state(self, edits)
    }

    fn proposals(&self, now: &State, edits: &[Edit], finding: &Finding) -> Vec<Fix> {
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
                evaluation: self.evaluation,
                node: self.node,
                client: &now.client,
                server: &now.server,
                connection: &now.connection,
            },
        };
        let inventory = &now.connection.inventory;
        if let Some(fix) = gone::for_finding(&scene.sides, inventory, finding) {
            return vec![self.on_node(fix)];
        }
        if let Some(fix) = startup::for_finding(&scene.sides, finding) {
            return vec![self.on_node(fix)];
        }
        let fixes = for_kubeconfig(&scene, finding).into_iter();
        fixes
            .map(|fix| self.on_node(fix.of_start(finding)))
            .collect()
    }
}
