//! Every message that is known, one table for each program or kind of message. The order decides where two patterns fit one
//! text: what only one program prints stands before what many print, and the more special before the more general.

mod alert;
mod answer;
mod answers_other;
mod control_plane;
mod etcd;
mod front_end;
mod front_end_start;
mod handshake;
mod key_pair;
mod konnectivity;
mod kubeadm;
mod kubeconfig;
mod kubelet;
mod other_clients;
mod parsing;
mod platforms;
mod server;
mod signature;
mod tls_server;
mod tokens;
mod verification;

use super::entry::Entry;

/// The tables, by priority.
const TABLES: [&[Entry]; 23] = [
    kubelet::ENTRIES,
    etcd::ENTRIES,
    konnectivity::ENTRIES,
    tokens::ENTRIES,
    answers_other::ENTRIES,
    front_end_start::ENTRIES,
    front_end::ENTRIES,
    platforms::ENTRIES,
    kubeadm::ENTRIES,
    control_plane::ENTRIES,
    tls_server::ENTRIES,
    kubeconfig::ENTRIES,
    server::ENTRIES,
    handshake::ENTRIES,
    verification::ENTRIES,
    alert::ENTRIES,
    key_pair::ENTRIES,
    other_clients::ENTRIES,
    signature::ENTRIES,
    parsing::ENTRIES,
    answer::ENTRIES,
    etcd::AROUND,
    front_end::AROUND,
];

/// All entries, by priority.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    TABLES.into_iter().flatten()
}

/// The entry of an id.
pub fn by_id(id: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.id == id)
}
