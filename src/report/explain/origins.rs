//! What is explained: the connections of kubeconfigs, or those of a survey.

use super::next_steps::{Named, next_steps};
use super::{ConnectionReport, Explanation, NextStep};
use crate::connection::Client;
use crate::decode::kubeconfig::{KubeconfigNote, Loaded};
use crate::explain::{ConnectionExplained, Input};
use crate::ground::time::Timestamp;
use crate::inventory::Inventory;
use crate::report::clients::ClientRow;
use crate::survey::Survey;

impl ConnectionReport {
    /// The connection of a kubeconfig's context at `at`; `context` is the one that was asked for, none for the current one.
    pub fn of_kubeconfig(
        explained: &ConnectionExplained,
        input: &Input,
        context: Option<&str>,
        at: Timestamp,
    ) -> Self {
        let ConnectionExplained {
            client,
            server,
            connection,
            advice,
            clients,
            ..
        } = explained;
        let named = Named {
            file: (!input.is_default).then_some(input.name.as_str()),
            context,
        };
        let rows = clients.iter();
        Self {
            next: next_steps(client, server, connection, named),
            shadowed_file: shadowed_file(&input.loaded, client),
            clients: rows
                .map(|verdict| ClientRow::new(verdict, &connection.inventory))
                .collect(),
            ..Self::new(connection, advice, at)
        }
    }
}

impl Explanation {
    /// The connections of kubeconfigs.
    pub fn of_kubeconfigs(
        connections: Vec<ConnectionReport>,
        inventory: Inventory,
        at: Timestamp,
    ) -> Self {
        Self {
            at,
            connections,
            inventory,
            findings: Vec::new(),
            fix: None,
            components: false,
            unread: 0,
            next: Vec::new(),
        }
    }

    /// The connections of a survey; `next` is what to do where it has none.
    pub fn of_survey(survey: Survey, at: Timestamp, next: Vec<NextStep>) -> Self {
        let connections = survey.connections.iter();
        let connections = connections.zip(&survey.advice).zip(&survey.sides);
        let connections = connections.map(|((connection, advice), sides)| {
            let rows = sides.clients.iter();
            ConnectionReport {
                clients: rows
                    .map(|verdict| ClientRow::new(verdict, &connection.inventory))
                    .collect(),
                ..ConnectionReport::new(connection, advice, at)
            }
        });
        Self {
            at,
            connections: connections.collect(),
            inventory: survey.inventory,
            findings: survey.findings,
            fix: survey.fix,
            components: true,
            unread: survey.unreadable.len(),
            next,
        }
    }
}

/// A file of several that has entries of the names that are used, where kubectl takes those of an earlier file.
fn shadowed_file(loaded: &Loaded, client: &Client) -> Option<String> {
    let used = [
        &client.participant.context,
        &client.participant.cluster,
        &client.participant.user,
    ];
    loaded.notes.iter().find_map(|note| match note {
        KubeconfigNote::ShadowedEntry { location, name, .. }
            if used.iter().any(|used| used.as_ref() == Some(name)) =>
        {
            Some(location.file.to_string())
        }
        _ => None,
    })
}
