//! `certgraph message`: every text that programs print is recognised, raw and wrapped, and with files at hand the right
//! certificate and cause are found.
//!
//! Recorded output of a real kubectl stands outside the repository, in `../shared/conformance/scenarios`; where the folder
//! is absent its tests are ignored, never passed.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test reads its data itself, says what is missing, and stops where something is broken"
)]

mod command;
mod ends;
mod fresh;
mod hostile;
mod inputs;
mod scenarios;
mod secrets;
mod spoken;
mod texts;
mod wrapped;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test(
            "every_text_is_recognised",
            wrapped::every_text_is_recognised,
        ),
        Trial::test(
            "every_wrapping_comes_off",
            wrapped::every_wrapping_comes_off,
        ),
        Trial::test(
            "every_entry_is_tested_and_well_formed",
            wrapped::entries_are_well_formed,
        ),
        Trial::test("every_line_has_its_speaker", spoken::speakers),
        Trial::test("fresh_lines_are_understood", fresh::lines_are_understood),
        Trial::test("variations_change_nothing", spoken::variations),
        Trial::test(
            "nobody_is_blamed_for_another",
            spoken::nobody_is_blamed_for_another,
        ),
        Trial::test("every_entry_is_tested", spoken::entries_are_tested),
        Trial::test("no_marker_gets_out", secrets::no_marker_gets_out),
        Trial::test("variables_are_read", wrapped::variables_are_read),
        Trial::test("any_text_is_harmless", hostile::any_text_is_harmless),
        Trial::test(
            "secrets_are_not_repeated",
            hostile::secrets_are_not_repeated,
        ),
        Trial::test("one_faulty_scene_each", inputs::faults),
        Trial::test("what_does_not_agree_is_said", inputs::inconsistencies),
        Trial::test("files_of_the_connection", ends::files_of_the_connection),
        Trial::test("exit_codes", command::exit_codes),
        Trial::test("a_log_is_read_from_standard_input", command::standard_input),
        Trial::test("the_screen_fits", command::the_screen_fits),
    ];
    trials.extend(scenarios::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}
