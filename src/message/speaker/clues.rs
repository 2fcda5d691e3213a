//! The whole table.

use super::clue::Clue;
use super::{clients, kubernetes, servers, tools};

/// All clues. Where several are in one line the first decides; what it leaves open the next one fills.
pub(crate) fn all() -> impl Iterator<Item = &'static Clue> {
    kubernetes::CLUES
        .iter()
        .chain(tools::CLUES)
        .chain(servers::CLUES)
        .chain(clients::CLUES)
}
