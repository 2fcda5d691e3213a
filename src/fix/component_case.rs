//! Fixes of connections between components, whose files and flags a layout knows.

use crate::connection::Connection;
use crate::finding::Finding;
use crate::fix::model::{Advice, Edit, Fix};
use crate::fix::propose::for_component;
use crate::fix::propose::tools::ComponentScene;
use crate::fix::search::advise;
use crate::fix::simulation::{ComponentCase, Sides, State, Trial, judged};
use crate::verify::Verdict;

impl ComponentCase<'_> {
    /// What fixes the connection, where it is rejected.
    pub fn advise(&self, connection: &Connection) -> Advice {
        if connection.verdict != Verdict::Reject {
            return Advice::default();
        }
        let begin = State {
            client: self.client.clone(),
            server: self.server.clone(),
            connection: connection.clone(),
        };
        advise(self, begin, None)
    }
}

impl Trial for ComponentCase<'_> {
    fn state(&self, edits: &[Edit]) -> State {
        judged(
            &self.evaluation,
            edits,
            self.client.clone(),
            self.server.clone(),
        )
    }

    fn proposals(&self, now: &State, _edits: &[Edit], finding: &Finding) -> Vec<Fix> {
        let scene = ComponentScene {
            node: self.node,
            inventory: self.inventory,
            sides: Sides {
                evaluation: self.evaluation,
                node: Some(self.node),
                client: &now.client,
                server: &now.server,
                connection: &now.connection,
            },
        };
        let fixes = for_component(&scene, finding).into_iter();
        fixes
            .map(|fix| fix.of_start(finding).on_node(self.node))
            .collect()
    }
}
