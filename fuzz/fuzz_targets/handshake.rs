//! What a TLS server sends: records, messages, certificates.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::handshake::run(bytes));
