//! One context of a kubeconfig, and a connection for each server that may answer it.

use std::sync::Arc;

use super::input::Input;
use super::options::ExplainOptions;
use super::other_clients::verdicts;
use crate::clients::{ClientVerdict, note};
use crate::connection::{Client, Connection, Server, beside};
use crate::decode::kubeconfig::Flags;
use crate::finding::Finding;
use crate::fix::{Advice, Explained, KubeconfigCase, Node};
use crate::handshake;

/// What only the caller knows: where the kubeconfig stands, and who answers it.
pub trait Surroundings {
    /// The node that the kubeconfig stands on; none for one of a user's own.
    fn node(&self) -> Option<&Node> {
        None
    }

    /// Notes on the client what a copied node lacks.
    fn note_absent(&self, _client: &mut Client) {}

    /// The servers that may answer; each makes a connection of its own. The case holds all but the server.
    fn servers(&self, case: &KubeconfigCase<'_>, client: &Client) -> Vec<Answering>;
}

/// A server that may answer.
pub struct Answering {
    /// Its side.
    pub server: Arc<Server>,
    /// The node that it stands on, by its index among those of the survey; none where it is not known.
    pub node: Option<usize>,
    /// What keeps the client from starting where this server answers, whatever its kubeconfig holds.
    pub startup_failures: Vec<Finding>,
}

/// A context with all that comes of it.
pub struct ContextExplained {
    /// The client's side, by itself.
    pub client: Client,
    /// One entry for each server, in the order of [`Surroundings::servers`].
    pub connections: Vec<ConnectionExplained>,
}

/// A context's connection to one server.
pub struct ConnectionExplained {
    /// The client's side, as it meets this server.
    pub client: Client,
    /// The server's side.
    pub server: Arc<Server>,
    /// As in [`Answering`].
    pub node: Option<usize>,
    /// What comes of both.
    pub connection: Connection,
    /// What fixes it; nothing where it works, or where no advice was asked for.
    pub advice: Advice,
    /// What other clients make of it; empty unless [`ExplainOptions::others`] names some.
    pub clients: Vec<ClientVerdict>,
}

/// Explains the context that `flags` select: who connects, who answers, what comes of it, what fixes it, and what other
/// clients would say.
pub fn explain(
    input: &Input,
    flags: &Flags<'_>,
    surroundings: &dyn Surroundings,
    options: &ExplainOptions<'_>,
) -> ContextExplained {
    let unknown = Server::unknown();
    let case = KubeconfigCase {
        loaded: &input.loaded,
        flags,
        file: &input.name,
        server: &unknown,
        evaluation: options.evaluation,
        node: surroundings.node(),
        startup_failures: &[],
    };
    let mut client = case.client();
    surroundings.note_absent(&mut client);
    let answering = surroundings.servers(&case, &client).into_iter();
    let connections = answering
        .map(|answering| answer(input, case, client.clone(), answering, options))
        .collect();
    ContextExplained {
        client,
        connections,
    }
}

fn answer(
    input: &Input,
    case: KubeconfigCase<'_>,
    mut client: Client,
    answering: Answering,
    options: &ExplainOptions<'_>,
) -> ConnectionExplained {
    let Answering {
        server,
        node,
        startup_failures,
    } = answering;
    client.startup_failures = beside(&startup_failures, &client.findings);
    let case = KubeconfigCase {
        server: &server,
        startup_failures: &startup_failures,
        ..case
    };
    let Explained {
        mut connection,
        advice,
    } = judge(&case, &client, options);
    let mut clients = Vec::new();
    if options.others.may_use(&client) {
        let (at, signatures) = (options.evaluation.at, options.evaluation.signatures);
        note(&mut connection, &client, &server, at, signatures);
        let context = case.flags.context;
        clients = verdicts(input, context, &client, &server, &connection, options);
    }
    ConnectionExplained {
        client,
        server,
        node,
        connection,
        advice,
        clients,
    }
}

/// Without advice no finding is looked for behind a kubeconfig that leads to no TLS: a survey of many has no use for it.
fn judge(case: &KubeconfigCase<'_>, client: &Client, options: &ExplainOptions<'_>) -> Explained {
    if options.advise {
        return case.explain(client);
    }
    let evaluation = &options.evaluation;
    let (release, signatures) = (evaluation.release, evaluation.signatures);
    Explained {
        connection: handshake::connect(client, case.server, evaluation.at, release, signatures),
        advice: Advice::default(),
    }
}
