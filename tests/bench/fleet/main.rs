//! How long and how much memory an audit of a fleet takes, beside a Go program that decodes and parses the same file.
//!
//!     cargo bench --bench fleet                       # a hundred thousand certificates
//!     FLEET=1000000 KEYS=rsa cargo bench --bench fleet
//!
//! Certificates are P-256, or RSA 2048 with `KEYS=rsa`. `decode.go` beside this file is the Go program; it is built and
//! run where `go` is on the path. Each command runs five times after once for the caches, ours and Go's in turn, and
//! medians are printed. Fleets are kept below `target/tmp`.
#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
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

use generate::Keys;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("--measure") {
        return measure(&arguments.collect::<Vec<_>>());
    }
    let count = std::env::var("FLEET").map_or(100_000, |text| text.parse().unwrap());
    let keys = match std::env::var("KEYS").as_deref() {
        Ok("rsa") => Keys::Rsa,
        _ => Keys::P256,
    };
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let name = if keys == Keys::Rsa { "-rsa" } else { "" };
    let folder = tmp.join(format!("fleet-{count}{name}"));
    generate::fleet(&folder, count, keys);
    let certgraph = env!("CARGO_BIN_EXE_certgraph");
    let path = |input: &str| folder.join(input).display().to_string();
    let ours = |arguments: &[&str], input: &str| {
        let command = [certgraph].into_iter().chain(arguments.iter().copied());
        let command: Vec<String> = command.map(str::to_owned).chain([path(input)]).collect();
        (format!("{} {input}", arguments.join(" ")), command)
    };
    let mut commands = vec![ours(&["audit"], "bundle.pem")];
    if let Some(decode) = go(tmp) {
        let command = vec![decode, path("bundle.pem")];
        commands.push(("Go, decode and parse bundle.pem".to_owned(), command));
    }
    for format in ["csv", "jsonl"] {
        commands.push(ours(&["audit", "--format", format], "bundle.pem"));
    }
    commands.push(ours(&["audit"], "secrets.json"));
    if keys == Keys::P256 {
        commands.push(ours(&["audit"], "kubeconfigs"));
    }
    if count <= 100_000 {
        commands.push(ours(&["inspect"], "bundle.pem"));
    }
    let mut runs = vec![Vec::new(); commands.len()];
    for round in 0..=5 {
        for ((_, command), runs) in commands.iter().zip(&mut runs) {
            let numbers = run(command);
            if round > 0 {
                runs.push(numbers);
            }
        }
    }
    println!("{count} certificates");
    println!("{:<34} {:>9} {:>9} {:>9}", "", "wall s", "CPU s", "peak MB");
    for ((name, _), runs) in commands.iter().zip(&runs) {
        let [wall, cpu, peak] = [0, 1, 2].map(|figure| {
            let mut all: Vec<f64> = runs.iter().map(|numbers| numbers[figure]).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        });
        println!("{name:<34} {wall:>9.2} {cpu:>9.2} {peak:>9.0}");
    }
}

/// Builds the Go program; none where there is no Go.
fn go(tmp: &Path) -> Option<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/fleet/decode.go");
    let program = tmp.join("decode").display().to_string();
    let built = Command::new("go")
        .args(["build", "-o", &program])
        .arg(source)
        .status();
    built
        .is_ok_and(|status| status.success())
        .then_some(program)
}

/// In a process of its own: the peak of children is the highest of all of them.
fn run(command: &[String]) -> Vec<f64> {
    let own = std::env::current_exe().unwrap();
    let output = Command::new(own)
        .arg("--measure")
        .args(command)
        .output()
        .unwrap();
    let numbers = String::from_utf8(output.stdout).unwrap();
    let numbers = numbers.split_whitespace();
    numbers.map(|number| number.parse().unwrap()).collect()
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
    println!("{wall} {} {peak}", cpu as f64 / 1000.0);
}
