//! CA bundles and kubeconfigs, as other clients read them.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::clients::run(bytes));
