//! Certificates and certificate requests in DER.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::certificate::run(bytes));
