//! How often a connection is judged anew. There is no clock here: work is counted, so that the same input always gives
//! the same advice, and hostile input does not cost more than honest input.

use crate::connection::Connection;

/// Connections judged for one report.
const RUNS: usize = 64;

/// Findings of one report that mends are looked for. Nobody mends more at a time, and what is left shows next time.
const FINDINGS: usize = 32;

/// What one look at a connection has to go through, certificates on its paths and findings, times the looks.
const WORK: usize = 4096;

/// What is left.
pub(crate) struct Budget {
    runs: usize,
    findings: usize,
}

impl Budget {
    /// Little where one look is expensive.
    pub(crate) fn for_connection(connection: &Connection) -> Self {
        let work: usize = [&connection.client_verifies, &connection.server_verifies]
            .into_iter()
            .filter_map(|judgement| judgement.verification.as_ref())
            .flat_map(|verification| &verification.attempts)
            .map(|attempt| attempt.path.len())
            .sum::<usize>()
            + connection.inventory.len()
            + connection.findings.len();
        let looks = WORK / work.max(1);
        Self {
            runs: RUNS.min(looks),
            findings: FINDINGS.min(looks.max(1)),
        }
    }

    /// Whether one more run is allowed; it is then spent.
    pub(crate) fn spend(&mut self) -> bool {
        take(&mut self.runs)
    }

    /// Whether mends are looked for, for one more finding.
    pub(crate) fn takes_finding(&mut self) -> bool {
        take(&mut self.findings)
    }
}

fn take(left: &mut usize) -> bool {
    let allowed = *left > 0;
    *left = left.saturating_sub(1);
    allowed
}
