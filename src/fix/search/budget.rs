//! How often a connection is judged anew. There is no clock here: work is counted, so that the same input always gives
//! the same advice, and hostile input does not cost more than honest input.

use crate::connection::Connection;

/// Connections judged for one report.
const RUNS: usize = 64;

/// Certificates on all paths of one connection, times the runs.
const WORK: usize = 4096;

/// What is left.
pub(crate) struct Budget(usize);

impl Budget {
    /// Few runs where one is expensive.
    pub(crate) fn for_connection(connection: &Connection) -> Self {
        let work: usize = [&connection.client_verifies, &connection.server_verifies]
            .into_iter()
            .filter_map(|judgement| judgement.verification.as_ref())
            .flat_map(|verification| &verification.attempts)
            .map(|attempt| attempt.path.len())
            .sum::<usize>()
            + connection.inventory.len();
        Self(RUNS.min(WORK / work.max(1)))
    }

    /// Whether one more run is allowed; it is then spent.
    pub(crate) fn spend(&mut self) -> bool {
        let allowed = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        allowed
    }
}
