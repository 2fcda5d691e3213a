//! Kubernetes objects, and the connections that they tell of.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::objects::run(bytes));
