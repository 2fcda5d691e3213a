//! Texts with certificates in their strings, and UTF-16.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::strings::run(bytes));
