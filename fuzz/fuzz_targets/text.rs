//! Small readers: base64, URLs, proxy exceptions, times, releases.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::text::run(bytes));
