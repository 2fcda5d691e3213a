//! How long and how much memory an audit of a fleet takes, beside a Go program that decodes and parses the same file.
//!
//!     cargo bench --bench fleet                       # a hundred thousand certificates
//!     FLEET=1000000 cargo bench --bench fleet
//!     GO_DECODE=/path/to/decode cargo bench --bench fleet
//!
//! `decode.go` beside this file is the Go program: `go build -o decode decode.go`. Fleets are kept below `target/tmp`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark takes its settings from the environment, and stops where something is broken"
)]

mod generate;
#[path = "../../pki/mod.rs"]
mod pki;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("--measure") {
        return measure(&arguments.collect::<Vec<_>>());
    }
    let count = std::env::var("FLEET").map_or(100_000, |text| text.parse().unwrap());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fleet-{count}"));
    generate::fleet(&folder, count);
    let certgraph = env!("CARGO_BIN_EXE_certgraph");
    println!("{count} certificates");
    println!("{:<34} {:>9} {:>9} {:>9}", "", "wall s", "CPU s", "peak MB");
    for input in ["bundle.pem", "secrets.json", "kubeconfigs"] {
        let path = folder.join(input).display().to_string();
        run(
            &format!("certgraph audit {input}"),
            &[certgraph, "audit", &path],
        );
    }
    if let Ok(decode) = std::env::var("GO_DECODE") {
        let path = folder.join("bundle.pem").display().to_string();
        run("Go, decode and parse bundle.pem", &[&decode, &path]);
    }
}

/// In a process of its own: the peak of children is the highest of all of them.
fn run(name: &str, command: &[&str]) {
    let own = std::env::current_exe().unwrap();
    let output = Command::new(own)
        .arg("--measure")
        .args(command)
        .output()
        .unwrap();
    let numbers = String::from_utf8(output.stdout).unwrap();
    println!("{name:<34} {}", numbers.trim_end());
}

fn measure(command: &[String]) {
    let (program, arguments) = command.split_first().unwrap();
    let started = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let wall = started.elapsed().as_secs_f64();
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let cpu = (usage.user_time() + usage.system_time()).num_milliseconds();
    let peak = usage.max_rss() / 1024;
    println!("{wall:>9.2} {:>9.2} {peak:>9}", cpu as f64 / 1000.0);
}
