//! The bar of a long audit: on a terminal past half a second, and nowhere else.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::pty::{Winsize, openpty};

use crate::support::fixture;

/// Where standard error goes.
#[derive(Clone, Copy, PartialEq)]
enum To {
    Terminal,
    Pipe,
}

/// What a run shows on standard error, and how long it lasts. Standard input ends after `pause`.
fn shown(folder: &Path, arguments: &[&str], to: To, pause: Duration) -> (String, Duration) {
    let started = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_certgraph"));
    command.arg("audit").args(arguments).current_dir(folder);
    command.args(["--at", "2026-06-01"]);
    command.env_clear().env("TERM", "xterm");
    command.stdin(Stdio::piped()).stdout(Stdio::null());
    let size = Winsize {
        ws_row: 24,
        ws_col: 80,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let terminal = (to == To::Terminal).then(|| openpty(&size, None).unwrap());
    let master = terminal.map(|terminal| {
        command.stderr(Stdio::from(terminal.slave));
        File::from(terminal.master)
    });
    if master.is_none() {
        command.stderr(Stdio::piped());
    }
    let mut child = command.spawn().unwrap();
    // Its copy of the terminal would keep the reader waiting.
    drop(command);
    let mut input = child.stdin.take().unwrap();
    let certificate = fs::read(fixture("kubeadm/healthy/pki/ca.crt")).unwrap();
    let writer = thread::spawn(move || {
        thread::sleep(pause);
        // A run that does not read its input may be over.
        let _ = input.write_all(&certificate);
    });
    let mut bytes = Vec::new();
    // A terminal whose last writer has gone ends with EIO on Linux.
    let _ = match master {
        Some(mut master) => master.read_to_end(&mut bytes),
        None => child.stderr.take().unwrap().read_to_end(&mut bytes),
    };
    child.wait().unwrap();
    let elapsed = started.elapsed();
    writer.join().unwrap();
    (String::from_utf8(bytes).unwrap(), elapsed)
}

const LONG: Duration = Duration::from_millis(1_200);

#[test]
fn a_terminal_sees_that_a_long_run_goes_on() {
    let folder = fixture("");
    let (text, _) = shown(&folder, &["-"], To::Terminal, LONG);
    assert!(text.contains("reading, 1s"), "{text:?}");
    // At the end the line is cleared.
    assert!(text.ends_with("\u{1b}[2K"), "{text:?}");
    assert_eq!(shown(&folder, &["-", "--quiet"], To::Terminal, LONG).0, "");
}

#[test]
fn a_terminal_sees_nothing_of_a_short_run() {
    // A busy machine may make any run long.
    let tries = (0..20).map(|_| shown(&fixture(""), &["-"], To::Terminal, Duration::ZERO));
    let short = tries
        .into_iter()
        .find(|(_, elapsed)| *elapsed < Duration::from_millis(450));
    assert_eq!(short.unwrap().0, "");
}

#[test]
fn a_pipe_sees_nothing_whatever_a_run_lasts() {
    assert_eq!(shown(&fixture(""), &["-"], To::Pipe, LONG).0, "");
}

/// The bundle grows until this machine needs a while for it.
#[test]
fn a_large_bundle_has_a_bar_of_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = fs::read(fixture("kubeadm/healthy/pki/ca.crt")).unwrap();
    let mut copies = 10_000;
    loop {
        fs::write(folder.path().join("bundle.crt"), certificate.repeat(copies)).unwrap();
        let (text, elapsed) = shown(folder.path(), &["bundle.crt"], To::Terminal, Duration::ZERO);
        if elapsed > LONG {
            assert!(text.contains("█") && text.contains(" MiB/"), "{text:?}");
            return;
        }
        copies *= 4;
    }
}
