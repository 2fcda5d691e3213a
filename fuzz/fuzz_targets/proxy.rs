//! What an HTTP or SOCKS proxy answers.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::proxy::run(bytes));
