//! Recorded cases with arbitrary changes.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: certgraph_fuzz::targets::verify::Input| certgraph_fuzz::targets::verify::run(&input));
