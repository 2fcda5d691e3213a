//! Every message that is known. The order decides where two patterns fit one text: the more special stands first.

mod alert;
mod answer;
mod handshake;
mod key_pair;
mod kubeconfig;
mod other_clients;
mod parsing;
mod server;
mod signature;
mod verification;

use super::entry::Entry;

/// All entries, by priority.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    kubeconfig::ENTRIES
        .iter()
        .chain(server::ENTRIES)
        .chain(handshake::ENTRIES)
        .chain(verification::ENTRIES)
        .chain(alert::ENTRIES)
        .chain(key_pair::ENTRIES)
        .chain(other_clients::ENTRIES)
        .chain(signature::ENTRIES)
        .chain(parsing::ENTRIES)
        .chain(answer::ENTRIES)
}

/// The entry of an id.
pub fn by_id(id: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.id == id)
}
