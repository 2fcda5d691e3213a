//! How invasive a fix is.

use crate::fix::model::{Edit, Mend, Side};

/// A change to one's own kubeconfig is less than one to the server, and a setting less than a new certificate.
pub(crate) fn cost(mend: &Mend) -> usize {
    let side = match mend.side {
        Side::Client => 0,
        Side::Server => 4,
    };
    let issues = mend
        .edits
        .iter()
        .filter(|edit| matches!(edit, Edit::Reissue(..)))
        .count();
    let without_command = usize::from(mend.commands.is_empty());
    side + 2 * issues + without_command
}
