//! Tests that need something beyond this repository and Rust: strace, graphviz, openssl, a browser, warehouses from PyPI, the recorded answers of a
//! real kubectl in `../shared/conformance/scenarios`, or what real programs wrote in `../shared/cases/formats`. Where that is absent they are ignored, and say so; they never pass unseen.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test prepares its data itself, says what is missing, and stops where something is broken"
)]

mod browser;
mod connect;
mod formats;
mod graphviz;
mod openssl;
#[path = "../pki/mod.rs"]
mod pki;
mod plugin;
mod scenarios;
mod syscalls;
#[path = "../twins/mod.rs"]
mod twins;
mod warehouse;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = scenarios::trials();
    trials.extend(connect::trials());
    trials.extend(formats::trials());
    trials.extend(graphviz::trials());
    trials.extend(browser::trials());
    trials.extend(openssl::trials());
    trials.extend(plugin::trials());
    trials.extend(warehouse::trials());
    let strace = std::process::Command::new("strace")
        .arg("-V")
        .output()
        .is_ok_and(|found| found.status.success());
    if !strace {
        eprintln!("strace is absent: the test of system calls is ignored");
    }
    let syscalls = Trial::test("syscalls::only_named_files_are_touched", || {
        syscalls::only_named_files_are_touched();
        Ok(())
    });
    trials.push(syscalls.with_ignored_flag(!strace));
    let copied = Trial::test(
        "syscalls::nothing_of_this_machine_is_taken_for_a_copied_node",
        || {
            syscalls::nothing_of_this_machine_is_taken_for_a_copied_node();
            Ok(())
        },
    );
    trials.push(copied.with_ignored_flag(!strace));
    let one = Trial::test("connect::one_connection_to_the_server_alone", || {
        connect::one_connection_to_the_server_alone();
        Ok(())
    });
    trials.push(one.with_ignored_flag(!strace));
    libtest_mimic::run(&arguments, trials).exit_code()
}
