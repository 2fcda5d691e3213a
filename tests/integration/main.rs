//! The program as its users meet it: run on files, judged by what it prints, how it ends, and what it touches.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test prepares its files itself and stops where something is broken"
)]

mod announced;
mod apiserver_manifest;
mod audit;
mod behaviour;
mod clients;
mod containers;
mod control_plane;
mod diff;
mod etcd_servers;
mod faults;
mod formats;
mod graph;
mod habits;
mod hostile;
mod k3s_process;
mod kubelet_address;
mod layouts;
mod manifests;
mod names;
mod nodes;
mod objects;
#[path = "../pki/mod.rs"]
mod pki;
mod progress;
mod rotate;
mod scene;
mod screens;
mod secrets;
mod secrets_of_commands;
mod settings;
mod starts;
mod support;
mod tree;
#[path = "../twins/mod.rs"]
mod twins;
mod widths;
