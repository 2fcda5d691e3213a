//! Everything that a connection rests on, so that it can be judged again with something changed.

use super::beyond::{Beyond, beyond};
use super::search::{advise, improve};
use crate::decode::kubeconfig::{Flags, Loaded};
use crate::handshake::{Client, Connection, Server, client, connect};
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
}

impl Case<'_> {
    /// The client's side.
    pub fn client(&self) -> Client {
        client(
            self.loaded,
            self.flags,
            self.file,
            self.files,
            self.release,
            self.words,
        )
    }

    /// Judges the connection, with what stands behind a kubeconfig that leads to no TLS.
    pub fn judge(&self, client: &Client) -> Connection {
        self.judge_beyond(client).0
    }

    /// Judges the connection, and where it is rejected finds out what mends it.
    pub fn explain(&self, client: &Client) -> Connection {
        let (mut connection, beyond) = self.judge_beyond(client);
        connection.advice = if connection.verdict == Verdict::Reject {
            advise(self, client, &connection, beyond.as_ref())
        } else {
            improve(self, client, &connection)
        };
        connection
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
