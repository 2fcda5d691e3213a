//! Key stores with a password, PKCS#7.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::keystore::run(bytes));
