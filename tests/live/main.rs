//! Live servers: real ones on loopback, honest and hostile, and what `explain --connect` and `probe` say of them.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test prepares its servers itself, and stops where something is broken"
)]

mod answers;
mod cluster;
mod handshakes;
mod hostile;
mod login;
mod pages;
#[path = "../pki/mod.rs"]
mod pki;
mod proxies;
mod recorded;
mod servers;

/// A key that belongs to no certificate here, in PEM.
fn pki_key() -> Vec<u8> {
    pki::Key::rsa().pem().into_bytes()
}

/// A server certificate of another CA, and its key.
fn foreign_pair() -> (Vec<u8>, Vec<u8>) {
    let ca = pki::Template::ca("elsewhere").self_signed(&pki::Key::p256());
    let key = pki::Key::p256();
    let pair = ca.issue(
        &pki::Template::server("kube-apiserver").dns("kubernetes"),
        &key,
    );
    (pair.der, cluster::der(key.pem().as_bytes()))
}
