//! The two programs that are started: kubectl, and certgraph beside this one.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::{UNREADABLE, say};

/// How certgraph is told by which name it was called, so that its help and the commands it prints can be typed as they are.
const CALLED_AS: &str = "CERTGRAPH_CALLED_AS";

/// What kubectl answers for one path.
///
/// Its standard error stays the user's: an exec plugin may ask there for a login.
///
/// # Errors
/// kubectl cannot be started, or ends with a failure, which it has then told itself.
pub(crate) fn get(options: &[OsString], path: &str) -> Result<Vec<u8>, String> {
    let output = Command::new("kubectl")
        .args(["get", "--raw", path])
        .args(options)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("kubectl cannot be started: {error}"))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err("kubectl failed".to_owned())
    }
}

/// Starts certgraph with a pipe as its standard input.
///
/// # Errors
/// It cannot be started.
pub(crate) fn certgraph_reading(words: &[OsString]) -> Result<Child, String> {
    certgraph(words)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(&error))
}

/// Runs certgraph as it is, and gives its exit code.
pub(crate) fn certgraph_alone(words: &[OsString]) -> u8 {
    match certgraph(words).status() {
        Ok(status) => code(status),
        Err(error) => {
            say(&not_started(&error));
            UNREADABLE
        }
    }
}

/// What certgraph prints for `words`; nothing where it fails.
pub(crate) fn certgraph_says(words: &[OsString]) -> String {
    certgraph(words)
        .stderr(Stdio::null())
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default()
}

/// The exit code of a program that ended; a signal counts as unreadable input.
pub(crate) fn code(status: ExitStatus) -> u8 {
    status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(UNREADABLE)
}

fn certgraph(words: &[OsString]) -> Command {
    let mut command = Command::new(program());
    command.args(words).env(CALLED_AS, "kubectl certgraph");
    command
}

/// The certgraph of the same package, also where a link leads here (krew installs one), before any other of the PATH.
fn program() -> PathBuf {
    let name = format!("certgraph{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe()
        .and_then(std::fs::canonicalize)
        .map(|own| own.with_file_name(&name));
    match beside {
        Ok(path) if path.is_file() => path,
        _ => PathBuf::from(OsStr::new(&name)),
    }
}

fn not_started(error: &std::io::Error) -> String {
    format!(
        "certgraph cannot be started; it has to be beside kubectl-certgraph or in the PATH: {error}"
    )
}
