//! A node's own files: static pods, kubelet and k3s configuration, environment files, command lines.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::node::run(bytes));
