//! What a server answers to HTTP requests.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::answer::run(bytes));
