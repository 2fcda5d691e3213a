//! Writes the fixtures anew. What is there stays: remove a folder of `fixtures/` to have it made again, with new keys.
//!
//!     cargo test --test regenerate -- --ignored
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a fixture that cannot be made has to stop the run"
)]

mod ack;
mod audit;
mod control_plane;
mod faults;
mod folder;
mod hostile;
mod k3s;
mod kubeadm;
mod kubeconfig;
mod manifests;
mod objects;
mod pictures;
#[path = "../pki/mod.rs"]
mod pki;
mod scene;

use folder::Folder;

#[test]
#[ignore = "writes fixtures/, for those who change a fixture"]
fn regenerate_what_is_missing() {
    Folder::make("ack", ack::write);
    Folder::make("kubeadm/healthy", kubeadm::write_healthy);
    audit::write();
    control_plane::write();
    faults::write();
    objects::write();
    pictures::write();
    Folder::make("hostile", hostile::write);
}
