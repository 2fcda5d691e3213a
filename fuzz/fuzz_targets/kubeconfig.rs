//! A kubeconfig, as `explain` judges it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::kubeconfig::run(bytes));
