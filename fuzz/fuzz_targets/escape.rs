//! Text on its way to a terminal, to markup, DOT, Mermaid and a shell.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| certgraph_fuzz::targets::escape::run(bytes));
