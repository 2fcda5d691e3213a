//! Both sides with edits made to them, judged again.

use super::evaluation::Evaluation;
use super::replace::reissue;
use super::server_edit::{apply, stops_the_server};
use super::side_edit::fix;
use super::state::State;
use crate::connection::{Client, Server, overlap};
use crate::fix::model::Edit;
use crate::handshake::connect;

/// Both sides with what `edits` change in files and on the server, judged again.
pub(crate) fn judged(
    evaluation: &Evaluation<'_>,
    edits: &[Edit],
    mut client: Client,
    mut server: Server,
) -> State {
    for edit in edits {
        match edit {
            Edit::Server(edit) => apply(evaluation, edit, &mut server, &client),
            Edit::Component(edit) => edit.apply(&mut client),
            Edit::File(edit) => edit.apply(&mut client, &mut server),
            Edit::Resolved(fault) => fix(fault, &mut client, &mut server),
            Edit::Restored(file) => file.apply(&mut client, &mut server),
            Edit::Kubeconfig(_) | Edit::Reissue(..) => {}
        }
        // A server names its first error; it starts only when there is none left.
        if !server.findings.iter().any(stops_the_server) {
            server.startup_error = overlap(&server).map(|error| error.to_string());
        }
    }
    reissue(evaluation, edits, &mut client, &mut server);
    let connection = connect(
        &client,
        &server,
        evaluation.at,
        evaluation.release,
        evaluation.signatures,
    );
    State {
        client,
        server,
        connection,
    }
}
