//! How invasive a fix is.

use crate::fix::model::{Edit, Fix, Side};

/// A change to one's own kubeconfig is less than one to the server, and a setting less than a new certificate.
pub(crate) fn cost(fix: &Fix) -> usize {
    let side = match fix.side {
        Side::Client => 0,
        Side::Server => 4,
    };
    let issues = fix
        .edits
        .iter()
        .filter(|edit| matches!(edit, Edit::Reissue(..)))
        .count();
    let without_command = usize::from(fix.commands.is_empty());
    side + 2 * issues + without_command
}
