//! What one run of a program costs, by the kernel's own books.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

/// A run longer than this is ended.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a run took.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// Processor time, of user and system together, in seconds.
    pub(crate) cpu: f64,
    /// The largest resident memory that was seen, in MiB.
    pub(crate) peak: u64,
}

/// What to run: the arguments, and the file that is standard input.
pub(crate) struct Made {
    pub(crate) arguments: Vec<String>,
    pub(crate) input: Option<&'static str>,
}

/// Runs a program in a folder; none where it had to be ended.
pub(crate) fn run(program: &str, folder: &Path, made: &Made) -> Option<Cost> {
    let program = fs::canonicalize(program).unwrap();
    let before = processor_time();
    let input = made.input.map_or_else(Stdio::null, |name| {
        File::open(folder.join(name)).unwrap().into()
    });
    let mut child = Command::new(program)
        .args(&made.arguments)
        .args(["--at", "2026-06-01"])
        .current_dir(folder)
        .stdin(input)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        peak = peak.max(resident(&child));
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Some(Cost {
        cpu: processor_time() - before,
        peak: peak / 1024,
    })
}

/// Of all children that have ended.
fn processor_time() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    f64::from(u32::try_from(micros / 100).unwrap()) / 10_000.0
}

/// The peak of resident memory so far, in KiB: proc_pid_status(5).
fn resident(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|text| text.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
